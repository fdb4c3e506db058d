"""Readings in, relations out: windows of many texts through one backend, put back in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from claimx.inference.backends import Backend
from claimx.inference.batching import SPECIAL, BatchConfig, pad_windows, padded_length, plan_batches
from claimx.model.decode import Decoder, Relation, decode_windows
from claimx.text.pieces import SpecialPieces
from claimx.text.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One encoder pass over any number of readings."""

    backend: Backend
    decoder: Decoder
    special: SpecialPieces
    batches: BatchConfig = BatchConfig()

    def relate(self, readings: Sequence[Reading]) -> list[list[Relation]]:
        """The relations of each reading, in text order; piece ranges count from the reading's first piece."""
        places = [(k, begin, end) for k, reading in enumerate(readings) for begin, end in reading.windows]
        out: list[list[list[Relation]]] = [[] for _ in readings]
        found: dict[int, list[Relation]] = {}
        for batch in plan_batches([end - begin + SPECIAL for _, begin, end in places], self.batches):
            windows = [places[i] for i in batch]
            for i, relations in zip(batch, self._run(readings, windows), strict=True):
                found[i] = relations
        for i, (k, begin, _) in enumerate(places):
            out[k].append([_shift(relation, begin) for relation in found[i]])
        return [[relation for window in windows for relation in window] for windows in out]

    def _run(self, readings: Sequence[Reading], windows: Sequence[tuple[int, int, int]]) -> list[list[Relation]]:
        lengths = np.array([end - begin for _, begin, end in windows], dtype=np.int32)
        width = padded_length(int(lengths.max()) + SPECIAL)
        pieces = [readings[k].pieces.ids[begin:end] for k, begin, end in windows]
        tags, links = self.backend.run(*pad_windows(pieces, width, self.special))
        paragraphs = [readings[k].pieces.paragraph[begin:end] for k, begin, end in windows]
        return decode_windows(tags[:, 1:-1], links[:, 1:-1], lengths, paragraphs, self.decoder)


def _shift(relation: Relation, by: int) -> Relation:
    def move(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        return tuple((begin + by, end + by) for begin, end in ranges)

    return Relation(
        source=move(relation.source), cue=move(relation.cue), content=move(relation.content), score=relation.score
    )
