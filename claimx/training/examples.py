"""From gold articles to training windows: tags for pieces, and links between the spans of a window, by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from claimx.evaluation.gold import GoldArticle, GoldAttribution, Ranges
from claimx.model.tags import CONTENT, CUE, OUTSIDE, ROLES, SOURCE, begin_tag, inside_tag, tags_to_spans
from claimx.text.pieces import PieceEncoder, Pieces, cut_windows
from claimx.text.reading import read_text
from claimx.training.lessons import Lesson, LevelLesson
from claimx.types import DECLINE_KINDS, STANCES

IntArray = NDArray[np.int32]
NO_LINK = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The gold of one level in a window of n pieces.

    ``tags`` int8 ``(n,)``; ``is_open`` bool ``(n,)``, the pieces that the level may tag: all, or the contents of the
    level above; ``spans`` by role, int32 ``(k, 2)``; ``cue_of_content`` and ``source_of_cue`` int32, the index of the
    linked span or `NO_LINK`; ``acts`` int8 ``(cues, 3)``, the places of the stance, of hedging (0 or 1) and of the kind
    of declining, `NO_LINK` where nobody judged; ``lesson`` what a teacher made of the window, if there is one.
    """

    tags: NDArray[np.int8]
    is_open: NDArray[np.bool_]
    spans: tuple[IntArray, ...]
    cue_of_content: IntArray
    source_of_cue: IntArray
    acts: NDArray[np.int8]
    lesson: LevelLesson | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One window: ``ids`` int32 ``(n,)`` without special pieces; ``paragraph`` int32 ``(n,)``; its gold by level.

    A level is None where nobody looked for its attributions.
    """

    ids: IntArray
    paragraph: IntArray
    levels: tuple[Level | None, ...]


class Material:
    """One article made ready, to be cut into windows of any length."""

    def __init__(self, article: GoldArticle, encoder: PieceEncoder, lesson: Lesson | None = None) -> None:
        self._pieces = read_text(article.text, encoder, 510).pieces
        self._marked = [_mark(self._pieces, article.attributions)]
        if article.nested is not None:
            self._marked.append(_mark(self._pieces, article.nested))
        self._contents = self._marked[0].owner[CONTENT] != NO_LINK
        self._lesson = lesson

    def count(self, max_pieces: int) -> int:
        """How many windows `examples` gives."""
        return len(cut_windows(self._pieces, max_pieces))

    def examples(self, max_pieces: int) -> list[Example]:
        """The windows of the article; a relation that crosses a window's edge is clipped to the window."""
        out = []
        for begin, end in cut_windows(self._pieces, max_pieces):
            is_open = (np.ones(end - begin, dtype=bool), self._contents[begin:end])
            paragraph = self._pieces.paragraph[begin:end]
            levels = [self._level(k, is_open[k], begin, end, paragraph) for k in range(len(self._marked))]
            out.append(
                Example(
                    ids=self._pieces.ids[begin:end],
                    paragraph=paragraph,
                    levels=(levels[0], levels[1] if len(levels) > 1 else None),
                )
            )
        return out

    def _level(self, number: int, is_open: NDArray[np.bool_], begin: int, end: int, paragraph: IntArray) -> Level:
        level = _level(self._marked[number], is_open, begin, end)
        if self._lesson is None or number > 0:
            return level
        lesson = self._lesson.window(begin, end, level.spans, level.cue_of_content, paragraph)
        return replace(level, lesson=lesson)


def add_boilerplate(articles: Sequence[GoldArticle], *, share: float, seed: int) -> list[GoldArticle]:
    """A copy in which a share of the articles ends with site boilerplate: text that holds no attribution.

    PolNeAR's texts are clean, so a reader trained on them alone takes comment policies for claims.
    """
    blocks = files("claimx.training").joinpath("boilerplate.txt").read_text(encoding="utf-8").strip().split("\n\n")
    rng = np.random.default_rng(seed)
    out = []
    for article in articles:
        if rng.random() < share:
            chosen = rng.choice(len(blocks), size=int(rng.integers(2, 7)), replace=False)
            article = replace(article, text="\n\n".join([article.text.rstrip(), *(blocks[k] for k in chosen)]))
        out.append(article)
    return out


def _to_pieces(pieces: Pieces, ranges: Ranges) -> list[tuple[int, int]]:
    out = []
    for begin, end in ranges:
        first = int(np.searchsorted(pieces.offsets[:, 1], begin, side="right"))
        last = int(np.searchsorted(pieces.offsets[:, 0], end, side="left"))
        if first < last:
            out.append((first, last))
    return out


@dataclass(frozen=True, slots=True)
class _Marked:
    """The gold of a level over the pieces of a whole text."""

    tags: NDArray[np.int8]
    owner: IntArray  # (roles, pieces): the relation that each piece belongs to
    source_of: IntArray  # (relations,): a piece of each one's source
    acts: NDArray[np.int8]  # (relations, 3)


def _mark(pieces: Pieces, relations: Sequence[GoldAttribution]) -> _Marked:
    tags = np.full(len(pieces.ids), OUTSIDE, dtype=np.int8)
    owner = np.full((len(ROLES), len(pieces.ids)), NO_LINK, dtype=np.int32)
    source_of = np.full(len(relations), NO_LINK, dtype=np.int32)
    for number, relation in enumerate(relations):
        for role, ranges in ((SOURCE, relation.source), (CUE, relation.cue), (CONTENT, relation.content)):
            for begin, end in _to_pieces(pieces, ranges):
                tags[begin:end] = inside_tag(role)
                tags[begin] = begin_tag(role)
                owner[role, begin:end] = number
                if role == SOURCE:
                    source_of[number] = begin
    acts = [_act(relation) for relation in relations]
    return _Marked(tags, owner, source_of, np.array(acts, dtype=np.int8).reshape(-1, 3))


def _act(relation: GoldAttribution) -> tuple[int, int, int]:
    return (
        NO_LINK if relation.stance is None else STANCES.index(relation.stance),
        NO_LINK if relation.hedged is None else int(relation.hedged),
        NO_LINK if relation.decline_kind is None else DECLINE_KINDS.index(relation.decline_kind),
    )


def _level(marked: _Marked, is_open: NDArray[np.bool_], begin: int, end: int) -> Level:
    inside = np.where(is_open, marked.tags[begin:end], OUTSIDE).astype(np.int8)
    before = np.concatenate([[OUTSIDE], inside[:-1]])
    for role in range(len(ROLES)):  # what is clipped or interrupted begins anew
        first, more = begin_tag(role), inside_tag(role)
        inside[(inside == more) & (before != first) & (before != more)] = first
    spans = tags_to_spans(inside)
    owners = [marked.owner[role, begin:end][spans[role][:, 0]] for role in range(len(ROLES))]
    cue_index = {int(number): k for k, number in enumerate(owners[CUE])}
    cue_of_content = np.array([cue_index.get(int(n), NO_LINK) for n in owners[CONTENT]], dtype=np.int32)
    source_of_cue = np.full(len(owners[CUE]), NO_LINK, dtype=np.int32)
    for k, number in enumerate(owners[CUE]):
        place = int(marked.source_of[number]) - begin if number != NO_LINK else -1
        hit = np.flatnonzero((spans[SOURCE][:, 0] <= place) & (place < spans[SOURCE][:, 1]))
        if len(hit):
            source_of_cue[k] = hit[0]
    acts = np.full((len(owners[CUE]), 3), NO_LINK, dtype=np.int8)
    owned = owners[CUE] != NO_LINK
    acts[owned] = marked.acts[owners[CUE][owned]]
    return Level(
        tags=inside,
        is_open=is_open,
        spans=tuple(spans),
        cue_of_content=cue_of_content,
        source_of_cue=source_of_cue,
        acts=acts,
    )
