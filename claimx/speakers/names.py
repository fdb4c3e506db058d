"""The names that a text mentions: persons and bodies, with the titles that stand before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from claimx.speakers.lexicon import (
    ACRONYM,
    BODY,
    DEMONYM,
    PLACES,
    gender_of_name,
    is_title,
    kind_of_noun,
    starts_sentences,
)

NameKind = Literal["person", "body", "unknown", "common"]  # common: a noun with a capital, unless a surname

_DOTTED = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|Sens?|Reps?|Govs?|Gen|Lt|Col|Capt|Cmdr|Adm|Sgt|Maj|Rev|Hon|St|Jr|Sr|Del|Inc|Corp|Co|Ltd)\."
)
_OWNERS = (  # "the Prime Minister's Office"
    r"(?:Minister|General|Mayor|Governor|Sheriff|President|Attorney|Commissioner|Chancellor|Speaker|Coroner|Examiner"
    r"|Ombudsman|Women|Children|People|Men)['\u2019]s(?=[ \u00a0][A-Z])"
)
_TOKEN = rf"(?:{_DOTTED}|{_OWNERS}|(?:[A-Z]\.)+|[A-Z][\w\u00c0-\u024f&/-]*(?:['\u2019][A-Z][\w\u00c0-\u024f]*)?)"
_PARTICLE = r"(?:de|van|der|von|bin|bint|al|el|la|del|di|da|dos|ten|ter|du|le|ibn)"
_THEIRS = (  # "the Wool Growers' Association"
    r"(?:(?<=s)['\u2019](?=[ \u00a0](?:Union|Association|Guild|League|Federation|Society|Club|Council|Party|Fund|Trust"
    r"|Office|Affairs|Cent(?:er|re)|Hospital|Bureau|Co-operative)\b))?"
)
_RUN = re.compile(rf"(?=[A-Z]){_TOKEN}(?:{_THEIRS}[ \u00a0](?:&[ \u00a0])?(?:{_PARTICLE}[ \u00a0]){{0,2}}{_TOKEN})*")
_LINK = re.compile(r"[ ](?:of the|of|for the|for|on the|on|and|in)[ ](?=[A-Z])")
_PAIR = re.compile(
    r" and (?:[A-Z]\w+ ){1,3}(?:Coalition|Committee|Commission|Association|Council|Institute|Office|Department)\b"
)
_INITIAL = re.compile(r"^[A-Z]\.$")
_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV)\.?$")
_HEADLINE_WORD = re.compile(r"[^\W\d_][\w.&-]*(?<![.-])")
_PLACE = re.compile(
    r"(?:New|North|South|West|East)[ \u00a0](?:[A-Z]\w+)$|.* (?:Hill|Street|River|Valley|Island|Beach)$"
)
_ADJECTIVE = re.compile(r"(?:ic|ish|ese|ian|ean|ican)$")
_OFFICES = frozenset(
    [
        "State",
        "House",
        "Defense",
        "Treasury",
        "Commerce",
        "Justice",
        "Interior",
        "Labor",
        "Energy",
        "Education",
        "Health",
        "Staff",
    ]
)
_DATE = re.compile(r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?[ \u00a0]\d")
_WIDEST = 5  # words of a name in a headline
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
        return _words_of(self.text)

    @property
    def last(self) -> str:
        """The surname, or the last word of a body's name."""
        return self.words[-1]


@lru_cache(maxsize=16384)
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(w for w in name.split() if not _SUFFIX.match(w)) or (name,)


def find_names(text: str) -> list[Name]:
    """The names in ``text``, in order; in a headline, where most words have capitals, those that the rest has too."""
    lines = [(m.start(), m.end(), _is_headline(m[0])) for m in re.finditer(r"[^\n]+", text)]
    plain = [name for begin, end, headline in lines if not headline for name in _in_line(text, begin, end)]
    surnames = {w for n in plain if len(n.words) > 1 and n.kind == "person" for w in (n.words[0], n.last)}
    surnames |= {n.last for n in plain if len(n.words) > 1 and n.kind == "body"}  # "the Post"
    plain = [
        replace(n, kind="unknown") if n.kind == "common" else n
        for n in plain
        if n.kind != "common" or n.text in surnames
    ]
    plain = _without_modifiers(plain)
    known: dict[str, Name] = {}
    for name in plain:
        known.setdefault(name.text.lower(), name)
        if name.kind == "person":
            known.setdefault(name.last.lower(), name)
    told = [name for begin, end, headline in lines if headline for name in _in_headline(text, begin, end, known)]
    return sorted((*plain, *told), key=lambda name: name.start)


def _without_modifiers(names: list[Name]) -> list[Name]:
    """*Florida Ana Ruiz* without *Florida*, where the article has *Ana Ruiz*; *Texas Ruiz* likewise."""
    persons = {n.text for n in names if n.kind == "person" and len(n.words) > 1 and gender_of_name(n.words[0])}
    surnames = {text.split()[-1] for text in persons}
    out = []
    for name in names:
        first, _, rest = name.text.partition(" ")
        is_place = first.lower() in PLACES or bool(DEMONYM.match(first))
        if not name.title and name.text not in persons and (rest in persons or (is_place and rest in surnames)):
            start = name.end - len(rest)
            name = replace(name, start=start, text=rest, kind="person")
        out.append(name)
    return out


def _is_headline(line: str) -> bool:
    words = [w for w in line.split() if w[:1].isalpha()]
    return len(words) > 4 and sum(w[0].isupper() for w in words) > _MOSTLY * len(words)


def _in_headline(text: str, begin: int, end: int, known: Mapping[str, Name]) -> Iterator[Name]:
    """The longest runs of a headline's words that are names elsewhere, or a given name and the word after it."""
    words = list(_HEADLINE_WORD.finditer(text, begin, end))
    k = 0
    while k < len(words):
        for width in range(min(_WIDEST, len(words) - k), 0, -1):
            start, stop = words[k].start(), words[k + width - 1].end()
            words_of = " ".join(text[start:stop].split())
            name = known.get(words_of.lower())
            if (
                name is None
                and width == 2
                and gender_of_name(words[k][0]) in ("f", "m")
                and words[k + 1][0][0].isupper()
            ):
                own = Name(start, stop, words_of, "", "person")
                name = own if words[k + 1][0].lower() not in BODY and kind_of_noun(words[k + 1][0]) is None else None
            if name is None and width == 1 and (words_of.lower() in PLACES or ACRONYM.fullmatch(words_of)):
                name = Name(start, stop, words_of, "", "body")
            if name is not None and not (width == 1 and starts_sentences(words_of)):
                yield Name(start, stop, words_of, "", name.kind)
                k += width - 1
                break
        k += 1


def _in_line(text: str, begin: int, end: int) -> Iterator[Name]:
    at = begin
    while match := _RUN.search(text, at, end):
        start, stop = match.start(), match.end()
        linked = False
        if (pair := _PAIR.match(text, stop, end)) and text[max(0, start - 4) : start].lower() == "the ":
            stop = pair.end()  # "the Central and East European Coalition"
        while (link := _LINK.match(text, stop, end)) and _has_body(text[start:stop]):
            more = _RUN.match(text, link.end(), end)
            if not more or starts_sentences(more[0].split()[0]) or (link[0].strip() in ("and", "in") and not linked):
                break
            linked = link[0].strip() != "in"
            stop = more.end()
        at = max(stop, match.start() + 1)
        name = _make(text, start, stop)
        if name:
            yield name


def _has_body(words: str) -> bool:
    return any(w.lower().strip(".,") in BODY for w in words.split())


def _make(text: str, start: int, stop: int) -> Name | None:
    """The name in a run of words with capitals, its titles and a sentence's first word taken off."""
    words = [(m.start(), m[0]) for m in re.finditer(r"\S+", text[start:stop])]
    while words and starts_sentences(words[0][1]) and not _INITIAL.match(words[0][1]):
        words.pop(0)
    if not words or _DATE.match(text, start + words[0][0]):
        return None
    if len(words) > 2 and words[0][1] in _OFFICES and gender_of_name(words[1][1]) is not None:
        words.pop(0)  # "Secretary of State Ana Ruiz"
    begin = 0
    for k in range(1, len(words)):  # the last title decides: "House Speaker Paul Ryan"
        is_owner = words[k][1].endswith(("'s", "\u2019s"))  # "the Attorney General's Office"
        if _may_be_title(words[k - 1][1]) and not _has_body(words[k][1]) and not is_owner:
            begin = k
    title = " ".join(w for _, w in words[:begin])
    place = start + words[begin][0]
    name = text[place:stop]
    if not name or is_title(name):
        return None
    if begin == len(words) - 1 and not title and _is_common(name, text[stop : stop + 2]):
        return Name(place, stop, name, title, "common")
    return Name(place, stop, " ".join(name.split()), title, _kind(name, title))


def _is_common(word: str, after: str) -> bool:
    """Whether one word with a capital is a noun that opens a sentence, or an adjective before a noun."""
    if gender_of_name(word) is not None or word.isupper():
        return False
    if kind_of_noun(word) in ("person", "document"):
        return not DEMONYM.match(word) or word.endswith("ers")
    return bool(_ADJECTIVE.search(word)) and bool(re.match(r"[ \u00a0][a-z]", after))


def _may_be_title(word: str) -> bool:
    return is_title(word) or (kind_of_noun(word) == "person" and gender_of_name(word) is None)


def _kind(name: str, title: str) -> NameKind:
    words = name.split()
    if title and not _has_body(name):
        return "person"
    if _has_body(name) or name.lower() in PLACES or _PLACE.match(name) or "&" in name:
        return "body"
    if len(words) == 1 and ACRONYM.fullmatch(name) and ("." in name or len(name) < 5):
        return "body"
    if 2 <= len(words) <= 4 and gender_of_name(words[0].strip(".")) is not None and name.lower() not in PLACES:
        return "person"
    if 2 <= len(words) <= 4 and len(words[0]) == 2 and words[0][1] == "." and words[-1].isalpha():
        return "person"
    return "unknown"
