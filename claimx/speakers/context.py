"""What stands where in an article: sentences, paragraphs, the mentions of its entities, in order."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from claimx.assembly import Draft
from claimx.speakers.entities import Entities, Entity

_PARAGRAPH = re.compile(r"\n\s*")
_SENTENCE = re.compile(
    r"[.!?](?<![A-Z]\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bSen\.)(?<!\bRep\.)(?<!\bGov\.)"
    r"[\"\u201d')]*\s+|\n+"
)
_RECENT = 40  # mentions before a source whose bearers are looked at
_FREQUENT = 6


class Context:
    """Places of one article, found by bisection; all are code points."""

    def __init__(self, text: str, drafts: Sequence[Draft], entities: Entities) -> None:
        self.text = text
        self._paragraphs = [m.end() for m in _PARAGRAPH.finditer(text)]
        self._sentences = [m.end() for m in _SENTENCE.finditer(text)]
        told = sorted((m[0], k) for k, e in enumerate(entities.all) for m in e.mentions)
        self._places = [place for place, _ in told]
        self._bearers = [entities.all[k] for _, k in told]
        often = sorted(entities.all, key=lambda e: -len(e.mentions))
        self._frequent = [e for e in often[:_FREQUENT] if len(e.mentions) > 1]
        self._contents = sorted((b, e, k) for k, d in enumerate(drafts) for b, e in d.content)
        self._begins = [b for b, _, _ in self._contents]

    def sentences(self, first: int, second: int) -> int:
        """How many sentence ends lie between two places."""
        return abs(bisect_right(self._sentences, second) - bisect_right(self._sentences, first))

    def paragraphs(self, first: int, second: int) -> int:
        """How many paragraph ends lie between two places."""
        return abs(bisect_right(self._paragraphs, second) - bisect_right(self._paragraphs, first))

    def sentence_start(self, place: int) -> int:
        """Where the sentence at a place begins."""
        k = bisect_right(self._sentences, place)
        return self._sentences[k - 1] if k else 0

    def sentence_end(self, place: int) -> int:
        """Where the sentence at a place ends, blanks included."""
        k = bisect_right(self._sentences, place)
        return self._sentences[k] if k < len(self._sentences) else len(self.text)

    def near(self, place: int) -> list[Entity]:
        """The bearers of the names before a place, the last first, then those named most often."""
        k = bisect_left(self._places, place)
        return list(dict.fromkeys((*reversed(self._bearers[max(0, k - _RECENT) : k]), *self._frequent)))

    def following(self, place: int) -> list[Entity]:
        """The bearers of the names after a place, the next first."""
        k = bisect_left(self._places, place)
        return list(dict.fromkeys(self._bearers[k : k + _RECENT // 2]))

    def holder(self, begin: int, end: int, *, but: int = -1) -> int | None:
        """The draft with the shortest piece of content that holds a range, leaving out one draft."""
        k = bisect_right(self._begins, begin)
        near = (c for c in reversed(self._contents[max(0, k - 12) : k]) if c[1] >= end and c[2] != but)
        return min(near, key=lambda c: c[1] - c[0], default=(0, 0, None))[2]
