"""A denial finds what it denies, and nothing where the article has nothing to deny."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.assembly import Draft
from claimx.stance.targets import find_targets
from claimx.training.gold import parse_passage
from claimx.types import StanceLabel


def target_of(marked: str, stances: dict[str, StanceLabel], speakers: dict[str, str]) -> dict[str, str | None]:
    """For each attribution of a marked passage, by its number, that which it denies."""
    labels = {name: {"stance": stance, "hedged": False} for name, stance in stances.items()}
    passage = parse_passage(json.dumps({"marked": marked, "labels": labels}))
    gold = sorted(passage.attributions, key=lambda r: min((*r.source, *r.cue, *r.content)))
    drafts = [
        Draft(source=r.source, cue=r.cue, content=r.content, addressee=(), kind="indirect", parent=None, score=1.0)
        for r in gold
    ]
    found = find_targets(passage.text, drafts, [stances[r.id] for r in gold], [speakers.get(r.id) for r in gold])
    return {r.id: gold[t].id if t is not None else None for r, t in zip(gold, found, strict=True)}


@pytest.mark.parametrize(
    "marked",
    [
        "{1s|A union} {1c|says} {1t|the mine flooded}. {2s|Its owner} {2c|denied} {2t|that it had}.",
        "{1s|The weekly} {1c|reported} {1t|that the coach hit a player}. {2t|“A lie,”} {2c|said} {2s|the coach}.",
        "{2s|The bank} {2c|denies} {2t|that it sold loans}, while {1s|a broker} {1c|alleges} {1t|it sold many loans}.",
    ],
)
def test_a_denial_finds_the_claim(marked: str) -> None:
    found = target_of(marked, {"1": "assert", "2": "deny"}, {"1": "A", "2": "B"})
    assert found == {"1": None, "2": "1"}


def test_the_claim_with_the_same_words_is_taken_and_not_the_nearest() -> None:
    marked = (
        "{1s|Two nurses} {1c|accused} {1t|the clinic of hiding needles}. {2s|The town} {2c|said} {2t|rain would come}. "
        "{3s|The clinic} {3c|denied} {3t|hiding needles}."
    )
    found = target_of(marked, {"1": "assert", "2": "assert", "3": "deny"}, {"1": "A", "2": "B", "3": "C"})
    assert found["3"] == "1"


def test_nobody_denies_his_own_words() -> None:
    marked = "{1s|The owner} {1c|said} {1t|the mine is dry}. {2s|He} {2c|denied} {2t|that it had flooded}."
    assert target_of(marked, {"1": "assert", "2": "deny"}, {"1": "A", "2": "A"}) == {"1": None, "2": None}


def test_only_denials_have_targets() -> None:
    marked = "{1s|A union} {1c|says} {1t|the mine flooded}. {2s|Its owner} {2c|declined} {2t|to say if it flooded}."
    assert target_of(marked, {"1": "assert", "2": "decline"}, {"1": "A", "2": "B"}) == {"1": None, "2": None}


@given(st.text(max_size=40))
def test_any_text_has_an_answer(text: str) -> None:
    whole = ((0, len(text)),)
    drafts = [Draft(source=(), cue=(), content=whole, addressee=(), kind="indirect", parent=None, score=1.0)] * 2
    assert find_targets(text, drafts, ["assert", "deny"], [None, None]) in ([None, 0], [None, None])
