from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.ledger.statements import Statements
from claimx.ledger.words import Words
from tests.ledger.records import Said, ledger, record

LONG = "“The night ferry will not sail again until both engines have passed an inspection by the harbour board.”"
ELSE = "“We bought the ship from a yard in Gdansk, and nobody there had warned us about those engines.”"


def statements(folder: Path, *contents: str, who: tuple[str, ...] = ("Ana Ruiz",) * 9) -> list[str]:
    """The statements of articles with one attribution each."""
    rows = ledger(
        folder, [record(f"a{k}", Said(who=w, what=c)) for k, (c, w) in enumerate(zip(contents, who, strict=False))]
    )
    return [row["statement_id"] for row in rows]


def test_wire_copy_is_one_statement_whatever_the_marks(tmp_path: Path) -> None:
    copied = LONG.replace("“", "'").replace("”", "'").replace(".", ",")
    assert statements(tmp_path, LONG, copied) == ["a0#0", "a0#0"]


def test_a_shortened_quotation_is_a_sighting_of_the_full_one(tmp_path: Path) -> None:
    both = f"{LONG} {ELSE}"
    rows = ledger(
        tmp_path, [record("a", Said(who="Ana Ruiz", what=ELSE)), record("b", Said(who="Ana Ruiz", what=both))]
    )
    assert [(r["statement_id"], r["statement_relation"]) for r in rows] == [("b#0", "shortened"), ("b#0", "same")]


def test_a_retold_quotation_is_a_sighting_too(tmp_path: Path) -> None:
    told = "that the night ferry would stay ashore, and not sail until its engines had passed inspection by the board"
    rows = ledger(
        tmp_path, [record("a", Said(who="Ana Ruiz", what=LONG)), record("b", Said(who="Ana Ruiz", what=told))]
    )
    assert [r["statement_relation"] for r in rows] == ["same", "retold"]
    assert 0.75 < rows[1]["statement_score"] < 1.0


def test_long_words_verbatim_are_one_statement_whoever_is_found_to_say_them(tmp_path: Path) -> None:
    assert len(set(statements(tmp_path, LONG, LONG, who=("Ana Ruiz", "Bo Vik")))) == 1


@pytest.mark.parametrize(
    "changed",
    [LONG.replace("will not", "will"), LONG.replace("harbour board", "Oslo board").replace("both", "24"),
     ELSE],
)  # fmt: skip
def test_a_negation_or_a_figure_or_other_words_make_another_statement(tmp_path: Path, changed: str) -> None:
    assert len(set(statements(tmp_path, LONG, changed))) == 2


def test_a_negation_makes_another_statement_of_many_words_too(tmp_path: Path) -> None:
    words = f"{ELSE} {LONG} {ELSE.replace('Gdansk', 'Turku')}"
    assert len(set(statements(tmp_path, words, words.replace("will not sail", "will sail")))) == 2


def test_two_long_quotations_that_overlap_are_one_utterance(tmp_path: Path) -> None:
    one = f"“Good evening to all of you, and to the crew.” {LONG}"
    other = f"{LONG} “Whoever has a ticket gets the money back on Monday.”"
    assert len(set(statements(tmp_path, one, other))) == 1
    assert len(set(statements(tmp_path, one, other, who=("Ana Ruiz", "Bo Vik")))) == 2


def test_a_part_that_the_whole_denies_is_another_statement(tmp_path: Path) -> None:
    part = "armed men are actively crossing the northern border by night"
    assert len(set(statements(tmp_path, f"there is no credible sign that {part}", part))) == 2


def test_few_words_are_one_statement_only_from_one_speaker(tmp_path: Path) -> None:
    words = "the harbour stays closed"
    assert len(set(statements(tmp_path, words, words))) == 1
    assert len(set(statements(tmp_path, words, words, who=("Ana Ruiz", "Bo Vik")))) == 2


def test_words_that_say_nothing_are_never_joined(tmp_path: Path) -> None:
    assert len(set(statements(tmp_path, "that", "that", "it would", "it would"))) == 4


def test_a_short_phrase_does_not_tie_two_long_statements(tmp_path: Path) -> None:
    phrase = "nobody there had warned us about those engines"
    first, second = f"{LONG[:-1]} and {phrase}.”", f"“The crew slept badly, the captain drank, and {phrase}.”"
    found = statements(tmp_path, first, second, phrase)
    assert len(set(found[:2])) == 2
    assert found[2] in found[:2]


def test_a_denial_is_not_the_statement_that_it_denies(tmp_path: Path) -> None:
    words = "the harbour board had known of the broken engines since early January"
    rows = ledger(
        tmp_path,
        [record("a", Said(who="Ana Ruiz", what=words)), record("b", Said(who="Bo Vik", what=words, stance="deny"))],
    )
    assert len({r["statement_id"] for r in rows}) == 2


def test_a_statement_tells_its_articles_outlets_and_first_date(tmp_path: Path) -> None:
    told = [
        ("c", {"date": "2016-03-03T10:00:00+02:00", "publisher": "Post"}),
        ("a", {"date": "2016-03-01", "url": "https://www.gazette.example/x"}),
        ("b", {"date": "Wed, 02 Mar 2016 08:00:00 GMT", "publisher": "Post"}),
    ]
    rows = ledger(tmp_path, [record(name, Said(who="Ana Ruiz", what=LONG), **meta) for name, meta in told])
    assert {(r["statement_articles"], r["statement_outlets"], str(r["statement_first_date"])) for r in rows} == {
        (3, 2, "2016-03-01 00:00:00")
    }
    assert [(r["outlet"], str(r["date"])) for r in rows] == [
        ("Post", "2016-03-03 08:00:00"),
        ("gazette.example", "2016-03-01 00:00:00"),
        ("Post", "2016-03-02 08:00:00"),
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="abn 1.'\u2019", max_size=60), max_size=12))
def test_every_content_is_in_one_statement_whose_root_is_its_own(contents: list[str]) -> None:
    words = Words()
    statements = Statements(words)
    from array import array

    numbers = [statements.add(array("I", words.read(text)), "", "s", k) for k, text in enumerate(contents)]
    places = statements.group(lambda done, total: None)
    assert len(places) == len(statements) == len(set(numbers))
    assert all(places[place.root].root == place.root and 0.0 < place.score <= 1.0 for place in places)
