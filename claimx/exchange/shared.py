"""What several formats share: one range for a part in pieces, the mention that names a speaker, lines, file names."""

from __future__ import annotations

import json
import re
from typing import Any

from claimx.text.view import replace_surrogates
from claimx.types import Part, Span, Speaker

# Whatever ends a line for some reader of text files.
LINE_BREAK = re.compile("[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_SAFE = re.compile(r"[^A-Za-z0-9-]+")
_LONGEST_NAME = 100


def longest(part: Part) -> Span:
    """The longest span of ``part``, the first of several, for formats that have one range a part."""
    return max(part.spans, key=lambda span: span.end - span.start)


def naming_mention(speaker: Speaker) -> Span | None:
    """The first mention that is the speaker's name; else the longest; None if there is none."""
    named = [m for m in speaker.mentions if m.text == speaker.name]
    return named[0] if named else max(speaker.mentions, key=lambda m: m.end - m.start, default=None)


def json_line(value: Any) -> str:
    """``value`` as JSON that no reader takes for more than one line."""
    line = replace_surrogates(json.dumps(value, ensure_ascii=False, default=str))
    return LINE_BREAK.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


class FileNames:
    """File names for the ids of articles: safe on every system, unique whatever the case; the same in every run."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def __call__(self, doc_id: str) -> str:
        """A name without suffix for the next article."""
        stem = _SAFE.sub("_", doc_id).strip("_-")[:_LONGEST_NAME] or "article"
        name, number = stem, 1
        while name.lower() in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._taken.add(name.lower())
        return name
