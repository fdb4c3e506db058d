"""The record, claimx's form on disk: one JSON object an article, or one flat Arrow row an attribution.

`to_record` and `from_record` are inverse. Reading is strict: an unknown schema, a missing field or a span that
does not fit its text is a `RecordError` that names the field.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from claimx.errors import RecordError
from claimx.text.view import replace_surrogates
from claimx.types import (
    ANONYMITY_COUNTS,
    DECLINE_KINDS,
    KINDS,
    SPEAKER_TYPES,
    STANCES,
    Anonymity,
    Attribution,
    Document,
    Part,
    Span,
    Speaker,
    Stance,
)

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = 1


def to_record(doc: Document, *, with_text: bool = True) -> dict[str, Any]:
    """``doc`` as plain JSON values."""
    record: dict[str, Any] = {"id": doc.id, "schema": SCHEMA, "model": doc.model}
    if with_text:
        record["text"] = doc.text
    record["attributions"] = [
        {
            "id": a.id,
            "source": _part_out(a.source),
            "cue": _part_out(a.cue),
            "content": _part_out(a.content),
            "kind": a.kind,
            "speaker": a.speaker.id if a.speaker else None,
            "speaker_score": a.speaker_score,
            "addressee": _part_out(a.addressee),
            "stance": {
                "label": a.stance.label,
                "scores": dict(a.stance.scores),
                "hedged": a.stance.hedged,
                "target": a.stance.target,
                "decline_kind": a.stance.decline_kind,
            },
            "parent": a.parent,
            "score": a.score,
        }
        for a in doc.attributions
    ]
    record["speakers"] = [
        {
            "id": s.id,
            "name": s.name,
            "type": s.type,
            "role": s.role,
            "affiliation": s.affiliation,
            "mentions": [[m.start, m.end] for m in s.mentions],
            "anonymity": {"count": s.anonymity.count, "ground": s.anonymity.ground} if s.anonymity else None,
        }
        for s in doc.speakers
    ]
    record["meta"] = dict(doc.meta)
    return record


def to_json(doc: Document, *, with_text: bool = True) -> str:
    """``doc`` as one line of JSON, without the line end; lone surrogates are written as escapes."""
    record = to_record(doc, with_text=with_text)
    line = json.dumps(record, ensure_ascii=False, default=str)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(record, default=str)
    return line


def from_record(record: Mapping[str, Any], *, text: str | None = None) -> Document:
    """The `Document` of a record; ``text`` is needed where the record was written without it.

    Raises:
        RecordError: if a field is missing, of the wrong type or does not fit the text.
    """
    if not isinstance(record, Mapping):
        raise RecordError(f"expected a JSON object, got {type(record).__name__}")
    schema = _field(record, "schema", int, "record")
    if schema != SCHEMA:
        raise RecordError(f"schema is {schema}; this claimx reads schema {SCHEMA}")
    if text is None:
        text = _field(record, "text", str, "record")
    speakers = {}
    for k, value in enumerate(_field(record, "speakers", list, "record")):
        speaker = _speaker_in(value, text, f"speakers[{k}]")
        speakers[speaker.id] = speaker
    attributions = tuple(
        _attribution_in(value, text, speakers, f"attributions[{k}]")
        for k, value in enumerate(_field(record, "attributions", list, "record"))
    )
    return Document(
        id=_field(record, "id", str, "record"),
        text=text,
        attributions=attributions,
        speakers=tuple(speakers.values()),
        model=_field(record, "model", str, "record"),
        meta=_field(record, "meta", dict, "record"),
    )


def from_json(line: str, *, text: str | None = None) -> Document:
    """The `Document` of one JSON line; see `from_record`."""
    try:
        record = json.loads(line)
    except ValueError as error:
        raise RecordError(f"expected a line of JSON; {error}") from error
    return from_record(record, text=text)


def table_schema() -> pa.Schema:
    """The typed columns of the flat form."""
    import pyarrow as pa

    spans = pa.list_(pa.list_(pa.int32(), 2))
    return pa.schema(
        [
            ("doc_id", pa.string()),
            ("attribution_id", pa.string()),
            ("model", pa.string()),
            ("kind", pa.string()),
            ("source", pa.string()),
            ("source_spans", spans),
            ("cue", pa.string()),
            ("cue_spans", spans),
            ("content", pa.string()),
            ("content_spans", spans),
            ("addressee", pa.string()),
            ("addressee_spans", spans),
            ("speaker_id", pa.string()),
            ("speaker_name", pa.string()),
            ("speaker_type", pa.string()),
            ("speaker_role", pa.string()),
            ("speaker_affiliation", pa.string()),
            ("speaker_anonymity_count", pa.string()),
            ("speaker_anonymity_ground", pa.string()),
            ("speaker_score", pa.float32()),
            ("stance", pa.string()),
            *[(f"stance_{label}", pa.float32()) for label in STANCES],
            ("hedged", pa.bool_()),
            ("target", pa.string()),
            ("decline_kind", pa.string()),
            ("parent", pa.string()),
            ("score", pa.float32()),
            ("meta", pa.string()),
        ]
    )


def to_rows(doc: Document) -> list[dict[str, Any]]:
    """One flat row an attribution, with the speaker's fields joined in; columns as in `table_schema`.

    Lone surrogates, which UTF-8 cannot hold, become U+FFFD: the lengths stay, so the offsets hold.
    """
    meta = json.dumps(dict(doc.meta), ensure_ascii=False, default=str)
    rows = []
    for a in doc.attributions:
        row: dict[str, Any] = {"doc_id": doc.id, "attribution_id": a.id, "model": doc.model, "kind": a.kind}
        for name, part in (("source", a.source), ("cue", a.cue), ("content", a.content), ("addressee", a.addressee)):
            row[name] = part.text if part else None
            row[f"{name}_spans"] = [[s.start, s.end] for s in part.spans] if part else None
        s = a.speaker
        row |= {
            "speaker_id": s.id if s else None,
            "speaker_name": s.name if s else None,
            "speaker_type": s.type if s else None,
            "speaker_role": s.role if s else None,
            "speaker_affiliation": s.affiliation if s else None,
            "speaker_anonymity_count": s.anonymity.count if s and s.anonymity else None,
            "speaker_anonymity_ground": s.anonymity.ground if s and s.anonymity else None,
            "speaker_score": a.speaker_score,
            "stance": a.stance.label,
            **{f"stance_{label}": a.stance.scores[label] for label in STANCES},
            "hedged": a.stance.hedged,
            "target": a.stance.target,
            "decline_kind": a.stance.decline_kind,
            "parent": a.parent,
            "score": a.score,
            "meta": meta,
        }
        rows.append({key: _storable(value) for key, value in row.items()})
    return rows


def to_table(docs: Iterable[Document]) -> pa.Table:
    """The flat form of ``docs`` as an Arrow table."""
    import pyarrow as pa

    return pa.Table.from_pylist([row for doc in docs for row in to_rows(doc)], schema=table_schema())


def _storable(value: Any) -> Any:
    return replace_surrogates(value) if isinstance(value, str) else value


def _part_out(part: Part | None) -> dict[str, Any] | None:
    return {"text": part.text, "spans": [[s.start, s.end] for s in part.spans]} if part else None


def _attribution_in(value: Any, text: str, speakers: Mapping[str, Speaker], where: str) -> Attribution:
    if not isinstance(value, Mapping):
        raise RecordError(f"{where}: expected an object, got {type(value).__name__}")
    speaker = _field(value, "speaker", (str, type(None)), where)
    if speaker is not None and speaker not in speakers:
        raise RecordError(f"{where}.speaker: {speaker!r} is none of the record's speakers")
    content = _part_in(value, "content", text, where)
    if content is None:
        raise RecordError(f"{where}.content: expected a part, got null")
    return Attribution(
        id=_field(value, "id", str, where),
        source=_part_in(value, "source", text, where),
        cue=_part_in(value, "cue", text, where),
        content=content,
        kind=_choice(value, "kind", KINDS, where),
        speaker=speakers[speaker] if speaker is not None else None,
        addressee=_part_in(value, "addressee", text, where),
        stance=_stance_in(_field(value, "stance", dict, where), f"{where}.stance"),
        parent=_field(value, "parent", (str, type(None)), where),
        score=float(_field(value, "score", (int, float), where)),
        speaker_score=_speaker_score_in(value, where),
    )


def _speaker_score_in(value: Mapping[str, Any], where: str) -> float | None:
    score = _field(value, "speaker_score", (int, float, type(None)), where)
    return None if score is None else float(score)


def _stance_in(value: Mapping[str, Any], where: str) -> Stance:
    scores = _field(value, "scores", dict, where)
    return Stance(
        label=_choice(value, "label", STANCES, where),
        scores={label: float(_field(scores, label, (int, float), f"{where}.scores")) for label in STANCES},
        hedged=_field(value, "hedged", bool, where),
        target=_field(value, "target", (str, type(None)), where),
        decline_kind=_choice(value, "decline_kind", DECLINE_KINDS, where) if value.get("decline_kind") else None,
    )


def _speaker_in(value: Any, text: str, where: str) -> Speaker:
    if not isinstance(value, Mapping):
        raise RecordError(f"{where}: expected an object, got {type(value).__name__}")
    return Speaker(
        id=_field(value, "id", str, where),
        name=_field(value, "name", str, where),
        type=_choice(value, "type", SPEAKER_TYPES, where),
        role=_field(value, "role", (str, type(None)), where),
        affiliation=_field(value, "affiliation", (str, type(None)), where),
        mentions=_spans_in(_field(value, "mentions", list, where), text, f"{where}.mentions"),
        anonymity=_anonymity_in(value, where),
    )


def _anonymity_in(value: Mapping[str, Any], where: str) -> Anonymity | None:
    found = _field(value, "anonymity", (dict, type(None)), where)
    if found is None:
        return None
    where = f"{where}.anonymity"
    return Anonymity(
        count=_choice(found, "count", ANONYMITY_COUNTS, where),
        ground=_field(found, "ground", (str, type(None)), where),
    )


def _part_in(value: Mapping[str, Any], key: str, text: str, where: str) -> Part | None:
    part = _field(value, key, (dict, type(None)), where)
    if part is None:
        return None
    spans = _spans_in(_field(part, "spans", list, f"{where}.{key}"), text, f"{where}.{key}.spans")
    if not spans:
        raise RecordError(f"{where}.{key}.spans: expected at least one span; write null for an absent part")
    made = Part(spans=spans)
    said = _field(part, "text", str, f"{where}.{key}")
    if made.text != said:
        raise RecordError(f"{where}.{key}: the spans hold {made.text[:60]!r}, the record says {said[:60]!r}")
    return made


def _spans_in(values: list[Any], text: str, where: str) -> tuple[Span, ...]:
    spans = []
    for value in values:
        if not (isinstance(value, list) and len(value) == 2 and all(type(x) is int for x in value)):
            raise RecordError(f"{where}: expected [start, end], got {value!r}")
        start, end = value
        if not 0 <= start < end <= len(text):
            raise RecordError(f"{where}: span {start}:{end} does not fit the text ({len(text)} characters)")
        spans.append(Span(start=start, end=end, text=text[start:end]))
    return tuple(spans)


def _choice(value: Mapping[str, Any], key: str, known: tuple[Any, ...], where: str) -> Any:
    found = _field(value, key, str, where)
    if found not in known:
        raise RecordError(f"{where}.{key}: {found!r} is none of {', '.join(known)}")
    return found


def _field(value: Mapping[str, Any], key: str, kind: type | tuple[type, ...], where: str) -> Any:
    if key not in value:
        raise RecordError(f"{where}: the field {key!r} is missing")
    found = value[key]
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if not isinstance(found, kinds) or (isinstance(found, bool) and bool not in kinds):
        names = " or ".join("null" if k is type(None) else k.__name__ for k in kinds)
        raise RecordError(f"{where}.{key}: expected {names}, got {type(found).__name__}")
    return found
