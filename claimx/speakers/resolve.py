"""From the sources of an article to its speakers: names by bearers, pronouns and descriptions by what stands near.

What a pronoun or a description stands for is chosen among the article's entities by a small linear model over how far
away they were last mentioned, how often, who spoke last, and whether gender, number and words agree
(`claimx.training.speakers` learns its weights).
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from claimx.assembly import Draft
from claimx.speakers.entities import Entity, find_entities, find_entity
from claimx.speakers.lexicon import FEMALE_TITLE, HE, I_WE, IT, MALE_TITLE, PLACES, SHE, THEY, WHO
from claimx.speakers.names import Name, find_names
from claimx.speakers.sources import Description, anonymity_ground, describe
from claimx.types import Anonymity, Span, Speaker

_NEAR_WHO = 60  # characters between a name and its *who*
_ANTECEDENT = re.compile(r"([^\s,.;:()\u201c\u201d\"][^.;:()\u201c\u201d\"]{0,60}?),?\s*$")
_LEAST = 0.0  # of the score of the best candidate, or a description is a speaker of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An entity that a source may stand for, and how it looks from there: features by name."""

    entity: Entity
    features: Mapping[str, float]


def name_speakers(text: str, drafts: Sequence[Draft]) -> tuple[list[Speaker | None], list[Speaker]]:
    """The speaker of each draft (None where the text does not say) and all speakers, in order of first mention."""
    found = Resolver(text, drafts)
    chosen = [found.resolve(k) for k in range(len(drafts))]
    return _as_speakers(text, chosen)


class Resolver:
    """Goes through the drafts of one article in order; what was resolved helps with what comes."""

    def __init__(self, text: str, drafts: Sequence[Draft]) -> None:
        self.text = text
        self.drafts = drafts
        self.names = find_names(text)
        self.entities = find_entities(text, self.names)
        self._starts = [n.start for n in self.names]
        self._paragraphs = [m.end() for m in re.finditer(r"\n\s*", text)]
        self._sentences = [m.end() for m in re.finditer(r"[.!?][\"\u201d')]*\s+|\n+", text)]
        self.chosen: list[Entity | None] = []

    def describe(self, k: int) -> Description | None:
        """What the source of draft ``k`` says by itself."""
        source = self.drafts[k].source
        if not source:
            return None
        begin, end = source[0][0], source[-1][1]
        inside = self.names[bisect_left(self._starts, begin) : bisect_left(self._starts, end)]
        return describe(self.text, begin, end, inside)

    def resolve(self, k: int) -> Entity | None:
        """The entity that speaks in draft ``k``; drafts have to be taken in order."""
        entity = self._resolve(k)
        if entity is not None and self.drafts[k].source:
            entity.mentions = sorted({*entity.mentions, *self.drafts[k].source})
        self.chosen.append(entity)
        return entity

    def _resolve(self, k: int) -> Entity | None:
        told = self.describe(k)
        draft = self.drafts[k]
        if told is None:
            return self._elided(k)
        if told.names:
            return self._joined(told)
        if told.name is not None:
            return self._bearer(told, told.name)
        if told.pronoun in I_WE:
            parent = draft.parent
            if parent is not None and parent < len(self.chosen):
                return self.chosen[parent]
            return self._own(told, k, type="author")
        if told.pronoun in WHO:
            return self._antecedent(told, k)
        best = self.best(k, told)
        if best is not None:
            return best
        if told.pronoun is None or told.pronoun in THEY:
            return self._own(told, k)
        return self._own(told, k, type="organization" if told.pronoun in IT else "person")

    def best(self, k: int, told: Description) -> Entity | None:
        """The candidate with the highest score, if that is high enough."""
        rated = [(score(c.features), i, c.entity) for i, c in enumerate(self.candidates(k, told))]
        if not rated:
            return None
        top, _, entity = max(rated, key=lambda r: (r[0], -r[1]))
        return entity if told.pronoun or top > _LEAST else None

    def candidates(self, k: int, told: Description) -> list[Candidate]:
        """The entities that the source of draft ``k`` may stand for."""
        place = self.drafts[k].source[0][0]
        out = []
        for entity in self.entities:
            before = [m for m in entity.mentions if m[0] < place]
            if (not before and told.pronoun) or not _agrees(told, entity):
                continue
            features = self._features(k, told, entity, before, place)
            if told.pronoun is None and not (features.get("same_head") or features.get("role_word")):
                continue
            out.append(Candidate(entity=entity, features=features))
        return out

    def _features(
        self, k: int, told: Description, entity: Entity, before: Sequence[tuple[int, int]], place: int
    ) -> dict[str, float]:
        out: dict[str, float] = {"bias": 1.0}
        if before:
            last = before[-1][0]
            sentences = self._between(self._sentences, last, place)
            out[f"sentences_{min(sentences, 5)}"] = 1.0
            out[f"paragraphs_{min(self._between(self._paragraphs, last, place), 4)}"] = 1.0
            start = self._start_of(self._sentences, last)
            out["opens_sentence"] = float(last - start < 12)
            out["in_quotation"] = float(self._in_content(k, last))
        else:
            out["only_later"] = 1.0
        out["often"] = min(len(before), 12) / 4
        spoke = [i for i, e in enumerate(self.chosen) if e is entity]
        if spoke:
            out[f"spoke_{min(k - 1 - spoke[-1], 4)}"] = 1.0
        else:
            out["never_spoke"] = 1.0
        if told.pronoun in HE | SHE and entity.gender:
            out["gender_agrees"] = 1.0
        if told.pronoun:
            out[f"{entity.type}_{_class_of(told.pronoun)}"] = 1.0
        else:
            words = f"{entity.role} {entity.affiliation} {entity.name}".lower()
            out["same_head"] = float(bool(told.head) and told.head == entity.head)
            out["role_word"] = float(bool(told.head) and re.search(rf"\b{re.escape(told.head)}\b", words) is not None)
            out["definite"] = float(told.is_definite)
        return out

    def _in_content(self, k: int, place: int) -> bool:
        near = self.drafts[max(0, k - 6) : k + 2]
        return any(begin <= place < end for d in near for begin, end in d.content)

    @staticmethod
    def _between(ends: Sequence[int], first: int, second: int) -> int:
        return abs(bisect_left(ends, second + 1) - bisect_left(ends, first + 1))

    @staticmethod
    def _start_of(ends: Sequence[int], place: int) -> int:
        k = bisect_left(ends, place + 1)
        return ends[k - 1] if k else 0

    def _elided(self, k: int) -> Entity | None:
        """No source: a verb that goes on with the subject of the attribution before it in the same sentence."""
        if not k or not self.drafts[k].cue:
            return None
        place, previous = self.drafts[k].cue[0][0], self.drafts[k - 1]
        if not previous.cue or self._between(self._sentences, previous.cue[0][0], place):
            return None
        cue = self.text[place : self.drafts[k].cue[-1][1]].lower()
        gap = self.text[previous.cue[-1][1] : place]
        goes_on = re.search(r"(?:,|\band|\bbut|\bor|\bwhile)\s*(?:\w+ly\s+)?$", gap)
        return self.chosen[k - 1] if goes_on and not re.search(r"\b(?:was|were|is|are|been|be)\b", cue) else None

    def _joined(self, told: Description) -> Entity:
        """Several names that speak together are a speaker of their own."""
        known = next((e for e in self.entities if e.name == told.words), None)
        return known or self._add(Entity(name=told.words, type=told.type, words=(told.words,), is_plural=True))

    def _bearer(self, told: Description, name: Name) -> Entity:
        known = find_entity(self.entities, name)
        if known is not None:
            return known
        if len(name.words) == 1 and name.text.lower() not in PLACES and self._is_body(name):
            return self._add(Entity(name=name.text, type="organization", words=name.words))
        plural = told.type == "unnamed"
        return self._add(
            Entity(name=name.text, type=told.type, words=name.words, is_plural=plural, head=name.last.lower())
        )

    def _is_body(self, name: Name) -> bool:
        """Whether a single name behaves as a body's: *the Guardian*, never *Mr.* or *himself*."""
        return bool(re.search(r"\bthe\s+$", self.text[max(0, name.start - 5) : name.start], re.IGNORECASE))

    def _antecedent(self, told: Description, k: int) -> Entity:
        """Whose *who* it is: the name just before, or the words that it follows."""
        place = self.drafts[k].source[0][0]
        near = [
            (m[1], e)
            for e in self.entities
            for m in e.mentions
            if m[1] <= place and place - m[1] <= _NEAR_WHO and not re.search(r"[.!?]\s", self.text[m[1] : place])
        ]
        gap = self.text[max(e for e, _ in near) : place] if near else ""
        if near and re.fullmatch(r"(?:\s*\([^)]*\))?,?\s*(?:[^,]*,\s*)?(?:and\s+)?", gap):
            return max(near, key=lambda pair: pair[0])[1]
        start = self._start_of(self._sentences, place)
        match = _ANTECEDENT.search(self.text[start:place])
        words = re.split(r",\s|\b(?:said|told|by|with|to|and|but|for|of)\b", match[1])[-1].strip() if match else ""
        words = words or told.words
        return self._add(
            Entity(name=words, type="unnamed", words=(words,), head=words.split()[-1].lower(), is_plural=True)
        )

    def _own(self, told: Description, k: int, type: str | None = None) -> Entity:
        """A speaker of its own; the same words again are the same speaker."""
        kind = type or told.type
        for entity in self.entities:
            if entity.name.lower() == told.words.lower() and entity.type == kind:
                return entity
        entity = Entity(
            name=told.words,
            type=kind,  # type: ignore[arg-type]
            words=(told.words,),
            role=told.role,
            affiliation=told.affiliation,
            is_plural=told.is_plural,
            head=told.head,
        )
        if FEMALE_TITLE.search(told.head):
            entity.gender = "f"
        elif MALE_TITLE.search(told.head):
            entity.gender = "m"
        return self._add(entity)

    def _add(self, entity: Entity) -> Entity:
        self.entities.append(entity)
        return entity


def _agrees(told: Description, entity: Entity) -> bool:
    """Whether number, gender and kind leave it open that the source stands for the entity."""
    if told.pronoun in HE | SHE:
        opposite = "f" if told.pronoun in HE else "m"
        return entity.type in ("person", "unnamed") and not entity.is_plural and entity.gender != opposite
    if told.pronoun in IT:
        return entity.type in ("organization", "document")
    if told.pronoun in THEY:
        return entity.is_plural or entity.type == "organization" or (entity.type == "unnamed")
    if not told.is_definite:
        return False
    return told.is_plural == entity.is_plural or entity.type == "organization"


def _class_of(pronoun: str) -> str:
    if pronoun in HE | SHE:
        return "he_she"
    return "it" if pronoun in IT else "they"


def score(features: Mapping[str, float]) -> float:
    """The linear model."""
    weights = _weights()
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


@cache
def _weights() -> dict[str, float]:
    told: dict[str, float] = json.loads(files("claimx.speakers").joinpath("weights.json").read_text(encoding="utf-8"))
    return told


def _as_speakers(text: str, chosen: Sequence[Entity | None]) -> tuple[list[Speaker | None], list[Speaker]]:
    entities = {id(e): e for e in chosen if e is not None}
    ordered = sorted(entities.values(), key=lambda e: e.mentions[0] if e.mentions else (0, 0))
    speakers = {}
    for number, entity in enumerate(ordered, start=1):
        speakers[id(entity)] = Speaker(
            id=f"S{number}",
            name=entity.name,
            type=entity.type,
            role=entity.role or None,
            affiliation=entity.affiliation or None,
            mentions=tuple(Span(start=b, end=e, text=text[b:e]) for b, e in entity.mentions),
            anonymity=_anonymity(text, entity) if entity.type == "unnamed" else None,
        )
    return [speakers[id(e)] if e is not None else None for e in chosen], list(speakers.values())


def _anonymity(text: str, entity: Entity) -> Anonymity:
    ground = None
    for begin, end in entity.mentions:
        low = max(text.rfind(". ", 0, begin), text.rfind("\n", 0, begin)) + 1
        stop = re.compile(r"[.!?][\"\u201d]?(?:\s|$)|\n").search(text, end)
        ground = ground or anonymity_ground(text[low : stop.start() if stop else len(text)])
    return Anonymity(count="several" if entity.is_plural else "one", ground=ground)
