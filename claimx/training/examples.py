"""From gold articles to training windows: tags for pieces, and links between the spans of a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from claimx.evaluation.gold import GoldArticle, Ranges
from claimx.model.tags import CONTENT, CUE, OUTSIDE, ROLES, SOURCE, begin_tag, inside_tag, tags_to_spans
from claimx.text.pieces import PieceEncoder, Pieces
from claimx.text.reading import read_text

IntArray = NDArray[np.int32]
NO_LINK = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One window with its gold.

    ``ids`` int32 ``(n,)`` without special pieces; ``paragraph`` int32 ``(n,)``; ``tags`` int8 ``(n,)``; ``spans`` by
    role, int32 ``(k, 2)``; ``cue_of_content`` and ``source_of_cue`` int32, the index of the linked span or `NO_LINK`.
    """

    ids: IntArray
    paragraph: IntArray
    tags: NDArray[np.int8]
    spans: tuple[IntArray, ...]
    cue_of_content: IntArray
    source_of_cue: IntArray


def make_examples(article: GoldArticle, encoder: PieceEncoder, max_pieces: int) -> list[Example]:
    """The windows of one article; a relation that crosses a window's edge is clipped to the window."""
    reading = read_text(article.text, encoder, max_pieces)
    pieces = reading.pieces
    tags = np.full(len(pieces.ids), OUTSIDE, dtype=np.int8)
    owner = np.full((len(ROLES), len(pieces.ids)), NO_LINK, dtype=np.int32)  # the relation of each piece, by role
    source_of = np.full(len(article.attributions), NO_LINK, dtype=np.int32)  # a piece of the relation's source
    for number, relation in enumerate(article.attributions):
        for role, ranges in ((SOURCE, relation.source), (CUE, relation.cue), (CONTENT, relation.content)):
            for begin, end in _to_pieces(pieces, ranges):
                tags[begin:end] = inside_tag(role)
                tags[begin] = begin_tag(role)
                owner[role, begin:end] = number
                if role == SOURCE:
                    source_of[number] = begin
    return [_window(pieces, tags, owner, source_of, begin, end) for begin, end in reading.windows]


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


def _window(
    pieces: Pieces, tags: NDArray[np.int8], owner: IntArray, source_of: IntArray, begin: int, end: int
) -> Example:
    inside = tags[begin:end].copy()
    for role in range(len(ROLES)):
        if inside[0] == inside_tag(role):
            inside[0] = begin_tag(role)  # clipped at the window's edge
    spans = tags_to_spans(inside)
    owners = [owner[role, begin:end][spans[role][:, 0]] for role in range(len(ROLES))]
    cue_index = {int(number): k for k, number in enumerate(owners[CUE])}
    cue_of_content = np.array([cue_index.get(int(n), NO_LINK) for n in owners[CONTENT]], dtype=np.int32)
    source_of_cue = np.full(len(owners[CUE]), NO_LINK, dtype=np.int32)
    for k, number in enumerate(owners[CUE]):
        place = int(source_of[number]) - begin if number != NO_LINK and source_of[number] != NO_LINK else -1
        hit = np.flatnonzero((spans[SOURCE][:, 0] <= place) & (place < spans[SOURCE][:, 1]))
        if len(hit):
            source_of_cue[k] = hit[0]
    return Example(
        ids=pieces.ids[begin:end],
        paragraph=pieces.paragraph[begin:end],
        tags=inside,
        spans=tuple(spans),
        cue_of_content=cue_of_content,
        source_of_cue=source_of_cue,
    )
