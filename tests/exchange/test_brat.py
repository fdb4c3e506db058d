from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given, settings

from claimx.errors import RecordError
from claimx.exchange.brat import CONTENT, LINKS, ROLES, VALUES, to_brat
from claimx.exchange.brat_read import from_brat
from claimx.text.view import replace_surrogates
from claimx.types import Document
from tests.exchange.cases import CASES, DAM, LINES, PIER, SILENT, build, spans
from tests.exchange.made import documents

_LINE = re.compile(
    r"T\d+\t\w+ \d+ \d+(;\d+ \d+)*\t.|R\d+\t\w+ Arg1:T\d+ Arg2:T\d+$|A\d+\t\w+ T\d+( \w+)?$|#\d+\t\w+ T\d+\t."
)
TEXT = "“It leaks,” she said. A clerk denied it."


def again(doc: Document) -> Document:
    return from_brat(replace_surrogates(doc.text), to_brat(doc), doc_id=doc.id, model=doc.model, meta=doc.meta)


def back(annotations: str, text: str = TEXT) -> Document:
    return from_brat(text, annotations, doc_id="d")


def check_form(text: str, annotations: str) -> None:
    """What brat asks of a file: it reads lines as `str.splitlines` does, and compares text with text."""
    lines = annotations.splitlines()
    assert len(lines) == annotations.count("\n")
    names = [line.split("\t")[0] for line in lines]
    assert len(set(names)) == len(names)
    for line in lines:
        assert _LINE.match(line)
        if line[0] == "T":
            _, places, words = line.split("\t", 2)
            pieces = [tuple(map(int, piece.split())) for piece in places.split(" ", 1)[1].split(";")]
            assert words == " ".join(text[begin:end] for begin, end in pieces)
            assert all(a[1] <= b[0] for a, b in zip(pieces, pieces[1:], strict=False))
        for name in re.findall(r"\bT\d+\b", line.split("\t")[1]):
            assert name in names


@pytest.mark.parametrize("doc", CASES, ids=ascii)
def test_what_brat_is_given_comes_back(doc: Document) -> None:
    check_form(replace_surrogates(doc.text), to_brat(doc))
    read = again(doc)
    assert (read.id, read.model, read.meta) == (doc.id, doc.model, doc.meta)
    by_spans = dict(zip(map(repr, spans(read)), read.attributions, strict=True))
    old_id = {by_spans[repr(s)].id: a.id for s, a in zip(spans(doc), doc.attributions, strict=True)}
    for own, a in zip(spans(doc), doc.attributions, strict=True):
        b = by_spans[repr(own)]
        assert (b.kind, b.parent and old_id[b.parent]) == (a.kind, a.parent)
        assert (b.stance.label, b.stance.hedged, b.stance.decline_kind) == (
            a.stance.label,
            a.stance.hedged,
            a.stance.decline_kind,
        )
        assert (b.stance.target and old_id[b.stance.target]) == a.stance.target
        assert (b.speaker and replace(b.speaker, mentions=())) == (
            a.speaker and replace(a.speaker, name=replace_surrogates(a.speaker.name), mentions=())
        )


@settings(deadline=None)
@given(documents())
def test_any_spans_come_back(doc: Document) -> None:
    check_form(replace_surrogates(doc.text), to_brat(doc))
    assert sorted(map(repr, spans(again(doc)))) == sorted(map(repr, spans(doc)))


def test_a_part_in_pieces_is_one_annotation() -> None:
    assert "T1\tContent 21 37;73 88\t“Not this year,” “and not next.”\n" in to_brat(PIER)


def test_a_span_over_lines_is_cut_at_their_ends_and_joined_again() -> None:
    lines = to_brat(LINES).splitlines()
    assert lines[0] == "T1\tContent 0 10;14 21;23 38\t“It leaks. “It has always leaked.”"
    assert not [line for line in lines if line.startswith("#") and " T1\t" in line]
    apart, joined = again(LINES).attributions[:2]  # the first has a note with its spans
    assert (len(joined.content.spans), len(apart.content.spans)) == (1, 2)


def test_ids_are_those_of_the_record_where_nothing_was_changed() -> None:
    assert again(DAM).attributions[1].parent == "dam#0"
    assert [a.id for a in again(DAM).attributions] == [a.id for a in DAM.attributions]
    assert again(SILENT).attributions == ()


def test_a_new_content_alone_is_an_attribution() -> None:
    (a,) = back("T1\tContent 0 11\t“It leaks,”\n").attributions
    assert (a.content.text, a.kind, a.source, a.cue, a.speaker) == ("“It leaks,”", "direct", None, None, None)
    assert (a.stance.label, a.score, a.parent) == ("assert", 1.0, None)


def test_what_people_draw_is_read_as_they_mean_it() -> None:
    doc = back(
        "T1\tCue 30 36\tdenied\n"
        "T2\tContent 37 39\tit\n"
        "T3\tSource 22 29\tA clerk\n"
        "T4\tSource 12 15\tshe\n"
        "T9\tContent 0 11\t“It leaks,”\n"
        "R1\tHasCue Arg1:T2 Arg2:T1\n"
        "R2\tHasSource Arg1:T2 Arg2:T3\n"
        "R3\tHasSource Arg1:T9 Arg2:T4\n"
        "R4\tHasSource Arg1:T2 Arg2:T4\n"
        "R7\tDenies Arg1:T2 Arg2:T9\t\n"
        "A1\tStance T2 deny\n"
        "A2\tHedged T2\n"
        "#1\tAnnotatorNotes T2\tnot sure of this\n"
        '#2\tAnnotatorNotes T9\t{"speaker": "Ola Brandt"}\n'
    )
    first, second = doc.attributions
    assert (first.id, first.content.text, first.source and first.source.text) == ("d#0", "“It leaks,”", "she")
    assert (first.speaker and first.speaker.name, doc.speakers) == ("Ola Brandt", (first.speaker,))
    assert second.source and [s.text for s in second.source.spans] == ["she", "A clerk"]
    assert (second.stance.label, second.stance.hedged, second.stance.target) == ("deny", True, "d#0")
    assert (second.kind, second.speaker) == ("indirect", None)


def test_notes_that_say_the_same_are_of_one_speaker_and_others_are_not() -> None:
    note = '{{"speaker": "{}", "id": "S1"}}'
    doc = back(
        "T1\tContent 0 11\t“It leaks,”\nT2\tContent 37 39\tit\nT3\tContent 30 36\tdenied\n"
        f"#1\tAnnotatorNotes T1\t{note.format('Ola')}\n"
        f"#2\tAnnotatorNotes T2\t{note.format('Ola')}\n"
        f"#3\tAnnotatorNotes T3\t{note.format('Zed')}\n"
    )
    assert [(s.id, s.name) for s in doc.speakers] == [("S1", "Ola"), ("S2", "Zed")]
    assert [a.speaker and a.speaker.id for a in doc.attributions] == ["S1", "S2", "S1"]


@pytest.mark.parametrize(
    ("annotations", "message"),
    [
        ("T1\tProtein 0 2\t“I\n", "line 1: expected Content, Cue, Source, Addressee, got 'Protein'"),
        ("T1\tContent 0 99\tx\n", "line 1: 0 99 does not fit the text (40 characters)"),
        ("T1\tContent 0\tx\n", "expected START END"),
        ("T1\tContent 0 11\tIt leaked\n", "was it changed?"),
        ("T1\tContent 0 11\t“It leaks,”\nT1\tCue 16 20\tsaid\n", "line 2: T1 is there already"),
        ("\nE1\tContent:T1\n", "line 2: expected an annotation of the kinds T, R, A or #"),
        ("T1\tCue 16 20\tsaid\n", "T1: the cue is of no content"),
        ("T1\tCue 16 20\tsaid\nR1\tHasCue Arg1:T1 Arg2:T1\n", "HasCue leads from a Content to a Cue, not from Cue"),
        ("T1\tContent 37 39\tit\nR1\tHasCue Arg1:T1 Arg2:T2\n", "to a Cue, not from Content to None"),
        ("T1\tContent 37 39\tit\nR1\tKnows Arg1:T1 Arg2:T1\n", "expected HasCue, HasSource"),
        ("T1\tContent 37 39\tit\nA1\tStance T1 maybe\n", "Stance: expected assert, deny, decline, other, got maybe"),
        ("T1\tContent 37 39\tit\nA1\tNegation T1\n", "line 2: expected Stance, Kind, Hedged, DeclineKind of a Content"),
        ('T1\tContent 37 39\tit\n#1\tAnnotatorNotes T1\t{"speaker": 1}\n', "speaker is no text"),
        ("T1\tContent 37 39\tit\n#1\tAnnotatorNotes T1\t{speaker: Ola}\n", "expected a note like"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(annotations: str, message: str) -> None:
    with pytest.raises(RecordError, match=re.escape(message)):
        back(annotations)


def test_a_part_of_blanks_alone_is_refused() -> None:
    with pytest.raises(RecordError, match="the cue at 3:4 holds blanks alone"):
        to_brat(build("d", "She\nleft.", {"content": "left", "cue": "\n"}))


def test_the_configuration_knows_every_label_that_is_written() -> None:
    conf = (files("claimx.exchange") / "brat_conf/annotation.conf").read_text(encoding="utf-8")
    sections = re.split(r"^\[(\w+)\]$", conf, flags=re.MULTILINE)[1:]
    told = {
        name: [line.split("\t") for line in body.splitlines() if line and line[0] not in "#<"]
        for name, body in zip(sections[::2], sections[1::2], strict=True)
    }
    assert {row[0] for row in told["entities"]} == {CONTENT, *ROLES.values()}
    assert {row[0]: row[1].split("Arg2:")[1] for row in told["relations"]} == {**ROLES, **dict.fromkeys(LINKS, CONTENT)}
    values = {row[0]: row[1].partition("Value:")[2] for row in told["attributes"]}
    assert values == {name: "|".join(known) for name, known in VALUES.items()}
    visual = (files("claimx.exchange") / "brat_conf/visual.conf").read_text(encoding="utf-8")
    for name, known in VALUES.items():
        glyphs = re.search(rf"^{name}\t.*glyph:(\S+)$", visual, re.MULTILINE)
        assert glyphs and len(glyphs[1].split("|")) == max(1, len(known))
