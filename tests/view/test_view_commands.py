"""`claimx view`, `claimx report` and `claimx show` as a user starts them."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from claimx.cli.main import app
from claimx.cli.show import grid
from claimx.errors import ClaimxError
from claimx.records import to_json
from claimx.types import Document
from tests.view.documents import document, flood, person


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_text(to_json(flood()) + "\n")
    return path


@pytest.mark.parametrize("command", ["view", "report"])
def test_records_become_one_page(records: Path, tmp_path: Path, command: str) -> None:
    page = tmp_path / "page.html"
    assert run(command, str(records), "-o", str(page)).exit_code == 0
    assert page.read_text().startswith("<!doctype html>")
    assert "<title>records.jsonl</title>" in page.read_text()


def test_compressed_records_are_read_too(records: Path, tmp_path: Path) -> None:
    packed, page, plain = tmp_path / "records.jsonl.gz", tmp_path / "a.html", tmp_path / "b.html"
    packed.write_bytes(gzip.compress(records.read_bytes()))
    run("view", str(packed), "-o", str(page), "--title", "t")
    run("view", str(records), "-o", str(plain), "--title", "t")
    assert page.read_text() == plain.read_text()


@pytest.mark.parametrize("command", ["view", "report"])
def test_what_cannot_be_read_is_told_with_its_line(tmp_path: Path, command: str) -> None:
    records = tmp_path / "r.jsonl"
    records.write_text(to_json(flood()) + "\n" + to_json(flood(), with_text=False) + "\n")
    done = run(command, str(records), "-o", str(tmp_path / "page.html"))
    assert isinstance(done.exception, ClaimxError)
    assert "r.jsonl:2" in str(done.exception)
    assert "--no-text" in str(done.exception)
    assert not (tmp_path / "page.html").exists()


def test_a_table_is_no_records(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n")
    done = run("view", str(tmp_path / "t.csv"), "-o", str(tmp_path / "page.html"))
    assert "expected records in .jsonl" in str(done.exception)


def shown(doc: Document, width: int) -> list[str]:
    out = io.StringIO()
    Console(width=width, file=out).print(grid(doc))
    return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("width", [30, 60, 120])
def test_show_keeps_to_the_width_and_loses_no_word(width: int) -> None:
    lines = shown(flood(), width)
    assert max(map(len, lines)) <= width
    content = "".join(flood().attributions[2].content.text.split())
    assert content in "".join(
        "".join(line[15:-4].split()) if len(line) == width else "".join(line[15:].split()) for line in lines
    )


def test_show_tells_stance_hedge_refusal_and_the_denied_claim() -> None:
    text = "\n".join(shown(flood(), 120))
    for known in ("× denies", "hedged", "no response", "mayor, Tarrow", "against Marisol Quint: the dam was leaking"):
        assert known in text


def test_show_lets_no_article_steer_the_terminal() -> None:
    text = "Zed\x1b[2J said \x9b31m rain\x07\u202e, \ud800 twice."
    claim = {"source": "Zed\x1b[2J", "cue": "said", "content": "\x9b31m rain\x07\u202e, \ud800 twice", "speaker": 0}
    printed = "\n".join(shown(document(text, claim, speakers=(person(1, "Zed\x1b[2J", role="\x1b]0;x"),)), 80))
    assert not set(printed) & set("\x1b\x9b\x07\u202e\ud800")
    assert "␛[2J" in printed
