from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.ledger.records import Said, ledger, record

CLAIM = "Lund Shipping had hidden the cracked engines from the harbour inspectors since January"
DENIAL = "that it had hidden cracked engines from harbour inspectors"
OTHERS = [
    record(f"o{k}", Said(who="Bo Vik", what=f"the {word} would be {other} in the {place} by spring"))
    for k, (word, other, place) in enumerate(
        [
            ("school", "painted", "village"),
            ("road", "wider", "valley"),
            ("tax", "lower", "county"),
            ("bus", "late", "city"),
        ]
    )
]


def deny(what: str, who: str = "Lund Shipping", target: int | None = None) -> Said:
    return Said(who=who, type="organization", what=what, stance="deny", target=target)


def last(folder: Path, *records: dict[str, Any]) -> dict[str, Any]:
    return ledger(folder, [*OTHERS, *records])[-1]


def test_a_denial_is_tied_to_the_claim_of_another_article(tmp_path: Path) -> None:
    row = last(tmp_path, record("a", Said(who="Ana Ruiz", what=CLAIM)), record("b", deny(DENIAL)))
    assert row["denies"] == "a#0"
    assert 0.55 <= row["denies_score"] <= 1.0


def test_a_denial_is_tied_to_the_statement_not_to_one_sighting(tmp_path: Path) -> None:
    said = Said(who="Ana Ruiz", what=CLAIM)
    assert last(tmp_path, record("a", said), record("c", said), record("b", deny(DENIAL)))["denies"] == "a#0"


def test_what_it_denies_in_its_own_article_is_told_apart(tmp_path: Path) -> None:
    row = last(tmp_path, record("b", Said(who="Ana Ruiz", what=CLAIM), deny("the claim", target=0)))
    assert (row["target_statement"], row["denies"]) == ("b#0", None)


def test_a_denial_denies_no_denial_and_not_its_own_speaker(tmp_path: Path) -> None:
    says_not = Said(who="Ana Ruiz", what=CLAIM.replace("had hidden", "had not hidden"))
    own = Said(who="Lund Shipping", type="organization", what=CLAIM)
    again = record("d", deny(DENIAL, who="Vik Lines"))
    assert last(tmp_path, record("a", says_not), record("c", own), again, record("b", deny(DENIAL)))["denies"] is None


def test_a_name_in_common_is_no_claim_in_common(tmp_path: Path) -> None:
    other = Said(who="Ana Ruiz", what="Lund Shipping employs forty sailors from Gdansk")
    assert last(tmp_path, record("a", other), record("b", deny("that Lund Shipping was for sale")))["denies"] is None


def test_a_claim_of_another_year_is_less_likely(tmp_path: Path) -> None:
    said = Said(who="Ana Ruiz", what=CLAIM)
    near = last(tmp_path, record("a", said, date="2016-03-01"), record("b", deny(DENIAL), date="2016-03-04"))
    far = last(tmp_path, record("a", said, date="2011-03-01"), record("b", deny(DENIAL), date="2016-03-04"))
    assert (far["denies_score"] or 0.0) < near["denies_score"]
