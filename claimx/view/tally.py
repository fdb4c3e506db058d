"""What a corpus report counts, in one pass; memory grows with the speakers and the outlets, not with the articles."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from claimx.types import Attribution, Document, Part
from claimx.view.names import proper_name
from claimx.view.visible import visible

DENIALS = 1000  # that are kept for the table
LENGTHS = tuple(range(5, 65, 5))  # upper ends of the classes, in words; the last class is open
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """One row of the table: who denies what, and the claim that is denied, where the article has it."""

    speaker: str
    cue: str
    content: str
    claimed_by: str
    claim: str
    article: str
    outlet: str
    date: str


@dataclass(slots=True)
class Tally:
    """The counts of a corpus. Keys are names, outlets, dates; ``unnamed`` holds (not named, all with a speaker)."""

    articles: int = 0
    attributions: int = 0
    dated: int = 0
    speakers: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    stances: Counter[str] = field(default_factory=Counter)
    unnamed_by_outlet: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    unnamed_by_date: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    kinds: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    lengths: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    denials: list[Denial] = field(default_factory=list)
    n_denials: int = 0


def count(docs: Iterable[Document]) -> Tally:
    """The counts of ``docs``; outlet and date are the ``publisher`` and the ``date`` of their metadata."""
    tally = Tally()
    for doc in docs:
        outlet = visible(str(doc.meta.get("publisher") or ""))
        date = _DATE.match(str(doc.meta.get("date") or ""))
        tally.articles += 1
        tally.dated += date is not None
        claims = {a.id: a for a in doc.attributions}
        for a in doc.attributions:
            _add(tally, a, outlet, date[0] if date else "")
            if a.stance.label == "deny":
                tally.n_denials += 1
                if len(tally.denials) < DENIALS:
                    tally.denials.append(_denial(doc, a, claims.get(a.stance.target or ""), outlet))
    return tally


def _add(tally: Tally, a: Attribution, outlet: str, date: str) -> None:
    tally.attributions += 1
    tally.stances[a.stance.label] += 1
    tally.kinds[outlet][a.kind] += 1
    tally.lengths[a.kind][bisect_left(LENGTHS, len(a.content.text.split()))] += 1
    kind = a.speaker.type if a.speaker else "none"
    if a.speaker and (name := proper_name(a.speaker)):
        tally.speakers[visible(name)][a.stance.label] += 1
    if kind not in ("author", "none"):
        for counts in (tally.unnamed_by_outlet[outlet], tally.unnamed_by_date[date]):
            counts[0] += kind == "unnamed"
            counts[1] += 1


def _denial(doc: Document, a: Attribution, target: Attribution | None, outlet: str) -> Denial:
    return Denial(
        speaker=_name(a),
        cue=_words(a.cue),
        content=_words(a.content),
        claimed_by=_name(target) if target else "",
        claim=_words(target.content) if target else "",
        article=visible(doc.id),
        outlet=outlet,
        date=visible(str(doc.meta.get("date") or "")),
    )


def _name(a: Attribution) -> str:
    return visible(a.speaker.name) if a.speaker else _words(a.source)


def _words(part: Part | None) -> str:
    return visible(part.text) if part else ""
