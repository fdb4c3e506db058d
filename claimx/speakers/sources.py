"""What the words of a source say by themselves: a name, a pronoun or a description; role, affiliation, anonymity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claimx.speakers.lexicon import ACRONYM, GROUP, NO_ROLE, PLACES, PRONOUNS, is_people, kind_of_noun, singular
from claimx.speakers.names import Name
from claimx.speakers.phrases import Post, parse_post, plain_body
from claimx.types import SpeakerType

_SEGMENT = re.compile(
    r"""\s*[,(;\u2014\u2013]|\s+(?:who|whom|whose|that|which|of|for|from|at|in|on|with|by|to|about|familiar|close|near
      |representing|working|handling|across|among|around|throughout|after|worried|released|published|conducted|including|involved|speaking|briefed|inside|under
      |against|on)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DEFINITE = re.compile(r"(?:the|this|that|these|those|his|her|their|its)\b", re.IGNORECASE)
_GROUND = re.compile(
    r"""\b(?:(?:who|and)\s+)?(?:(?:spoke|speaking|spoken|talked|asked|requested|insisted|agreed\ to\ speak|was\ granted
        |were\ granted)\s+(?:only\s+)?(?:on|not\ to\ be|that|for|to\ remain)\b[^.;]*?(?:anonym|named|identified|name\b|
        authori[sz]ed|background)[^.;\u201d"]*
      |with\s+(?:direct\s+|first-?hand\s+|intimate\s+|close\s+)?knowledge\s+of\s[^,.;]+
      |(?:directly\s+)?familiar\s+with\s[^,.;]+ | briefed\s+(?:on|about)\s[^,.;]+
      |on\s+(?:the\s+)?condition\s+of\s+anonymity[^.;\u201d"]*
      |(?:was|were|is|are|not)\s+(?:not\s+)?authori[sz]ed\s+to\s+(?:speak|talk|discuss|comment)[^.;\u201d"]*)""",
    re.IGNORECASE | re.VERBOSE,
)
_PLURAL = re.compile(r"(?:[^s'\u2019]s|men|women|people|police|staff)$", re.IGNORECASE)
_CONTRACTION = re.compile(r"^(he|she|they|it|i|we|who)['\u2019](?:ve|s|d|m|re|ll)$", re.IGNORECASE)
_AFTERTHOUGHT = re.compile(r",\s+(?:who|which|whose)\b.*$|[\u2013\u2014](?=[a-z]).*$|['\u2019]s?$")
_OTHERS = re.compile(r"(?<=\w{4}),?\s+and\s+(?:others?|some|many|more)\b.*$")
_SELF = re.compile(r"\s+(?:himself|herself|itself|themselves|both|all|also|then|later)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A source as its words have it. ``name`` is the name that speaks, ``names`` several that speak together."""

    words: str
    type: SpeakerType
    pronoun: str | None = None
    name: Name | None = None
    names: tuple[Name, ...] = ()
    head: str = ""
    post: Post | None = None
    is_plural: bool = False
    is_definite: bool = False
    owner: str = ""  # whom *his* and *her* stand for


def describe(text: str, begin: int, end: int, names: Sequence[Name]) -> Description:
    """The source at ``text[begin:end]``; ``names`` are those of the text that lie in it."""
    words = _tidy(text[begin:end])
    low = words.lower()
    contraction = _CONTRACTION.match(words)
    low = contraction[1].lower() if contraction else low
    if low in PRONOUNS:
        plural = low in ("they", "we", "them", "their", "us")
        return Description(words=words, type="person", pronoun=low, is_plural=plural)
    segment = _first_segment(text, begin, end, names)
    inside = [n for n in names if n.start < segment]
    speaking = _titled(text, begin, inside)
    if speaking is None:
        speaking = next(
            (n for n in inside if n.end >= segment - 1 and text[n.end : segment].strip("., \u00a0") == ""), None
        )
    if speaking is None:
        speaking = _apposed(text, begin, segment, end, names)
    is_group = speaking is not None and not speaking.title and is_people(speaking.text)
    if speaking is None or (is_group and words.removeprefix("the ") != speaking.text):
        return _common(words, " ".join(text[begin:segment].split()))
    joined = _joined(text, begin, end, _first_of(text, speaking, inside), names)
    type_: SpeakerType = "person" if speaking.kind != "body" else "organization"
    if joined:
        return Description(words=words, type=type_, names=joined, is_plural=True)
    return Description(words=words, type=type_, name=speaking)


_JOINER = re.compile(
    r"(?:\s+of\s+\S+)?(?:\s*\([^)]*\))?(?:,?\s*[RDI]-[\w.]+)?(?:,[^,]{1,60}(?=,\s+and\b))?\s*(?:,|,?\s+(?:and|or)\b|&)\s*(?:and\s+)?"
    r"(?:[\w.]+\s+){0,2}?"
)
_TITLE_WORDS = re.compile(r"(?:(?:of|the|for|then|former|[A-Z][\w.\u2019'-]*)\s+)+")


def _titled(text: str, begin: int, inside: Sequence[Name]) -> Name | None:
    """The name after a long title: *Secretary of State John Kerry*."""
    if not inside or inside[0].kind == "body":
        return None
    lead = text[begin : inside[0].start]
    is_title = " of " in lead and _TITLE_WORDS.fullmatch(lead) and not re.search(r"of\s+(?:the\s+)?$", lead)
    return inside[0] if is_title and parse_post(lead) else None


def _first_of(text: str, name: Name, inside: Sequence[Name]) -> Name:
    """The first of the names in a row that ends in ``name``."""
    first = name
    for other in reversed([n for n in inside if n.end <= name.start]):
        if not _JOINER.fullmatch(text[other.end : first.start]):
            break
        first = other
    return first


def _first_segment(text: str, begin: int, end: int, names: Sequence[Name]) -> int:
    """Where the part of a source ends that holds its head: before a comma, a preposition, a relative clause."""
    at = begin
    while match := _SEGMENT.search(text, at, end):
        holder = next((n for n in names if n.start <= match.start() < n.end), None)
        if holder is None and match.start() > begin:
            return match.start()
        at = holder.end if holder is not None else match.end()
    return end


def _apposed(text: str, begin: int, segment: int, end: int, names: Sequence[Name]) -> Name | None:
    """The name in *the minister of the economy, Ana Ruiz*: it follows a comma, what stands before is a post."""
    for name in names:
        gap = text[name.end : end]
        lead = text[begin : name.start].rstrip()
        lead = lead[: len(lead) - len(name.title)].rstrip() if name.title and lead.endswith(name.title) else lead
        if (
            name.start >= segment
            and lead.endswith(",")
            and (name.kind != "body" or len(lead.split()) < 4)
            and re.match(r"\s*(?:$|[,(])", gap)
            and parse_post(lead[:-1])
        ):
            return name
    return None


def _joined(text: str, begin: int, end: int, first: Name, names: Sequence[Name]) -> tuple[Name, ...]:
    """The names that speak together; of *Ana Ruiz and other members* the one name."""
    rest = [n for n in names if n.start > first.end]
    joined = [first]
    for name in rest:
        gap = text[joined[-1].end : name.start]
        if _JOINER.fullmatch(gap):
            joined.append(name)
    if len(joined) > 1 and re.search(r"\b(?:and|or)\b|&", text[first.end : joined[-1].start]):
        return tuple(joined)
    after = text[first.end : end]
    if re.match(r"\s+and\s+\w+", after) or re.search(r",\s+and\s+(?:other|others|her|his|their)\b", after):
        return (first,)
    return ()


def anonymity_ground(sentence: str) -> str | None:
    """Why the source of a sentence is not named, or how it knows, in the sentence's words."""
    match = _GROUND.search(sentence)
    return " ".join(match[0].split()).strip(" ,") if match else None


def _tidy(words: str) -> str:
    words = _AFTERTHOUGHT.sub("", " ".join(words.split()).strip(" ,;:\u2014\u2013-"))
    return _SELF.sub("", words)


_OWNED = re.compile(r"(?:[Tt]he\s+)?((?:[\w.-]+\s+){0,4}[\w.-]+(?:['\u2019]s|(?<=s)['\u2019]))\s")


def _own_post(words: str, head: str, *, is_person: bool) -> Post | None:
    """What a description tells of its bearer; *voters* are a role, *Americans* and *hundreds* are none."""
    post = parse_post(_OTHERS.sub("", words))
    if head.lower() in NO_ROLE or is_people(head):
        return Post(role="", affiliation=post.affiliation) if post and post.affiliation else None
    if post is None and (is_person or len(head) > 4):
        owned = _OWNED.match(words)  # "the owners' insurers"
        return Post(role=head.lower(), affiliation=plain_body(owned[1]) if owned else "")
    return post


_OF_THEM = re.compile(
    r"(?:an?\s+(?:\w+\s+)?(?:group|number|pair|handful|bunch|couple|batch|set|series)|one|some|many|most|none|both"
    r"|all|two|three|few|half|dozens|hundreds|thousands|[\w.]+ percent) of\s+(.+)",
    re.IGNORECASE,
)


def _common(words: str, segment: str) -> Description:
    """A description without a name that speaks: *two officials in the ministry*."""
    of_them = _OF_THEM.match(words)
    source = of_them[1] if of_them else _OTHERS.sub("", segment)
    tokens = [t.strip("'\u2019\".,") for t in _SEGMENT.split(source, maxsplit=1)[0].split()]
    tokens = [t for t in tokens if t] or segment.split() or [words]
    last = next((t for t in reversed(tokens) if kind_of_noun(t)), tokens[-1])
    head = last.lower()
    noun = kind_of_noun(head)
    kind: SpeakerType = "unnamed"
    if noun == "document":
        kind = "document"
    elif noun == "body" or head in PLACES or ACRONYM.fullmatch(tokens[-1]):
        kind = "organization"
    if head in GROUP:
        kind = "unnamed"
    if " ".join(tokens[-2:]).lower() in ("coast guard", "national guard"):
        kind = "organization"
    post = None
    if kind == "unnamed":
        post = _own_post(of_them[1] if of_them else words, last, is_person=noun == "person")
    return Description(
        words=words,
        type=kind,
        head=singular(head),
        post=post,
        is_plural=bool(_PLURAL.search(head)) or head in GROUP,
        is_definite=bool(_DEFINITE.match(words)),
    )
