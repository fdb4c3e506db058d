"""Which attribution of the article a denial denies: the report, the accusation, the question; or none.

A denial's candidates are the attributions of others near it; a small linear model (`claimx.training.targets` learns its
weights) chooses among them and *none* by likeness of words, order, who is told of, and what the other does.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from claimx.assembly import Draft
from claimx.types import StanceLabel

NONE: Mapping[str, float] = {"none": 1.0}  # how it looks that nothing of the article is denied

_BEFORE, _AFTER = 10, 3  # attributions within reach
_WORD = re.compile(r"\w+")
_STEM = 5  # letters: *accused*, *accusing* and *accusation* are one word
_STOP = frozenset(
    _WORD.findall(
        """a about after all an and any are as at be been being but by can could did do does for from had has have he
    her him his how i if in into is it its me my no not of on or our out said say says she so some such than that the
    their them then there these they this those to up us was we were what when where which who whom whose why will with
    would you your never ever none nothing"""
    )
)
_POINTS = re.compile(
    r"^\W*(?:(?:that|this|it|these|those|all\s+of\s+\w+)(?:['\u2019]s|\s+(?:is|was|are|were|did|never))\b|none\s+of\b|no\s+such\b"
    r"|(?:the|any|such|all|these|those)\s+(?:\w+\s+)?(?:claim|report|allegation|accusation|suggestion|charge|rumou?r|story|idea)"
    r"|(?:no|never|nonsense|false|rubbish|lies)\b)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\u201d\"]?\s")
_CLAIMS = re.compile(
    r"\b(?:accus|alleg|claim|report|suggest|charg|rumou?r|insinuat|blam|testif|told|wrote|said|say|publish|complain|hint|believ)\w*",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:ask|question|press|inquir|enquir|want\w*\s+to\s+know|challeng|put\s+to)\w*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An attribution that a denial may deny, by index, and how it looks from there: features by name."""

    index: int
    features: Mapping[str, float]


def find_targets(
    text: str, drafts: Sequence[Draft], stances: Sequence[StanceLabel], speakers: Sequence[str | None]
) -> list[int | None]:
    """For each draft the index of the one that it denies; None where it denies none, or is no denial.

    ``stances`` and ``speakers`` (any names that tell speakers apart, None where nobody is known) are those of the
    drafts. Linear in the number of drafts.
    """
    return [
        _choose(candidates(text, drafts, k, stances, speakers)) if stance == "deny" else None
        for k, stance in enumerate(stances)
    ]


def _choose(offered: Sequence[Candidate]) -> int | None:
    """The candidate that is likelier than all else together, if there is one."""
    odds = [math.exp(_score(c.features)) for c in offered]
    total = sum(odds) + math.exp(_score(NONE))
    return next((c.index for c, own in zip(offered, odds, strict=True) if own > 0.5 * total), None)


def candidates(
    text: str, drafts: Sequence[Draft], k: int, stances: Sequence[StanceLabel], speakers: Sequence[str | None]
) -> list[Candidate]:
    """What the denial ``k`` may deny, the nearest before it first."""
    near = [*range(k - 1, max(-1, k - 1 - _BEFORE), -1), *range(k + 1, min(len(drafts), k + 1 + _AFTER))]
    others = [j for j in near if speakers[j] is None or speakers[j] != speakers[k]]
    denied = _words(text, drafts[k].content)
    denier = _stems(f"{speakers[k] or ''} {_text(text, drafts[k].source)}")
    points = bool(_POINTS.match(_text(text, drafts[k].content)))
    others_said = [_words(text, drafts[j].content) for j in others]
    likeness = [2 * len(denied & said) / max(1, len(denied) + len(said)) for said in others_said]
    out = []
    for rank, j in enumerate(others):
        draft = drafts[j]
        cue = _text(text, draft.cue)
        place = f"before_{min(rank, 3)}" if j < k else "after"
        source = _text(text, draft.source)
        gap = text[min(_end(drafts[j]), _begin(drafts[k])) : max(_begin(drafts[k]), _begin(drafts[j]))]
        out.append(
            Candidate(
                j,
                {
                    place: 1.0,
                    f"{stances[j]}": 1.0,
                    "alike": likeness[rank],
                    "most_alike": float(likeness[rank] > 0 and likeness[rank] == max(likeness)),
                    "claims": float(bool(_CLAIMS.search(cue))),
                    "asks": float(bool(_ASKS.search(cue))),
                    "points_before": float(points and j < k and rank == 0),
                    "same_paragraph": float("\n" not in gap.strip()),
                    "same_sentence": float(not _SENTENCE_END.search(gap)),
                    "tells_of_denier": float(bool(denier & others_said[rank])),
                    "source_tells_of_denier": float(bool(denier & _stems(source))),
                    "source_is_told_of": float(bool(_stems(f"{source} {speakers[j] or ''}") & denied)),
                    "inside": float(_holds(drafts[k], draft)),
                    "holds": float(_holds(draft, drafts[k])),
                },
            )
        )
    return out


def _text(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    return " ".join(text[begin:end] for begin, end in ranges)


def _words(text: str, ranges: Sequence[tuple[int, int]]) -> frozenset[str]:
    return _stems(_text(text, ranges))


def _stems(words: str) -> frozenset[str]:
    return frozenset(w[:_STEM] for w in _WORD.findall(words.lower()) if w not in _STOP)


def _holds(outer: Draft, inner: Draft) -> bool:
    """Whether one attribution stands in another's content."""
    return any(begin <= _begin(inner) and _end(inner) <= end for begin, end in outer.content)


def _begin(draft: Draft) -> int:
    return min(begin for begin, _ in (*draft.source, *draft.cue, *draft.content))


def _end(draft: Draft) -> int:
    return max(end for _, end in (*draft.source, *draft.cue, *draft.content))


def _score(features: Mapping[str, float]) -> float:
    weights = _weights()
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


@cache
def _weights() -> dict[str, float]:
    told: dict[str, float] = json.loads(files("claimx.stance").joinpath("targets.json").read_text(encoding="utf-8"))
    return told
