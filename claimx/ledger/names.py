"""Names in a form in which two articles' spellings can be compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from claimx.speakers.lexicon import BODY, TITLES, gender_of_name, kind_of_noun, starts_sentences, word_set

_NO_NAME = re.compile(r"[\"\u201c\u201d()\[\];:/@#0-9]|\b(?:and|or|of|like|via)\b")
_SUFFIX = re.compile(r",? (?P<suffix>jr|sr|ii|iii|iv)\.?$")
_PARTICLES = word_set("de van der von bin bint al el la del di da dos ten ter du le ibn den st san")
_LEGAL = word_set("inc corp co ltd llc plc incorporated corporation company")
_POSSESSIVE = re.compile(r"['\u2019]s?\b(?!\w)")
_DETERMINERS = word_set("the his her its their our my mr. ms. mrs.")
_SMALL = word_set("of the for and in on at to de la")
_NOUNS = word_set("campaign administration government police camp office embassy ministry council")  # small in a name
_COMMON = word_set(  # in names of bodies that many countries, cities and parties have
    """national federal central supreme high foreign interior internal health labor labour justice defense defence
    finance education state local city county regional public general royal international medical criminal
    democratic republican conservative liberal official senior special secret civil human rights affairs security
    intelligence law news sunday weekly morning evening north south east west central new republicans democrats
    campaign administration press media times post journal hill house fire social homeland commerce treasury energy"""
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A full name, folded: no accents, capitals or dots. ``middles`` may be initials."""

    given: str
    middles: tuple[str, ...]
    surname: str
    suffix: str

    @property
    def key(self) -> str:
        """What two spellings of one name share."""
        return f"{self.given} {self.surname}"


def fold(text: str) -> str:
    """``text`` without accents and capitals, with straight apostrophes."""
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=100_000)
def person_name(name: str) -> PersonName | None:
    """``name`` taken apart; None where it is no full name, as a surname, a list of people or a description."""
    if _NO_NAME.search(name) or not 1 < len(name.split()) < 7:
        return None
    low = fold(_POSSESSIVE.sub("", name))
    suffix = _SUFFIX.search(low)
    low = low[: suffix.start()] if suffix else low
    words, shown = low.replace(",", "").split(), name.split()
    if words[:1] in (["st."], ["saint"]):
        return None
    while words and (TITLES.fullmatch(words[0]) or starts_sentences(words[0])):
        words, shown = words[1:], shown[1:]
    known = bool(words) and gender_of_name(words[0]) is not None
    if any(w.isupper() and len(w) > 3 for w in shown) and not (known and len(words) == 2):
        return None  # a headline
    if any(not w[0].isupper() and low not in _PARTICLES for w, low in zip(shown, words, strict=False)):
        return None
    words = [w.replace(".", "") for w in words]
    while len(words) > 2 and len(words[0]) < 3 and len(words[1]) == 1:  # "J. M. Ruiz"
        words[:2] = [words[0] + words[1]]
    if len(words) < 2 or len(words[0]) < 2 or len(words[-1]) < 2 or (words[-1] in BODY and not known):
        return None
    at = len(words) - 1
    while at > 1 and words[at - 1] in _PARTICLES:
        at -= 1
    return PersonName(words[0], tuple(words[1:at]), " ".join(words[at:]), suffix["suffix"] if suffix else "")


def may_be_one(one: PersonName, other: PersonName) -> bool:
    """Whether nothing in two names with one key speaks against one bearer: other initials, another *Jr.*"""
    if one.suffix != other.suffix:
        return not one.suffix or not other.suffix if one.middles and one.middles == other.middles else False
    if len(one.middles) != len(other.middles):
        return not one.middles or not other.middles
    pairs = zip(one.middles, other.middles, strict=True)
    return all(a == b or (a[0] == b[0] and 1 in (len(a), len(b))) for a, b in pairs)


@lru_cache(maxsize=100_000)
def body_name(name: str) -> str | None:
    """The key of a body's name; None for a description (*a British newspaper*) and one word that many share."""
    if (
        re.search(r"[\"\u201c\u201d();,]", name)
        or not 0 < len(name.split()) < 10
        or name.split()[0].lower() in ("a", "an")
    ):
        return None
    shown = _POSSESSIVE.sub("", name).split()
    while shown and shown[0].lower() in _DETERMINERS:
        shown = shown[1:]
    if not shown or not any(w[0].isupper() for w in shown):
        return None
    if any(w[0].islower() and w not in _SMALL and w not in _NOUNS for w in shown) or (
        shown[-1].islower() and not all(w[0].isupper() for w in shown[:-1])
    ):
        return None
    words = [w for w in (fold(w).strip(".").replace(".", "") for w in shown) if w]
    while len(words) > 1 and words[-1] in _LEGAL:
        words = words[:-1]
    if not words or "and" in words[:2] or (len(words) > 1 and words[-1] in _SMALL):
        return None
    if len(words) == 1 and (is_common(words[0]) or len(words[0]) < 2 or starts_sentences(words[0])):
        return None
    return " ".join(words)


def is_common(key: str) -> bool:
    """Whether a body's name says only what kind of body it is: *interior ministry*, *supreme court*."""
    words = key.split()
    if words[0] == "daily" and len(words) > 1:  # newspapers
        return False
    return all(w in _COMMON or w in BODY or kind_of_noun(w) is not None for w in words)


def initials(key: str) -> frozenset[str]:
    """The acronyms that a body's name may have."""
    words = key.replace("-", " ").split()
    small = ("of", "the", "for", "and", "in", "on", "to")
    return frozenset(("".join(w[0] for w in words), "".join(w[0] for w in words if w not in small)))
