from __future__ import annotations

import pytest

from claimx.speakers.posts import post_after, post_before, post_before_comma


def test_words_before_a_name_tell_its_post() -> None:
    text = "They asked Kestrel Energy spokeswoman Jana Holt."
    post, begin = post_before(text, text.index("Jana"))
    assert post is not None
    assert (post.role, post.affiliation, text[begin:].split()[0]) == ("spokeswoman", "Kestrel Energy", "Kestrel")


def test_a_party_joined_to_a_post_is_its_affiliation() -> None:
    text = "So the Democratic and longtime ferry commissioner Ana Ruiz said."
    post, _ = post_before(text, text.index("Ana"))
    assert post is not None
    assert (post.role, post.affiliation) == ("longtime ferry commissioner", "Democratic")


def test_an_owner_before_a_name_is_its_affiliation() -> None:
    text = "So said the Harbour Trust’s Leo Grant."
    post, _ = post_before(text, text.index("Leo"))
    assert post is not None
    assert (post.role, post.affiliation) == ("", "Harbour Trust")


def test_a_phrase_that_a_comma_parts_from_the_name_tells_its_post() -> None:
    text = "The clinic's lawyer, Per Hedman, said so."
    post = post_before_comma(text, text.index("Per"))
    assert post is not None
    assert (post.role, post.affiliation) == ("lawyer", "clinic")


@pytest.mark.parametrize(
    ("after", "role", "affiliation"),
    [
        (", 39, a waitress at the Golden Bear restaurant, said", "waitress", "Golden Bear restaurant"),
        (", who served as director of the Pilots' Guild, said", "director", "Pilots' Guild"),
        (" (D-Ohio), a critic of the bill, said", "critic", "bill"),
        (" is the president of the Rowing Club.", "president", "Rowing Club"),
        (", who co-founded the Tidewater League, said", "", "Tidewater League"),
        (", who led the trust's Reef Watch programme, said", "", "Reef Watch"),
        (", who sits on the Harbour Committee, said", "", "Harbour Committee"),
        (", who farms sheep and chairs the Valley League, said", "", "Valley League"),
        (", who works for the city council in Turku, said", "", "city council"),
        (
            ", a former ministry official who runs Crestline Advisers. It",
            "former ministry official",
            "Crestline Advisers",
        ),
        (" served as head of the Tide Office and is now president of the Delta Forum, she", "president", "Delta Forum"),
    ],
)
def test_words_after_a_name_tell_its_post(after: str, role: str, affiliation: str) -> None:
    post = post_after(f"Ana Ruiz{after}", len("Ana Ruiz"))
    assert post is not None
    assert (post.role, post.affiliation) == (role, affiliation)


def test_a_clause_after_a_name_is_no_post() -> None:
    assert post_after("Ana Ruiz, citing the weather, said", len("Ana Ruiz")) is None


@pytest.mark.parametrize("after", [", who leads the race, said", ", who was on the train, said", ", who runs a farm"])
def test_a_relative_clause_without_a_body_tells_no_post(after: str) -> None:
    assert post_after(f"Ana Ruiz{after}", len("Ana Ruiz")) is None
