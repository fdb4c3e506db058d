"""Many half-open ranges, asked which of them touch or hold a given one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate


class Intervals:
    """A fixed set of half-open ranges; a question costs the logarithm of their number and what it finds."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._ranges = sorted(set(ranges))
        self._starts = [start for start, _ in self._ranges]
        self._reach = list(accumulate((end for _, end in self._ranges), max))  # the furthest end so far

    def touching(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The ranges that share a character with ``begin:end``, in order."""
        first = bisect_left(self._starts, end)
        low = first
        while low and self._reach[low - 1] > begin:
            low -= 1
        return (r for r in self._ranges[low:first] if r[1] > begin)

    def holding(self, begin: int, end: int) -> list[tuple[int, int]]:
        """The ranges that hold all of ``begin:end``, in order."""
        return [r for r in self.touching(begin, end) if r[0] <= begin and end <= r[1]]
