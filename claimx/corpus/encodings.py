"""Bytes to text: the encoding that was given, else what the bytes say themselves, else the likeliest for news.

Byte-order marks come first, then UTF-8, then what charset-normalizer makes of the rest. Text that is mostly good UTF-8
with a broken byte in it is damaged UTF-8: it is refused, not read as another encoding that would take any byte.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY = ["utf_16_le", "utf_16_be", "cp1252", "mac_roman"]  # English news that is not UTF-8
_SAMPLE = 65_536
_NULS = 0.2  # a larger share of NUL bytes is UTF-16
_ESCAPED = re.compile("[\udc80-\udcff]")  # what `errors="surrogateescape"` makes of bytes that do not fit
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_META_WITHIN = 4096
_AS_CP1252 = ("iso8859-1", "ascii")  # the HTML standard reads both so


def decode(data: bytes, encoding: str | None) -> str:
    """The text of ``data``, without a byte-order mark.

    Raises:
        ValueError: if ``data`` is not in ``encoding``, or, where that is None, in none that can be told.
    """
    name = encoding or detect(data)
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        hint = "was another encoding meant?" if encoding else "the encoding could not be told; name it with --encoding"
        raise ValueError(f"expected {name}, but byte {error.start} is {data[error.start]:#04x}; {hint}") from error


def detect(data: bytes) -> str:
    """The name of the encoding of ``data``: UTF-8 where nothing fits better."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if marked:
        return marked
    if data.count(0) <= _NULS * len(data) and _is_utf8(data):
        return "utf-8"
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=_LIKELY).best()
    return best.encoding if best else "utf-8"


def _is_utf8(data: bytes) -> bool:
    """True if ``data``, which may end amid a character, is UTF-8, whole or with less broken in it than good."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        return sum(c > "\x7f" for c in text) > 2 * text.count("\ufffd")
    return True


def detect_stream(head: bytes) -> str:
    """The encoding to read lines in: that of a UTF-16 or UTF-32 ``head``, else UTF-8; `mend` sees to the rest."""
    name = detect(head)
    return name if name.startswith(("utf-16", "utf_16", "utf-32")) else "utf-8-sig"


def mend(text: str, encoding: str | None) -> str:
    """``text`` that was read with ``errors="surrogateescape"``, with the bytes that did not fit read anew.

    Raises:
        ValueError: as in `decode`.
    """
    if not _ESCAPED.search(text):
        return text
    return decode(text.encode(encoding or "utf-8", "surrogateescape"), encoding)


def decode_page(data: bytes, declared: str | None, encoding: str | None) -> str:
    """The text of an HTML page: byte-order mark, then ``declared`` by the server, then by the page, then detected.

    As in browsers, bytes that do not fit become U+FFFD: a page is full of other people's code.
    """
    if encoding is None and not any(data.startswith(mark) for mark, _ in _MARKS):
        found = _META.search(data, 0, _META_WITHIN)
        for name in (declared, found[1].decode("ascii") if found else None):
            encoding = encoding or _known(name)
    return data.decode(encoding or detect(data), "replace")


def _known(label: str | None) -> str | None:
    """Python's name of the encoding that a page or server calls ``label``; None if there is none."""
    try:
        name = codecs.lookup(label).name if label else None
    except (LookupError, ValueError):
        return None
    return "cp1252" if name in _AS_CP1252 else name
