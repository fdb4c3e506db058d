from __future__ import annotations

import pytest

from claimx.speakers.phrases import parse_post


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
        ("Lawmakers from the governing bloc", "Lawmakers", "governing bloc"),
        ("the envoy for Chad of the Delta Union", "envoy for Chad of Delta Union", ""),
        ("a Democrat", "Democrat", "Democrat"),
        ("the president from waiving tolls", "president", ""),
        ("Senior officials", "Senior officials", ""),
        ("a Lisbon-based lawyer", "lawyer", ""),
        ("staff members", "staff members", ""),
        ("the presumptive Green nominee", "nominee", "Green"),
        ("Canada's former ambassador to Chile", "former ambassador to Chile", "Canada"),
        ("head of the Rivers Programme at the Delta Institute", "head of Rivers Programme", "Delta Institute"),
        ("an adviser to Mrs. Ruiz at the Fisheries Ministry", "adviser to Mrs. Ruiz", "Fisheries Ministry"),
        ("a pioneer in coastal law. ... I said so", "pioneer", "coastal law"),
    ],
)
def test_a_phrase_gives_role_and_affiliation(phrase: str, role: str, affiliation: str) -> None:
    post = parse_post(phrase)
    assert post is not None
    assert (post.role, post.affiliation) == (role, affiliation)


@pytest.mark.parametrize("phrase", ["a wet afternoon", "whether the pier", "", "said he would"])
def test_what_names_no_person_is_no_post(phrase: str) -> None:
    assert parse_post(phrase) is None
