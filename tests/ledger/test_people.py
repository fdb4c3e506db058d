from __future__ import annotations

from pathlib import Path

import pytest

from claimx.ledger.names import body_name, may_be_one, person_name
from tests.ledger.records import Said, ledger, record

STEADY = "the harbour would open again before the summer"


def keys(folder: Path, *said: Said) -> list[str]:
    """The speaker keys of articles with one attribution each."""
    return [row["speaker_key"] for row in ledger(folder, [record(f"a{k}", s) for k, s in enumerate(said)])]


def test_one_full_name_in_two_articles_is_one_person_with_a_score(tmp_path: Path) -> None:
    rows = ledger(
        tmp_path, [record(f"a{k}", Said(who="Noor Haddad", what=STEADY, role="minister", of="Oslo")) for k in (1, 2)]
    )
    assert [r["speaker_key"] for r in rows] == ["person:noor-haddad"] * 2
    assert all(0.9 < r["speaker_key_score"] <= 1.0 for r in rows)


def test_a_speaker_of_one_article_has_no_score(tmp_path: Path) -> None:
    (row,) = ledger(tmp_path, [record("a", Said(who="Noor Haddad", what=STEADY))])
    assert (row["speaker_key"], row["speaker_key_score"]) == ("person:noor-haddad", None)


def test_an_initial_and_a_title_do_not_make_another_person(tmp_path: Path) -> None:
    found = keys(
        tmp_path,
        Said(who="Marta K. Nilsen", what=STEADY, role="mayor"),
        Said(who="Marta Nilsen", what=STEADY, role="mayor"),
        Said(who="Mayor Marta Nilsen", what=STEADY),
    )
    assert set(found) == {"person:marta-nilsen"}


def test_accents_do_not_make_another_person(tmp_path: Path) -> None:
    assert len(set(keys(tmp_path, Said(who="José Peña", what=STEADY), Said(who="Jose Pena", what=STEADY)))) == 1


def test_different_initials_are_different_persons(tmp_path: Path) -> None:
    found = keys(tmp_path, Said(who="Peter A. Lund", what=STEADY), Said(who="Peter T. Lund", what=STEADY))
    assert found == ["person:peter-lund", "person:peter-lund~2"]


def test_unrelated_roles_keep_two_bearers_of_a_name_apart(tmp_path: Path) -> None:
    found = keys(
        tmp_path,
        Said(who="John Smith", what="the vote on the harbour was fair", role="senator", of="Ohio"),
        Said(who="John Smith", what="the patient had a fever all night", role="nurse", of="Mercy Hospital"),
    )
    assert len(set(found)) == 2


def test_a_surname_alone_is_never_joined(tmp_path: Path) -> None:
    found = keys(tmp_path, *[Said(who=name, what=STEADY) for name in ("Haddad", "Haddad", "Noor Haddad", "Mr Haddad")])
    assert len(set(found)) == 4


OFFICE = [
    record(
        f"n{k}",
        Said(
            who="Noor Haddad",
            what=f"the Harbour Council met the Oslo Dockers {k} times",
            role="president",
            of="Norland",
        ),
    )
    for k in range(3)
]
MANY = [record(f"m{k}", Said(who=f"Person{'abcdefghijklmnop'[k]} Vik", what=STEADY, role="baker")) for k in range(16)]


def test_a_title_and_a_surname_are_joined_where_role_and_company_agree(tmp_path: Path) -> None:
    told = Said(who="Haddad", what="Harbour Council had not met Oslo Dockers", role="President", of="Norland")
    rows = ledger(tmp_path, [*MANY, *OFFICE, record("z", told)])
    assert rows[-1]["speaker_key"] == "person:noor-haddad"
    assert 0.9 <= rows[-1]["speaker_key_score"] < 1.0


def test_a_title_and_a_surname_stay_alone_where_nothing_else_agrees(tmp_path: Path) -> None:
    told = Said(who="Haddad", what="the orchestra would play on", role="President")
    assert ledger(tmp_path, [*MANY, *OFFICE, record("z", told)])[-1]["speaker_key"] == "z#S1"


def test_a_body_is_joined_to_its_acronym_where_an_article_writes_it_out(tmp_path: Path) -> None:
    found = keys(
        tmp_path,
        Said(
            who="North Sea Rescue Union", type="organization", what=STEADY, source="the North Sea Rescue Union (NSRU)"
        ),
        Said(who="NSRU", type="organization", what=STEADY),
        Said(who="the North Sea Rescue Union", type="organization", what=STEADY),
    )
    assert set(found) == {"organization:north-sea-rescue-union"}


def test_an_acronym_that_nobody_writes_out_is_a_body_of_its_own(tmp_path: Path) -> None:
    found = keys(
        tmp_path,
        Said(who="North Sea Rescue Union", type="organization", what=STEADY),
        Said(who="NSRU", type="organization", what=STEADY),
    )
    assert len(set(found)) == 2


@pytest.mark.parametrize(
    ("name", "kind"),
    [("an official", "unnamed"), ("the company", "organization"), ("A British newspaper", "organization"),
     ("a report", "document"), ("they", "unnamed"), ("Times", "organization")],
)  # fmt: skip
def test_who_has_no_name_is_never_joined(tmp_path: Path, name: str, kind: str) -> None:
    assert keys(tmp_path, *[Said(who=name, type=kind, what=STEADY)] * 2) == ["a0#S1", "a1#S1"]


def test_a_ministry_of_no_country_needs_company_to_be_one(tmp_path: Path) -> None:
    apart = [
        record("a", Said(who="Interior Ministry", type="organization", what=STEADY)),
        record("b", Said(who="Interior Ministry", type="organization", what="no plane had been lost")),
    ]
    assert len({r["speaker_key"] for r in ledger(tmp_path, apart)}) == 2


@pytest.mark.parametrize(
    "words", ["Trump", "Ana and Bo Ruiz", "Sens. Rand Paul (Ky.)", "NEW HAMPSHIRE VOTES TODAY", "St. Francis", "J. Vik"]
)
def test_what_is_no_full_name_has_no_parts(words: str) -> None:
    assert person_name(words) is None


def test_a_name_is_taken_apart() -> None:
    name = person_name("Dr. Ana-María van der Berg Jr.")
    assert name is not None
    assert (name.given, name.middles, name.surname, name.suffix) == ("ana-maria", (), "van der berg", "jr")


def test_a_junior_is_not_his_father() -> None:
    father, son = person_name("Tom Berg"), person_name("Tom Berg Jr.")
    assert father is not None and son is not None
    assert not may_be_one(father, son)


@pytest.mark.parametrize(
    ("name", "key"),
    [("The Clinton campaign", "clinton campaign"), ("Clinton’s campaign", "clinton campaign"), ("U.S. Army", "us army"),
     ("Vik & Sons Ltd.", "vik & sons"), ("the website", None), ("British media", None)],
)  # fmt: skip
def test_a_body_has_one_key_however_it_is_written(name: str, key: str | None) -> None:
    assert body_name(name) == key
