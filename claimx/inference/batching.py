"""Which windows travel together.

Windows are padded to a multiple of `STEP` pieces, and a batch holds windows of one padded length only. So the shape
that a window is computed in depends on the window alone, never on its neighbours, and little is wasted on padding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claimx.errors import ConfigError
from claimx.text.pieces import SpecialPieces

STEP = 16
SPECIAL = 2  # the pieces that open and close a window


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchConfig:
    """Limits of one forward pass, and how far it looks ahead for windows of like length."""

    max_pieces: int = 2048  # in one batch, padding included
    look_ahead: int = 64  # articles read before the first of them is returned

    def __post_init__(self) -> None:
        if self.max_pieces < 1:
            raise ConfigError(f"max_pieces is {self.max_pieces}; expected at least 1")
        if self.look_ahead < 1:
            raise ConfigError(f"look_ahead is {self.look_ahead}; expected at least 1")


def padded_length(length: int) -> int:
    """``length`` rounded up to a multiple of `STEP`."""
    return -(-length // STEP) * STEP


def plan_batches(lengths: Sequence[int], config: BatchConfig) -> list[list[int]]:
    """Indices of ``lengths`` (pieces, special ones included), each in exactly one batch.

    An item longer than ``max_pieces`` travels alone.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    for index, length in enumerate(lengths):
        groups[padded_length(length)].append(index)
    batches: list[list[int]] = []
    for length, members in sorted(groups.items()):
        size = max(1, config.max_pieces // length)
        batches.extend(members[k : k + size] for k in range(0, len(members), size))
    return batches


def pad_windows(
    windows: Sequence[NDArray[np.int32]], width: int, special: SpecialPieces
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ids and mask of a batch, int64 ``(windows, width)``, each window between its two special pieces."""
    ids = np.full((len(windows), width), special.pad_id, dtype=np.int64)
    mask = np.zeros((len(windows), width), dtype=np.int64)
    for row, pieces in enumerate(windows):
        n = len(pieces)
        ids[row, 0] = special.cls_id
        ids[row, 1 : n + 1] = pieces
        ids[row, n + 1] = special.sep_id
        mask[row, : n + SPECIAL] = 1
    return ids, mask
