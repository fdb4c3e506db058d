"""Noun phrases of the running text that a pronoun or a description may take up: *many voters ... they said*."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimx.speakers.lexicon import kind_of_noun
from claimx.speakers.phrases import ADJECTIVES, PARTICIPLE, POSSESSIVE, STOPS

_WORD = re.compile(r"[^\W\d_][\w\u2019'-]*")
_BEFORE = re.compile(r"(?:[\w$.,%\u2019'&-]+[ \u00a0]){1,6}$")
_DETERMINER = re.compile(
    r"(?:the|an?|some|many|most|several|few|any|all|both|another|other|two|three|four|five|six|seven|eight|nine|ten|one"
    r"|this|that|these|those|his|her|its|their|our|my|no|every|each|dozens|hundreds|thousands|\d[\d,.]*)$",
    re.IGNORECASE,
)
_ENDS = r"said|says|told|is|are|was|were|has|have|had|will|would|and|or|but|that|who|which|when|while|after|before|as"
_LINKS = r"of|in|at|for|from|with|on|across|within|inside|near|against|to"
_TITLE_OR_APPOSED = re.compile(r"[\w.\u201d)],[ ]$|\b(?:is|was|as|became|be|a|the)[ ]$")
_SENTENCE_START = re.compile(r"[.!?\n\u201c\"][\u201d\")]*\s*$")
_NEXT = re.compile(r"['\u2019-]|[ \u00a0]([A-Z]\w*|[a-z-]+)")
_BEHIND = re.compile(  # up to three prepositions, each with up to five words
    rf"(?:[ \u00a0](?:{_LINKS})(?:[ \u00a0](?!(?:{_ENDS})\b)[\w\u2019'.-]*[\w\u2019']){{1,5}}?"
    rf"(?=[ \u00a0](?:{_LINKS}|{_ENDS})\b|[,;:.!?)\n\u201d\"]|$)){{1,3}}"
)


def phrases_in(text: str, begin: int, end: int, *, head: re.Pattern[str] | None = None) -> Iterator[tuple[int, int]]:
    """The ranges of noun phrases with a person, a body or a document at their head, in order.

    With ``head`` only those whose head fully matches it. The phrase takes in the words that stand before and behind
    its head; what stands in apposition to a name, or before one as its title, is left out.
    """
    for match in (head or _WORD).finditer(text, begin, end):
        word = match[0]
        if word[0].isupper() and not _starts_sentence(text, match.start()):
            continue
        if head is None and (kind_of_noun(word) is None or _DETERMINER.match(word)):
            continue
        if _goes_on(text, match.end()):
            continue
        start = phrase_start(text, match.start())
        before = text[max(0, start - 8) : start]
        if _TITLE_OR_APPOSED.search(before):
            continue
        behind = _BEHIND.match(text, match.end(), min(len(text), match.end() + 160))
        yield start, behind.end() if behind else match.end()


def _starts_sentence(text: str, place: int) -> bool:
    return not place or bool(_SENTENCE_START.search(text[max(0, place - 4) : place]))


def _goes_on(text: str, end: int) -> bool:
    """Whether the word before ``end`` is no head: a name, another noun or a possessed thing follows."""
    after = _NEXT.match(text[end : end + 30])
    if after is None or after[1] is None:
        return after is not None
    return after[1][0].isupper() or (kind_of_noun(after[1]) is not None and after[1] not in STOPS)


def phrase_start(text: str, place: int) -> int:
    """Where the phrase begins whose head stands at ``place``: behind the last word that cannot belong to it."""
    window = _BEFORE.search(text, max(0, place - 80), place)
    if window is None:
        return place
    start = place
    for match in reversed(list(re.finditer(r"\S+", window[0]))):
        word = match[0]
        if _DETERMINER.match(word):
            return window.start() + match.start()
        low = word.lower()
        is_noun = (
            word[0].isupper() or POSSESSIVE.search(word) or not (PARTICIPLE.match(low) or low.endswith(("ly", "s")))
        )
        if low in STOPS or word.endswith((",", ".")) or not (is_noun or low in ADJECTIVES):
            break
        start = window.start() + match.start()
    return start
