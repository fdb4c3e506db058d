from __future__ import annotations

import pytest

from claimx.speakers.names import find_names
from tests.speakers.marked import only


@pytest.mark.parametrize(
    ("text", "title", "name", "kind"),
    [
        ("It rained when Prime Minister Ana Ruiz left.", "Prime Minister", "Ana Ruiz", "person"),
        ("It was the Bank of Norvale that fell.", "", "Bank of Norvale", "body"),
        ("A talk with Secretary of State Jon Halle.", "", "Jon Halle", "person"),
        ("He met Vincent van der Berg there.", "", "Vincent van der Berg", "person"),
        ("The U.N. left.", "", "U.N.", "body"),
    ],
)
def test_a_name_is_found_without_its_title(text: str, title: str, name: str, kind: str) -> None:
    found = [n for n in find_names(text) if n.text == name]
    assert [(n.title, n.kind) for n in found] == [(title, kind)]
    assert all(text[n.start : n.end] == n.text for n in found)


def test_a_noun_that_opens_a_sentence_is_no_name_unless_it_is_a_surname() -> None:
    assert find_names("Witnesses asked for a sample.") == []
    found = find_names("Maria Baker said no. Baker left.")
    assert [n.text for n in found] == ["Maria Baker", "Baker"]


def test_a_headline_has_the_names_that_the_rest_has() -> None:
    text = "Lindqvist Says Norvale Books Were Always Clean\n\nMaria Lindqvist left the room."
    assert [n.text for n in find_names(text)] == ["Lindqvist", "Maria Lindqvist"]


@pytest.mark.parametrize("text", ["", "\n\n", "\x00", "'’\"“", "😀😀", "\ud800A", "A. " * 50])
def test_any_text_may_be_asked(text: str) -> None:
    assert all(text[n.start : n.end] for n in find_names(text))


@pytest.mark.parametrize("name", ["Mr. Evans", "Dainis Ivans", "Dana Swans"])
def test_a_surname_that_ends_as_a_people_does_is_a_person(name: str) -> None:
    speaker = only(f"{{1s|{name}}} {{1c|said}} {{1t|the bridge would close}}.")
    assert (speaker.name, speaker.type) == (name.removeprefix("Mr. "), "person")


@pytest.mark.parametrize(
    ("full", "short", "name"),
    [
        ("Northmoor Water", "Northmoor", "Northmoor Water"),
        ("Brandt Logistics", "Brandt", "Brandt Logistics"),
        ("the Llanferry Gazette", "Llanferry", "Llanferry"),
    ],
)
def test_a_firm_is_called_by_its_first_word_and_a_newspaper_is_not(full: str, short: str, name: str) -> None:
    speaker = only(f"It was bought by {full} in May. {{1s|{short}}} {{1c|said}} {{1t|it was late}}.")
    assert speaker.name == name
