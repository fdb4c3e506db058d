from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.text.quotes import find_paragraphs, find_quotations

MARKS = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e`"


def quoted(text: str) -> list[str]:
    return [text[q.start : q.end] for q in find_quotations(text) if q.depth == 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('The baker said "never" and left.', ['"never"']),
        ("The baker said \u201cnever\u201d and left.", ["\u201cnever\u201d"]),
        ("The baker said ``never'' and left.", ["``never''"]),
        ("''It rains,'' said the bakers' guild. ''Again.''", ["''It rains,''", "''Again.''"]),
        ("The baker said \u00abnever\u00bb and left.", ["\u00abnever\u00bb"]),
        ("The baker said \u00bbnever\u00ab and left.", ["\u00bbnever\u00ab"]),
        ("The baker said \u201enever\u201c and left.", ["\u201enever\u201c"]),
        ("'It rains,' the baker said.", ["'It rains,'"]),
        ("\u2018It\u2019s raining,\u2019 the baker said.", ["\u2018It\u2019s raining,\u2019"]),
        ("\u00e2\u20ac\u0153It rains,\u00e2\u20ac\u009d he said.", ["\u00e2\u20ac\u0153It rains,\u00e2\u20ac\u009d"]),
        ('"One," she said. "Two."', ['"One,"', '"Two."']),
        ('("In brackets.")', ['"In brackets."']),
        ('dash\u2014"words"\u2014dash', ['"words"']),
    ],
)
def test_marks_of_every_style_are_paired(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        'A 5\'10" man with a 6" nail.',
        "\u00bb first item\n\u00bb second item",
        'one odd " mark',
        'He said "and then nothing closed it',
        '""=',
        '"',
        "the '90s",
        "the workers' union and the bakers' guild",
        "don't, won't, l'heure",
    ],
)
def test_strays_are_no_quotations(text: str) -> None:
    assert quoted(text) == []


def test_a_quotation_runs_over_paragraphs_that_each_open_with_a_mark() -> None:
    text = '"The dam will hold.\n\n"It held in March.\n\n"It will hold now," Ito said. "Trust us."'
    first, second = find_quotations(text)
    assert text[first.start : first.end] == text[: text.index(" Ito")]
    assert len(first.pieces) == 3
    assert text[second.start : second.end] == '"Trust us."'


def test_a_mark_left_open_swallows_nothing_when_the_next_paragraph_does_not_go_on() -> None:
    assert quoted('"The dam will hold.\n\nThe mayor called it "safe" on Friday.') == ['"safe"']


def test_a_quotation_inside_another_has_depth_one() -> None:
    text = "\"He told me 'go home' twice,\" Ito said."
    outer, inner = find_quotations(text)
    assert (outer.depth, inner.depth) == (0, 1)
    assert text[inner.start : inner.end] == "'go home'"


def test_lines_wrapped_at_a_width_are_one_paragraph() -> None:
    text = (
        "The council met for six hours on Thursday before it\n"
        "voted to keep the old bridge open for another year,\n"
        "and then went home.\n\nA second paragraph."
    )
    assert [text[b:e] for b, e in find_paragraphs(text)] == text.split("\n\n")


@given(st.text(alphabet=MARKS + "aA .,\n\r5s", max_size=60))
def test_quotations_lie_in_the_text_in_order_and_never_cross(text: str) -> None:
    found = find_quotations(text)
    assert [q.start for q in found] == sorted(q.start for q in found)
    for q in found:
        assert 0 <= q.start < q.end <= len(text)
        assert q.start == q.pieces[0][0]
        assert q.end == q.pieces[-1][1]
    outer = [q for q in found if q.depth == 0]
    assert all(a.end <= b.start for a, b in zip(outer, outer[1:], strict=False))


@given(st.text())
def test_paragraphs_hold_every_visible_character_once(text: str) -> None:
    ranges = find_paragraphs(text)
    assert all(b < e for b, e in ranges)
    assert all(a[1] <= b[0] for a, b in zip(ranges, ranges[1:], strict=False))
    covered = {k for b, e in ranges for k in range(b, e)}
    assert all(k in covered or c.isspace() for k, c in enumerate(text))
