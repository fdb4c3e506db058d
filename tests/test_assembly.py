from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.assembly import Draft, _whole_words, assemble
from claimx.model import store
from claimx.model.decode import Relation
from claimx.text.intervals import Intervals
from claimx.text.pieces import PieceEncoder
from claimx.text.reading import Reading, read_text

ENCODER = PieceEncoder(store.find_model(None) / store.TOKENIZER)
Parts = dict[str, list[str]]


def relation(reading: Reading, parts: Parts, *, level: int = 0) -> Relation:
    """A relation whose parts are given as words of the text, as the decoder would find them in pieces."""
    offsets = reading.pieces.offsets

    def ranges(role: str) -> tuple[tuple[int, int], ...]:
        found = []
        for words in parts.get(role, []):
            begin = reading.text.index(words)
            inside = [k for k, (b, e) in enumerate(offsets) if b < e and b < begin + len(words) and e > begin]
            found.append((inside[0], inside[-1] + 1))
        return tuple(found)

    return Relation(source=ranges("source"), cue=ranges("cue"), content=ranges("content"), score=0.9, level=level)


def drafts(text: str, *relations: Parts) -> list[Draft]:
    reading = read_text(text, ENCODER, 254)
    return assemble(reading, [relation(reading, parts) for parts in relations])


def words(text: str, ranges: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[b:e] for b, e in ranges]


@pytest.mark.parametrize(
    ("text", "content", "kind"),
    [
        ('"It will hold," Ito said.', ['"It will hold,"'], "direct"),
        ("Ito said it will hold.", ["it will hold"], "indirect"),
        ('Ito said it "will hold".', ['it "will hold"'], "mixed"),
        ('"It," Ito said, "will hold."', ['"It,"', '"will hold."'], "direct"),
    ],
)
def test_the_kind_tells_how_much_stands_in_marks(text: str, content: list[str], kind: str) -> None:
    (draft,) = drafts(text, {"source": ["Ito"], "cue": ["said"], "content": content})
    assert draft.kind == kind


def test_a_quotation_that_is_mostly_held_is_taken_from_mark_to_mark() -> None:
    text = 'She began. "The dam will hold for years," Ito said.'
    (draft,) = drafts(text, {"source": ["Ito"], "cue": ["said"], "content": ["dam will hold for"]})
    assert words(text, draft.content) == ['"The dam will hold for years,"']


def test_a_quotation_is_left_where_its_rest_belongs_to_another_part() -> None:
    text = '"The dam will hold, Baker said, for years," Ito said.'
    first = {"cue": ["Baker"], "content": ["The dam will hold"]}
    second = {"source": ["Ito"], "cue": ["Ito"], "content": ["for years"]}
    found = drafts(text, first, second)
    assert words(text, found[0].content) == ["The dam will hold"]


def test_a_source_ends_where_a_quotation_begins() -> None:
    text = '"The water," said Jonas Berg, "rose in minutes."'
    parts = {"source": ['Jonas Berg, "rose in minutes."'], "cue": ["said"], "content": ['"The water,"']}
    (draft,) = drafts(text, parts)
    assert words(text, draft.source) == ["Jonas Berg"]
    assert words(text, draft.content) == ['"The water,"', '"rose in minutes."']


def test_a_nickname_in_marks_stays_in_its_name() -> None:
    text = 'Everton "Tiny" Marsh said he would stay.'
    (draft,) = drafts(text, {"source": ['Everton "Tiny" Marsh'], "cue": ["said"], "content": ["he would stay"]})
    assert words(text, draft.source) == ['Everton "Tiny" Marsh']


def test_a_dash_or_a_colon_may_be_a_cue() -> None:
    text = "ITO: It will hold."
    (draft,) = drafts(text, {"source": ["ITO"], "cue": [":"], "content": ["It will hold."]})
    assert words(text, draft.cue) == [":"]


def test_what_stands_inside_anothers_content_has_it_as_parent() -> None:
    text = "Ito said that Baker had told her that the dam would hold."
    outer = {"source": ["Ito"], "cue": ["said"], "content": ["that Baker had told her that the dam would hold"]}
    inner = {"source": ["Baker"], "cue": ["had told"], "content": ["that the dam would hold"]}
    found = drafts(text, outer, inner)
    assert [d.parent for d in found] == [None, 0]
    assert words(text, found[1].addressee) == ["her"]


def test_nothing_is_claimed_from_the_sites_footer() -> None:
    text = "Ito said it will hold. " * 9 + "\n\nBy posting you agree that we may print it."
    assert drafts(text, {"source": ["we"], "cue": ["agree"], "content": ["that we may print it"]}) == []


def test_attributions_come_in_text_order() -> None:
    text = "Ito said one thing. Baker said two things."
    later = {"source": ["Baker"], "cue": ["Baker"], "content": ["two things"]}
    earlier = {"source": ["Ito"], "cue": ["said"], "content": ["one thing"]}
    assert [words(text, d.content) for d in drafts(text, later, earlier)] == [["one thing"], ["two things"]]


RANGES = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda p: (p[0], p[0] + p[1])))


@given(RANGES, st.integers(0, 30), st.integers(1, 9))
def test_intervals_find_what_looking_at_each_finds(ranges: list[tuple[int, int]], begin: int, width: int) -> None:
    end = begin + width
    intervals = Intervals(ranges)
    assert list(intervals.touching(begin, end)) == sorted({r for r in ranges if r[0] < end and r[1] > begin})
    assert intervals.holding(begin, end) == sorted({r for r in ranges if r[0] <= begin and end <= r[1]})


def nested(text: str, outer: Parts, inner: Parts) -> list[Draft]:
    reading = read_text(text, ENCODER, 254)
    return assemble(reading, [relation(reading, outer), relation(reading, inner, level=1)])


def test_an_attribution_inside_a_content_has_it_as_its_parent() -> None:
    text = "Ito said the union told her the port would close."
    outer = {"source": ["Ito"], "cue": ["said"], "content": ["the union told her the port would close"]}
    inner = {"source": ["the union"], "cue": ["told"], "content": ["the port would close"]}
    first, second = nested(text, outer, inner)
    assert (first.parent, first.level, second.parent, second.level) == (None, 0, 0, 1)
    assert words(text, second.addressee) == ["her"]
    assert words(text, first.content) == ["the union told her the port would close"]  # not cut by what stands in it


@pytest.mark.parametrize(
    ("text", "outer", "content", "kind"),
    [
        (
            "\"They shouted, 'We are closing,' and left,\" Ito said.",
            "\"They shouted, 'We are closing,' and left,\"",
            "'We are closing,'",
            "direct",
        ),
        ('"They shouted We are closing," Ito said.', '"They shouted We are closing,"', "We are closing", "indirect"),
        (
            'Ito said They shouted "We are closing" twice.',
            'They shouted "We are closing" twice',
            '"We are closing"',
            "direct",
        ),
    ],
)
def test_the_marks_around_a_nested_cue_are_the_outer_speakers(text: str, outer: str, content: str, kind: str) -> None:
    inner = {"source": ["They"], "cue": ["shouted"], "content": ["We are closing"]}
    found = [d for d in nested(text, {"source": ["Ito"], "cue": ["said"], "content": [outer]}, inner) if d.level]
    assert [(words(text, d.content), d.kind) for d in found] == [([content], kind)]


def test_a_nested_attribution_without_its_outer_one_is_dropped() -> None:
    reading = read_text("Ito said the union told her the port would close.", ENCODER, 254)
    inner = {"source": ["the union"], "cue": ["told"], "content": ["the port would close"]}
    assert assemble(reading, [relation(reading, inner, level=1)]) == []


@pytest.mark.parametrize(
    ("content", "whole"),
    [
        ("that Ostrowskaya", "that Ostrowskaya"),
        ("that Ost", "that"),
        ("that Ostrowsk", "that Ostrowskaya"),
        ("trowskaya left", "Ostrowskaya left"),
        ("ya left", "left"),
    ],
)
def test_a_word_belongs_to_a_content_that_holds_half_of_it(content: str, whole: str) -> None:
    text = "He said that Ostrowskaya left."
    begin = text.index(content)
    assert text[slice(*_whole_words(text, begin, begin + len(content)))].strip() == whole
