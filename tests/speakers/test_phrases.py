from __future__ import annotations

import pytest

from claimx.speakers.phrases import parse_post, post_after, post_before, post_before_comma


@pytest.mark.parametrize(
    ("phrase", "role", "affiliation"),
    [
        ("a former harbour pilot for Norvale Shipping", "former harbour pilot", "Norvale Shipping"),
        ("the ministry's chief lawyer", "chief lawyer", "ministry"),
        ("Republican nominee", "nominee", "Republican"),
        ("her chief of staff", "chief of staff", ""),
        ("director of communications at Acme Corp", "director of communications", "Acme Corp"),
        ("a military spokesman in Lisbon", "military spokesman", "military"),
        ("the Mexican foreign minister", "foreign minister", "Mexico"),
        ("Senate Majority Leader", "Majority Leader", "Senate"),
    ],
)
def test_a_phrase_gives_role_and_affiliation(phrase: str, role: str, affiliation: str) -> None:
    post = parse_post(phrase)
    assert post is not None
    assert (post.role, post.affiliation) == (role, affiliation)


@pytest.mark.parametrize("phrase", ["a wet afternoon", "whether the pier", "", "said he would"])
def test_what_names_no_person_is_no_post(phrase: str) -> None:
    assert parse_post(phrase) is None


def test_words_before_a_name_tell_its_post() -> None:
    text = "They asked Kestrel Energy spokeswoman Jana Holt."
    post, begin = post_before(text, text.index("Jana"))
    assert post is not None
    assert (post.role, post.affiliation, text[begin:].split()[0]) == ("spokeswoman", "Kestrel Energy", "Kestrel")


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
    ],
)
def test_words_after_a_name_tell_its_post(after: str, role: str, affiliation: str) -> None:
    post = post_after(f"Ana Ruiz{after}", len("Ana Ruiz"))
    assert post is not None
    assert (post.role, post.affiliation) == (role, affiliation)


def test_a_clause_after_a_name_is_no_post() -> None:
    assert post_after("Ana Ruiz, citing the weather, said", len("Ana Ruiz")) is None
