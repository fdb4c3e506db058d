"""Labels of our own: on PolNeAR's articles by keys and offsets, never their text; and passages that we wrote.

``nested.json`` marks the attributions inside contents, which PolNeAR leaves out: somebody's reported words, thoughts or
questions inside another's. The speaker's own stand in the present (*I think*, *we believe*) is none. For each article
that was read, by its file name: a list of relations, each a list of ranges for source, cue and content.

``stance.json`` says what the source does with the content, by article and relation (as its first annotator numbered
them): the stance, whether it is hedged, the kind of declining or null.

``passages.jsonl``, ``passages-2.jsonl`` and ``passages-3.jsonl`` are invented passages of news with their attributions
in the text: ``{1s|She} {1c|denied} {1t|it}`` are source, cue and content of the first; ``labels`` say its stance and
its speaker. A file is never added to: which passages stand together, and so which are held back for measuring, would
change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.resources import files

import numpy as np

from claimx.evaluation.gold import GoldArticle, GoldAttribution, Ranges
from claimx.types import DeclineKind, StanceLabel

_PASSAGES = ("passages", "passages-2", "passages-3")
_OPENING = re.compile(r"\{(\d+)([sct])\|")
_ROLE = {"s": "source", "c": "cue", "t": "content"}


def with_nested(articles: Iterable[GoldArticle]) -> list[GoldArticle]:
    """The articles, those that were read for nested attributions with what was found."""
    known = json.loads(_read("nested.json"))
    return [
        replace(a, nested=tuple(_relation(k, *parts) for k, parts in enumerate(known[a.id]))) if a.id in known else a
        for a in articles
    ]


def with_stances(articles: Iterable[GoldArticle]) -> list[GoldArticle]:
    """The articles, the attributions whose stance was judged with it; of several annotators', the first one's."""
    known = json.loads(_read("stance.json"))
    out = []
    for article in articles:
        judged = known.pop(article.id, {})
        out.append(replace(article, attributions=tuple(_judged(r, judged.get(r.id)) for r in article.attributions)))
    return out


def passage_lines() -> list[list[str]]:
    """The lines of each file of passages, to be parsed by `parse_passage`."""
    return [_read(f"{name}.jsonl").splitlines() for name in _PASSAGES]


def read_passages(*, together: int, seed: int) -> list[GoldArticle]:
    """The passages, so many ``together`` in one article, each a paragraph or more; which, the seed decides."""
    out = []
    for name, lines in zip(_PASSAGES, passage_lines(), strict=True):
        order = np.random.default_rng([seed, 3]).permutation(len(lines)).tolist()
        out += [
            _join(f"{name}-{k}", [parse_passage(lines[i]) for i in order[k : k + together]])
            for k in range(0, len(lines), together)
        ]
    return out


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage and its attributions: those of the text, and those inside their contents."""

    text: str
    attributions: tuple[GoldAttribution, ...]
    nested: tuple[GoldAttribution, ...]


def parse_passage(line: str) -> Passage:
    """A line of ``passages.jsonl``; ValueError if its markup is not closed."""
    record = json.loads(line)
    text, places = _strip(record["marked"])
    relations = []
    for name, label in record["labels"].items():
        roles = {role: tuple(sorted(places.get((name, role), []))) for role in _ROLE.values()}
        relations.append(
            GoldAttribution(
                id=name,
                **roles,
                stance=label["stance"],
                hedged=label["hedged"],
                decline_kind=label.get("decline"),
            )
        )
    inner = [any(_is_inside(r, other) for other in relations if other is not r) for r in relations]
    return Passage(
        text=text,
        attributions=tuple(r for r, deep in zip(relations, inner, strict=True) if not deep),
        nested=tuple(r for r, deep in zip(relations, inner, strict=True) if deep),
    )


def _strip(marked: str) -> tuple[str, dict[tuple[str, str], list[tuple[int, int]]]]:
    """The text without its markup, and where each part of each attribution lies in it."""
    text: list[str] = []
    places: dict[tuple[str, str], list[tuple[int, int]]] = {}
    open_parts: list[tuple[str, str, int]] = []
    at = 0
    while at < len(marked):
        opening = _OPENING.match(marked, at)
        if opening:
            open_parts.append((opening[1], _ROLE[opening[2]], len(text)))
            at = opening.end()
            continue
        if marked[at] == "}":
            if not open_parts:
                raise ValueError(f"a brace closes nothing: {marked[max(0, at - 20) : at + 1]!r}")
            name, role, begin = open_parts.pop()
            places.setdefault((name, role), []).append((begin, len(text)))
        else:
            text.append(marked[at])
        at += 1
    if open_parts:
        raise ValueError(f"a brace is never closed: {marked[:40]!r}")
    return "".join(text), places


def _is_inside(relation: GoldAttribution, outer: GoldAttribution) -> bool:
    own = (*relation.cue, *relation.content)
    return relation.content != outer.content and all(
        any(begin <= b and e <= end for begin, end in outer.content) for b, e in own
    )


def _join(name: str, passages: Iterable[Passage]) -> GoldArticle:
    text = ""
    attributions: list[GoldAttribution] = []
    nested: list[GoldAttribution] = []
    for passage in passages:
        text += "\n\n" if text else ""
        attributions += moved(passage.attributions, len(text))
        nested += moved(passage.nested, len(text))
        text += passage.text
    return GoldArticle(id=name, annotator="", text=text, attributions=tuple(attributions), nested=tuple(nested))


def moved(relations: Iterable[GoldAttribution], by: int) -> list[GoldAttribution]:
    """The relations ``by`` characters further on."""

    def shift(ranges: Ranges) -> Ranges:
        return tuple((begin + by, end + by) for begin, end in ranges)

    return [replace(r, source=shift(r.source), cue=shift(r.cue), content=shift(r.content)) for r in relations]


def _relation(number: int, *parts: list[list[int]]) -> GoldAttribution:
    source, cue, content = (tuple((begin, end) for begin, end in ranges) for ranges in parts)
    return GoldAttribution(id=f"N{number}", source=source, cue=cue, content=content)


def _judged(relation: GoldAttribution, label: tuple[StanceLabel, bool, DeclineKind | None] | None) -> GoldAttribution:
    if label is None:
        return relation
    stance, hedged, kind = label
    return replace(relation, stance=stance, hedged=hedged, decline_kind=kind)


def _read(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
