"""What is written is run: the Python of the README and of docs/ prints what it says, the commands do what they say."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.peers import MEASURES, score_peers
from claimx.cli.main import app
from claimx.evaluation.gold import read_polnear
from tests.conftest import ROOT, SHARED

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCKS = {
    page.relative_to(ROOT): re.findall(r"^```(\w+)\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    for page in PAGES
}
PROGRAMS = [
    pytest.param(page, body, expected, id=f"{page}-{k}")
    for page, blocks in BLOCKS.items()
    for k, ((kind, body), (after, expected)) in enumerate(zip(blocks, [*blocks[1:], ("", "")], strict=False))
    if kind == "python" and after == "text"
]
COMMANDS = [
    pytest.param(page, line, id=f"{page}: {line}")
    for page, blocks in BLOCKS.items()
    for kind, body in blocks
    for line in (body.splitlines() if kind == "bash" else ())
    if line and line[0] != "#"
]
CI = (ROOT / ".ci/run").read_text(encoding="utf-8").replace('"', "")
IN_CI = ("torch==2.13.0", ".", "-e", "pytest")  # after `pip install` or `python -m`
PEERS = {  # their files, by the docs' names
    "forty lines over spaCy: marks, and the nearest verb of saying": "diy",
    "textacy, direct quotations": "textacy-para-np",
    "Citron as it ships, cues from a list of verbs": "citron-lexcue",
    "Gender Gap Tracker's rules": "sfu-md",
    "Citron (BBC, 2021), all its classifiers trained anew on PolNeAR train": "citron-retrained",
}


@pytest.fixture(scope="module")
def checkout_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """A place for each page that looks like the checkout to its commands, to write in."""

    @cache
    def make(page: Path) -> Path:
        folder = tmp_path_factory.mktemp(page.stem) / "claimx"
        (folder / "tests").mkdir(parents=True)
        shutil.copytree(ROOT / "tests/articles", folder / "tests/articles")
        (folder / "benchmarks").symlink_to(ROOT / "benchmarks")
        (folder.parent / "shared").symlink_to(SHARED)
        return folder

    return make


def test_every_program_shows_what_it_prints() -> None:
    assert len(PROGRAMS) == sum(kind == "python" for blocks in BLOCKS.values() for kind, _ in blocks)
    assert len(PROGRAMS) == sum(kind == "text" for blocks in BLOCKS.values() for kind, _ in blocks)


@pytest.mark.parametrize(("page", "program", "expected"), PROGRAMS)
def test_the_python_prints_what_is_shown(
    checkout_of: Callable[[Path], Path], page: Path, program: str, expected: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=checkout_of(page), capture_output=True, text=True, check=True
    )
    assert done.stdout == expected


@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_a_command_runs(checkout_of: Callable[[Path], Path], page: Path, command: str) -> None:
    words = shlex.split(command, comments=True)
    if words[:2] in (["pip", "install"], ["python", "-m"]) and words[2] in IN_CI:
        assert all(part in CI for part in words[2:] if part not in ("&&", "pip", "install")), f"{command}: not in CI"
    elif words[0] in ("ruff", "mypy"):
        assert all(part.strip() in CI for part in command.split("&&")), f"{command}: not in CI"
    elif words[:3] == ["python", "-m", "benchmarks.install"]:
        assert (ROOT / "benchmarks/install.py").is_file()  # it makes an environment of its own: minutes
    elif words[:2] == ["claimx", "train"]:
        known = CliRunner().invoke(app, ["train", "--help"], env={"COLUMNS": "200"}).stdout
        assert all(word in known for word in words if word.startswith("--"))  # an hour; tests/training runs it small
    elif not any("shared" in word for word in words) or SHARED.is_dir():
        if "benchmarks.throughput" in words:
            command += " --articles 8 --rounds 1"  # minutes otherwise
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            command, shell=True, cwd=checkout_of(page), env={**os.environ, "PATH": path}, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr


def test_the_site_is_built_and_its_tutorial_is_run(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(tmp_path / "site")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site/tutorial.html").read_text(encoding="utf-8")
    assert "read by en_news_small" in page and "denies what A report by the harbour union claims" in re.sub(
        r"<.*?>", "", page
    )


@pytest.mark.skipif(not SHARED.is_dir(), reason="the peers' outputs lie beside the project")
def test_the_peers_have_the_scores_that_are_shown() -> None:
    page = (ROOT / "docs/peers.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| ([^|]+) \| ([\d.]+(?: \| [\d.]+){3}) \|$", page, re.MULTILINE))
    scores = score_peers(SHARED / "peers/dev", list(read_polnear(SHARED / "data/polnear", "dev")))
    for told, name in PEERS.items():
        assert shown[told] == " | ".join(f"{scores[name][measure].f1:.1f}" for measure in MEASURES)
