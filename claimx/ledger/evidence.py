"""What an article tells of a speaker besides the name, as sets of words that can be compared."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from claimx.ledger.names import fold
from claimx.speakers.lexicon import singular, word_set

_WORD = re.compile(r"[^\W\d_]{2,}")
_RUN = re.compile(r"[A-Z][\w.'\u2019-]*[\w](?: (?:of |for |the )?[A-Z][\w.'\u2019-]*\w)+")
_WRITTEN_OUT = re.compile(
    r"((?:[A-Z][\w'\u2019&-]+ (?:(?:of|for|on|and|the|in) ){0,2}){1,7}[A-Z][\w'\u2019-]+) \(([A-Z]{2,7})\)"
)
_NEAR = 48  # names kept of one article
_EMPTY = word_set(
    """the of and for in at to an his her its their our my who with on by is was from as former then now senior new one
    chief deputy vice also longtime first group company man woman people person other its member mr mrs ms dr"""
)
_FIELDS = {  # kinds of roles that one person seldom has two of
    "police": "police officer detective sheriff constable sergeant sgt superintendent trooper",
    "public": """senator sen congressman congresswoman rep representative governor gov president mayor
        secretary ambassador candidate chairman chairwoman leader spokesman spokeswoman spokesperson lawmaker nominee
        strategist adviser advisor aide manager director ceo executive founder owner lawyer attorney judge prosecutor
        speaker businessman billionaire columnist journalist reporter editor host anchor economist analyst pollster
        activist general admiral premier chancellor king prince commissioner""",
    "church": "pastor priest minister bishop archbishop rabbi imam cleric reverend rev chaplain",
    "science": "professor scientist researcher astronomer physicist biologist historian psychologist",
    "medicine": "surgeon nurse physician paediatrician pediatrician dentist pathologist paramedic",
    "sport": "quarterback striker midfielder golfer goalkeeper pitcher coach boxer footballer linebacker",
    "stage": "actor actress singer rapper musician comedian drummer guitarist model filmmaker screenwriter",
    "private": """resident student mother father neighbor neighbour sister brother wife husband widow waitress waiter
        driver teenager boy girl bystander witness passenger victim schoolboy schoolgirl shopper voter farmer
        mechanic""",
}
_FIELD_OF = {word: name for name, words in _FIELDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the role and of the affiliation, folded, and the full names that the article's attributions hold."""

    roles: frozenset[str]
    affiliations: frozenset[str]
    near: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How many kinds of evidence there are."""
        return bool(self.roles) + bool(self.affiliations) + bool(self.near)


@lru_cache(maxsize=100_000)
def telling_words(text: str | None) -> frozenset[str]:
    """The words of a role or an affiliation that tell something, as singulars."""
    return frozenset(singular(w) for w in _WORD.findall(fold(text or "")) if w not in _EMPTY)


def names_near(texts: Iterable[str]) -> tuple[str, ...]:
    """The names of two words or more in some texts of one article, folded, none twice; the first 48."""
    found = dict.fromkeys(sys.intern(fold(run)) for text in texts for run in _RUN.findall(text))
    return tuple(found)[:_NEAR]


def acronyms(text: str) -> Iterator[tuple[str, str]]:
    """The acronyms that ``text`` gives in brackets after a name, each with the words before it."""
    for match in _WRITTEN_OUT.finditer(text):
        words = match[1].split()
        for begin in range(len(words) - 1):
            yield match[2], " ".join(words[begin:])


def field_of(roles: frozenset[str]) -> str | None:
    """The kind of work that a role tells, None where it tells none or several."""
    fields = {_FIELD_OF[w] for w in roles if w in _FIELD_OF}
    return fields.pop() if len(fields) == 1 else None
