"""Scores of attributions on words alone: quotation marks, commas and blanks never count.

A span is the set of words (``\\w+``) that it touches. By role (source, cue, content): ``exact``, ``piece`` (each
piece of a discontinuous span on its own, as span taggers count; CofeNet, Wang et al., 2022) and ``overlap``
(Scheible et al., 2016, by share of words). Attributions are matched one to one, greedily: ``strict`` (source and
content equal), ``relaxed`` (IoU of both at least .5) and ``content`` (content IoU alone); the same on those whose
content is ``quoted`` in double marks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

SIGNATURE = "words|iou.5|greedy|v1"
ROLES = ("source", "cue", "content")

_WORD = re.compile(r"\w+")
_DOUBLE = re.compile('["\u201c\u201d]')

Ranges = Sequence[Sequence[int]]
Words = frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The three parts of one attribution as half-open character ranges; an absent part is empty."""

    source: Ranges
    cue: Ranges
    content: Ranges


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Precision, recall and F1 in percent, with what they were counted over."""

    precision: float
    recall: float
    f1: float
    predicted: int
    gold: int


@dataclass(frozen=True, slots=True)
class InWords:
    """An attribution as sets of the numbers of a text's words, and whether its content is quoted in double marks."""

    source: Words
    cue: Words
    content: Words
    quoted: bool


Criterion = Callable[[InWords, InWords], bool]

CRITERIA: dict[str, Criterion] = {
    "strict": lambda g, p: g.content == p.content and g.source == p.source,
    "relaxed": lambda g, p: iou(g.content, p.content) >= 0.5 and iou(g.source, p.source) >= 0.5,
    "content": lambda g, p: iou(g.content, p.content) >= 0.5,
}


def score_corpus(articles: Iterable[tuple[str, Sequence[Parts], Sequence[Parts]]]) -> dict[str, Score]:
    """Scores over articles of (text, gold, predicted), by ``role.measure`` and ``attribution|quoted.criterion``."""
    tallies: dict[str, list[float]] = defaultdict(lambda: [0.0, 0, 0.0, 0])
    for text, gold_parts, predicted_parts in articles:
        places = [(m.start(), m.end()) for m in _WORD.finditer(text)]
        kept = [g for g in gold_parts if _to_words(g.content, places)]
        gold = [_read(g, text, places) for g in kept]
        predicted = [p for p in (_read(p, text, places) for p in predicted_parts) if p.cue or p.content]
        for role in ROLES:
            _tally_role(tallies, role, gold, predicted)
            pieces = [
                {_to_words([r], places) for a in parts for r in getattr(a, role)} - {frozenset()}
                for parts in (kept, predicted_parts)
            ]
            same = len(pieces[0] & pieces[1])
            _add(tallies[f"{role}.piece"], same, len(pieces[1]), same, len(pieces[0]))
        predicted = [p for p in predicted if p.content]
        for name in CRITERIA:
            used_gold, used = match(gold, predicted, name)
            _add(tallies[f"attribution.{name}"], len(used), len(predicted), len(used_gold), len(gold))
            _add(
                tallies[f"quoted.{name}"],
                sum(predicted[j].quoted for j in used),
                sum(p.quoted for p in predicted),
                sum(gold[i].quoted for i in used_gold),
                sum(g.quoted for g in gold),
            )
    return {name: _score(*tally) for name, tally in tallies.items()}


def matched(text: str, gold: Sequence[Parts], predicted: Sequence[Parts], criterion: str) -> list[bool]:
    """For each predicted attribution, whether a gold one is matched to it under one of `CRITERIA`."""
    wanted = [g for g in in_words(text, gold) if g.content]
    _, used = match(wanted, in_words(text, predicted), criterion)
    return [j in used for j in range(len(predicted))]


def in_words(text: str, parts: Sequence[Parts]) -> list[InWords]:
    """Attributions of ``text`` as sets of its words."""
    places = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    return [_read(p, text, places) for p in parts]


def _tally_role(tallies: dict[str, list[float]], role: str, gold: list[InWords], predicted: list[InWords]) -> None:
    wanted = {getattr(g, role) for g in gold} - {frozenset()}
    got = {getattr(p, role) for p in predicted} - {frozenset()}
    same = len(wanted & got)
    _add(tallies[f"{role}.exact"], same, len(got), same, len(wanted))
    _add(
        tallies[f"{role}.overlap"],
        sum(max((len(x & y) / len(x) for y in wanted), default=0) for x in got),
        len(got),
        sum(max((len(x & y) / len(x) for y in got), default=0) for x in wanted),
        len(wanted),
    )


def _add(tally: list[float], *values: float) -> None:
    for k, value in enumerate(values):
        tally[k] += value


def _read(parts: Parts, text: str, places: list[tuple[int, int]]) -> InWords:
    content = _to_words(parts.content, places)
    # A quotation mark may stand just outside the span.
    quoted = bool(content) and any(_DOUBLE.search(text, max(0, b - 2), e + 2) for b, e in parts.content)
    return InWords(_to_words(parts.source, places), _to_words(parts.cue, places), content, quoted)


def _to_words(ranges: Ranges, places: list[tuple[int, int]]) -> Words:
    return frozenset(k for b, e in ranges for k, (x, y) in enumerate(places) if x < e and y > b)


def iou(a: Words, b: Words) -> float:
    """Intersection over union; 1 for two empty sets."""
    if not a and not b:
        return 1.0
    return len(a & b) / len(a | b)


def match(gold: Sequence[InWords], predicted: Sequence[InWords], criterion: str) -> tuple[set[int], set[int]]:
    """The gold and the predicted attributions that are matched, one to one and greedily, under one of `CRITERIA`."""
    fits = CRITERIA[criterion]
    pairs = sorted(
        (
            (iou(g.content, p.content) + 0.5 * iou(g.source, p.source) + 0.1 * iou(g.cue, p.cue), i, j)
            for i, g in enumerate(gold)
            for j, p in enumerate(predicted)
            if fits(g, p)
        ),
        reverse=True,
    )
    used_gold: set[int] = set()
    used: set[int] = set()
    for _, i, j in pairs:
        if i not in used_gold and j not in used:
            used_gold.add(i)
            used.add(j)
    return used_gold, used


def _score(hits: float, predicted: float, found: float, gold: float) -> Score:
    p = hits / predicted if predicted else 0.0
    r = found / gold if gold else 0.0
    f1 = 2 * p * r / (p + r) if p + r else 0.0
    return Score(precision=100 * p, recall=100 * r, f1=100 * f1, predicted=int(predicted), gold=int(gold))


def as_table(scores: Mapping[str, Score]) -> str:
    """One line a measure: precision, recall, F1 in percent, and the counts."""
    return "\n".join(
        f"{name:22s} P {s.precision:5.1f}  R {s.recall:5.1f}  F1 {s.f1:5.1f}   pred {s.predicted} gold {s.gold}"
        for name, s in scores.items()
    )


def as_json(scores: Mapping[str, Score]) -> dict[str, dict[str, float]]:
    """Plain values by measure, rounded to a tenth of a percent."""
    return {
        name: {
            "P": round(s.precision, 1),
            "R": round(s.recall, 1),
            "F1": round(s.f1, 1),
            "pred": s.predicted,
            "gold": s.gold,
        }
        for name, s in scores.items()
    }
