"""From the sources of an article to its speakers: names by bearers, pronouns and descriptions by what stands near.

What a pronoun or a description stands for is chosen among the article's entities by a small linear model
(`claimx.speakers.features`; `claimx.training.speakers` learns its weights).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from claimx.assembly import Draft
from claimx.speakers.context import Context
from claimx.speakers.described import phrase_start, phrases_in
from claimx.speakers.entities import Entities, Entity, title_gender
from claimx.speakers.features import (
    Features,
    Model,
    agrees,
    alike,
    class_of,
    features_of,
    is_told_of,
    novelty,
    score,
    set_apart,
    shipped_model,
)
from claimx.speakers.lexicon import BODY, DOCUMENT, HE, I_WE, IT, SHE, WHO, kind_of_noun
from claimx.speakers.names import Name, find_names
from claimx.speakers.phrases import Post, is_post
from claimx.speakers.posts import post_before
from claimx.speakers.sources import Description, describe
from claimx.types import SpeakerType

_FAR = 4000  # characters before a description that are looked through for what it takes up
_PHRASES = 6  # that come into question
_TELLS_NOTHING = re.compile(
    r"the|an?|this|that|these|those|on|in|at|last|next|late|early|week|month|year|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day",
    re.IGNORECASE,
)
_EPITHET_MARGIN = 2.0  # by which nobody with a name has to be likelier, for *the Vermont senator* not to be told of one
_FULLEST = 16  # words of a name
_MODIFIER = re.compile(
    r"[ \u00a0](?:who|that|which|in|of|from|at|with|for|on|to|familiar|close|briefed)[ \u00a0][^,.;:\n]{3,70}?\s"
)
_DETERMINED = re.compile(r"(?:an?|the|one|another|his|her|their|its)\s", re.IGNORECASE)
LONGEST = 600  # characters of a source that are read
_EPITHET = re.compile(
    r"\b[Tt]he (?:presumptive |likely |former |longtime |junior |senior )?(?:[A-Z][\w.]+[ \u00a0]){1,2}"
    r"[a-z-]+(?: [a-z-]+)?"
)
_BYLINE = re.compile(r"^\s*By[ ]+((?:[A-Z][\w.'\u2019-]+[ ]?){2,4})\s*$", re.MULTILINE)
_BIO = re.compile(  # "Ana Ruiz is a teacher in Lima", at the end of a column
    r"^\W*(?:Follow\b[^\n]{0,90}?\s)?((?:[A-Z][\w.'\u2019-]+[ ]){1,2}[A-Z][\w'\u2019-]+)[ ]"
    r"(?:is (?:an?|the)|edits|writes|covers|teaches|on Twitter|can be (?:reached|contacted|followed))\b",
    re.MULTILINE,
)
_CLAUSE = 60  # characters of one, at most, between a name and who else is told of in it
_CLAUSE_ENDS = re.compile(
    r"['\u2019]s?(?:\W|$)|[.,;:!?\n\u201c\u201d\"()\u2013\u2014]|\b(?:and|but|or|who|whom|that|which|when|while|as|if|because"
    r"|after|before|since|be|is|was|been|becom(?:es?|ing)|became|campaign|supporters?|voters?|administration)\b"
)
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
        self._phrases: dict[int, Entity] = {}  # by place: whom noun phrases of the text stand for
        self._sources = sorted(span for d in drafts for span in d.source)
        self._author: Entity | None = None
        self._read_until = 0

    def describe(self, k: int) -> Description | None:
        """What the source of draft ``k`` says by itself."""
        source = self.drafts[k].source
        return self._describe(source[0][0], source[-1][1]) if source else None

    def _describe(self, begin: int, end: int) -> Description:
        end = min(end, begin + LONGEST)
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
        if entity.is_aside:
            entity.is_aside = False
            self._described.setdefault(entity.head, []).append(entity)
            self.entities.all.append(entity)
        entity.spoke.append(k)
        if entity.head and entity not in self._described.setdefault(entity.head, []):
            self._described[entity.head].append(entity)
            self.entities.all.append(entity)
        if post is not None and entity.type == "person":
            entity.epithets.append(post)
        for span in self.drafts[k].source:
            _insert(entity.mentions, span)
        if entity.head:
            self._rename(k, entity)

    def _rename(self, k: int, entity: Entity) -> None:
        """Let a described speaker bear the fullest description: with what stands between its words and the cue."""
        told = self.describe(k)
        if told is None or told.pronoun is not None:
            return
        entity.said.add(told.words.lower())
        source, cue = self.drafts[k].source, self.drafts[k].cue
        words = told.words
        if len(source) == 1 and cue and (more := _MODIFIER.fullmatch(self.text[source[0][1] : cue[0][0]])):
            words += more[0].rstrip()
        if _fullness(entity.name) < _fullness(words) and len(words.split()) <= _FULLEST:
            entity.name = words

    def apart(self, k: int) -> Entity | None:
        """The source of draft ``k`` as a speaker of its own."""
        told = self.describe(k)
        return self._own(told, self.drafts[k].source[0][0]) if told else None

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
        told = replace(told, owner=self._owner(told, self.drafts[k].source[0][0]))
        candidates = self.candidates(k, told, self.drafts[k].source[0])
        again = self._again(told, candidates)
        if again is not None:
            return Choice(entity=again, way="again")
        if not candidates:
            return Choice(entity=self._own(told), way="alone")
        scores = [self._score(c) for c in candidates]
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
        near = self.candidates(len(self.spoken), told, span)
        if any(c.entity is not None and c.entity.head == told.head and span not in c.entity.mentions for c in near):
            return  # "a Latvian journalist ... the Latvian journalist"
        candidates = [
            c
            for c in near
            if c.entity is None
            or (c.entity.type == "person" and not c.entity.head and not self._is_beside(c.entity, span[0]))
        ]
        entity = max(candidates, key=lambda c: self._score(c) - (0.0 if c.entity else _EPITHET_MARGIN)).entity
        if entity is not None:
            entity.epithets.append(post)
            _insert(entity.mentions, span)

    def _is_beside(self, entity: Entity, place: int) -> bool:
        """Whether an entity is named before ``place`` in the same clause, so that another is meant there."""
        at = bisect_left(entity.mentions, (place, 0))
        if not at:
            return False
        gap = self.text[entity.mentions[at - 1][1] : place]
        return len(gap) < _CLAUSE and not _CLAUSE_ENDS.search(gap)

    def _score(self, candidate: Candidate) -> float:
        return score(candidate.features, self._model["weights"])

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
        near += self._taken_up(told, place)
        kind = class_of(told)
        fitting = [e for e in dict.fromkeys(near) if agrees(kind, told, e)]
        if told.pronoun is not None:
            fitting = [e for e in fitting if e.mentions and e.mentions[0][0] < place]
        out: list[Candidate] = [
            Candidate(entity=e, features=features_of(k, source, told, e, self.context, self.drafts, self.spoken))
            for e in fitting
        ]
        set_apart([(c.entity, c.features) for c in out if c.entity], kind, place)
        fit = [c for c in out if is_told_of(told, c.features)]
        if len(fit) == 1 and told.is_definite:
            fit[0].features[f"{kind}:alone_told"] = 1.0
        if told.pronoun not in HE | SHE:
            own = novelty(told, self.context, place, is_known=bool(fit), n_others=len(out))
            out.append(Candidate(entity=None, features=own))
        if told.is_definite:  # once more, so that *the* has weights of its own beside those it shares
            for c in out:
                c.features.update([(f"{name}:the", value) for name, value in c.features.items()])
        return out

    def _first_person(self, k: int, told: Description) -> Choice:
        """*I* and *we*: whoever's words they stand in, else the author."""
        begin, end = self.drafts[k].source[0]
        holder = self.context.holder(begin, end, but=k)
        if holder is not None and holder < k and self.spoken[holder] is not None:
            return Choice(entity=self.spoken[holder], way="quoted")
        if self._author is None:
            byline = _BYLINE.search(self.text, 0, 3000) or _BIO.search(self.text, max(0, len(self.text) - 700))
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
            begin = _from_head(self.text, begin, end)
            if begin < end:
                return self._described_as(k, self._describe(begin, end))
        return Choice(entity=self._own(told), way="alone")

    def _own(self, told: Description, place: int = 0) -> Entity:
        """A speaker of its own; the same words again are the same speaker."""
        kind: SpeakerType = told.type
        if told.pronoun is not None and told.pronoun not in HE | SHE:
            kind = "organization" if told.pronoun in IT else "unnamed"
        for entity in self._described.get(told.head, ()):
            if told.words.lower() in entity.said and entity.type == kind:
                return entity
        entity = self._new(told, kind, place)
        self._described.setdefault(told.head, []).append(entity)
        self.entities.all.append(entity)
        return entity

    def _new(self, told: Description, kind: SpeakerType, place: int) -> Entity:
        return Entity(
            name=told.words,
            type=kind,
            words=(told.words,),
            posts=[self.entities.with_owner(told.post, place)] if told.post else self._owned(told),
            is_plural=told.is_plural,
            head=told.head,
            gender=title_gender(told.head),
            said={told.words.lower()},
        )

    def _owned(self, told: Description) -> list[Post]:
        """What *her campaign* tells: whose it is."""
        return [Post(role="", affiliation=told.owner)] if told.owner else []

    def _owner(self, told: Description, place: int) -> str:
        """Whom *his* and *her* at the head of a description stand for: the person named last who may be it."""
        word = told.words[:3].lower()
        if told.pronoun is not None or word not in ("his", "her"):
            return ""
        return self.entities.owner(word, place)

    def _taken_up(self, told: Description, place: int) -> list[Entity]:
        """What noun phrases before a source stand for, as far as the source may take them up."""
        head = None
        begin = self.context.sentence_start(max(0, self.context.sentence_start(place) - 2))
        if told.pronoun is None:
            if not told.is_definite or not told.head:
                return []
            begin = max(0, place - _FAR)
            head = _head_pattern(told.head)
        out = []
        for start, end in phrases_in(self.text, begin, place, head=head):
            entity = self._phrases.get(start) or self._read_phrase(start, end)
            self._phrases[start] = entity
            if entity.mentions and entity.mentions[0][0] < place:
                out.append(entity)
        return out[-_PHRASES:]

    def _read_phrase(self, start: int, end: int) -> Entity:
        """A phrase as an entity; without mentions where it is a source itself, or nothing that speaks."""
        told = self._describe(start, end)
        entity = self._new(told, told.type, start)
        entity.is_aside = True
        at = bisect_left(self._sources, (end, 0)) - 1
        if told.name or told.names or told.pronoun or (at >= 0 and self._sources[at][1] > start):
            return entity
        if told.type == "unnamed" and not (told.is_plural or _DETERMINED.match(told.words)):
            return entity
        if told.type in ("organization", "document") and told.head not in BODY | DOCUMENT:
            return entity
        entity.mentions.append((start, end))
        return entity


def _from_head(text: str, begin: int, end: int) -> int:
    """Where the phrase begins that *who* follows: *lawmakers* in *the ire of lawmakers*."""
    first = re.match(r"(?:(?:but|and|so|even|only|just|then)\s+)+", text[begin:end], re.IGNORECASE)
    begin += first.end() if first else 0
    lead = re.split(r"\b(?:of|to|from|with|for|at|in|by)\b", text[begin:end], maxsplit=1)
    nouns = lead[0].split()
    if len(lead) < 2 or not nouns or kind_of_noun(nouns[-1]) is not None:
        return begin
    last = re.search(r"[\w\u2019'-]+$", text[begin:end])
    return phrase_start(text, begin + last.start()) if last and kind_of_noun(last[0]) else begin


@lru_cache(maxsize=4096)
def _head_pattern(head: str) -> re.Pattern[str]:
    """A head, or another word for the like, in singular and plural."""
    words = "|".join(re.escape(w) for w in sorted({head, *alike(head)}))
    return re.compile(rf"\b(?:{words})(?:s|es)?\b")


def _fullness(words: str) -> int:
    """How many words of a description tell who it is: no articles, no days."""
    return len([w for w in words.split() if not _TELLS_NOTHING.fullmatch(w)])


def _insert(mentions: list[tuple[int, int]], span: tuple[int, int]) -> None:
    """Put a span where it belongs among those in order, once."""
    at = bisect_left(mentions, span)
    if at == len(mentions) or mentions[at] != span:
        insort(mentions, span)
