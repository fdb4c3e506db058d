"""Noun phrases that tell who somebody is: *a former spokesman for the ministry*, *the club's top lawyer*."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from claimx.speakers.lexicon import ABBREVIATION, BODY, COUNTRIES, is_title, kind_of_noun, word_set

WORD = re.compile(r"[^\s,;:()\u201c\u201d\"]+")
POSSESSIVE = re.compile(r"['\u2019]s$|(?<=s)['\u2019]$")
_CUT = re.compile(
    r"\.{2,}|\s\.|\u2026|[,;:()\u201c\u201d\"\u2014]|\s(?:who|whom|whose|which|that|said|says|told|and\s+(?:a|an|the|one|his|her|is|was|has|now)\b)"
    r"|(?<![A-Z])(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bSen)(?<!\bGov)(?<!\bRep)(?<!\bJr)(?<!\bSt)\.(?=\s+[A-Z][a-z]|\s*$)"
)
_PREPOSITION = re.compile(r"^(?:of|for|at|with|in|from|to|on|by|inside|within|under|behind|near)$", re.IGNORECASE)
_DETERMINERS = word_set(
    """
    the a an one some many most several few any both all another other two three four five six this that these
    those its his her their our my your whose no at least more than only about unnamed anonymous certain
    fellow
    """
)
_BASED = re.compile(r".*-(?:based|born|educated|trained)$")  # "a New York-based lawyer"
_SENT = frozenset(["ambassador", "envoy", "emissary"])  # to a country, by another
_DOING = re.compile(r"[a-z]{3,}ing$")  # "an attorney representing the plaintiffs"
PARTICIPLE = re.compile(r"^[a-z]{3,}(?:ed|ing)$")
PAST = frozenset(["former", "then", "ex", "longtime", "veteran", "retired", "acting", "deputy"])
ADJECTIVES = PAST | word_set(
    """
    managing founding ruling sitting leading working presiding outgoing incoming self-described appointed
    """
)
_ORGANS = BODY - {"press", "staff"} | {"federal", "military", "state", "city"}
_RANKING = PAST | word_set(
    "senior junior top chief leading current new nonpartisan outgoing independent so-called presumptive likely apparent"
    " Senior Former Top Current Longtime"
)
_RANKS = frozenset(
    ["Majority", "Minority", "Prime", "Vice", "First", "Deputy", "Chief", "Attorney", "Lieutenant", "Executive"]
)
_BEFORE_A_POST = frozenset(["former", "then", "vice", "acting", "deputy"])
_PARTISAN = re.compile(r"(?:Democrat|Republican|Conservative|Liberal|Socialist|Green|Libertarian|Independent)s?")
_GERUND = re.compile(r"[a-z]+ing$")  # "from leaving", and not "from the governing party"
_NO_BODY = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|\d{4}\b|time\b|her\b|his\b|their\b|which\b|whom\b"
)
# Words that end a phrase on the way back from the name behind it, and that no role holds.
STOPS = word_set(
    """
    the a an do does did of for at with in from to on by and or but as said says told tells asked added wrote that when
    while than if whether because after before like against about between among including is was are were has
    had have be been being will would can could should may might must not never also only then so where which
    who whose whom what it he she they we i you his her its their our my this these those there here supported
    beat defeated called met joined named elected into over under during per via saw made let help helps
    """
)
OWNERS = word_set("whose its his her their our my")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a phrase tells of its bearer; ``owner`` is the pronoun that stands where an affiliation might."""

    role: str
    affiliation: str
    owner: str = ""


def parse_post(phrase: str) -> Post | None:
    """The role and affiliation that a noun phrase gives; None where its head names no person."""
    phrase = phrase.replace("\u00a0", " ").strip()
    cut = _CUT.search(phrase, 1)
    words = WORD.findall(phrase[: cut.start()] if cut else phrase)
    owner = words[0].lower() if words and words[0].lower() in OWNERS else ""
    while words and words[0].lower() in _DETERMINERS:
        words.pop(0)
    doing = next((k for k, w in enumerate(words) if k and _DOING.match(w) and is_post(words[k - 1])), len(words))
    words = words[:doing]
    stop = next((k for k, w in enumerate(words) if k and _PREPOSITION.match(w)), len(words))
    head = stop - 1
    while head > 0 and not is_post(words[head]):
        head -= 1
    if head < 0 or not is_post(words[head]):
        return None
    before, rest = words[:head], words[head + 1 :]
    before = before[next((k + 1 for k in range(len(before) - 1, -1, -1) if _BASED.match(before[k])), 0) :]
    while before and before[0].lower() in _DETERMINERS:
        before.pop(0)
    body = list(rest[: stop - head - 1])
    if any(w.lower() in STOPS for w in before) or len(before) > 8:
        return None
    split = next((k + 1 for k in range(len(before) - 1, -1, -1) if POSSESSIVE.search(before[k])), 0)
    affiliation = " ".join(before[:split])
    role = before[split:]
    owned = bool(affiliation)
    if not owned:
        split = _last_of_body(role)
        affiliation = " ".join(role[:split])
        if any(w[:1].isupper() for w in role[:split]):
            role = role[split:]
            while affiliation and affiliation.split()[0].lower() in PAST:
                first, _, affiliation = affiliation.partition(" ")
                role = [first, *role]
    tail, further = _after(rest[len(body) :], is_sent=words[head].lower() in _SENT)
    is_doing = any(_GERUND.match(w) for w in rest[len(body) + 1 :][:1])
    if (_NO_BODY.match(further) or is_doing) and further.split()[-1] not in BODY:
        further = ""  # "on Tuesday", "in 1992", "from leaving"
    role_words = [*role, words[head], *tail]
    outer = rest[len(body)] if further else ""
    if not affiliation or (
        further
        and not owned
        and (
            (affiliation.islower() and outer not in ("in", "on"))
            or (further[:1].isupper() and outer not in ("in", "on"))
        )
    ):
        affiliation = further or affiliation
    if not affiliation and _PARTISAN.fullmatch(role_words[-1]):
        affiliation = role_words[-1]
    return Post(
        role=" ".join(role_words),
        affiliation=plain_body(affiliation),
        owner=owner if not affiliation else "",
    )


def plain_body(words: str) -> str:
    """A body's name without its possessive, a last stop and *senior*, *former*; a country for its people."""
    words = POSSESSIVE.sub("", words).strip(" '\u2019")
    first, _, rest = words.partition(" ")
    while rest and first in _RANKING:
        words = rest
        first, _, rest = words.partition(" ")
    words = words if ABBREVIATION.search(words) else words.rstrip(".")
    return COUNTRIES.get(words, words)


@lru_cache(maxsize=16384)
def is_post(word: str) -> bool:
    """Whether a word names a person by what they do or are."""
    plain = POSSESSIVE.sub("", word).strip(".'\u2019")
    return bool(plain) and (kind_of_noun(plain) == "person" or is_title(word))


def _last_of_body(words: list[str]) -> int:
    """How many of the words before a head name the body: words with capitals, and a body's noun after them."""
    split = 0
    for k, word in enumerate(words):
        is_rank = word in _RANKS or word in _RANKING or word.lower() in _BEFORE_A_POST
        if is_rank or is_title(word):
            if split and word[:1].isupper():
                break
            continue
        if word[:1].isupper() or word.lower() in _ORGANS:
            split = k + 1
    return split


def _after(words: list[str], *, is_sent: bool = False) -> tuple[list[str], str]:
    """What follows the head: words that belong to the role (*of staff*), and the body after *of*, *for*, *at*."""
    if len(words) < 2 or not _PREPOSITION.match(words[0]):
        return [], ""
    if is_sent and words[0] in ("to", "for"):
        return [w for w in words if w != "the"], ""
    stop = next((k for k in range(1, len(words)) if _PREPOSITION.match(words[k]) and words[k] != "of"), len(words))
    first = [w for w in words[1:stop] if w.lower() not in ("the", "a", "an")]
    if words[0] == "of" and first and first[0].lower() in ("staff", "state", "defense", "defence", "operations"):
        more, body = _after(words[stop:] if stop > 1 else [])
        return [words[0], first[0], *more], body or " ".join(first[1:])
    if words[0] in ("of", "on", "for", "to") and first and stop < len(words) - 1:
        _, body = _after(words[stop:])  # "of the Rivers Programme at the Oslo Institute"
        if body[:1].isupper() and (words[stop] == "at" or first[0][:1].islower()):
            return [w for w in words[:stop] if w != "the"], body
    if not first:
        return [], ""
    return [], " ".join(first)
