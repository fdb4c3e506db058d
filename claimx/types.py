"""The values that claimx returns: frozen, without behaviour beyond what their fields already say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Kind = Literal["direct", "indirect", "mixed"]
SpeakerType = Literal["person", "organization", "unnamed", "document", "author", "none"]
StanceLabel = Literal["assert", "deny", "decline", "other"]
DeclineKind = Literal["refused", "no_response", "unreachable", "no_confirmation"]
AnonymityCount = Literal["one", "several"]

KINDS: tuple[Kind, ...] = get_args(Kind)
SPEAKER_TYPES: tuple[SpeakerType, ...] = get_args(SpeakerType)
STANCES: tuple[StanceLabel, ...] = get_args(StanceLabel)
DECLINE_KINDS: tuple[DeclineKind, ...] = get_args(DeclineKind)
ANONYMITY_COUNTS: tuple[AnonymityCount, ...] = get_args(AnonymityCount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What goes in: a text, the caller's id for it, and whatever the caller wants carried to the record."""

    text: str
    id: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of a text: ``document.text[start:end] == text``, in code points, half-open."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of an attribution: one span or several, in text order, never empty and never overlapping."""

    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The spans' texts, joined by a blank."""
        return " ".join(span.text for span in self.spans)

    @property
    def start(self) -> int:
        """Where the first span begins."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Where the last span ends."""
        return self.spans[-1].end


@dataclass(frozen=True, slots=True, kw_only=True)
class Anonymity:
    """What an article tells of a speaker whom it does not name: how many they are, and why or how they know."""

    count: AnonymityCount
    ground: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who or what speaks in an article; several sources may stand for one speaker.

    ``anonymity`` is there for unnamed speakers alone.
    """

    id: str
    name: str
    type: SpeakerType
    role: str | None = None
    affiliation: str | None = None
    mentions: tuple[Span, ...] = ()
    anonymity: Anonymity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """What the speaker does with the content; ``scores`` are probabilities by label and sum to 1.

    ``target`` is the id of the attribution that a denial denies, if the article has it. ``decline_kind`` tells how an
    answer was declined, for that stance alone.
    """

    label: StanceLabel
    scores: Mapping[StanceLabel, float]
    hedged: bool = False
    target: str | None = None
    decline_kind: DeclineKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One relation of source, cue and content; a part that the text does not express is None.

    ``parent`` is the id of the attribution inside whose content this one stands. ``score`` is in [0, 1], as is
    ``speaker_score``, the probability that the speaker is the right one; None without a speaker.
    """

    id: str
    source: Part | None
    cue: Part | None
    content: Part
    kind: Kind
    speaker: Speaker | None
    addressee: Part | None
    stance: Stance
    parent: str | None
    score: float
    speaker_score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text that was read, with what was found in it; attributions in text order."""

    id: str
    text: str
    attributions: tuple[Attribution, ...]
    speakers: tuple[Speaker, ...]
    model: str
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An article that could not be read: its id, the stage that failed and why."""

    doc_id: str
    stage: str
    problem: str


def make_part(text: str, ranges: Sequence[tuple[int, int]]) -> Part | None:
    """The part at ``ranges`` of ``text``, or None where there are none."""
    spans = tuple(Span(start=b, end=e, text=text[b:e]) for b, e in ranges)
    return Part(spans=spans) if spans else None
