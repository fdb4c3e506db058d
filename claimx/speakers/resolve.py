"""From the sources of an article to its speakers: names by bearers, pronouns and descriptions by what stands near.

What a pronoun or a description stands for is chosen among the article's entities by a small linear model
(`claimx.speakers.features`; `claimx.training.speakers` learns its weights).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass

from claimx.assembly import Draft
from claimx.speakers.context import Context
from claimx.speakers.entities import Entities, Entity, title_gender
from claimx.speakers.features import (
    Features,
    Model,
    agrees,
    class_of,
    features_of,
    is_told_of,
    novelty,
    score,
    shipped_model,
)
from claimx.speakers.lexicon import HE, I_WE, IT, SHE, WHO
from claimx.speakers.names import Name, find_names
from claimx.speakers.phrases import Post, is_post
from claimx.speakers.posts import post_before
from claimx.speakers.sources import Description, anonymity_ground, describe
from claimx.types import Anonymity, Span, Speaker, SpeakerType

_LONGEST = 600  # characters of a source that are read
_EPITHET = re.compile(
    r"\b[Tt]he (?:presumptive |likely |former |longtime |junior |senior )?(?:[A-Z][\w.]+[ \u00a0]){1,2}"
    r"[a-z-]+(?: [a-z-]+)?"
)
_BYLINE = re.compile(r"^\s*By[ ]+((?:[A-Z][\w.'\u2019-]+[ ]?){2,4})\s*$", re.MULTILINE)
_GOES_ON = re.compile(r"(?:,|\band|\bbut|\bor|\bwhile)\s*(?:\w+ly\s+)?$")
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|be)\b")
_PHRASE = re.compile(r"[^\s,.;:()\u201c\u201d\"][^.;:()\u201c\u201d\"]{0,70}$")
_PHRASE_START = re.compile(
    r",\s|\b(?:said|told|by|with|and|but|as|are|is|was|were|from|against|among|while|when|because|quoted|cited|asked)\s"
    r"|\b[a-z]{3,}ed\s|(?=\b(?:the|an?|some|many|several|those|these)\s)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What a source may stand for, and how it looks from there; None is a speaker of its own."""

    entity: Entity | None
    features: Features


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The speaker of a source; ``way`` is how it was found, ``share`` the model's belief in [0, 1] where it chose."""

    entity: Entity | None
    way: str
    share: float = 1.0
    candidates: tuple[Candidate, ...] = ()  # among which the model chose
    post: Post | None = None  # what the source tells of a speaker who has a name elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """``of`` and ``scores`` have one entry a draft, None where the text does not say who speaks."""

    of: tuple[Speaker | None, ...]
    scores: tuple[float | None, ...]
    all: tuple[Speaker, ...]  # by first mention


def name_speakers(text: str, drafts: Sequence[Draft]) -> Speakers:
    """The speakers of the drafts of one text, which stand in text order."""
    resolver = Resolver(text, drafts)
    choices = [resolver.resolve(k) for k in range(len(drafts))]
    resolver.read_on()
    return _as_speakers(text, choices, resolver.context)


class Resolver:
    """Goes through the drafts of one article in order; what was resolved helps with what comes."""

    def __init__(self, text: str, drafts: Sequence[Draft], model: Model | None = None) -> None:
        self.text = text
        self._model = model or shipped_model()
        self.drafts = drafts
        self.names = find_names(text)
        self._starts = [n.start for n in self.names]
        self.entities = Entities(text, self.names)
        self.context = Context(text, drafts, self.entities)
        self.spoken: list[Entity | None] = []
        self._described: dict[str, list[Entity]] = {}
        self._author: Entity | None = None
        self._read_until = 0

    def describe(self, k: int) -> Description | None:
        """What the source of draft ``k`` says by itself."""
        source = self.drafts[k].source
        return self._describe(source[0][0], source[-1][1]) if source else None

    def _describe(self, begin: int, end: int) -> Description:
        end = min(end, begin + _LONGEST)
        inside = self.names[bisect_left(self._starts, begin) : bisect_left(self._starts, end)]
        return describe(self.text, begin, end, inside)

    def resolve(self, k: int) -> Choice:
        """Who speaks in draft ``k``; drafts have to be taken in order."""
        draft = self.drafts[k]
        self._read_epithets((draft.source or draft.cue or draft.content)[0][0])
        choice = self.choose(k)
        self.note(k, choice.entity, choice.post)
        return choice

    def note(self, k: int, entity: Entity | None, post: Post | None) -> None:
        """Keep that ``entity`` speaks in draft ``k``, whose source tells of its ``post``."""
        self.spoken.append(entity)
        if entity is None:
            return
        entity.spoke.append(k)
        if post is not None and entity.type == "person":
            entity.epithets.append(post)
        for span in self.drafts[k].source:
            _insert(entity.mentions, span)

    def read_on(self) -> None:
        """Take from what follows the last draft what it tells of the speakers."""
        self._read_epithets(len(self.text))

    def choose(self, k: int) -> Choice:
        """Who speaks in draft ``k``, without going on; `note` has to follow."""
        told = self.describe(k)
        if told is None:
            return Choice(entity=self._elided(k), way="elided")
        if told.pronoun in I_WE:
            return self._first_person(k, told)
        if told.pronoun in WHO:
            return self._relative(k, told)
        return self._described_as(k, told)

    def _described_as(self, k: int, told: Description) -> Choice:
        if told.names:
            joined = self._own(told)
            post, _ = post_before(self.text, told.names[0].start)
            if post is not None:
                joined.posts.append(post)
            return Choice(entity=joined, way="joined")
        if told.name is not None:
            entity = self.entities.find(told.name) or self._bearer(told, told.name)
            return Choice(entity=entity, way="name" if len(told.name.words) > 1 else "surname")
        known = self._known(told)
        if known is not None:
            return Choice(entity=known, way="surname")
        candidates = self.candidates(k, told, self.drafts[k].source[0])
        again = self._again(told, candidates)
        if again is not None:
            return Choice(entity=again, way="again")
        if not candidates:
            return Choice(entity=self._own(told), way="alone")
        scores = [score(c.features, self._model["weights"]) for c in candidates]
        best = max(range(len(scores)), key=lambda i: (scores[i], -i))
        share = 1.0 / sum(math.exp(s - scores[best]) for s in scores)
        entity = candidates[best].entity or self._own(told, self.drafts[k].source[0][0])
        return Choice(entity=entity, way=class_of(told), share=share, candidates=tuple(candidates), post=told.post)

    def _again(self, told: Description, candidates: Sequence[Candidate]) -> Entity | None:
        """*The official* of *an official in the port*, where nobody with a name is told to be one."""
        words = told.words.lower().split()
        if told.pronoun is not None or len(words) != 2 or words[0] not in ("the", "this", "that", "these", "those"):
            return None
        said = f"{class_of(told)}:in_role"
        if any(c.entity is not None and not c.entity.head and c.features.get(said) for c in candidates):
            return None
        own = [e for e in self._described.get(told.head, ()) if e.spoke and e.is_plural == told.is_plural]
        return own[-1] if own else None

    def _read_epithets(self, until: int) -> None:
        """Join *the Vermont senator* and its like, which stand before a place, to the persons whom they tell of."""
        for match in _EPITHET.finditer(self.text, self._read_until, max(until, self._read_until)):
            words = re.finditer(r"[a-z-]+", match[0][4:])
            end = next((match.start() + 4 + w.end() for w in words if is_post(w[0])), None)
            if end is None or re.match(r"[ \u00a0][A-Z]", self.text[end : end + 2]):
                continue
            told = self._describe(match.start(), end)
            if told.type == "unnamed" and not told.is_plural and told.post is not None and told.post.affiliation:
                self._join_epithet(told, told.post, (match.start(), end))
        self._read_until = max(until, self._read_until)

    def _join_epithet(self, told: Description, post: Post, span: tuple[int, int]) -> None:
        candidates = self.candidates(len(self.spoken), told, span)
        entity = max(candidates, key=lambda c: score(c.features, self._model["weights"])).entity
        if entity is not None and entity.type == "person":
            entity.epithets.append(post)
            _insert(entity.mentions, span)

    def _known(self, told: Description) -> Entity | None:
        """A bearer of the words, where they were not read as a name of their own: *Ruiz* in *the Daily Post Ruiz*."""
        if told.pronoun is not None or told.is_definite or not told.words.istitle() or len(told.words.split()) > 3:
            return None
        return self.entities.find(Name(0, len(told.words), told.words, "", "unknown"))

    def candidates(self, k: int, told: Description, source: tuple[int, int]) -> list[Candidate]:
        """What the words at ``source``, before draft ``k``, may stand for: an entity near, or for most their own."""
        place = source[0]
        near = [*self.context.near(place), *(e for e in reversed(self.spoken[-12:]) if e is not None)]
        if told.pronoun is None:
            near += [*self._described.get(told.head, ())[-4:], *self.context.following(place)]
        fitting = [e for e in dict.fromkeys(near) if agrees(told, e)]
        if told.pronoun is not None:
            fitting = [e for e in fitting if e.mentions and e.mentions[0][0] < place]
        out: list[Candidate] = [
            Candidate(entity=e, features=features_of(k, source, told, e, self.context, self.drafts, self.spoken))
            for e in fitting
        ]
        fit = [c for c in out if is_told_of(told, c.features)]
        if len(fit) == 1 and told.is_definite:
            fit[0].features[f"{class_of(told)}:alone_told"] = 1.0
        if told.pronoun not in HE | SHE:
            own = novelty(told, self.context, place, is_known=bool(fit), n_others=len(out))
            out.append(Candidate(entity=None, features=own))
        return out

    def _first_person(self, k: int, told: Description) -> Choice:
        """*I* and *we*: whoever's words they stand in, else the author."""
        begin, end = self.drafts[k].source[0]
        holder = self.context.holder(begin, end, but=k)
        if holder is not None and holder < k and self.spoken[holder] is not None:
            return Choice(entity=self.spoken[holder], way="quoted")
        if self._author is None:
            byline = _BYLINE.search(self.text, 0, 3000)
            words = byline[1].strip() if byline else told.words
            self._author = self.entities.add(Entity(name=words, type="author", words=(words,)))
        return Choice(entity=self._author, way="author")

    def _elided(self, k: int) -> Entity | None:
        """No source: a verb that goes on with the speaker of the sentence, or a quotation that follows another."""
        if not k:
            return None
        draft, previous = self.drafts[k], self.drafts[k - 1]
        if not draft.cue:
            quoted = (
                draft.kind == "direct" and self.context.paragraphs(previous.content[-1][1], draft.content[0][0]) < 2
            )
            return self.spoken[k - 1] if quoted and previous.cue else None
        place = draft.cue[0][0]
        if not previous.cue or self.context.sentences(previous.cue[0][0], place):
            return None
        cue = self.text[place : draft.cue[-1][1]].lower()
        gap = self.text[max(previous.cue[-1][1], place - 400) : place]
        return self.spoken[k - 1] if _GOES_ON.search(gap) and not _PASSIVE.search(cue) else None

    def _bearer(self, told: Description, name: Name) -> Entity:
        return self.entities.add(Entity(name=name.text, type=told.type, words=name.words))

    def _relative(self, k: int, told: Description) -> Choice:
        """Whose *who* it is: the name just before, or the noun phrase that it follows."""
        place = self.drafts[k].source[0][0]
        start = max(self.context.sentence_start(place), place - 160)
        before = self.text[start:place].rstrip(" ,\u00a0")
        end = start + len(before)
        at = bisect_left(self._starts, place) - 1
        if at >= 0 and self.names[at].start >= start:
            gap = self.text[self.names[at].end : end]
            entity = self.entities.find(self.names[at])
            head = re.search(
                r"(\w+)\s+(?:to|of|for|at|with|from|in)\s+(?:the\s+)?(?:[A-Z][\w.]*\s+)*$",
                self.text[start : self.names[at].start],
            )
            if (
                entity is not None
                and re.fullmatch(r"\s*(?:\([^)]*\))?(?:,\s*[^,]{1,60})?", gap)
                and not (head and is_post(head[1]))
            ):
                return Choice(entity=entity, way="relative")
        match = _PHRASE.search(before)
        if match:
            first = [m.end() for m in _PHRASE_START.finditer(before, match.start())]
            begin = start + (first[-1] if first else match.start())
            if begin < end:
                return self._described_as(k, self._describe(begin, end))
        return Choice(entity=self._own(told), way="alone")

    def _own(self, told: Description, place: int = 0) -> Entity:
        """A speaker of its own; the same words again are the same speaker."""
        kind: SpeakerType = told.type
        if told.pronoun is not None and told.pronoun not in HE | SHE:
            kind = "organization" if told.pronoun in IT else "unnamed"
        for entity in self._described.get(told.head, ()):
            if entity.name.lower() == told.words.lower() and entity.type == kind:
                return entity
        entity = Entity(
            name=told.words,
            type=kind,
            words=(told.words,),
            posts=[self.entities.with_owner(told.post, place)] if told.post else [],
            is_plural=told.is_plural,
            head=told.head,
            gender=title_gender(told.head),
        )
        self._described.setdefault(told.head, []).append(entity)
        self.entities.all.append(entity)
        return entity


def _insert(mentions: list[tuple[int, int]], span: tuple[int, int]) -> None:
    """Put a span where it belongs among those in order, once."""
    at = bisect_left(mentions, span)
    if at == len(mentions) or mentions[at] != span:
        insort(mentions, span)


def _as_speakers(text: str, choices: Sequence[Choice], context: Context) -> Speakers:
    entities = dict.fromkeys(c.entity for c in choices if c.entity is not None)
    ordered = sorted(entities, key=lambda e: e.mentions[0] if e.mentions else (0, 0))
    speakers = {}
    for number, entity in enumerate(ordered, start=1):
        named = entity.type in ("person", "unnamed", "author")
        speakers[entity] = Speaker(
            id=f"S{number}",
            name=entity.name,
            type=entity.type,
            role=(entity.role or None) if named else None,
            affiliation=(entity.affiliation or None) if named else None,
            mentions=tuple(Span(start=b, end=e, text=text[b:e]) for b, e in entity.mentions),
            anonymity=_anonymity(text, entity, context) if entity.type == "unnamed" else None,
        )
    return Speakers(
        of=tuple(speakers[c.entity] if c.entity is not None else None for c in choices),
        scores=tuple(_probability(c) if c.entity is not None else None for c in choices),
        all=tuple(speakers.values()),
    )


def _probability(choice: Choice) -> float:
    """How sure the speaker is: the share of the model's belief, calibrated by way on labelled articles."""
    level = shipped_model()["level"].get(choice.way, 1.0)
    slope = shipped_model()["slope"].get(choice.way, 0.0)
    share = min(max(choice.share, 1e-3), 1 - 1e-3)
    return round(1.0 / (1.0 + math.exp(-level - slope * math.log(share / (1.0 - share)))), 4)


def _anonymity(text: str, entity: Entity, context: Context) -> Anonymity:
    """How many they are, and why they are not named: first in the words of a mention, then in its sentence."""
    near = entity.mentions[:20]
    mentions = [text[b : min(e, b + _LONGEST)] for b, e in near]
    sentences = [text[context.sentence_start(b) : min(context.sentence_end(b), b + _LONGEST)] for b, _ in near]
    ground = next((g for words in (*mentions, *sentences) if (g := anonymity_ground(words))), None)
    return Anonymity(count="several" if entity.is_plural else "one", ground=ground)
