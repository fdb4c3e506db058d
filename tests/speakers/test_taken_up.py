"""What pronouns and descriptions take up: phrases of the running text, bodies by what they are, peoples and offices."""

from __future__ import annotations

import pytest

from claimx.speakers.described import phrases_in
from tests.speakers.marked import names, resolve


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        (
            "{1s|The Governor's Office} {1c|said} {1t|the dam held}. {2s|The GO} {2c|added} {2t|little}.",
            "Governor's Office",
        ),
        (
            "{1s|The Attorney General's Office} {1c|said} {1t|the case was shut}.",
            "Attorney General's Office",
        ),
        ("{1s|The Women's Rowing League} {1c|asked} {1t|for two more lakes}.", "Women's Rowing League"),
    ],
)
def test_an_office_bears_the_title_of_its_owner(marked: str, name: str) -> None:
    (speaker,) = resolve(marked).all
    assert (speaker.name, speaker.type) == (name, "organization")


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "{1s|Republicans} {1c|said} {1t|no}. {2s|Republicans on the Harbour Committee} {2c|said} {2t|yes}.",
            ["Republicans", "Republicans on the Harbour Committee"],
        ),
        (
            "{1s|Democrats} {1c|want} {1t|a vote}. {2s|Some Democrats from the coast} {2c|fear} {2t|one}.",
            ["Democrats", "Some Democrats from the coast"],
        ),
        (
            "{1s|Norwegians worried about herring} {1c|said} {1t|the sea was warm}.",
            ["Norwegians worried about herring"],
        ),
    ],
)
def test_some_of_a_people_are_speakers_of_their_own(marked: str, expected: list[str]) -> None:
    assert names(marked) == expected
    assert {s.type for s in resolve(marked).all} == {"unnamed"}


@pytest.mark.parametrize(
    "marked",
    [
        "Storm Shuts Florida Marta Lind Bridge.\n\n{1s|Marta Lind} {1c|said} {1t|the bridge would stay shut}.",
        "The vote went to Texas Omar Haddad. {1s|Omar Haddad} {1c|said} {1t|he was glad}.",
        "A rally for Ohio Haddad fell flat. {1s|Omar Haddad} {1c|blamed} {1t|the rain}.",
    ],
)
def test_a_place_before_a_name_is_no_part_of_it(marked: str) -> None:
    assert names(marked)[0] in ("Marta Lind", "Omar Haddad")


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("{1s|Ken Aldous} {1c|spoke}. {2s|Kenneth Aldous} {2c|said} {2t|it was over}.", "Kenneth Aldous"),
        ("{1s|Liz Marsh} {1c|said} {1t|no}. Mr. Hale agreed with Lizbeth Marsh.", "Lizbeth Marsh"),
        ("{1s|Will Orton} {1c|said} {1t|yes}. The farm of William Orton burned.", "William Orton"),
    ],
)
def test_a_person_bears_the_fullest_given_name(marked: str, name: str) -> None:
    assert set(names(marked)) == {name}


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        (
            "{1s|A poll} {1c|shows} {1t|a tie}. {2s|The poll by Lund College} {2c|found} {2t|doubt}.",
            "The poll by Lund College",
        ),
        ("{1s|Farmers} who grow hops {1c|say} {1t|the rain came late}.", "Farmers who grow hops"),
        ("{1s|A clerk} in the port office {1c|said} {1t|the crane was down}.", "A clerk in the port office"),
    ],
)
def test_an_unnamed_speaker_bears_the_fullest_description(marked: str, name: str) -> None:
    assert set(names(marked)) == {name}


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        (
            "She met several officials in the ministry on a boat.",
            ["several officials in the ministry on a boat", "the ministry on a boat"],
        ),
        ("Two unhappy farmers from Lund, and a judge, left.", ["Two unhappy farmers from Lund", "a judge"]),
        ("Ana Ruiz, a lawyer, met farmer Tom Hall.", []),
    ],
)
def test_phrases_are_found_with_what_stands_around_their_heads(text: str, phrases: list[str]) -> None:
    assert [text[b:e] for b, e in phrases_in(text, 0, len(text))] == phrases


@pytest.mark.parametrize(
    ("column", "author"),
    [
        ("{1s|I} {1c|think} {1t|the bridge should go}.\n\nMarta Lind is a teacher in Lima.", "Marta Lind"),
        ("{1s|We} {1c|say} {1t|enough}.\n\nOmar Haddad writes about boats.", "Omar Haddad"),
        ("{1s|I} {1c|doubt} {1t|it}.\n\nFollow our harbour reporter Ines Prado on Twitter.", "Ines Prado"),
    ],
)
def test_the_author_is_named_by_the_line_at_the_end(column: str, author: str) -> None:
    (speaker,) = resolve(column).all
    assert (speaker.name, speaker.type) == (author, "author")


@pytest.mark.parametrize(
    "gap", ["Lamps were lit early.", "The hall filled with boots and coats.", "There was tea in the long room."]
)
def test_he_after_a_paragraph_without_names_is_who_spoke_before(gap: str) -> None:
    marked = (
        "Rob Castell met Jonas Berg at the pier, and Jonas Berg, whom Rob Castell had once sued, left early.\n\n"
        "{1s|Piet Hendriks, a former aide to Rob Castell,} {1c|said} {1t|the harbour kept a log}.\n\n"
        f"{gap}\n\n{{2t|“It was a dull job,”}} {{2s|he}} {{2c|said}}."
    )
    assert names(marked)[-1] == "Piet Hendriks"
