"""brat's standoff back to documents: what `claimx.exchange.brat` wrote, corrected by people or written by them.

Reading is strict: what is no part of an attribution is an error, not passed over. Of a new attribution one content is
enough: ``Stance`` is assert and ``Kind`` is told from the quotation marks where they are not given. Several cues of
one content are pieces of one, as are several sources or addressees. Scores are 1: a reader is sure.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from claimx.errors import RecordError
from claimx.exchange.brat import CONTENT, LINKS, ROLES, VALUES, Ranges, fragments, join_fragments
from claimx.text.quotes import find_quotations
from claimx.types import (
    ANONYMITY_COUNTS,
    SPEAKER_TYPES,
    STANCES,
    Anonymity,
    Attribution,
    Document,
    Kind,
    Part,
    Speaker,
    Stance,
    make_part,
)

MODEL = "brat"  # of a document that tells no other
_LABELS = (CONTENT, *ROLES.values())


@dataclass(slots=True)
class _Read:
    """The annotations of one file by their names."""

    labels: dict[str, str] = field(default_factory=dict)
    places: dict[str, Ranges] = field(default_factory=dict)
    relations: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))  # of contents
    attributes: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))  # of contents
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)


def from_brat(
    text: str, annotations: str, *, doc_id: str, model: str = MODEL, meta: Mapping[str, Any] | None = None
) -> Document:
    """The document of a .txt and an .ann file; attributions in text order.

    Raises:
        RecordError: if a line is not of the forms that `to_brat` writes, or does not fit the text; it tells the line.
    """
    read = _read(text, annotations)
    parts = {name: _parts(text, name, read) for name, label in read.labels.items() if label == CONTENT}
    order = sorted(parts, key=lambda name: (_start(parts[name]), _ranges(parts[name][CONTENT])))
    ids = {name: f"{doc_id}#{k}" for k, name in enumerate(order)}
    speakers = _speakers(order, parts, read.notes)
    return Document(
        id=doc_id,
        text=text,
        attributions=tuple(
            _attribution(ids[name], text, parts[name], speakers.get(name), _told(name, read, ids)) for name in order
        ),
        speakers=tuple({speaker.id: speaker for speaker in speakers.values()}.values()),
        model=model,
        meta=dict(meta or {}),
    )


def _attribution(
    attribution_id: str, text: str, parts: Mapping[str, Part], speaker: Speaker | None, told: Mapping[str, Any]
) -> Attribution:
    label = told.get("Stance", "assert")
    return Attribution(
        id=attribution_id,
        source=parts.get("Source"),
        cue=parts.get("Cue"),
        content=parts[CONTENT],
        kind=told.get("Kind") or _kind(text, _ranges(parts[CONTENT])),
        speaker=speaker,
        addressee=parts.get("Addressee"),
        stance=Stance(
            label=label,
            scores={other: float(other == label) for other in STANCES},
            hedged="Hedged" in told,
            target=told.get("Denies"),
            decline_kind=told.get("DeclineKind"),
        ),
        parent=told.get("InsideOf"),
        score=1.0,
        speaker_score=1.0 if speaker else None,
    )


def _told(name: str, read: _Read, ids: Mapping[str, str]) -> dict[str, Any]:
    """What is told of a content: its attributes, and the ids of the attributions that it is linked to."""
    links = {relation: ids[other] for relation, other in read.relations[name] if relation in LINKS}
    return {**read.attributes[name], **links}


def _kind(text: str, content: Ranges) -> Kind:
    """Whether all, some or none of the letters of ``content`` stand in quotation marks."""
    quotations = [(q.start, q.end) for q in find_quotations(text)]
    letters = [place for begin, end in content for place in range(begin, end) if text[place].isalnum()]
    inside = sum(any(begin < place < end for begin, end in quotations) for place in letters)
    if not inside:
        return "indirect"
    return "direct" if inside == len(letters) else "mixed"


def _parts(text: str, content: str, read: _Read) -> dict[str, Part]:
    """The parts of the attribution of a content, by their labels."""
    names = {CONTENT: [content]}
    for relation, other in read.relations[content]:
        if relation in ROLES:
            names.setdefault(ROLES[relation], []).append(other)
    out = {}
    for label, own in names.items():
        spans = [span for name in own for span in _spans(text, read.places[name], read.notes.get(name, {}))]
        part = make_part(text, _apart(spans))
        if part:
            out[label] = part
    return out


def _spans(text: str, places: Ranges, note: Mapping[str, Any]) -> Ranges:
    """The spans of an annotation: as its note tells them, if it still fits, else its fragments joined."""
    told = tuple((begin, end) for begin, end in note.get("spans", ()))
    return told if told and fragments(text, told) == places else join_fragments(text, places)


def _apart(spans: Sequence[tuple[int, int]]) -> Ranges:
    """``spans`` in order, those joined that overlap."""
    out: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if out and begin < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return tuple(out)


def _start(parts: Mapping[str, Part]) -> int:
    return min(part.start for label, part in parts.items() if label != "Addressee")


def _ranges(part: Part) -> Ranges:
    return tuple((span.start, span.end) for span in part.spans)


def _speakers(
    order: Sequence[str], parts: Mapping[str, Mapping[str, Part]], notes: Mapping[str, Mapping[str, Any]]
) -> dict[str, Speaker]:
    """The speaker of each content whose note tells one; notes that say the same are of one speaker."""
    bearers: dict[str, list[str]] = {}
    for name in order:
        if "speaker" in notes.get(name, {}):
            facts = {key: value for key, value in notes[name].items() if key != "spans"}
            bearers.setdefault(json.dumps(facts, sort_keys=True), []).append(name)
    out: dict[str, Speaker] = {}
    taken = {speaker.get("id") for speaker in notes.values()}
    used: set[str] = set()
    for names in bearers.values():
        note = notes[names[0]]
        own = note.get("id")
        if own is None or own in used:
            own = next(f"S{k}" for k in range(1, len(taken) + len(used) + 2) if f"S{k}" not in taken | used)
        used.add(own)
        sources = {span for name in names if "Source" in parts[name] for span in parts[name]["Source"].spans}
        anonymity = note.get("anonymity")
        speaker = Speaker(
            id=own,
            name=note["speaker"],
            type=note.get("type", "person"),
            role=note.get("role"),
            affiliation=note.get("affiliation"),
            mentions=tuple(sorted(sources, key=lambda span: span.start)),
            anonymity=Anonymity(count=anonymity["count"], ground=anonymity.get("ground")) if anonymity else None,
        )
        out |= dict.fromkeys(names, speaker)
    return out


def _read(text: str, annotations: str) -> _Read:
    """The lines of an .ann file, each checked."""
    read = _Read()
    later: list[tuple[int, str, list[str]]] = []  # what names annotations that may stand below it
    for number, line in enumerate(annotations.split("\n"), start=1):
        fields = line.rstrip("\r").split("\t", 2)
        if fields[0].startswith("T") and len(fields) == 3:
            _read_span(text, number, fields, read)
        elif fields[0][:1] in ("R", "A", "#") and len(fields) > 1:
            later.append((number, fields[0], fields[1:]))
        elif line.strip():
            raise _error(number, f"expected an annotation of the kinds T, R, A or #, got {line[:40]!r}")
    for number, name, fields in later:
        {"R": _read_relation, "A": _read_attribute, "#": _read_note}[name[0]](number, fields, read)
    joined = {other for relations in read.relations.values() for _, other in relations}
    for name, label in read.labels.items():
        if label != CONTENT and name not in joined:
            raise RecordError(f"{name}: the {label.lower()} is of no content; draw an arc to it, or take it out")
    return read


def _read_span(text: str, number: int, fields: Sequence[str], read: _Read) -> None:
    name, (label, _, places), words = fields[0], fields[1].partition(" "), fields[2]
    if name in read.labels:
        raise _error(number, f"{name} is there already")
    if label not in _LABELS:
        raise _error(
            number, f"expected {', '.join(_LABELS)}, got {label!r}; was it made with claimx's annotation.conf?"
        )
    try:
        pieces = tuple((int(begin), int(end)) for begin, end in (place.split(" ") for place in places.split(";")))
    except ValueError as error:
        raise _error(number, f"expected START END;START END, got {places!r}") from error
    if not all(0 <= begin < end <= len(text) for begin, end in pieces):
        raise _error(number, f"{places} does not fit the text ({len(text)} characters)")
    held = " ".join(text[begin:end] for begin, end in pieces)
    if held.strip() != words.strip():
        raise _error(number, f"the text holds {held[:40]!r} there, not {words[:40]!r}; was it changed?")
    read.labels[name], read.places[name] = label, tuple(sorted(pieces))


def _read_relation(number: int, fields: Sequence[str], read: _Read) -> None:
    relation, *arguments = fields[0].split()
    ends = [argument.partition(":")[2] for argument in sorted(arguments)]
    if relation not in (*ROLES, *LINKS) or len(ends) != 2:
        raise _error(number, f"expected {', '.join((*ROLES, *LINKS))} with two ends, got {fields[0]!r}")
    wanted = [CONTENT, ROLES.get(relation, CONTENT)]
    got = [read.labels.get(end) for end in ends]
    if got != wanted:
        raise _error(number, f"{relation} leads from a {wanted[0]} to a {wanted[1]}, not from {got[0]} to {got[1]}")
    read.relations[ends[0]].append((relation, ends[1]))


def _read_attribute(number: int, fields: Sequence[str], read: _Read) -> None:
    key, target, *value = fields[0].split()
    if key not in VALUES or read.labels.get(target) != CONTENT:
        raise _error(number, f"expected {', '.join(VALUES)} of a {CONTENT}, got {fields[0]!r}")
    if VALUES[key] and (not value or value[0] not in VALUES[key]):
        raise _error(number, f"{key}: expected {', '.join(VALUES[key])}, got {' '.join(value) or 'nothing'}")
    read.attributes[target][key] = value[0] if value else ""


def _read_note(number: int, fields: Sequence[str], read: _Read) -> None:
    """A note in JSON; others are for people."""
    target, words = fields[0].partition(" ")[2], fields[1] if len(fields) > 1 else ""
    if not words.startswith("{"):
        return
    try:
        note = json.loads(words)
        _check_note(note)
    except (ValueError, TypeError, KeyError) as error:
        raise _error(number, f'expected a note like {{"speaker": "Noor Haddad", "type": "person"}}; {error}') from error
    read.notes[target] = note


def _check_note(note: Mapping[str, Any]) -> None:
    for key in ("speaker", "id", "role", "affiliation"):
        if not isinstance(note.get(key, ""), str):
            raise ValueError(f"{key} is no text")
    if note.get("type", "person") not in SPEAKER_TYPES:
        raise ValueError(f"type is none of {', '.join(SPEAKER_TYPES)}")
    if "anonymity" in note and note["anonymity"]["count"] not in ANONYMITY_COUNTS:
        raise ValueError(f"anonymity.count is none of {', '.join(ANONYMITY_COUNTS)}")
    if not all(len(span) == 2 and all(type(place) is int for place in span) for span in note.get("spans", ())):
        raise ValueError("spans are no pairs of numbers")


def _error(number: int, problem: str) -> RecordError:
    return RecordError(f"line {number}: {problem}")
