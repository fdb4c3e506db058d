"""Who bears a name: what is known of a person or a body, and what it weighs that a mention agrees with it.

The weight is a sum of log likelihood ratios (Fellegi & Sunter, 1969): how rare the name is among those of the corpus
(Winkler, 1989), whether roles, affiliations and the names that stand in both articles agree, and how rare the words
are that do. The constants are set by hand, not learned.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from claimx.ledger.evidence import Evidence, field_of
from claimx.ledger.names import PersonName, is_common
from claimx.speakers.lexicon import gender_of_name

_MOST = 4.0  # the most that one kind of agreement can weigh
_ENOUGH = 5  # names in each of two articles that have none in common speak against one bearer
_ALONE = 2.0  # what it weighs that they have none in common
_APART = 4.0  # what it weighs that roles are of unrelated kinds
_BACKGROUND = 500  # names beyond the corpus's own, so that in a small one a name is not taken for a common one


@dataclass(frozen=True, slots=True)
class Mention:
    """A speaker of one article; ``key`` is its normalised name, ``name`` its parts where it is a person's full one."""

    doc: int
    text: str
    kind: str  # person or organization
    key: str
    name: PersonName | None
    evidence: Evidence


@dataclass(slots=True, eq=False)
class Bearer:
    """One person or body, as far as it was told; ``name_key`` is the normalised name that it shares with others."""

    kind: str
    name_key: str
    mentions: list[int] = field(default_factory=list)
    name: PersonName | None = None
    roles: Counter[str] = field(default_factory=Counter)
    affiliations: Counter[str] = field(default_factory=Counter)
    near: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)

    def take(self, number: int, mention: Mention) -> None:
        """Add a mention, by its number, with what it tells."""
        self.mentions.append(number)
        self.count(mention, 1)
        own = mention.name
        if own and (self.name is None or _fullness(own) > _fullness(self.name)):
            self.name = own

    def count(self, mention: Mention, by: int) -> None:
        """Count what a mention tells in (1) or out (-1)."""
        told = mention.evidence
        for counter, words in (
            (self.roles, told.roles),
            (self.affiliations, told.affiliations),
            (self.near, told.near),
        ):
            _count(counter, words, by)
        _count(self.fields, filter(None, [field_of(told.roles)]), by)


class Rarity:
    """How rare names and words are in the corpus, and what it weighs that two mentions agree in them."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        names = {m.name.key: m.name for m in mentions if m.name}
        self._givens = Counter(n.given for n in names.values())
        self._surnames = Counter(n.surname for n in names.values())
        self._names = len(names) + _BACKGROUND
        self._mentions = max(1, len(mentions))
        self._words: Counter[str] = Counter()
        near_of: dict[int, tuple[str, ...]] = {}
        for m in mentions:
            self._words.update(m.evidence.roles | m.evidence.affiliations)
            near_of[m.doc] = m.evidence.near
        self._near = Counter(word for near in near_of.values() for word in near)
        self._docs = max(1, len(near_of))

    def log_odds(self, mention: Mention, bearer: Bearer) -> float:
        """That ``mention`` is ``bearer`` and not another of the name."""
        told = mention.evidence
        odds = -math.log(self._expected(mention, bearer))
        told_of = (
            self.agreement(told.roles, bearer.roles),
            self.agreement(told.affiliations, bearer.affiliations),
            self.company(mention, bearer),
        )
        return odds + sum(told_of) - (_APART if self.apart(mention, bearer) else 0.0)

    def _expected(self, mention: Mention, bearer: Bearer) -> float:
        """How many others of the name the corpus may have, by chance: persons by the parts of their names."""
        name = mention.name
        if bearer.kind == "person" and name:
            chance = self._givens[name.given] * self._surnames[name.surname] / self._names
            return chance / (20.0 if name.middles else 1.0) + 0.02
        if is_common(mention.key):
            return 3.0 if mention.key.count(" ") < 2 else 0.5
        if mention.key != bearer.name_key:
            return 0.15  # an acronym
        if " " in mention.key:
            return 0.02
        return 0.1 if gender_of_name(mention.key) is None else 0.5  # *Jordan*, *Chad*

    def agreement(self, words: frozenset[str], known: Counter[str]) -> float:
        """What roles or affiliations weigh: the rarest word that both tell; a little against, where none is."""
        if not words or not known:
            return 0.0
        shared = [self._words[w] for w in words if w in known]
        return min(_MOST, math.log(self._mentions / min(shared))) if shared else -1.0

    def company(self, mention: Mention, bearer: Bearer) -> float:
        """What the names weigh that stand in both articles."""
        own = [w for w in mention.evidence.near if w not in mention.key and mention.key not in w]
        shared = sum(math.log(self._docs / self._near[w]) for w in own if w in bearer.near)
        if not shared:
            against = _ALONE if bearer.kind == "person" else _ALONE / 2  # bodies speak on many subjects
            return -against if min(len(own), len(bearer.near)) >= _ENOUGH else 0.0
        return min(_MOST, 0.4 * shared)

    def apart(self, mention: Mention, bearer: Bearer) -> bool:
        """Whether the roles are of unrelated kinds, as a senator's and a nurse's."""
        own = field_of(mention.evidence.roles)
        return own is not None and bool(bearer.fields) and own not in bearer.fields


def probability(log_odds: float) -> float:
    """The probability that belongs to ``log_odds``."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _fullness(name: PersonName) -> tuple[int, bool]:
    return len(name.middles), not name.suffix


def _count(counter: Counter[str], words: Iterable[str], by: int) -> None:
    """Count words in or out; a count of nothing is taken away."""
    for word in words:
        counter[word] += by
        if not counter[word]:
            del counter[word]
