"""The reading view: the text as the encoder sees it, with every code point in its place.

Quotation marks of all styles look alike in the view (an opening or a closing curly mark), so an article in
straight, LaTeX or British marks reads as one in curly marks does. The view has exactly the length of the text,
so offsets found in the view are offsets of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimx.text.quotes import Quotation

# By depth of the quotation, and whether the mark opens it or one of its paragraphs.
_SHAPES = {(0, True): "\u201c", (0, False): "\u201d", (1, True): "\u2018", (1, False): "\u2019"}
_FILLER = "\u200b"  # zero width: the tokenizer drops it
_AS_IT_STANDS = "'"  # doubled, it opens quotations in some archives; our models learned to read those so
_SURROGATE = re.compile("[\ud800-\udfff]")
_CURLY_APOSTROPHE = "\u2019"
_MOJIBAKE_APOSTROPHE = "\u00e2\u20ac\u2122"


def reading_view(text: str, quotations: Sequence[Quotation]) -> str:
    """``text`` with canonical quotation marks and no lone surrogates; same length in code points."""
    view = list(replace_surrogates(text).replace(_CURLY_APOSTROPHE, "'"))
    for quotation in quotations:
        if view[quotation.start] == _AS_IT_STANDS and text.startswith(2 * _AS_IT_STANDS, quotation.start):
            continue
        for mark in quotation.marks:
            opens = any(mark.start == start for start, _ in quotation.pieces)
            view[mark.start] = _SHAPES[quotation.depth, opens]
            view[mark.start + 1 : mark.end] = _FILLER * (mark.end - mark.start - 1)
    out = "".join(view)
    return out.replace(_MOJIBAKE_APOSTROPHE, "'" + 2 * _FILLER)


def replace_surrogates(text: str) -> str:
    """``text`` with each lone surrogate, which UTF-8 cannot hold, replaced by U+FFFD; same length."""
    return _SURROGATE.sub("\ufffd", text)
