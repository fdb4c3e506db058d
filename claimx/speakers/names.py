"""The names that a text mentions: persons and bodies, with the titles that stand before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from claimx.speakers.lexicon import BODY, TITLES, gender_of_name, starts_sentences

NameKind = Literal["person", "body", "unknown"]

_DOTTED = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|Sens?|Reps?|Govs?|Gen|Lt|Col|Capt|Cmdr|Adm|Sgt|Maj|Rev|Hon|St|Jr|Sr|Del|Inc|Corp|Co|Ltd)\."
)
_TOKEN = rf"(?:{_DOTTED}|(?:[A-Z]\.)+|[A-Z][\w\u00c0-\u024f&/-]*(?:['\u2019][A-Z][\w\u00c0-\u024f]*)?)"
_PARTICLE = r"(?:de|van|der|von|bin|bint|al|el|la|del|di|da|dos|ten|ter|du|le|ibn)"
_RUN = re.compile(rf"{_TOKEN}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0]){{0,2}}{_TOKEN})*")
_LINK = re.compile(r"[ ](?:of the|of|for the|for|on the|on|and|in)[ ](?=[A-Z])")
_INITIAL = re.compile(r"^[A-Z]\.$")
_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV)\.?$")
_MOSTLY = 0.7  # of a line's words with capitals make it a headline


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text, without its title; ``title`` are the words with capitals before it."""

    start: int
    end: int
    text: str
    title: str
    kind: NameKind

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the name, without suffixes as *Jr.*"""
        return tuple(w for w in self.text.split() if not _SUFFIX.match(w)) or (self.text,)

    @property
    def last(self) -> str:
        """The surname, or the last word of a body's name."""
        return self.words[-1]


def find_names(text: str) -> list[Name]:
    """The names in ``text``, in order; of a headline's words those that could not be told from it are left out."""
    return [name for begin, end in _lines(text) for name in _in_line(text, begin, end)]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\n]+", text):
        yield line.start(), line.end()


def _in_line(text: str, begin: int, end: int) -> Iterator[Name]:
    words = [w for w in text[begin:end].split() if w[:1].isalpha()]
    is_headline = len(words) > 3 and sum(w[0].isupper() for w in words) > _MOSTLY * len(words)
    at = begin
    while match := _RUN.search(text, at, end):
        start, stop = match.start(), match.end()
        linked = False
        while (link := _LINK.match(text, stop, end)) and _has_body(text[start:stop]):
            more = _RUN.match(text, link.end(), end)
            if not more or (link[0].strip() in ("and", "in") and not linked):
                break
            linked = link[0].strip() != "in"
            stop = more.end()
        at = max(stop, match.start() + 1)
        name = _make(text, start, stop)
        if name and not (is_headline and name.kind == "unknown"):
            yield name


def _has_body(words: str) -> bool:
    return any(w.lower().strip(".,") in BODY for w in words.split())


def _make(text: str, start: int, stop: int) -> Name | None:
    """The name in a run of words with capitals, its titles and a sentence's first word taken off."""
    words = [(m.start(), m[0]) for m in re.finditer(r"\S+", text[start:stop])]
    while words and starts_sentences(words[0][1]) and not _INITIAL.match(words[0][1]):
        words.pop(0)
    if not words:
        return None
    begin = 0
    for k in range(1, len(words)):  # the last title decides: "House Speaker Paul Ryan"
        if TITLES.fullmatch(words[k - 1][1]) and not _has_body(words[k][1]):
            begin = k
    title = " ".join(w for _, w in words[:begin])
    place = start + words[begin][0]
    name = text[place:stop]
    if not name or TITLES.fullmatch(name):
        return None
    return Name(place, stop, " ".join(name.split()), title, _kind(name, title))


def _kind(name: str, title: str) -> NameKind:
    words = name.split()
    if title:
        return "person"
    if _has_body(name) or (len(words) == 1 and re.fullmatch(r"(?:[A-Z]\.?){2,6}", name)):
        return "body"
    if 2 <= len(words) <= 4 and gender_of_name(words[0].strip(".")) is not None:
        return "person"
    return "unknown"
