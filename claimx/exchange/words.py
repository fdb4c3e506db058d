"""Sentences and words with their places, for the formats that count in them; no model, no dependency.

Words are split about as English treebanks split them: *do n't*, *she 's*, marks and pauses apart, *U.S.*, *Mr.*,
*3,000* and *well-known*'s halves with the hyphen between. A sentence ends with its paragraph, or at a stop that is
followed by what a sentence can begin with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from claimx.text.quotes import find_paragraphs

Range = tuple[int, int]

_ABBREVIATIONS = "Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Rev|Hon|St|Jr|Sr|No|vs|Inc|Corp|Co|Ltd"
_CLITICS = "s|re|ve|ll|d|m"
_WORD = re.compile(
    rf"""
      (?:[^\W\d_]\.){{2,}}                                        # U.S., e.g.
    | (?:{_ABBREVIATIONS})\.(?=\s)
    | (?<!\w)[A-Z]\.(?=\s+[A-Z])                                   # the initial of a name
    | \d+(?:[.,:]\d+)*                                             # 3,000  10:30
    | [^\W\d]+?(?=n['\u2019]t\b) | n['\u2019]t\b                   # do n't
    | (?<=\w)['\u2019](?:{_CLITICS})\b
    | (?:[\w\u0300-\u036f]+)(?:['\u2019](?!(?:{_CLITICS})\b)\w+)*  # O'Brien
    | \.{{2,}} | -{{2,}} | `` | ''
    | \S(?:[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]|\u200d\S)*          # one mark; one emoji, however it is joined
    """,
    re.VERBOSE | re.IGNORECASE,
)
_STOP = re.compile(r"[.!?\u2026]+")
_CLOSING = frozenset(["'", '"', "''", "\u2019", "\u201d", "\u00bb", ")", "]"])
_OPENING = frozenset("\"'`\u201c\u2018\u00ab([")


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence as half-open ranges of the text, never empty; is it the first of its paragraph?"""

    words: tuple[Range, ...]
    opens_paragraph: bool

    @property
    def start(self) -> int:
        """Where its first word begins."""
        return self.words[0][0]

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return self.words[-1][1]


def find_words(text: str, begin: int = 0, end: int | None = None) -> list[Range]:
    """The words of ``text[begin:end]``: every character but blanks is in exactly one."""
    return [match.span() for match in _WORD.finditer(text, begin, len(text) if end is None else end)]


def find_sentences(text: str, edges: Iterable[int] = ()) -> list[Sentence]:
    """The sentences of ``text`` in order, with all its words.

    A word that one of ``edges`` falls into is cut there, so that spans of the text are whole numbers of words.
    """
    cuts = frozenset(edges)
    out = []
    for begin, end in find_paragraphs(text):
        for k, words in enumerate(_split(text, find_words(text, begin, end))):
            out.append(Sentence(tuple(piece for word in words for piece in _cut(word, cuts)), opens_paragraph=not k))
    return out


def _split(text: str, words: Sequence[Range]) -> Iterator[Sequence[Range]]:
    """The words of a paragraph, sentence by sentence."""
    start = k = 0
    while k < len(words):
        is_stop = _STOP.fullmatch(text, *words[k])
        k += 1
        if not is_stop:
            continue
        while k < len(words) and words[k][0] == words[k - 1][1] and text[slice(*words[k])] in _CLOSING:
            k += 1
        if k < len(words) and words[k][0] > words[k - 1][1] and _can_begin(text[words[k][0]]):
            yield words[start:k]
            start = k
    if start < len(words):
        yield words[start:]


def _can_begin(char: str) -> bool:
    return char.isupper() or char.isdigit() or char in _OPENING


def _cut(word: Range, cuts: frozenset[int]) -> list[Range]:
    inner = [place for place in range(word[0] + 1, word[1]) if place in cuts]
    places = [word[0], *inner, word[1]]
    return list(pairwise(places))
