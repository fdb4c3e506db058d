from __future__ import annotations

import json

import pytest

from claimx.cli import progress
from claimx.cli.progress import Pace, Progress, as_json, as_line, shown
from claimx.corpus.run import Summary

HALF = Summary(
    articles=300, attributions=900, words=60_000, quarantined=2, resumed=100, resumed_words=20_000, share=0.5,
    resumed_share=0.25,
)  # fmt: skip


@pytest.fixture
def pace(monkeypatch: pytest.MonkeyPatch) -> Pace:
    """Ten seconds after its start."""
    made = Pace()
    monkeypatch.setattr(made, "_started", made._started - 10.0)
    return made


def test_speed_counts_what_this_run_did_and_the_time_left_what_it_read(pace: Pace) -> None:
    told = json.loads(as_json(HALF, pace, done=False))
    assert told["articles_s"] == pytest.approx(20, abs=0.2)
    assert told["words_s"] == pytest.approx(4000, abs=40)
    assert told["remaining_s"] == pytest.approx(20, abs=0.2)


def test_a_line_tells_people_the_same(pace: Pace) -> None:
    assert as_line(HALF, pace).startswith("300 articles, 900 attributions, 2 in quarantine; ")
    assert as_line(HALF, pace).endswith("0:00:20 left")


def test_the_time_left_is_not_told_before_anything_was_read(pace: Pace) -> None:
    assert "left" not in as_line(Summary(), pace)
    assert json.loads(as_json(Summary(), pace, done=False))["remaining_s"] is None


@pytest.mark.parametrize(("kind", "lines"), [(Progress.BAR, 3), (Progress.JSON, 3), (Progress.NONE, 0)])
def test_where_there_is_no_terminal_progress_is_lines(
    kind: Progress, lines: int, pace: Pace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("_LINE_EVERY_S", "_JSON_EVERY_S"):
        monkeypatch.setattr(progress, name, 0.0)
    with shown(kind, pace) as show:
        for _ in range(3):
            show(HALF)
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", lines)


def test_progress_is_told_now_and_then(pace: Pace, capsys: pytest.CaptureFixture[str]) -> None:
    with shown(Progress.JSON, pace) as show:
        for _ in range(1000):
            show(HALF)
    assert capsys.readouterr().err == ""
