"""Who is in an article: its names joined to persons and bodies, with all their mentions, roles and affiliations."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from claimx.speakers.lexicon import (
    BODY,
    CIVIL,
    DEMONYM,
    FEMALE_TITLE,
    MALE_TITLE,
    PLACES,
    gender_of_name,
    is_people,
    is_title,
    kind_of_noun,
    singular,
    word_set,
)
from claimx.speakers.names import Name
from claimx.speakers.phrases import Post, is_post, parse_post
from claimx.speakers.posts import led_body, party_after, post_after, post_before, post_before_comma, post_before_copula
from claimx.types import SpeakerType

_SMALL = frozenset(["of", "the", "for", "and", "in", "on", "at", "a", "an", "to"])
_SHORT = {
    "un": "united nations",
    "us": "united states",
    "ny": "new york",
    "uk": "united kingdom",
    "eu": "european union",
}
_BEHAVES_AS_PERSON = re.compile(r",\s+\d{1,2},|,?\s+who\b|\s+(?:himself|herself)\b")
_ARTICLE = re.compile(r"\b[Tt]he\s+$")
_MODIFIES = re.compile(
    r"['\u2019]?s?[ \u00a0](?:administration|campaign|camp|team|family|ad|plan|rally|era|White|Foundation|brand)\b"
)
_COMMON = re.compile(r"\b[Tt]he (?:[a-z\u2019'-]+ ?){1,4}")
_PLURAL_ROLE = re.compile(r"^(?!.* (?:of|for|on) )(?:.*\s)?[a-z-]+[^s\W]s$")
_ABBREVIATED = re.compile(r"\b(Sen|Rep|Gov|Col|Gen|Sgt|Capt|Lt|Prof)s?$")
_TELLS_LITTLE = re.compile(  # of what somebody is: a side, a relation, a winner of the day
    r"(?:republican|democrat|conservative|liberal|progressive|independent|libertarian|(?:wo)?man|men|guy|friend|husband|wife"
    r"|daughter|son|father|mother|brother|sister|winner|favou?rite|native|voter|fan|person|all-star|graduate)s?$",
    re.IGNORECASE,
)
_NOUN_BEFORE = re.compile(r"\b([a-z-]+)[ \u00a0]$")
_NOUN_AFTER = re.compile(r"[ \u00a0]([a-z-]+)\b(?!['\u2019])|,[ \u00a0](?:an?|the)[ \u00a0]([^,.;:\n]{3,60})")
_FIRMS = word_set("company firm chain maker paper newspaper magazine network airline carrier")
_FIRM_ENDS = word_set(  # of names that are cut to their first word; a town is no newspaper's
    """water energy group holdings industries motors pharmaceuticals systems technologies foods labs inc corp company co
    ltd llc brothers shipping logistics airlines electric telecom mining steel brewery brands stores"""
)
_PUBLIC = word_set(
    """agency department ministry government committee council party court police commission parliament senate house
    congress union university institute authority board embassy army navy league association administration bureau"""
)
_SENTENCE_END = re.compile(r"(?<![A-Z])[.!?][\u201d\"]?\s|\n")
_POSSESSES = re.compile(r"(?:[Tt]he )?[\w-]+(?: [A-Z][\w-]*)*['\u2019]")  # "Brazil's neighbour Tacuari"
_FAR = 400  # characters between a body and *its* officer


@dataclass(slots=True, eq=False)
class Entity:
    """A possible speaker. ``mentions`` are half-open character ranges, in text order."""

    name: str
    type: SpeakerType
    words: tuple[str, ...]
    mentions: list[tuple[int, int]] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)  # told beside its name
    epithets: list[Post] = field(default_factory=list)  # told by *the Vermont senator*
    gender: str | None = None  # f, m, or None where the text does not tell
    is_plural: bool = False
    head: str = ""  # of a description
    said: set[str] = field(default_factory=set)  # the descriptions that stood for it, in small letters
    is_aside: bool = False  # a phrase of the text that no source has taken up
    spoke: list[int] = field(default_factory=list)  # the drafts whose speaker it is

    @property
    def told(self) -> list[Post]:
        """All that the article tells of what it is."""
        return [*self.posts, *self.epithets]

    @property
    def role(self) -> str:
        """The fullest role that the article gives, one with an affiliation before one without."""
        best = self._best()
        return _ABBREVIATED.sub(r"\1.", best.role) if best else ""

    @property
    def affiliation(self) -> str:
        """What stands beside the role, else whatever body the article joins it to."""
        best = self._best()
        if best and best.affiliation:
            return best.affiliation
        return next((p.affiliation for p in self.told if p.affiliation), "")

    def _best(self) -> Post | None:
        """The fullest post: with a body, beside the name, the body with a name, a title, long; no plural for one."""
        fitting = [
            (self._rank(p, beside=beside), p)
            for beside, posts in ((True, self.posts), (False, self.epithets))
            for p in posts
            if p.role and not CIVIL.fullmatch(p.role) and (self.is_plural or not _PLURAL_ROLE.search(p.role))
        ]
        return max(fitting, key=lambda ranked: ranked[0])[1] if fitting else None

    @staticmethod
    def _rank(post: Post, *, beside: bool) -> tuple[bool, bool, bool, bool, bool, int]:
        named = post.affiliation[:1].isupper()
        telling = not _TELLS_LITTLE.search(post.role)
        return (
            telling,
            bool(post.affiliation),
            beside,
            named,
            is_title(post.role),
            min(len(post.role), 30),
        )


class Entities:
    """The entities of one article: those that its names make, and those that its sources add."""

    def __init__(self, text: str, names: Sequence[Name]) -> None:
        self.text = text
        self.all: list[Entity] = []
        self._by_last: dict[str, list[Entity]] = defaultdict(list)
        self._with_article: Counter[str] = Counter()
        for name in names:
            if len(name.words) == 1 and _ARTICLE.search(text, max(0, name.start - 5), name.start):
                self._with_article[name.text] += not _MODIFIES.match(text, name.end)
        counts = self._counts = Counter(n.text for n in names)
        for name in sorted(names, key=lambda n: (-len(n.words), -counts[n.text], n.start)):
            entity = self.find(name) or self._make(name)
            entity.mentions.append((name.start, name.end))
            if _is_fuller(name, entity):
                entity.name, entity.words = name.text, name.words
            if name.kind == "person" and entity.type != "person" and len(name.words) > 1:
                entity.type = "person"
        for entity in self.all:
            entity.mentions.sort()
        by_place = {m: e for e in self.all for m in e.mentions}
        self._places = [n.start for n in names]
        self._bearers = [by_place[n.start, n.end] for n in names]
        for name in names:
            self._learn(by_place[name.start, name.end], name)

    def add(self, entity: Entity) -> Entity:
        """``entity``, which is found from now on."""
        self.all.append(entity)
        for key in _keys(entity.words):
            self._by_last[key].append(entity)
        return entity

    def bearer(self, k: int) -> Entity:
        """Who bears the name that comes ``k``-th in the text."""
        return self._bearers[k]

    def find(self, name: Name) -> Entity | None:
        """Whom ``name`` stands for: the same words, a surname, a first name, initials, or the words' letters."""
        own = _plain(name.words)
        near = [e for key in _keys(name.words) for e in self._by_last.get(key, ())]
        for entity in near:
            if own == _plain(entity.words):
                return entity
        fitting = [e for e in near if _may_be(own, _plain(e.words), e, name)]
        return max(fitting, key=lambda e: len(e.mentions), default=None)

    def _make(self, name: Name) -> Entity:
        group = _is_group(name)
        head = singular(name.words[-1]) if group else ""
        return self.add(Entity(name=name.text, type=self._type_of(name), words=name.words, is_plural=group, head=head))

    def _type_of(self, name: Name) -> SpeakerType:
        if is_people(name.text) and not name.title:
            return "unnamed"
        if name.kind == "body" or name.text.lower() in PLACES:
            return "organization"
        if name.kind == "person":
            return "person"
        if _is_group(name):
            return "unnamed"
        after = self.text[name.end : name.end + 80]
        before = self.text[max(0, name.start - 30) : name.start]
        if _BEHAVES_AS_PERSON.match(after):
            return "person"
        if name.text.isupper() and len(name.words) == 1 and not after.startswith(":") and len(name.text) < 7:
            return "organization"
        before_word = re.search(r"\b([a-z]+)\s+$", before)
        apposition = re.match(r",\s+(?:the|an?)\s+([^\s,.;][^,.;\n]*?)\s*[,.;]", after)
        if apposition and parse_post(apposition[1]):
            return "person"
        told = (before_word[1] if before_word else "", apposition[1].split()[-1] if apposition else "")
        if any(kind_of_noun(word) == "body" for word in told if word):
            return "organization"
        if 2 * self._with_article[name.text] > self._counts[name.text] or re.search(
            r"\.(?:com|org|net)\b", name.text + after[:5]
        ):
            return "organization"
        if len(name.words) > 1 and any(kind_of_noun(w) in ("body", "document") for w in name.words[1:]):
            return "organization"
        return "person"

    def _learn(self, entity: Entity, name: Name) -> None:
        """Take from the words around a mention what they tell of its bearer."""
        text = self.text
        start = name.start - (len(name.title) + 1 if name.title else 0)
        if entity.type == "organization":
            entity.epithets += [Post(role=noun, affiliation="") for noun in self._kinds(name)]
        if entity.type != "person":
            return
        before, _ = post_before(text, name.start)
        if before is not None and _PLURAL_ROLE.search(before.role):
            before = None  # of several, or a verb: "leads Ana Ruiz"
        if name.title and before is None:
            before = parse_post(name.title)
        after = post_after(text, name.end)
        if (
            after
            and not (after.role or (before and before.role))
            and not (_is_body(after.affiliation) or self._is_known_body(after.affiliation) or led_body(text, name.end))
        ):
            after = None  # "Ana Ruiz of Lima" is no affiliation where no office is told
        if before and after and not after.role:
            before, after = Post(role=before.role, affiliation=before.affiliation or after.affiliation), None
        for post in (before, post_before_comma(text, start), after, post_before_copula(text, start)):
            if post is not None:
                entity.posts.append(self.with_owner(post, name.start))
        party = party_after(text, name.end)
        if party and not any(p.affiliation for p in entity.posts):
            entity.posts.append(Post(role="", affiliation=party))
        entity.gender = entity.gender or self._gender(entity, name)

    def _is_known_body(self, words: str) -> bool:
        """Whether the article has a body of this name, a country or a state left out."""
        if words.lower() in PLACES or not words:
            return False
        return any(
            e.name == words and e.type == "organization" for e in self._by_last.get(words.split()[-1].lower(), ())
        )

    def _kinds(self, name: Name) -> list[str]:
        """The nouns beside a body's name that tell what it is: *the drug maker Norvale*, *Norvale, a bank in Oslo*."""
        words = (
            *_NOUN_BEFORE.findall(self.text[max(0, name.start - 30) : name.start]),
            *_noun_after(self.text, name.end),
        )
        return [word for word in words if word in BODY]

    def with_owner(self, post: Post, place: int) -> Post:
        """*Its chair*: the body, or *her spokesman*: the person, that was named last before; *the company's chair*."""
        if post.affiliation.lower().removeprefix("the ") in BODY:
            return replace(post, affiliation=self._body_called(post.affiliation, place))
        if not post.owner or post.affiliation:
            return post
        if post.owner in ("his", "her", "my"):
            return replace(post, affiliation=self.owner(post.owner, place))
        return replace(post, affiliation=self._its(place))

    def _its(self, place: int) -> str:
        """The body that *its* before a place stands for: the first of its sentence, else of the one before."""
        bodies = {
            self._places[k]: self._bearers[k].name
            for k in self._named_before(place)
            if self._bearers[k].type == "organization"
        }
        for match in _COMMON.finditer(self.text, max(0, place - _FAR), place - 5):
            words = match[0].split()
            nouns = [k for k, word in enumerate(words) if word in BODY]
            if nouns and not any(match.start() <= b < match.end() for b in bodies):
                bodies[match.start()] = self._body_called(" ".join(words[: nouns[0] + 1]), match.start())
        if not bodies:
            return ""
        nearest = self._sentence(max(bodies))
        own = [b for b in sorted(bodies) if self._sentence(b) == nearest]
        return bodies[next((b for b in own if not _POSSESSES.match(self.text, b)), own[0])]

    def _sentence(self, place: int) -> int:
        """Where the sentence at a place begins, as far as its marks tell."""
        ends = list(_SENTENCE_END.finditer(self.text, max(0, place - _FAR), place))
        return ends[-1].end() if ends else 0

    def owner(self, pronoun: str, place: int) -> str:
        """Whom *his*, *her* or *my* before ``place`` stands for: the person named last who may be it."""
        gender = {"his": "m", "her": "f"}.get(pronoun)
        for k in self._named_before(place):
            entity = self._bearers[k]
            if entity.type == "person" and (gender is None or entity.gender in (gender, None)):
                return entity.name
        return ""

    def _named_before(self, place: int) -> Iterator[int]:
        """The names that stand within reach before a place, the nearest first."""
        for k in range(bisect_left(self._places, place - 5) - 1, -1, -1):
            if place - self._places[k] >= _FAR:
                return
            yield k

    def _body_called(self, words: str, place: int) -> str:
        """Which body *the company* is: one named before that is a company; ``words`` where none may be."""
        noun = words.lower().rsplit(" ", 1)[-1]
        for k in self._named_before(place):
            entity = self._bearers[k]
            if entity.type == "organization" and entity.name.lower() not in PLACES:
                own = {w.lower() for w in entity.words}
                if noun == entity.words[-1].lower() or any(noun == p.role for p in entity.epithets):
                    return entity.name
                if noun in _FIRMS and not own & _PUBLIC:
                    return entity.name
        return words

    def _gender(self, entity: Entity, name: Name) -> str | None:
        """From a title, a given name, or a word beside the name that only one gender bears."""
        told = title_gender(name.title)
        if told:
            return told
        for post in entity.posts:
            if title_gender(post.role):
                return title_gender(post.role)
        if len(name.words) > 1:
            given = gender_of_name(name.words[0].strip("."))
            if given in ("f", "m"):
                return given
        return None


@lru_cache(maxsize=16384)
def title_gender(title: str) -> str | None:
    """The gender that a title or a role tells."""
    if FEMALE_TITLE.search(title):
        return "f"
    return "m" if MALE_TITLE.search(title) else None


def _noun_after(text: str, end: int) -> list[str]:
    match = _NOUN_AFTER.match(text, end)
    if match is None:
        return []
    phrase = re.split(r"\b(?:of|in|at|for|that|which|who|with|on|based|from)\b", match[1] or match[2])[0]
    return phrase.split()[-1:]


def _is_body(words: str) -> bool:
    return any(w.lower() in BODY for w in words.split())


def _is_fuller(name: Name, entity: Entity) -> bool:
    """Whether *Kenneth Lund* stands beside *Ken Lund*."""
    own, theirs = name.words, entity.words
    return (
        entity.type == "person"
        and len(own) == len(theirs) > 1
        and own[1:] == theirs[1:]
        and len(own[0]) > len(theirs[0])
        and own[0].isalpha()
        and not own[0].isupper()
    )


def _is_group(name: Name) -> bool:
    """*Democrats*, *House Republicans*: people, not a person or a body."""
    if is_people(name.text) and not name.title:
        return True
    return (
        name.kind == "unknown"
        and len(name.words) == 1
        and (bool(DEMONYM.match(name.text)) or (is_post(name.text) and name.text.endswith("s")))
    )


@lru_cache(maxsize=16384)
def _plain(words: tuple[str, ...]) -> tuple[str, ...]:
    """A name's words in small letters, well-known short forms written out."""
    out: list[str] = []
    for word in words:
        low = word.lower().replace(".", "").replace("\u2019", "'").strip(",'")
        out += _SHORT[low].split() if low in _SHORT and word.isupper() else [low]
    return tuple(out)


@lru_cache(maxsize=16384)
def _keys(words: tuple[str, ...]) -> tuple[str, ...]:
    """By what a name is looked up: its last word, its first, and its letters."""
    own = _plain(words)
    letters = "".join(w[0] for w in own if w and w not in _SMALL)
    return tuple(dict.fromkeys((own[-1], own[0], *((letters, "".join(w[:1] for w in own)) if len(own) > 1 else ()))))


def _may_be(own: tuple[str, ...], theirs: tuple[str, ...], entity: Entity, name: Name) -> bool:
    if not own[0] or not theirs[0]:
        return False
    if entity.type == "person" and name.kind != "body":
        if own[-1] != theirs[-1]:
            return len(own) == 1 and not name.title and own[0] == theirs[0]
        first, other = own[0], theirs[0]
        short = min(len(first), len(other))
        if (
            len(own) > 1
            and own != theirs[-len(own) :]
            and first[: max(1, min(3, short))] != other[: max(1, min(3, short))]
        ):
            return False
        gender = title_gender(name.title)
        return gender is None or entity.gender is None or gender == entity.gender
    if entity.type == "organization" and name.kind != "person":
        if len(own) == 1:
            letters = "".join(w[0] for w in theirs if w and w not in _SMALL)
            is_firm = theirs[-1] in _FIRM_ENDS and own[0] == theirs[0] and own[0] not in PLACES
            return is_firm or (len(own[0]) > 1 and own[0] in (letters, "".join(w[:1] for w in theirs)))
        return set(own) < set(theirs) and own[-1] == theirs[-1]
    return False
