"""Speakers of many articles joined: one key for one person or body.

Mentions with one normalised name are compared with the bearers found so far, one after the other (single-pass
clustering, as Rao, McNamee & Dredze, 2010, do it for streams), by a sum of log likelihood ratios (Fellegi & Sunter,
1969): how rare the name is among those of the corpus (Winkler, 1989), whether roles, affiliations and the names that
stand in both articles agree, and how rare the words are that do. The weights are set by hand, not learned.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from claimx.ledger.evidence import Evidence, field_of
from claimx.ledger.names import PersonName, body_name, fold, initials, is_common, may_be_one, person_name
from claimx.speakers.lexicon import gender_of_name

_BEARERS = 64  # of one name that are told apart; later ones stay alone, which keeps the time linear
_JOINS = 0.5  # the least probability that joins
_SURNAME_JOINS = 0.9  # where the article has a title or a role and a surname alone
_MARGIN = 1.5  # of log odds between the best bearer and the next
_AGREED = 0.9  # of the articles that write an acronym out have to write it out alike
_MOST = 4.0  # the most that one kind of agreement can weigh
_ENOUGH = 5  # names in each of two articles that have none in common speak against one bearer
_BACKGROUND = 500  # names beyond the corpus's own, so that in a small one a name is not taken for a common one
_HIDDEN = 2.0  # bearers of a surname whom the corpus does not name in full


@dataclass(frozen=True, slots=True)
class Mention:
    """A speaker of one article; ``key`` is its normalised name, ``name`` its parts where it is a person's full one."""

    doc: int
    text: str
    kind: str  # person or organization
    key: str
    name: PersonName | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Joined:
    """What a mention turned out to be; ``score`` is None where no other article has this speaker."""

    key: str
    name: str
    score: float | None


@dataclass(slots=True, eq=False)
class _Bearer:
    """One person or body, as far as it was told."""

    key: str
    mentions: list[int] = field(default_factory=list)
    name: PersonName | None = None
    roles: Counter[str] = field(default_factory=Counter)
    affiliations: Counter[str] = field(default_factory=Counter)
    near: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)

    def take(self, number: int, mention: Mention) -> None:
        self.mentions.append(number)
        self.count(mention, 1)
        own = mention.name
        if own and (self.name is None or _fullness(own) > _fullness(self.name)):
            self.name = own

    def count(self, mention: Mention, by: int) -> None:
        told = mention.evidence
        for counter, words in (
            (self.roles, told.roles),
            (self.affiliations, told.affiliations),
            (self.near, told.near),
        ):
            _count(counter, words, by)
        _count(self.fields, filter(None, [field_of(told.roles)]), by)


class People:
    """Collects the speakers of articles, then joins them; memory grows with the number of named speakers."""

    def __init__(self) -> None:
        self._mentions: list[Mention] = []
        self._kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._spelled_out: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, doc: int, text: str, kind: str, evidence: Evidence) -> int | None:
        """The number of the mention, or None where its name can be joined with no other."""
        name = person_name(text) if kind == "person" else None
        key = name.key if name else (body_name(text) if kind == "organization" or " " in text else None)
        if key is None:
            if kind != "person" or not text.isalpha() or not text[0].isupper() or text.isupper():
                return None
            key = fold(text)  # a surname: it may be joined by more than that
            kind = "surname"
        self._kinds[key][kind] += 1
        self._mentions.append(Mention(doc, text, kind, key, name, evidence))
        return len(self._mentions) - 1

    def spell_out(self, acronym: str, name: str) -> None:
        """Note that an article calls the body ``name`` by ``acronym`` too."""
        short, long = body_name(acronym), body_name(name)
        if short and long and short.replace(" ", "") in initials(long):
            self._spelled_out[short][long] += 1

    def join(self) -> list[Joined | None]:
        """For each mention by number what it is; None for one that stays with its article."""
        self._mentions = [self._without_epithet(m) for m in self._mentions]
        rarity = _Rarity(self._mentions)
        blocks: defaultdict[str, list[int]] = defaultdict(list)
        for number, mention in enumerate(self._mentions):
            if mention.kind != "surname":
                blocks[self._block(mention)].append(number)
        out: list[Joined | None] = [None] * len(self._mentions)
        bearers_of: defaultdict[str, list[_Bearer]] = defaultdict(list)
        for key, numbers in blocks.items():
            for bearer in self._split(key, numbers, rarity):
                if bearer.name is not None and len(bearer.mentions) > 1:
                    bearers_of[bearer.name.surname].append(bearer)
                self._settle(bearer, rarity, out)
        for number, mention in enumerate(self._mentions):
            if mention.kind == "surname" and mention.evidence.roles:
                out[number] = self._by_role(mention, bearers_of[mention.key], rarity, out)
        return out

    def _without_epithet(self, mention: Mention) -> Mention:
        """*Vermonter Ana Ruiz* as *Ana Ruiz*, where another article has her by that name."""
        name = mention.name
        if name is None or not name.middles or gender_of_name(name.given) is not None:
            return mention
        shorter = replace(name, given=name.middles[0], middles=name.middles[1:])
        return replace(mention, key=shorter.key, name=shorter) if shorter.key in self._kinds else mention

    def _block(self, mention: Mention) -> str:
        """The name among whose bearers a mention is sought; what most articles take for a body is one."""
        kinds = self._kinds[mention.key]
        kind = "person" if mention.name and kinds["person"] >= kinds["organization"] else "organization"
        meant = self._spelled_out.get(mention.key)
        if kind == "organization" and meant:
            name, votes = min(meant.items(), key=lambda pair: (-pair[1], pair[0]))
            if votes >= _AGREED * meant.total():
                return f"{kind}:{name}"
        return f"{kind}:{mention.key}"

    def _split(self, key: str, numbers: Sequence[int], rarity: _Rarity) -> list[_Bearer]:
        """The bearers of one name; the mentions that tell most come first, and those of small bearers twice."""
        bearers: list[_Bearer] = []
        for number in sorted(numbers, key=lambda n: (-self._mentions[n].evidence.weight, n)):
            found = self._likeliest(number, bearers, rarity)
            if found is None:
                found = _Bearer(key)
                bearers.append(found)
            found.take(number, self._mentions[number])
        bearers.sort(key=lambda b: -len(b.mentions))
        for bearer in reversed(bearers[1:_BEARERS]):
            larger = [b for b in bearers if len(b.mentions) > len(bearer.mentions)]
            for number in list(bearer.mentions):
                found = self._likeliest(number, larger, rarity)
                if found is not None:
                    bearer.mentions.remove(number)
                    bearer.count(self._mentions[number], -1)
                    found.take(number, self._mentions[number])
        bearers = sorted((b for b in bearers if b.mentions), key=lambda b: min(b.mentions))
        for place, bearer in enumerate(bearers, start=1):
            bearer.key = key.replace(" ", "-") + (f"~{place}" if place > 1 else "")
        return bearers

    def _likeliest(self, number: int, bearers: Sequence[_Bearer], rarity: _Rarity) -> _Bearer | None:
        """The bearer that a mention most likely is; None if that is nobody, or two whose names exclude each other."""
        mention = self._mentions[number]
        fitting = [b for b in bearers[:_BEARERS] if not b.name or not mention.name or may_be_one(b.name, mention.name)]
        odds = sorted(((rarity.log_odds(mention, b), -k) for k, b in enumerate(fitting)), reverse=True)
        if not odds or _probability(odds[0][0]) < _JOINS:
            return None
        best = fitting[-odds[0][1]]
        for other, place in odds[1:]:
            name = fitting[-place].name
            if odds[0][0] - other < _MARGIN and best.name and name and not may_be_one(best.name, name):
                return None
        return best

    def _settle(self, bearer: _Bearer, rarity: _Rarity, out: list[Joined | None]) -> None:
        """Give each mention of a bearer its score against all the others."""
        mentions = [self._mentions[n] for n in bearer.mentions]
        shown = _best_name(m.text for m in mentions)
        shared = len({m.doc for m in mentions}) > 1
        for number, mention in zip(bearer.mentions, mentions, strict=True):
            score = None
            if shared:
                bearer.count(mention, -1)
                score = round(_probability(rarity.log_odds(mention, bearer)), 4)
                bearer.count(mention, 1)
            out[number] = Joined(bearer.key, shown, score)

    def _usual_roles(self, bearer: _Bearer) -> Counter[str]:
        """The words that stand in half of the roles which articles give a bearer, and in two at least."""
        told = sum(bool(self._mentions[n].evidence.roles) for n in bearer.mentions)
        return Counter({w: n for w, n in bearer.roles.items() if n > 1 and 2 * n >= told})

    def _by_role(
        self, mention: Mention, bearers: Sequence[_Bearer], rarity: _Rarity, out: Sequence[Joined | None]
    ) -> Joined | None:
        """*President Obama*: the one bearer of the surname whose role and company are the same, if that is clear."""
        prior = -math.log(len(bearers) + _HIDDEN)
        odds = []
        for k, bearer in enumerate(bearers):
            role = rarity.agreement(mention.evidence.roles, self._usual_roles(bearer))
            company = rarity.company(mention, bearer)
            affiliation = max(0.0, rarity.agreement(mention.evidence.affiliations, bearer.affiliations))
            if role > 0 and (company > 0 or affiliation > 0) and not rarity.apart(mention, bearer):
                odds.append((prior + role + company + affiliation, -k))
        odds.sort(reverse=True)
        if (
            not odds
            or _probability(odds[0][0]) < _SURNAME_JOINS
            or (len(odds) > 1 and odds[0][0] - odds[1][0] < _MARGIN)
        ):
            return None
        bearer = bearers[-odds[0][1]]
        known = out[bearer.mentions[0]]
        return Joined(bearer.key, known.name if known else mention.text, round(_probability(odds[0][0]), 4))


class _Rarity:
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

    def log_odds(self, mention: Mention, bearer: _Bearer) -> float:
        """That ``mention`` is ``bearer`` and not another of the name."""
        told = mention.evidence
        odds = -math.log(self._expected(mention, bearer))
        told_of = (
            self.agreement(told.roles, bearer.roles),
            self.agreement(told.affiliations, bearer.affiliations),
            self.company(mention, bearer),
        )
        return odds + sum(told_of) - (4.0 if self.apart(mention, bearer) else 0.0)

    def _expected(self, mention: Mention, bearer: _Bearer) -> float:
        """How many others of the name the corpus may have, by chance: persons by the parts of their names."""
        name = mention.name
        if bearer.key.startswith("person:") and name:
            chance = self._givens[name.given] * self._surnames[name.surname] / self._names
            return chance / (20.0 if name.middles else 1.0) + 0.005
        if is_common(mention.key):
            return 3.0 if mention.key.count(" ") < 2 else 0.5
        if mention.key != bearer.key.partition(":")[2].partition("~")[0].replace("-", " "):
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

    def company(self, mention: Mention, bearer: _Bearer) -> float:
        """What the names weigh that stand in both articles."""
        own = [w for w in mention.evidence.near if w not in mention.key and mention.key not in w]
        shared = sum(math.log(self._docs / self._near[w]) for w in own if w in bearer.near)
        if not shared:
            return -1.0 if min(len(own), len(bearer.near)) >= _ENOUGH else 0.0
        return min(_MOST, 0.4 * shared)

    def apart(self, mention: Mention, bearer: _Bearer) -> bool:
        """Whether the roles are of unrelated kinds, as a senator's and a nurse's."""
        own = field_of(mention.evidence.roles)
        return own is not None and bool(bearer.fields) and own not in bearer.fields


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _fullness(name: PersonName) -> tuple[int, bool]:
    return len(name.middles), not name.suffix


def _count(counter: Counter[str], words: Iterable[str], by: int) -> None:
    """Count words in or out; a count of nothing is taken away."""
    for word in words:
        counter[word] += by
        if not counter[word]:
            del counter[word]


def _best_name(texts: Iterable[str]) -> str:
    """The spelling that most articles have, of several the longest."""
    counts = Counter(texts)
    return min(counts, key=lambda text: (-counts[text], -len(text), text))
