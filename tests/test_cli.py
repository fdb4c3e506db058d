from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

import claimx
from claimx.cli.main import app
from claimx.records import from_json

RUNNER = CliRunner()
STORY = '"We will appeal," said Noor Haddad, a lawyer for the union.'


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line as a user starts it."""
    return subprocess.run([sys.executable, "-m", "claimx.cli.main", *arguments], capture_output=True, text=True)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    return path


def test_extract_writes_records_and_says_so_on_stderr_alone(story: Path, tmp_path: Path) -> None:
    done = run("extract", str(story), "-o", str(tmp_path / "o.jsonl"))
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 articles, 11 words, 1 attributions" in done.stderr
    doc = from_json((tmp_path / "o.jsonl").read_text())
    assert (doc.id, doc.attributions[0].content.text) == (str(story), '"We will appeal,"')


def test_extract_exits_3_when_an_article_was_quarantined(story: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"")
    done = run("extract", str(tmp_path), "-o", str(tmp_path / "out/o.jsonl"))
    assert done.returncode == 3
    assert "1 could not be read" in done.stderr
    assert "bad.txt" in (tmp_path / "out/o.jsonl.quarantine.jsonl").read_text()


def test_progress_can_be_json_and_quiet_says_nothing(story: Path, tmp_path: Path) -> None:
    done = run("extract", str(story), "-o", str(tmp_path / "o.jsonl"), "--progress", "json")
    told = json.loads(done.stderr.splitlines()[-1])
    assert (told["done"], told["articles"], told["words"], told["share"]) == (True, 1, 11, 1.0)
    assert run("extract", str(story), "-o", str(tmp_path / "o.csv"), "--quiet").stderr == ""


def test_shards_fill_a_folder(story: Path, tmp_path: Path) -> None:
    command = ["extract", str(story), str(story.parent / "*.txt"), "-o", str(tmp_path / "o.parquet")]
    assert run(*command, "--shard-size", "1").returncode == 0
    assert [p.name for p in (tmp_path / "o.parquet").iterdir()] == ["part-00000.parquet"]
    refused = run(*command, "--shard-size", "2")
    assert refused.returncode == 1
    assert "write.shard_size was 1, is 2" in refused.stderr


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_or_killed_run_goes_on_when_it_is_started_again(tmp_path: Path, with_signal: signal.Signals) -> None:
    rows = [{"id": f"a{k}", "text": f"Story {k}.\n\n" + STORY * 8} for k in range(300)]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)))
    # A run started in the background inherits that Ctrl-C is ignored: bring its usual handling back.
    program = "import signal as s; s.signal(s.SIGINT, s.default_int_handler); from claimx.cli.main import main; main()"
    command = [sys.executable, "-c", program, "extract", str(tmp_path / "in.jsonl"), "-o"]
    torn, whole = tmp_path / "torn.jsonl", tmp_path / "whole.jsonl"
    part = tmp_path / "torn.jsonl.partial/part-00000.jsonl"
    process = subprocess.Popen([*command, str(torn)], stderr=subprocess.PIPE, text=True)
    sizes = {0}
    while process.poll() is None and len(sizes) < 3:  # a second chunk: the first has been committed
        sizes.add(part.stat().st_size if part.exists() else 0)
        time.sleep(0.02)
    process.send_signal(with_signal)
    _, errors = process.communicate(timeout=60)
    assert not torn.exists()
    if with_signal is not signal.SIGKILL:
        assert process.returncode == 130
        assert "the same command goes on from here" in errors
    again = subprocess.run([*command, str(torn)], capture_output=True, text=True, check=True)
    assert "were done before" in again.stderr
    subprocess.run([*command, str(whole)], capture_output=True, check=True)
    assert torn.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["extract", "nothing.txt", "-o", "o.jsonl"], 1, "no such file, folder or glob"),
        (["extract", "STORY", "-o", "o.docx"], 1, "expected an output of the form"),
        (["extract", "STORY", "-o", "o.jsonl", "-m", "nope"], 1, "no model at 'nope'"),
        (["extract", "STORY"], 2, "Missing option"),
        (["extract", "STORY", "-o", "o.jsonl", "--min-score", "2"], 2, "Invalid value"),
        (["extract", "STORY", "-o", "o.jsonl", "--meta-field", "aired"], 1, "expected NAME=COLUMN"),
        (["extract", "STORY", "-o", "o.jsonl", "--encoding", "nope"], 1, "no encoding is called"),
        (["show", "nothing.txt"], 1, "expected a file that holds one article"),
        (["train", "--data", "nowhere", "--encoder", "./nowhere", "--out", "m"], 1, "no encoder at"),
        (["evaluate", "--data", "nowhere"], 1, "expected PolNeAR's layout"),
    ],
)
def test_a_mistake_is_told_in_a_line_without_a_traceback(
    story: Path, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    arguments = [str(story) if a == "STORY" else str(tmp_path / a) if a.startswith("o.") else a for a in arguments]
    done = run(*arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_show_tells_who_said_what(story: Path) -> None:
    shown = RUNNER.invoke(app, ["show", str(story)]).stdout
    assert "Noor Haddad" in shown
    assert "We will appeal" in shown
    assert "assert" in shown


def test_show_reads_a_pipe_and_prints_the_record(story: Path) -> None:
    shown = RUNNER.invoke(app, ["show", "-", "--json"], input=STORY)
    assert from_json(shown.stdout.strip()).text == STORY


def test_models_lists_what_ships() -> None:
    listed = RUNNER.invoke(app, ["models"], env={"COLUMNS": "200"}).stdout
    assert claimx.load().model.label in listed


def test_evaluate_prints_the_rows_and_their_signature(tmp_path: Path) -> None:
    for kind, name, body in (
        ("text", "s.txt", STORY),
        (
            "attributions",
            "s_0a1b.ann",
            "T1\tSource 23 34\tx\nT2\tCue 18 22\tx\nT3\tContent 0 17\tx\nE1\tSource:T1 Cue:T2 Content:T3\n",
        ),
    ):
        (tmp_path / "dev" / kind).mkdir(parents=True)
        (tmp_path / "dev" / kind / name).write_text(body)
    done = RUNNER.invoke(app, ["evaluate", "--data", str(tmp_path), "--json", "--records", str(tmp_path / "r.jsonl")])
    report = json.loads(done.stdout)
    assert report["scores"]["attribution.content"]["F1"] == 100.0
    assert "words|iou.5" in report["signature"]
    assert from_json((tmp_path / "r.jsonl").read_text()).id == "s"


@pytest.mark.parametrize("command", [[], ["extract"], ["show"], ["train"], ["evaluate"], ["models"]])
def test_every_command_has_help(command: list[str]) -> None:
    done = RUNNER.invoke(app, [*command, "--help"])
    assert done.exit_code == 0
    assert "Usage" in done.stdout


def test_the_version_is_told() -> None:
    assert RUNNER.invoke(app, ["--version"]).stdout.strip() == f"claimx {claimx.__version__}"


def test_workers_write_what_one_process_writes(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    rows = [{"id": str(k), "text": f'"It rose {k} inches," said Noor Haddad.'} for k in range(70)] + [{"id": "x"}]
    source.write_text("\n".join(map(json.dumps, rows)) + "\n")
    for workers in ("1", "2"):
        out = tmp_path / f"out{workers}.jsonl"
        result = CliRunner().invoke(app, ["extract", str(source), "-o", str(out), "--workers", workers, "-q"])
        assert result.exit_code == 3, result.output
    assert (tmp_path / "out1.jsonl").read_bytes() == (tmp_path / "out2.jsonl").read_bytes()
    assert (tmp_path / "out1.jsonl").read_text().count("\n") == 70
