from __future__ import annotations

import json
from pathlib import Path

from claimx.training.targets import read_options, write

MARKED = (
    "{1s|The weekly} {1c|reported} {1t|a strike}. {2t|“There is no strike,”} {2s|the owner} {2c|said}. "
    "{3s|The mayor} {3c|declined} {3t|to comment}."
)
LABELS = {
    "1": {"stance": "assert", "hedged": False, "who": "the weekly"},
    "2": {"stance": "deny", "hedged": False, "who": "the owner", "target": "1"},
    "3": {"stance": "decline", "hedged": False, "who": "the mayor"},
}


def test_each_denial_is_a_choice_among_the_others_and_none() -> None:
    (choice,) = read_options(json.dumps({"marked": MARKED, "labels": LABELS}))
    assert len(choice.rows) == 3
    assert choice.right == (0,)


def test_a_denial_of_nothing_has_none_for_its_right_choice() -> None:
    labels = {**LABELS, "2": {k: v for k, v in LABELS["2"].items() if k != "target"}}
    (choice,) = read_options(json.dumps({"marked": MARKED, "labels": labels}))
    assert choice.right == (2,)


def test_the_weights_that_are_learned_prefer_what_was_right(tmp_path: Path) -> None:
    choices = list(read_options(json.dumps({"marked": MARKED, "labels": LABELS})))
    write(choices, tmp_path / "weights.json")
    weights = json.loads((tmp_path / "weights.json").read_text())
    assert weights["before_0"] > weights["none"]
    assert weights["assert"] > weights["decline"]
