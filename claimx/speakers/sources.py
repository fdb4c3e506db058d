"""What the words of a source say by themselves: a name, a pronoun or a description; role, affiliation, anonymity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claimx.speakers.lexicon import BODY, CIVIL, DOCUMENT, GROUP, NO_ROLE, PLACES, PRONOUNS, TITLES
from claimx.speakers.names import Name
from claimx.types import SpeakerType

_AFTER_PREPOSITION = re.compile(
    r"\b(?:of|for|from|to|by|with|at|in|on|under|against|about|than|including|between|behind|inside|near|like|by)"
    r"(?:\s+(?:the|a|an|both|all|former|then))?\s*$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"^['\u2019]s?\b|^['\u2019](?=\s)")
_ENDS_NAME = re.compile(
    r"^\s*(?:$|[,(\u2014\u2013\[;:.-]|who\b|whose\b|which\b|that\b|and\b|or\b|himself|herself|itself|\d)"
)
_SEGMENT = re.compile(
    r"""\s*[,(;\u2014\u2013]|\s+(?:who|whom|whose|that|which|of|for|from|at|in|on|with|by|to|about|familiar|close|near
      |representing|working|handling|released|published|conducted|including|involved|speaking|briefed|inside|under
      |against|on)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DETERMINERS = re.compile(
    r"""^(?:(?:the|a|an|his|her|their|its|our|my|this|that|these|those|one|two|three|four|five|six|several|some|many|most
      |few|a\ few|both|all|other|another|any
      |at\ least|more\ than|about|dozens\ of|hundreds\ of|thousands\ of|a\ number\ of
      |some\ of|many\ of|most\ of|one\ of|two\ of|none\ of|perhaps|fellow|unnamed|anonymous|certain)\s+)+""",
    re.IGNORECASE | re.VERBOSE,
)
_LEADING = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
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
_PLURAL = re.compile(r"(?:[^s]s|men|women|people|police|staff)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A source as its words have it. ``name`` is the name that speaks, ``names`` several that speak together."""

    words: str
    type: SpeakerType
    pronoun: str | None = None
    name: Name | None = None
    names: tuple[Name, ...] = ()
    head: str = ""
    role: str = ""
    affiliation: str = ""
    is_plural: bool = False
    is_definite: bool = False


def describe(text: str, begin: int, end: int, names: Sequence[Name]) -> Description:
    """The source at ``text[begin:end]``; ``names`` are those of the text that lie in it."""
    words = _tidy(text[begin:end])
    low = words.lower()
    if low in PRONOUNS:
        return Description(
            words=words, type="person", pronoun=low, is_plural=low in ("they", "we", "them", "their", "us")
        )
    speaking = [n for n in names if _speaks(text, begin, end, n, names)]
    if speaking:
        first = speaking[0]
        joined = [
            n
            for k, n in enumerate(speaking)
            if k
            and re.fullmatch(
                r",?\s+(?:and|or)\s+(?:\S+\s+){0,3}?|,\s+(?:\S+\s+){0,2}?", text[speaking[k - 1].end : n.start]
            )
        ]
        if joined and re.search(r"\b(?:and|or)\b", text[first.end : joined[-1].start]):
            return Description(words=words, type=_type_of(first), names=(first, *joined), is_plural=True)
        return Description(words=words, type=_type_of(first), name=first)
    return _common(words, names)


def anonymity_ground(sentence: str) -> str | None:
    """Why the source of a sentence is not named, or how it knows, in the sentence's words."""
    match = _GROUND.search(sentence)
    return " ".join(match[0].split()).strip(" ,") if match else None


def _tidy(words: str) -> str:
    return re.sub(r"['\u2019]s?$", "", " ".join(words.split()).strip(" ,;:\u2014\u2013-"))


def _speaks(text: str, begin: int, end: int, name: Name, names: Sequence[Name]) -> bool:
    """Whether a name in a source is its head, and not an owner, an employer or part of a description."""
    before, after = text[begin : name.start], text[name.end : end]
    if _AFTER_PREPOSITION.search(before[: len(before) - len(name.title)].rstrip() if name.title else before):
        return False
    possessive = _POSSESSIVE.match(after)
    if possessive:
        return not after[possessive.end() :].strip()
    return bool(_ENDS_NAME.match(after))


def _type_of(name: Name) -> SpeakerType:
    if name.kind == "person":
        return "person"
    if name.kind == "body" or (len(name.words) == 1 and name.text.lower() in PLACES):
        return "organization"
    head = name.last.lower()
    if head in GROUP:
        return "unnamed"
    return "document" if head in DOCUMENT else "person"


def _common(words: str, names: Sequence[Name]) -> Description:
    """A description without a name that speaks: *two officials in the ministry*."""
    segment = _SEGMENT.split(words, maxsplit=1)[0].strip() or words
    bare = _DETERMINERS.sub("", segment).strip() or segment
    tokens = bare.split()
    head = tokens[-1].lower().strip("'\u2019\".,") if tokens else ""
    kind: SpeakerType = "unnamed"
    if head in DOCUMENT:
        kind = "document"
    elif head in GROUP:
        kind = "unnamed"
    elif head in BODY or head in PLACES or re.fullmatch(r"(?:[A-Z]\.?){2,6}", tokens[-1] if tokens else ""):
        kind = "organization"
    is_definite = bool(re.match(r"(?:the|this|that|these|those|his|her|their|its)\b", words, re.IGNORECASE))
    role = affiliation = ""
    if kind == "unnamed" and head not in NO_ROLE:
        lower = [t for t in tokens if t[:1].islower() or TITLES.fullmatch(t)]
        role = " ".join(lower) if lower and lower[-1] == tokens[-1] else tokens[-1] if tokens else ""
        owner = [t for t in tokens if t not in lower]
        affiliation = re.sub(r"['\u2019]s?$", "", " ".join(owner)) if owner and owner != tokens else ""
        if not affiliation:
            affiliation = _of(words[len(segment) :], names)
    return Description(
        words=words,
        type=kind,
        head=head,
        role=role,
        affiliation=affiliation,
        is_plural=bool(_PLURAL.search(head)) or head in GROUP,
        is_definite=is_definite,
    )


def _of(rest: str, names: Sequence[Name]) -> str:
    """What follows *of*, *for*, *at* in a description: the body that it belongs to."""
    match = re.match(r"\s+(?:of|for|from|at|in|with|to|inside)\s+(?:the\s+|both\s+|an?\s+)?([^,;(]+)", rest)
    if not match:
        return ""
    inside = [n.text for n in names if n.text in match[1]]
    return inside[0] if inside else re.split(r"\s+(?:who|that|which|on)\b", match[1])[0].strip()


# Role and affiliation of a name, from the words around one of its mentions.
_ROLE_NOUN = (
    r"(?:\w+(?:man|woman|person|ist|ian|or|er|ant|ent|ee|ive|yst|ary|logue|eur|eon|cian)s?|head|chief|aide|dean|coach|guard"
    r"|widow|mother|father|nurse|judge|pilot|clerk|star|founder|fellow|delegate|candidate|advocate|expert|official|ally"
    r"|CEO|CFO|COO|journalist|analyst|chair|partner|host|rabbi|pastor|priest|monk|student|scholar|official|colonel|guru)"
)
_BEFORE = re.compile(
    rf"(?:(?P<owner>(?:[A-Z][\w.&\u2019'-]*\s+)+?))?(?P<role>(?:[a-z][\w-]*\s+){{0,4}}?{_ROLE_NOUN})\s*,?\s*$"
)
_AFTER = re.compile(
    r"^(?:['\u2019]s)?\s*,\s*(?:\d+,\s*)?(?:now\s+|then\s+|who\s+(?:is|was|serves\s+as|has\s+been)\s+)?"
    r"(?P<app>(?:the|an?|one of the|chief|former|[a-z]|[A-Z][\w.]*['\u2019]s|[A-Z]\w+\s+[a-z])"
    r"[^;()\n\u201c\u201d\"]{2,110})"
)
_APPOSITIVE = re.compile(
    rf"^(?:the\s+|an?\s+|one\s+of\s+the\s+)?(?P<owner>(?:[A-Z][\w.&-]*\s*)+(?:['\u2019]s?)?\s+)?"
    rf"(?P<role>(?:[\w-]+\s+){{0,4}}?{_ROLE_NOUN}(?:\s+and\s+(?:[\w-]+\s+){{0,2}}?{_ROLE_NOUN})?)\b(?P<rest>[^,.]*)"
)
_PARTY = re.compile(r"^\s*\((?:[RDI])[-\u2013]")


def role_of(text: str, name: Name) -> tuple[str, str]:
    """Role and affiliation that the words around one mention give its bearer; empty where they give none."""
    role, affiliation = _from_title(name.title)
    before = text[max(0, name.start - len(name.title) - 90) : name.start - (len(name.title) + 1 if name.title else 0)]
    before = re.split(r"[.;:\n\u201c\u201d\"(]\s", before)[-1]
    match = _BEFORE.search(before)
    if match and not role:
        role = _without_determiner(match["role"])
        affiliation = affiliation or re.sub(r"['\u2019]s?$", "", (match["owner"] or "").strip())
    after = _AFTER.match(text[name.end : name.end + 160])
    if after:
        found = _APPOSITIVE.match(after["app"])
        if found and not re.match(r"(?:said|told|who|which|whose)\b", after["app"]):
            own = _without_determiner(found["role"])
            body = re.match(
                r"\s+(?:of|for|at|with|to|in|from|on|and\s+\w+\s+of)\s+(?:the\s+|an?\s+)?(?P<body>.+)",
                found["rest"] or "",
            )
            aff = re.sub(r"['\u2019]s?$", "", (found["owner"] or "").strip()) or (body["body"].strip() if body else "")
            aff = re.split(r"\s+(?:who|which|that|said|told|says|and\s+(?:a|an|the))\b", aff)[0]
            if not role or len(own) > len(role) or CIVIL.fullmatch(role):
                role = own
            affiliation = affiliation or aff
    return role.strip(), affiliation.strip()


def _from_title(title: str) -> tuple[str, str]:
    words = title.split()
    begin = len(words)
    while begin and (
        TITLES.fullmatch(words[begin - 1]) or words[begin - 1].lower() in ("of", "state", "press", "vice")
    ):
        begin -= 1
    role = " ".join(words[begin:])
    if not role or CIVIL.fullmatch(role):
        return "", ""
    return role, " ".join(words[:begin])


def _without_determiner(words: str) -> str:
    return _LEADING.sub("", " ".join(words.split()))
