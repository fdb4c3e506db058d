"""Speakers of many articles joined: one key for one person or body.

Mentions with one normalised name are compared with the bearers found so far, one after the other (single-pass
clustering, as Rao, McNamee & Dredze, 2010, do it for streams); `claimx.ledger.bearers` weighs what they share.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from claimx.ledger.bearers import Bearer, Mention, Rarity, probability
from claimx.ledger.evidence import Evidence
from claimx.ledger.names import body_name, fold, initials, may_be_one, person_name
from claimx.speakers.lexicon import gender_of_name

_BEARERS = 64  # of one name that are told apart; later ones stay alone, which keeps the time linear
_JOINS = 0.75  # the least probability that joins
_SURNAME_JOINS = 0.9  # where the article has a title or a role and a surname alone
_MARGIN = 1.5  # of log odds between the best bearer and the next
_AGREED = 0.9  # of the articles that write an acronym out have to write it out alike
_HIDDEN = 2.0  # bearers of a surname whom the corpus does not name in full


@dataclass(frozen=True, slots=True)
class Joined:
    """What a mention turned out to be; ``score`` is None where no other article has this speaker."""

    key: str
    name: str
    score: float | None


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
        rarity = Rarity(self._mentions)
        blocks: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, mention in enumerate(self._mentions):
            if mention.kind != "surname":
                blocks[self._block(mention)].append(number)
        out: list[Joined | None] = [None] * len(self._mentions)
        bearers_of: defaultdict[str, list[tuple[Bearer, Counter[str]]]] = defaultdict(list)
        for (kind, key), numbers in blocks.items():
            for place, bearer in enumerate(self._split(kind, key, numbers, rarity), start=1):
                self._settle(bearer, place, rarity, out)
                if bearer.name is not None and len(bearer.mentions) > 1:
                    bearers_of[bearer.name.surname].append((bearer, self._usual_roles(bearer)))
        for bearers in bearers_of.values():
            bearers.sort(key=lambda pair: -len(pair[0].mentions))
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

    def _block(self, mention: Mention) -> tuple[str, str]:
        """The kind and the name among whose bearers a mention is sought; what most articles take for a body is one."""
        kinds = self._kinds[mention.key]
        kind = "person" if mention.name and kinds["person"] >= kinds["organization"] else "organization"
        meant = self._spelled_out.get(mention.key)
        if kind == "organization" and meant:
            name, votes = min(meant.items(), key=lambda pair: (-pair[1], pair[0]))
            if votes >= _AGREED * meant.total():
                return kind, name
        return kind, mention.key

    def _split(self, kind: str, key: str, numbers: Sequence[int], rarity: Rarity) -> list[Bearer]:
        """The bearers of one name, the most mentioned first.

        The mentions that tell most are asked first, and those of small bearers twice.
        """
        bearers: list[Bearer] = []
        for number in sorted(numbers, key=lambda n: (-self._mentions[n].evidence.weight, n)):
            found = self._likeliest(number, bearers, rarity)
            if found is None:
                found = Bearer(kind, key)
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
        return sorted((b for b in bearers if b.mentions), key=lambda b: (-len(b.mentions), min(b.mentions)))

    def _likeliest(self, number: int, bearers: Sequence[Bearer], rarity: Rarity) -> Bearer | None:
        """The bearer that a mention most likely is; None if that is nobody, or two whose names exclude each other."""
        mention = self._mentions[number]
        fitting = [b for b in bearers[:_BEARERS] if not b.name or not mention.name or may_be_one(b.name, mention.name)]
        odds = sorted(((rarity.log_odds(mention, b), -k) for k, b in enumerate(fitting)), reverse=True)
        if not odds or probability(odds[0][0]) < _JOINS:
            return None
        best = fitting[-odds[0][1]]
        for other, place in odds[1:]:
            name = fitting[-place].name
            if odds[0][0] - other < _MARGIN and best.name and name and not may_be_one(best.name, name):
                return None
        return best

    def _settle(self, bearer: Bearer, place: int, rarity: Rarity, out: list[Joined | None]) -> None:
        """Give each mention of a bearer, the ``place``-th of its name, its score against all the others."""
        key = f"{bearer.kind}:{bearer.name_key.replace(' ', '-')}" + (f"~{place}" if place > 1 else "")
        mentions = [self._mentions[n] for n in bearer.mentions]
        shown = _best_name(m.text for m in mentions)
        shared = len({m.doc for m in mentions}) > 1
        for number, mention in zip(bearer.mentions, mentions, strict=True):
            score = None
            if shared:
                bearer.count(mention, -1)
                score = round(probability(rarity.log_odds(mention, bearer)), 4)
                bearer.count(mention, 1)
            out[number] = Joined(key, shown, score)

    def _usual_roles(self, bearer: Bearer) -> Counter[str]:
        """The words that stand in half of the roles which articles give a bearer, and in two at least."""
        told = sum(bool(self._mentions[n].evidence.roles) for n in bearer.mentions)
        return Counter({w: n for w, n in bearer.roles.items() if n > 1 and 2 * n >= told})

    def _by_role(
        self,
        mention: Mention,
        bearers: Sequence[tuple[Bearer, Counter[str]]],
        rarity: Rarity,
        out: Sequence[Joined | None],
    ) -> Joined | None:
        """*President Obama*: the one bearer of the surname whose role and company are the same, if that is clear.

        ``bearers`` come with their usual roles, the most mentioned first.
        """
        odds = []
        for k, (bearer, roles) in enumerate(bearers[:_BEARERS]):
            role = rarity.agreement(mention.evidence.roles, roles)
            company = rarity.company(mention, bearer)
            affiliation = max(0.0, rarity.agreement(mention.evidence.affiliations, bearer.affiliations))
            if role > 0 and (company > 0 or affiliation > 0) and not rarity.apart(mention, bearer):
                odds.append((role + company + affiliation - math.log(len(bearers) + _HIDDEN), -k))
        odds.sort(reverse=True)
        score = probability(odds[0][0]) if odds else 0.0
        if score < _SURNAME_JOINS or (len(odds) > 1 and odds[0][0] - odds[1][0] < _MARGIN):
            return None
        known = out[bearers[-odds[0][1]][0].mentions[0]]
        return replace(known, score=round(score, 4)) if known else None


def _best_name(texts: Iterable[str]) -> str:
    """The spelling that most articles have, of several the longest."""
    counts = Counter(texts)
    return min(counts, key=lambda text: (-counts[text], -len(text), text))
