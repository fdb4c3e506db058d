"""Readings in, relations out: windows of many texts through one backend, put back in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from claimx.inference.backends import Backend
from claimx.inference.batching import BatchConfig, padded_length, plan_batches
from claimx.model.decode import Decoder, Relation, decode_windows
from claimx.text.reading import Reading

_SPECIAL = 2  # the pieces that open and close a window


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialPieces:
    """Ids of the pieces that open, close and fill a window."""

    cls_id: int
    sep_id: int
    pad_id: int


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
        for batch in plan_batches([end - begin + _SPECIAL for _, begin, end in places], self.batches):
            windows = [places[i] for i in batch]
            for i, relations in zip(batch, self._run(readings, windows), strict=True):
                found[i] = relations
        for i, (k, begin, _) in enumerate(places):
            out[k].append([_shift(relation, begin) for relation in found[i]])
        return [[relation for window in windows for relation in window] for windows in out]

    def _run(self, readings: Sequence[Reading], windows: Sequence[tuple[int, int, int]]) -> list[list[Relation]]:
        lengths = np.array([end - begin for _, begin, end in windows], dtype=np.int32)
        width = padded_length(int(lengths.max()) + _SPECIAL)
        ids = np.full((len(windows), width), self.special.pad_id, dtype=np.int64)
        mask = np.zeros((len(windows), width), dtype=np.int64)
        for row, (k, begin, end) in enumerate(windows):
            n = end - begin
            ids[row, 0] = self.special.cls_id
            ids[row, 1 : n + 1] = readings[k].pieces.ids[begin:end]
            ids[row, n + 1] = self.special.sep_id
            mask[row, : n + _SPECIAL] = 1
        tags, links = self.backend.run(ids, mask)
        paragraphs = [readings[k].pieces.paragraph[begin:end] for k, begin, end in windows]
        return decode_windows(tags[:, 1:-1], links[:, 1:-1], lengths, paragraphs, self.decoder)


def _shift(relation: Relation, by: int) -> Relation:
    def move(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        return tuple((begin + by, end + by) for begin, end in ranges)

    return Relation(
        source=move(relation.source), cue=move(relation.cue), content=move(relation.content), score=relation.score
    )
