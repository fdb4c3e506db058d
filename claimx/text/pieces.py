"""Word pieces with their places in the text, and windows of pieces cut where it hurts least."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from claimx.errors import ModelError

IntArray = NDArray[np.int32]

# A full stop, closing marks, a blank, and then what a sentence can begin with.
_SENTENCE = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]\u200b]*\s+(?=[\"'\u201c\u2018(\[A-Z0-9])")
_OPENING = ("\u201c", "\u2018", '"', "''")  # of a quotation, as a reading view has them
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Rev|Hon|St|Jr|Sr|No|vs|U\.S|U\.K|a\.m|p\.m))\.\s+$"
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one text.

    ``ids``: int32 ``(n,)``. ``offsets``: int32 ``(n, 2)``, half-open, code points of the text. ``paragraph``: int32
    ``(n,)``, the paragraph's number. ``breaks``: bool ``(n,)``, true where a sentence begins. A piece of width 0
    marks the passage from one paragraph to the next; ``leads``: bool ``(n,)``, true there if the next one opens with
    a quotation, whose speaker may stand before it.
    """

    ids: IntArray
    offsets: IntArray
    paragraph: IntArray
    breaks: NDArray[np.bool_]
    leads: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialPieces:
    """Ids of the pieces that open, close and fill a window."""

    cls_id: int
    sep_id: int
    pad_id: int


class PieceEncoder:
    """Cuts a reading view into the encoder's word pieces. Thread-safe; holds no state between calls."""

    def __init__(self, path: Path) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the Rust side raises bare Exception
            raise ModelError(f"{path}: expected a tokenizer.json of the tokenizers library; {error}") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        # What the tokenizer itself puts around a text: a vocabulary can hold the marks of several families.
        around = self._tokenizer.encode("").ids
        fill = self._tokenizer.token_to_id("<pad>")
        fill = self._tokenizer.token_to_id("[PAD]") if fill is None else fill
        if len(around) != 2 or fill is None:
            raise ModelError(f"{path}: expected a tokenizer that opens and closes a text with a piece each, and fills")
        self.special = SpecialPieces(cls_id=around[0], sep_id=around[1], pad_id=fill)

    def __call__(self, view: str, paragraphs: Sequence[tuple[int, int]]) -> Pieces:
        """Pieces of the paragraphs of ``view``, in order, with a mark of width 0 between paragraphs."""
        encodings = self._tokenizer.encode_batch([view[b:e] for b, e in paragraphs], add_special_tokens=False)
        ids: list[IntArray] = []
        offsets: list[IntArray] = []
        numbers: list[IntArray] = []
        breaks: list[NDArray[np.bool_]] = []
        leads: list[NDArray[np.bool_]] = []
        for number, ((begin, end), encoding) in enumerate(zip(paragraphs, encodings, strict=True)):
            count = len(encoding.ids)
            if not count:
                continue
            place = np.asarray(encoding.offsets, dtype=np.int32) + begin
            starts = np.zeros(count, dtype=bool)
            first = np.searchsorted(place[:, 0], _sentence_starts(view, begin, end))
            starts[first[first < count]] = True
            if ids:
                ids.append(np.array([self.special.sep_id], dtype=np.int32))
                offsets.append(np.array([[begin, begin]], dtype=np.int32))
                numbers.append(np.array([number], dtype=np.int32))
                breaks.append(np.array([False]))
                leads.append(np.array([view.startswith(_OPENING, begin, end)]))
            ids.append(np.asarray(encoding.ids, dtype=np.int32))
            offsets.append(place)
            numbers.append(np.full(count, number, dtype=np.int32))
            breaks.append(starts)
            leads.append(np.zeros(count, dtype=bool))
        if not ids:
            none = np.zeros(0, dtype=bool)
            return Pieces(np.zeros(0, np.int32), np.zeros((0, 2), np.int32), np.zeros(0, np.int32), none, none)
        return Pieces(
            np.concatenate(ids),
            np.concatenate(offsets),
            np.concatenate(numbers),
            np.concatenate(breaks),
            np.concatenate(leads),
        )


def _sentence_starts(view: str, begin: int, end: int) -> list[int]:
    """Where sentences begin in ``view[begin:end]``; abbreviations and initials end none."""
    out = [begin]
    for match in _SENTENCE.finditer(view, begin, end):
        if not _ABBREVIATION.search(view, max(begin, match.start() - 5), match.end()):
            out.append(match.end())
    return out


def cut_windows(pieces: Pieces, max_pieces: int) -> list[tuple[int, int]]:
    """Half-open piece ranges of at most ``max_pieces`` that cover all pieces once, in order.

    A window ends in its last two thirds, at the last paragraph end that leads to no quotation, else at the last one,
    else at the last sentence end, else it is full. Marks between paragraphs at a window's ends are left out.
    """
    total = len(pieces.ids)
    is_mark = pieces.offsets[:, 0] == pieces.offsets[:, 1]
    windows: list[tuple[int, int]] = []
    start = 0
    while start < total:
        if is_mark[start]:
            start += 1
            continue
        end = min(start + max_pieces, total)
        if end < total:
            least = start + max_pieces // 3
            for is_good in (is_mark & ~pieces.leads, is_mark, pieces.breaks):
                candidates = np.flatnonzero(is_good[least : end + 1])
                if len(candidates):
                    end = least + int(candidates[-1])
                    break
        stop = end
        while stop > start and is_mark[stop - 1]:
            stop -= 1
        windows.append((start, stop))
        start = end
    return windows
