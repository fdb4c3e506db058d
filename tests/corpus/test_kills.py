"""A real run, killed for good, in the smallest size; `benchmarks.kills` has the full one."""

from __future__ import annotations

import json

import pytest

from benchmarks import kills


@pytest.mark.parametrize("options", [["--form", "jsonl"], ["--form", "parquet", "--shard-size", "40"]])
def test_killed_runs_end_like_one_that_was_left_alone(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert kills.main(["--articles", "140", "--kills", "3", "--json", *options]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["kills"] == 3 and facts["equal"] == facts["runs"] >= 1
