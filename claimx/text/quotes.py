"""Quotation marks of every style, paired into quotations.

`find_quotations` pairs straight, curly, low, angle, LaTeX, British single and mojibake marks. It knows that a
quotation may run over paragraphs, each opening with a mark and only the last closing, and leaves strays
(inches, apostrophes, odd marks) alone. All offsets are code points of the text as given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Side = Literal["open", "close", "either"]

# Longer spellings first. The mojibake forms are UTF-8 curly marks that were read as cp1252.
_DOUBLE: dict[str, Side] = {
    "\u00e2\u20ac\u0153": "open",
    "\u00e2\u20ac\u009d": "close",
    "``": "open",
    "''": "either",  # LaTeX's closing mark; in some archives, both
    "\u201c": "open",
    "\u201d": "close",
    "\u201e": "open",
    "\u201f": "open",
    "\u00ab": "either",
    "\u00bb": "either",
    "\u301d": "open",
    "\u301e": "close",
    "\u300c": "open",
    "\u300d": "close",
    "\uff02": "either",
    '"': "either",
}
_SINGLE: dict[str, Side] = {
    "\u00e2\u20ac\u02dc": "open",
    "\u00e2\u20ac\u2122": "either",
    "\u2018": "open",
    "\u201a": "open",
    "\u2019": "either",
    "\u2039": "open",
    "\u203a": "close",
    "'": "either",
    "`": "open",
}
_MARK = re.compile("|".join(map(re.escape, [*_DOUBLE, *_SINGLE])))
_LINE_END = re.compile(r"\r\n|\n|\r|\u2029|\x0b|\x0c|\x85|\u2028")
_OPENS_AFTER = set("([{<\u2014\u2013-/:;,\u2026*_=|>") | {"\u201c", "\u2018", '"', "'", "\u00ab"}
# A sentence's end or a pause before a mark says that the mark closes.
_CLOSES_AFTER = set(".,!?;:\u2026")
_SENTENCE_END = set('.!?:\u201d"')
_WRAP_MIN, _WRAP_MAX = 40, 100  # widths of lines, in characters, that look wrapped by a program
_MAX_SINGLE = 1000  # a pair of single marks further apart than this is taken for two apostrophes


@dataclass(frozen=True, slots=True)
class Mark:
    """One quotation mark; it may be several characters wide."""

    start: int
    end: int
    double: bool
    side: Side


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation from its first mark to its last, marks included.

    ``pieces`` holds one half-open range a paragraph; ``marks`` every mark that belongs to it; ``depth`` is 0 for
    an outermost quotation and 1 for one inside another.
    """

    start: int
    end: int
    depth: int
    pieces: tuple[tuple[int, int], ...]
    marks: tuple[Mark, ...]


def find_paragraphs(text: str) -> list[tuple[int, int]]:
    """The half-open ranges of the paragraphs, in order; blank ones are left out.

    A line is a paragraph, unless it stands in a block that was wrapped at a fixed width.
    """
    out: list[tuple[int, int]] = []
    block: list[tuple[int, int]] = []
    start = 0
    for end, following in [*((m.start(), m.end()) for m in _LINE_END.finditer(text)), (len(text), len(text))]:
        if text[start:end].strip():
            block.append((start, end))
        else:
            out.extend(_unwrap(text, block))
            block = []
        start = following
    return out + _unwrap(text, block)


def _unwrap(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """One range for a block of lines of nearly one width that mostly end amid a sentence, else the lines."""
    widths = [end - start for start, end in lines[:-1]]
    if len(widths) < 2 or max(widths) > _WRAP_MAX or min(widths) < _WRAP_MIN:
        return lines
    amid = sum(text[end - 1] not in _SENTENCE_END for _, end in lines[:-1])
    return [(lines[0][0], lines[-1][1])] if 2 * amid > len(widths) else lines


def find_quotations(text: str, paragraphs: list[tuple[int, int]] | None = None) -> list[Quotation]:
    """Every quotation of ``text``, outermost and inner, ordered by start; linear in the number of marks.

    ``paragraphs`` are those of `find_paragraphs`, where the caller has them already.
    """
    paragraphs = find_paragraphs(text) if paragraphs is None else paragraphs
    found: list[Quotation] = []
    marks = list(_MARK.finditer(text))
    starts = [m.start() for m in marks]
    running: list[tuple[tuple[int, int], tuple[Mark, ...]]] = []  # pieces of a quotation that is still open
    for k, (begin, end) in enumerate(paragraphs):
        first, last = bisect_right(starts, begin - 1), bisect_right(starts, end - 1)
        here = [_read_mark(text, m) for m in marks[first:last]]
        doubles, left_open = _pair_doubles(text, [m for m in here if m.double], begin, end, bool(running))
        if running:
            if doubles and doubles[0][0].start == _first_visible(text, begin, end):
                opener, closer = doubles.pop(0)
                pieces = [*running, ((opener.start, closer.end), (opener, closer))]
                found.append(_join(pieces))
                running = []
            elif left_open is None or left_open.start != _first_visible(text, begin, end):
                running = []  # the quotation was never taken up again: its mark was a stray
        found.extend(_join([((o.start, c.end), (o, c))]) for o, c in doubles)
        if left_open is not None and _continues(text, paragraphs, k):
            running.append(((left_open.start, _last_visible(text, left_open.start, end)), (left_open,)))
        else:
            running = []
        found.extend(_singles(text, [m for m in here if not m.double], begin, end))
    return _with_depth(found)


def _read_mark(text: str, match: re.Match[str]) -> Mark:
    """The mark with its side, read from its shape and, where the shape does not tell, from its neighbours."""
    form = match.group()
    double = form in _DOUBLE
    side = (_DOUBLE if double else _SINGLE)[form]
    if side == "either":
        before = text[match.start() - 1] if match.start() else " "
        after = text[match.end()] if match.end() < len(text) else " "
        free_before = before.isspace() or before in _OPENS_AFTER
        free_after = after.isspace() or not (after.isalnum() or after in "$\u20ac\u00a3#@([\u2026")
        if (before.isspace() and after.isspace()) or (not double and before.isalnum() and after.isalnum()):
            side = "either"
        elif free_before and not after.isspace() and not (before in _CLOSES_AFTER and free_after):
            side = "open"
        elif not before.isspace() and (free_after or before in _CLOSES_AFTER):
            side = "close"
    return Mark(match.start(), match.end(), double, side)


def _pair_doubles(
    text: str, marks: list[Mark], begin: int, end: int, is_running: bool
) -> tuple[list[tuple[Mark, Mark]], Mark | None]:
    """Pairs of opening and closing double marks in one paragraph, and the mark left open at its end, if any."""
    pairs: list[tuple[Mark, Mark]] = []
    opened: Mark | None = None
    for position, mark in enumerate(marks):
        if opened is None:
            if mark.side == "close":
                continue
            before = text[mark.start - 1] if mark.start > begin else " "
            if mark.side == "either" and (before.isdigit() or position + 1 == len(marks)):
                continue  # inches, a bullet, a lone mark between blanks
            opened = mark
        elif mark.side == "open" and opened.side == "open" and not _is_german(text, opened, mark):
            # A second opening mark: the first was never closed. Keep the first only if a running quotation holds it.
            if not (is_running and opened.start == _first_visible(text, begin, end)):
                opened = mark
        elif text[opened.end : mark.start].strip():
            pairs.append((opened, mark))
            opened = None
        else:
            opened = None  # two marks with nothing between
    return pairs, opened


def _is_german(text: str, opened: Mark, mark: Mark) -> bool:
    """True for a low mark that a high one, elsewhere an opening mark, closes."""
    return text[opened.start] == "\u201e" and text[mark.start] == "\u201c"


def _continues(text: str, paragraphs: list[tuple[int, int]], k: int) -> bool:
    """True if the paragraph after ``k`` opens with a double mark, as a running quotation does."""
    if k + 1 >= len(paragraphs):
        return False
    begin, end = paragraphs[k + 1]
    match = _MARK.match(text, _first_visible(text, begin, end))
    return match is not None and match.group() in _DOUBLE and _read_mark(text, match).side != "close"


def _singles(text: str, marks: list[Mark], begin: int, end: int) -> list[Quotation]:
    """Quotations in single marks within one paragraph; apostrophes are passed over."""
    found: list[Quotation] = []
    opened: Mark | None = None
    last_close = max((m.start for m in marks if m.side != "open"), default=0)
    for mark in marks:
        before = text[mark.start - 1] if mark.start > begin else " "
        after = text[mark.end] if mark.end < end else " "
        if before.isalnum() and after.isalnum():
            continue  # don't, l'Elysee
        if opened is None or mark.start - opened.start > _MAX_SINGLE:
            opened = mark if mark.side == "open" and not after.isdigit() and not before.isalnum() else None
            continue
        if mark.side == "open":
            opened = mark if not after.isdigit() else opened
            continue
        # "the workers' union": a plural's apostrophe unless a pause stands before the mark or a break after it.
        plural = before == "s" and after == " " and text[mark.end + 1 : mark.end + 2].islower()
        has_words = " " in text[opened.end : mark.start] or before in _CLOSES_AFTER
        if plural and mark.start < last_close:
            continue
        if len(text[opened.end : mark.start].strip()) > 1 and (has_words or not plural):
            found.append(_join([((opened.start, mark.end), (opened, mark))]))
        opened = None
    return found


def _first_visible(text: str, begin: int, end: int) -> int:
    while begin < end and text[begin].isspace():
        begin += 1
    return begin


def _last_visible(text: str, begin: int, end: int) -> int:
    while end > begin and text[end - 1].isspace():
        end -= 1
    return end


def _join(pieces: list[tuple[tuple[int, int], tuple[Mark, ...]]]) -> Quotation:
    ranges = tuple(piece for piece, _ in pieces)
    return Quotation(ranges[0][0], ranges[-1][1], 0, ranges, tuple(m for _, ms in pieces for m in ms))


def _with_depth(found: list[Quotation]) -> list[Quotation]:
    """Order by start and drop pairs that cross an outer one; what lies inside another gets depth 1."""
    out: list[Quotation] = []
    outer_end = -1
    for quotation in sorted(found, key=lambda q: (q.start, -q.end)):
        if quotation.start >= outer_end:
            out.append(quotation)
            outer_end = quotation.end
        elif quotation.end <= outer_end:
            out.append(Quotation(quotation.start, quotation.end, 1, quotation.pieces, quotation.marks))
    return out
