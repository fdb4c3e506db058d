"""Readings in, relations out: windows of many texts through one backend, put back in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace

import numpy as np

from claimx.inference.backends import Backend
from claimx.inference.batching import SPECIAL, BatchConfig, pad_windows, padded_length, plan_batches
from claimx.model.decode import Decoder, Ranges, Relation, Scores, decode_windows
from claimx.model.links import PROJECTIONS
from claimx.model.stance import VIEWS, StanceDecoder
from claimx.model.tags import TAG_COUNT
from claimx.text.pieces import SpecialPieces
from claimx.text.reading import Reading

Windows = Sequence[tuple[int, int, int]]  # reading, begin, end
DECODED_TOGETHER = 32  # windows: each step of decoding costs nearly the same for one as for so many


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One encoder pass over any number of readings."""

    backend: Backend
    decoders: tuple[Decoder, ...]  # one a level
    stance: StanceDecoder
    special: SpecialPieces
    batches: BatchConfig = BatchConfig()

    def relate(self, readings: Sequence[Reading]) -> list[list[Relation]]:
        """The relations of each reading, in text order; piece ranges count from the reading's first piece."""
        return self.join(readings, ((windows, self.run(readings, windows)) for windows in self.plan(readings)))

    def start(self, readings: Sequence[Reading], pool: Executor) -> list[tuple[Windows, Future[Scores]]]:
        """The forward passes of ``readings`` handed to ``pool``; `join` makes relations of them as they are done."""
        return [(windows, pool.submit(self.run, readings, windows)) for windows in self.plan(readings)]

    def join(self, readings: Sequence[Reading], passes: Iterable[tuple[Windows, Scores]]) -> list[list[Relation]]:
        """The relations of each reading from what the network says of its windows; see `relate`."""
        out: list[dict[int, list[Relation]]] = [{} for _ in readings]
        for windows, scores in _gather(passes, DECODED_TOGETHER):
            paragraphs = [readings[k].pieces.paragraph[begin:end] for k, begin, end in windows]
            found = decode_windows(scores, paragraphs, self.decoders, self.stance)
            for (k, begin, _), relations in zip(windows, found, strict=True):
                out[k][begin] = [_shift(relation, begin) for relation in relations]
        return [[relation for _, relations in sorted(own.items()) for relation in relations] for own in out]

    def plan(self, readings: Sequence[Reading]) -> list[Windows]:
        """The windows of ``readings``, those that travel together in one list."""
        places = [(k, begin, end) for k, reading in enumerate(readings) for begin, end in reading.windows]
        batches = plan_batches([end - begin + SPECIAL for _, begin, end in places], self.batches)
        return [[places[i] for i in batch] for batch in batches]

    def run(self, readings: Sequence[Reading], windows: Windows) -> Scores:
        """One forward pass: tags ``(windows, t, levels * tags)`` and projections, for pieces without special ones."""
        width = padded_length(max(end - begin for _, begin, end in windows) + SPECIAL)
        pieces = [readings[k].pieces.ids[begin:end] for k, begin, end in windows]
        tags, links = self.backend.run(*pad_windows(pieces, width, self.special))
        return tags[:, 1:-1], links[:, 1:-1]

    def scores(self, readings: Sequence[Reading]) -> list[Scores]:
        """What the network says of each reading's pieces: tags ``(pieces, levels * tags)``, links, stances.

        Marks between windows, which no window holds, get zeros.
        """
        seen = VIEWS * len(self.stance.bias)
        widths = (TAG_COUNT * len(self.decoders), PROJECTIONS * sum(len(d.no_source) for d in self.decoders) + seen)
        out = [tuple(np.zeros((len(r.pieces.ids), width), np.float32) for width in widths) for r in readings]
        for windows in self.plan(readings):
            scores = self.run(readings, windows)
            for row, (k, begin, end) in enumerate(windows):
                for whole, part in zip(out[k], scores, strict=True):
                    whole[begin:end] = part[row, : end - begin, : whole.shape[1]]
        return [(tags, links) for tags, links in out]


def _gather(passes: Iterable[tuple[Windows, Scores]], least: int) -> Iterator[tuple[Windows, list[Scores]]]:
    """The windows of several passes, each with what the network says of it, at least so many at a time."""
    places: list[tuple[int, int, int]] = []
    scores: list[Scores] = []
    for windows, (tags, projections) in passes:
        for row, (k, begin, end) in enumerate(windows):
            places.append((k, begin, end))
            scores.append((tags[row, : end - begin], projections[row, : end - begin]))
        if len(places) >= least:
            yield places, scores
            places, scores = [], []
    if places:
        yield places, scores


def _shift(relation: Relation, by: int) -> Relation:
    def move(ranges: Ranges) -> Ranges:
        return tuple((begin + by, end + by) for begin, end in ranges)

    return replace(relation, source=move(relation.source), cue=move(relation.cue), content=move(relation.content))
