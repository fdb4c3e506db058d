"""Which windows travel together.

Windows are padded to a multiple of `STEP` pieces, and a batch holds windows of one padded length only. So the shape
that a window is computed in depends on the window alone, never on its neighbours, and little is wasted on padding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from claimx.errors import ConfigError

STEP = 16


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
