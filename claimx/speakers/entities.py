"""Who is in an article: its names joined to persons and bodies, with all their mentions, roles and affiliations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from claimx.speakers.lexicon import FEMALE_TITLE, MALE_TITLE, PLACES, gender_of_name
from claimx.speakers.names import Name
from claimx.speakers.sources import role_of
from claimx.types import SpeakerType

_SMALL = frozenset(["of", "the", "for", "and", "in", "on", "at", "a", "an", "to"])


@dataclass(slots=True)
class Entity:
    """A possible speaker. ``mentions`` are half-open character ranges, in text order."""

    name: str
    type: SpeakerType
    words: tuple[str, ...]
    mentions: list[tuple[int, int]] = field(default_factory=list)
    role: str = ""
    affiliation: str = ""
    gender: str | None = None  # f, m, or None where the text does not tell
    is_plural: bool = False
    head: str = ""  # of a description

    def learn(self, role: str, affiliation: str) -> None:
        """Keep the fullest role, and an affiliation that stands beside it."""
        if len(role) > len(self.role):
            self.role = role
            self.affiliation = affiliation or self.affiliation
        elif affiliation and not self.affiliation:
            self.affiliation = affiliation


def find_entities(text: str, names: Sequence[Name]) -> list[Entity]:
    """The persons and bodies that ``names`` stand for; names that could be anything are left to the sources."""
    full = sorted(names, key=lambda n: (-len(n.words), n.start))
    entities: list[Entity] = []
    for name in full:
        known = find_entity(entities, name)
        if known is None:
            known = Entity(name=name.text, type="organization" if name.kind == "body" else "person", words=name.words)
            if name.kind == "unknown" and (len(name.words) == 1 or name.text.lower() in PLACES):
                continue
            entities.append(known)
        elif name.kind == "person" and known.type != "person" and len(name.words) > 1:
            known.type = "person"
        known.mentions.append((name.start, name.end))
        known.learn(*role_of(text, name))
        known.gender = known.gender or _gender(text, name)
    for entity in entities:
        entity.mentions.sort()
    return entities


def find_entity(entities: Sequence[Entity], name: Name) -> Entity | None:
    """The entity that ``name`` stands for: the same words, a surname, a first name, initials, or the words' letters."""
    own = tuple(w.lower().strip(".") for w in name.words)
    best: Entity | None = None
    for entity in entities:
        theirs = tuple(w.lower().strip(".") for w in entity.words)
        if own == theirs:
            return entity
        if best is None and _may_be(own, theirs, entity, name):
            best = entity
    return best


def _may_be(own: tuple[str, ...], theirs: tuple[str, ...], entity: Entity, name: Name) -> bool:
    if entity.type == "person" and name.kind != "body":
        if own[-1] != theirs[-1]:
            return len(own) == 1 and not name.title and own[0] == theirs[0] and gender_of_name(own[0]) is not None
        first, other = own[0], theirs[0]
        if len(own) > 1 and first != other and not (first[0] == other[0] and 1 in (len(first), len(other))):
            return False
        gender = _title_gender(name.title)
        return gender is None or entity.gender is None or gender == entity.gender
    if entity.type == "organization" and len(own) == 1:
        letters = "".join(w[0] for w in theirs if w not in _SMALL)
        plain = own[0].replace(".", "")
        return len(plain) > 1 and plain in (letters, "".join(w[0] for w in theirs))
    if entity.type == "organization":
        return set(own) < set(theirs) and own[-1] == theirs[-1] and len(own) >= 2
    return False


def _title_gender(title: str) -> str | None:
    if FEMALE_TITLE.search(title):
        return "f"
    return "m" if MALE_TITLE.search(title) else None


def _gender(text: str, name: Name) -> str | None:
    """From a title, a given name, or a role beside the name that only one gender bears."""
    told = _title_gender(name.title)
    if told:
        return told
    if len(name.words) > 1:
        given = gender_of_name(name.words[0].strip("."))
        if given in ("f", "m"):
            return given
    near = text[max(0, name.start - 30) : name.start] + " " + re.split(r"[.;\n]", text[name.end : name.end + 50])[0]
    if re.search(r"\b\w+woman\b", near, re.IGNORECASE):
        return "f"
    return "m" if re.search(r"\b(?:spokesman|chairman|businessman|congressman)\b", near, re.IGNORECASE) else None
