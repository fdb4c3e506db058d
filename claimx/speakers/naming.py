"""The speakers of a text as its record has them: whom its sources stand for, how surely, why one is not named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from claimx.assembly import Draft
from claimx.speakers.context import Context
from claimx.speakers.entities import Entity
from claimx.speakers.features import shipped_model
from claimx.speakers.resolve import LONGEST, Choice, Resolver
from claimx.speakers.sources import anonymity_ground
from claimx.types import Anonymity, Span, Speaker


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
    mentions = [text[b : min(e, b + LONGEST)] for b, e in near]
    sentences = [text[context.sentence_start(b) : min(context.sentence_end(b), b + LONGEST)] for b, _ in near]
    ground = next((g for words in (*mentions, *sentences) if (g := anonymity_ground(words))), None)
    return Anonymity(count="several" if entity.is_plural else "one", ground=ground)
