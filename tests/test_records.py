from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.errors import RecordError
from claimx.records import from_json, from_record, table_schema, to_json, to_record, to_rows, to_table
from claimx.types import (
    ANONYMITY_COUNTS,
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

TEXT = st.text(alphabet=st.characters(), max_size=12)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(st.text(alphabet=st.characters(), min_size=4, max_size=40))

    def spans(least: int) -> tuple[Span, ...]:
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2 * least, max_size=4)))
        pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
        return tuple(Span(start=b, end=e, text=text[b:e]) for b, e in pairs)

    def part(least: int = 0) -> Part | None:
        found = spans(least)
        return Part(spans=found) if found else None

    speakers = tuple(
        Speaker(
            id=f"S{k}",
            name=draw(TEXT),
            type=draw(st.sampled_from(SPEAKER_TYPES)),
            role=draw(st.none() | TEXT),
            affiliation=draw(st.none() | TEXT),
            mentions=spans(0),
            anonymity=draw(
                st.none() | st.builds(Anonymity, count=st.sampled_from(ANONYMITY_COUNTS), ground=st.none() | TEXT)
            ),
        )
        for k in range(draw(st.integers(0, 2)))
    )
    attributions = tuple(
        Attribution(
            id=f"a#{k}",
            source=part(),
            cue=part(),
            content=part(1) or Part(spans=()),
            kind=draw(st.sampled_from(KINDS)),
            speaker=draw(st.sampled_from((None, *speakers))),
            addressee=part(),
            stance=Stance(
                label=draw(st.sampled_from(STANCES)),
                scores={label: draw(st.floats(0, 1)) for label in STANCES},
                hedged=draw(st.booleans()),
                target=draw(st.none() | TEXT),
            ),
            parent=draw(st.none() | TEXT),
            score=draw(st.floats(0, 1)),
            speaker_score=draw(st.none() | st.floats(0, 1)),
        )
        for k in range(draw(st.integers(0, 2)))
    )
    meta = draw(st.dictionaries(TEXT, TEXT | st.integers(), max_size=2))
    return Document(id=draw(TEXT), text=text, attributions=attributions, speakers=speakers, model="m-1", meta=meta)


@given(documents())
def test_a_document_comes_back_from_its_line(doc: Document) -> None:
    line = to_json(doc)
    assert "\n" not in line
    line.encode("utf-8")
    assert from_json(line) == doc


@given(documents())
def test_a_record_without_text_comes_back_with_it(doc: Document) -> None:
    line = to_json(doc, with_text=False)
    assert "text" not in json.loads(line)
    assert from_json(line, text=doc.text) == doc


@settings(deadline=None)  # the first example imports pyarrow
@given(st.lists(documents(), max_size=3))
def test_the_flat_form_has_a_typed_row_an_attribution(docs: list[Document]) -> None:
    table = to_table(docs)
    assert table.schema == table_schema()
    assert table.num_rows == sum(len(d.attributions) for d in docs)
    for row, a in zip(table.to_pylist(), (a for d in docs for a in d.attributions), strict=True):
        assert row["content_spans"] == [[s.start, s.end] for s in a.content.spans]
        assert len(row["content"]) == len(a.content.text)


def simple() -> dict[str, Any]:
    span = Span(start=0, end=2, text="He")
    speaker = Speaker(id="S1", name="He", type="person", mentions=(span,))
    a = Attribution(
        id="d#0",
        source=Part(spans=(span,)),
        cue=Part(spans=(Span(start=3, end=7, text="said"),)),
        content=Part(spans=(Span(start=8, end=10, text="no"),)),
        kind="indirect",
        speaker=speaker,
        addressee=None,
        stance=Stance(label="deny", scores={"assert": 0.1, "deny": 0.7, "decline": 0.1, "other": 0.1}),
        parent=None,
        score=0.9,
        speaker_score=0.8,
    )
    return to_record(Document(id="d", text="He said no.", attributions=(a,), speakers=(speaker,), model="m-1"))


def change(path: str, value: object) -> dict[str, Any]:
    record = json.loads(json.dumps(simple()))
    *steps, last = [int(s) if s.isdigit() else s for s in path.split("/")]
    place = record
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return dict(record)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("schema", 2, "schema is 2; this claimx reads schema 1"),
        ("text", ..., "the field 'text' is missing"),
        ("attributions/0/kind", "said", "'said' is none of direct, indirect, mixed"),
        ("attributions/0/speaker", "S9", "'S9' is none of the record's speakers"),
        ("attributions/0/content", None, "expected a part, got null"),
        ("attributions/0/content/spans", [[8, 99]], "span 8:99 does not fit the text"),
        ("attributions/0/content/spans", [], "expected at least one span"),
        ("attributions/0/content/spans", [[8, True]], r"expected \[start, end\]"),
        ("attributions/0/content/text", "yes", "the spans hold 'no', the record says 'yes'"),
        ("attributions/0/score", "high", "expected int or float, got str"),
        ("attributions/0/stance/scores", {}, "the field 'assert' is missing"),
        ("attributions/0/speaker_score", ..., "the field 'speaker_score' is missing"),
        ("attributions/0/speaker_score", "sure", "expected int or float or null, got str"),
        ("speakers/0/type", "robot", "'robot' is none of"),
        ("speakers/0/anonymity", ..., "the field 'anonymity' is missing"),
        ("speakers/0/anonymity", {"count": "two", "ground": None}, "'two' is none of one, several"),
        ("speakers/0/anonymity", {"count": "one"}, "the field 'ground' is missing"),
    ],
)
def test_what_does_not_follow_the_schema_is_refused_by_name(path: str, value: object, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        from_record(change(path, value))


def test_a_line_that_is_not_json_is_refused() -> None:
    with pytest.raises(RecordError, match="expected a line of JSON"):
        from_json("{")


def test_a_row_joins_in_its_speaker() -> None:
    (row,) = to_rows(from_record(simple()))
    assert (row["speaker_name"], row["speaker_type"], row["stance"]) == ("He", "person", "deny")
    assert row["stance_deny"] == 0.7
    assert (row["speaker_anonymity_count"], row["speaker_score"]) == (None, 0.8)


def test_what_is_told_of_an_unnamed_speaker_is_joined_into_the_row() -> None:
    told = {"count": "several", "ground": "with knowledge of the plan"}
    (row,) = to_rows(from_record(change("speakers/0/anonymity", told)))
    assert (row["speaker_anonymity_count"], row["speaker_anonymity_ground"]) == (told["count"], told["ground"])
