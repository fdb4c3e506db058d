"""Attributions that hold one statement: wire copy, shortened and retold quotations, grouped over articles.

Two contents are compared where they share a run of words, as in text reuse detection (Smith, Cordell & Dillon, 2013),
and joined where the shorter one's words stand, nearly all and in order, in the longer one. Each content then keeps one
longer content, its best, so that every group is a tree whose root is its fullest telling; this is how Leskovec,
Backstrom & Kleinberg (2009) cluster quoted phrases, and why a short phrase never ties two long ones together.
Contents that are equal word for word are one from the start. Time grows with n log n, by the sorting of the runs.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from claimx.ledger.words import Words

Relation = Literal["same", "shortened", "retold"]

_RUN = 3  # words in a row, small ones left out, that two contents must share to be compared
_LEAST = 4  # words that a content must have to be compared
_FEWEST = 3  # words under which a content is a statement of its own
_SHORT = 6  # words under which only the same speaker makes the same statement
_PLAIN = 3  # words that are no names and no figures, which two contents that differ must share
_PLENTY = 12  # words that, kept, are the same utterance, even if what stands around them differs
_KEPT = 0.95  # from here on a shorter content was cut, not retold
_HEADS = 4  # longest contents of a run with which its others are compared: keeps the time linear
_SCOPE = 4  # words around a part of a longer content among which one may turn what it says: *no sign that ...*
_TURNS = "not false untrue wrong lie hoax"
_SLACK = 3  # words that may be put in before and after the run


@dataclass(frozen=True, slots=True)
class Place:
    """Where a content stands: in the statement ``root`` (a content's number), how, and how surely in [0, 1]."""

    root: int
    relation: Relation
    score: float


@dataclass(frozen=True, slots=True)
class _Need:
    """What two contents must share to be one statement: words, in all; their likeness; with plenty of words, less."""

    words: int
    likeness: float  # Dice of the shorter content and the part of the longer one that it is laid on
    overlap: float


_SAME_SPEAKER = _Need(words=_LEAST, likeness=0.78, overlap=0.5)
_UNKNOWN_SPEAKER = _Need(words=8, likeness=0.85, overlap=0.7)  # at least one has none with a name
_TWO_SPEAKERS = _Need(words=_PLENTY, likeness=0.95, overlap=1.0)


class Statements:
    """Collects contents, then groups them; memory is some 30 bytes a word of each *different* content."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._flat = array("I")
        self._starts = array("Q", [0])
        self._speakers: list[set[str]] = []
        self._known: dict[tuple[str, str, bytes], int] = {}
        self._turned: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self._speakers)

    def add(self, words: array[int], group: str, speaker: str | None, doc: int) -> int:
        """The number of a content; ``group`` keeps denials from claims, ``speaker`` is a ledger's key."""
        owner = "" if len(words) >= _SHORT else speaker if speaker and len(words) >= _FEWEST else str(doc)
        number = self._known.setdefault((group, owner, words.tobytes()), len(self._speakers))
        if number == len(self._speakers):
            self._flat.extend(words)
            self._starts.append(len(self._flat))
            self._speakers.append(set())
        if speaker is not None:
            self._speakers[number].add(speaker)
        return number

    def words_of(self, number: int) -> Sequence[int]:
        """The words of a content, by number."""
        return self._flat[self._starts[number] : self._starts[number + 1]]

    def group(self, on_progress: Callable[[int, int], None]) -> list[Place]:
        """For each content its place."""
        group_of = [""] * len(self)
        for (group, _, _), number in self._known.items():
            group_of[number] = group
        best: list[tuple[float, int] | None] = [None] * len(self)
        self._turned = self.words.find(_TURNS)
        runs, contents, places = self._runs()
        bounds = [*np.flatnonzero(np.diff(runs, prepend=runs[:1] - 1)).tolist(), len(runs)] if len(runs) else [0]
        for k in range(len(bounds) - 1):
            begin, end = bounds[k], bounds[k + 1]
            if k % 10_000 == 0:
                on_progress(begin, len(runs))
            if end - begin < 2:
                continue
            held = dict(zip(contents[begin:end].tolist(), places[begin:end].tolist(), strict=True))
            ordered = sorted(held, key=lambda c: (-self._length(c), c))
            for rank, short in enumerate(ordered[1:], start=1):
                for long in ordered[: min(rank, _HEADS)]:
                    known = best[short]
                    if group_of[short] == group_of[long] and (known is None or known[1] != long):
                        score = self._likeness(short, held[short], long, held[long])
                        best[short] = max(known or (0.0, -1), (score, long)) if score else known
        on_progress(len(runs), len(runs))
        return self._trees(best)

    def _length(self, number: int) -> int:
        return self._starts[number + 1] - self._starts[number]

    def _runs(self) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Every run of `_RUN` words inside a content: its hash, its content, its place there; sorted by hash."""
        flat = (
            np.frombuffer(self._flat, dtype=np.uint32).astype(np.uint64) if len(self._flat) else np.zeros(0, np.uint64)
        )
        starts = np.frombuffer(self._starts, dtype=np.uint64).astype(np.int64)
        contents = np.repeat(np.arange(len(self), dtype=np.int64), np.diff(starts))
        n = max(0, len(flat) - _RUN + 1)
        runs = np.zeros(n, np.uint64)
        for k in range(_RUN):
            runs = (runs ^ flat[k : n + k]) * np.uint64(0x9E3779B97F4A7C15)
            runs ^= runs >> np.uint64(29)
        whole = contents[:n] == contents[_RUN - 1 :]
        places = np.arange(n, dtype=np.int64) - starts[contents[:n]]
        runs, contents, places = runs[whole], contents[:n][whole], places[whole]
        order = np.argsort(runs, kind="stable")
        return runs[order], contents[order], places[order]

    def _likeness(self, short: int, place: int, long: int, other: int) -> float:
        """How surely the shorter content is the longer one or a part of it; 0.0 where it is not.

        ``place`` and ``other`` are where the run that they share begins in each.
        """
        own, whole = self.words_of(short), self.words_of(long)
        if len(own) < _LEAST:
            return 0.0
        begin = max(0, other - place - _SLACK)
        part = whole[begin : other + len(own) - place + _SLACK]
        steps = list(Indel.opcodes(own, part))
        equal = [s for s in steps if s.tag == "equal"]
        first, last = equal[0].dest_start, equal[-1].dest_end
        kept = sum(s.src_end - s.src_start for s in equal)
        score = round(2 * kept / (len(own) + last - first), 4)
        lost = [w for s in steps if s.tag == "delete" for w in own[s.src_start : s.src_end]]
        inner = steps[steps.index(equal[0]) : steps.index(equal[-1])]
        more = [w for s in inner if s.tag == "insert" for w in part[s.dest_start : s.dest_end]]
        if 0 in more or any(0 in own[s.src_start : s.src_end] for s in inner if s.tag == "delete"):
            return 0.0  # one of them says *not*
        ours, theirs = self._speakers[short], self._speakers[long]
        need = _SAME_SPEAKER if ours & theirs else _TWO_SPEAKERS if ours and theirs else _UNKNOWN_SPEAKER
        if kept >= _PLENTY and score >= need.overlap:
            return score
        if kept < need.words or score < need.likeness:
            return 0.0
        about = [*whole[max(0, begin + first - _SCOPE) : begin + first], *whole[begin + last : begin + last + _SCOPE]]
        plain = kept - sum(map(self.words.matters, own))
        put = [*lost, *more] if lost else more[:0]  # what took the place of other words, not what was added
        if plain < _PLAIN or any(map(self.words.matters, put)) or not self._turned.isdisjoint(about):
            return 0.0
        return score

    def _trees(self, best: Sequence[tuple[float, int] | None]) -> list[Place]:
        """Each content's root by way of the longer contents that were its best; longer ones come first."""
        out: list[Place | None] = [None] * len(self)
        for number in sorted(range(len(self)), key=lambda c: (-self._length(c), c)):
            found = best[number]
            above = out[found[1]] if found else None
            if found is None or above is None:
                out[number] = Place(number, "same", 1.0)
                continue
            score = min(found[0], above.score)
            cut = self._length(number) < self._length(above.root)
            relation: Relation = "retold" if score < _KEPT else "shortened" if cut else "same"
            out[number] = Place(above.root, relation, score)
        return [place for place in out if place is not None]
