"""The README is run: its Python prints what it says, its commands do what they say."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from claimx.cli.main import app
from tests.conftest import ROOT, SHARED

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
COMMANDS = [line for kind, body in BLOCKS if kind == "bash" for line in body.splitlines() if line and line[0] != "#"]
CI = (ROOT / ".ci/run").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place that looks like the checkout to the README's commands, to write in."""
    folder = tmp_path_factory.mktemp("checkout") / "claimx"
    (folder / "tests").mkdir(parents=True)
    shutil.copytree(ROOT / "tests/articles", folder / "tests/articles")
    (folder / "benchmarks").symlink_to(ROOT / "benchmarks")
    (folder.parent / "shared").symlink_to(SHARED)
    return folder


def test_the_python_of_the_readme_prints_what_the_readme_says(checkout: Path) -> None:
    shown = [body for kind, body in BLOCKS if kind == "text"]
    programs = [body for kind, body in BLOCKS if kind == "python"]
    assert len(programs) == len(shown) > 0
    for program, expected in zip(programs, shown, strict=True):
        done = subprocess.run([sys.executable, "-c", program], cwd=checkout, capture_output=True, text=True, check=True)
        assert done.stdout == expected


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs(checkout: Path, command: str) -> None:
    words = shlex.split(command, comments=True)
    if words[:2] in (["pip", "install"], ["python", "-m"]) and words[2] in ("torch==2.13.0", ".", "-e", "pytest"):
        assert all(part in CI for part in words[2:]), f"{command}: expected .ci/run to run it"
    elif words[:3] == ["python", "-m", "benchmarks.install"]:
        assert (ROOT / "benchmarks/install.py").is_file()  # it makes an environment of its own: minutes
    elif words[:2] == ["claimx", "train"]:
        known = CliRunner().invoke(app, ["train", "--help"], env={"COLUMNS": "200"}).stdout
        assert all(word in known for word in words if word.startswith("--"))  # an hour; tests/training runs it small
    elif not any("shared" in word for word in words) or SHARED.is_dir():
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            command, shell=True, cwd=checkout, env={**os.environ, "PATH": path}, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
