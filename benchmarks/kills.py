"""A run over made-up articles, killed with SIGKILL again and again: is its output that of a run left alone?

    python -m benchmarks.kills [--articles 2000] [--kills 100] [--form jsonl] [--shard-size N] [--seed 7] [--json]

Each life of the run is a process of the command line. Its end is drawn: one in five falls into its start, the others
into its work, so late that the run gets on by about the same number of articles a life. The last life is left to end.
The outputs are compared line by line, sorted; tables row by row; what is in quarantine too.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq

from claimx.corpus.streams import open_lines

NAMES = ("Noor Haddad", "Jonas Berg", "the ministry", "Ana Ruiz", "the harbour authority", "Tomas Lind")
QUARANTINED = 3  # the exit code: some of the articles cannot be read
CHUNK = 64  # articles between two commits
EARLY = 0.2  # of the kills
CLAIMS = ("the ferry would sail again", "the dam had leaked", "nobody was hurt", "the vote was fair")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 0 if the outputs are equal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--form", default="jsonl", help="jsonl, jsonl.zst, csv, parquet ...")
    parser.add_argument("--shard-size", type=int)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        facts = measure(Path(folder), options)
    print(json.dumps(facts) if options.json else "\n".join(f"{key}: {value}" for key, value in facts.items()))
    return 0 if facts["equal"] == facts["runs"] else 1


def measure(folder: Path, options: argparse.Namespace) -> dict[str, object]:
    """Run once without kills, then with them, and compare; a run that ends too early is followed by another."""
    draw = random.Random(options.seed)
    source = folder / "in.jsonl"
    source.write_text("".join(line(k, draw) for k in range(options.articles)), encoding="utf-8")
    command = [sys.executable, "-m", "claimx.cli.main", "extract", str(source), "--quiet"]
    if options.shard_size:
        command += ["--shard-size", str(options.shard_size)]
    whole, torn = folder / f"whole.{options.form}", folder / f"torn.{options.form}"
    boot_s, chunk_s = time_run([*command, "-o", str(whole)], whole, options.articles / CHUNK)
    wanted = (
        options.articles / CHUNK / max(options.kills, 1) / (1 - EARLY)
    )  # chunks a life, so that all kills find work
    reach = (1 / (1 - wanted) if wanted < 0.9 else 2 * wanted + 1) * chunk_s
    early = late = runs = equal = 0
    while not runs or early + late < options.kills:
        process = subprocess.Popen([*command, "-o", str(torn)])
        if early + late < options.kills:
            is_early = draw.random() < EARLY
            time.sleep(boot_s * draw.uniform(0.1, 1.0) if is_early else boot_s + draw.uniform(0.0, reach))
            process.send_signal(signal.SIGKILL)
            if process.wait() == -signal.SIGKILL:
                early, late = early + is_early, late + (not is_early)
                continue
        runs += 1
        equal += process.wait() == QUARANTINED and same(whole, torn) and not list(folder.glob("*.partial"))
        clear(torn)
    return {
        "articles": options.articles,
        "form": options.form,
        "seed": options.seed,
        "kills": early + late,
        "kills_while_starting": early,
        "boot_s": round(boot_s, 2),
        "s_between_commits": round(chunk_s, 3),
        "runs": runs,
        "equal": equal,
    }


def line(number: int, draw: random.Random) -> str:
    """One made-up article of a sentence or two; every 50th cannot be read, some have another's id."""
    if number % 50 == 49:
        return json.dumps({"id": f"a{number}", "body": "no text"}) + "\n"
    name, claim = draw.choice(NAMES), draw.choice(CLAIMS)
    text = f'"It rose {number} inches," said {name}. {draw.choice(NAMES).capitalize()} denied that {claim}.'
    return json.dumps({"id": f"a{number - (number % 70 == 1)}", "text": text}) + "\n"


def time_run(command: Sequence[str], out: Path, chunks: float) -> tuple[float, float]:
    """Seconds that a run takes before its first article, and from one commit to the next."""
    part = out.with_name(out.name + ".partial")
    started = time.perf_counter()
    process = subprocess.Popen(command)
    while process.poll() is None and not any(part.glob("part-*")):
        time.sleep(0.01)
    begun = time.perf_counter()
    process.wait()
    chunk_s = (time.perf_counter() - begun) / chunks
    return max(begun - started - chunk_s, 0.1), chunk_s


def clear(out: Path) -> None:
    """Remove a run's output and what stands beside it."""
    for path in out.parent.glob(f"{out.name}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def same(one: Path, other: Path) -> bool:
    """True if two outputs hold the same lines or rows in any order, and so do their quarantines."""
    quarantines = [path.with_name(path.name + ".quarantine.jsonl") for path in (one, other)]
    return content(one) == content(other) and content(quarantines[0]) == content(quarantines[1])


def content(path: Path) -> list[str]:
    """The sorted lines or rows of an output, its shards together."""
    if path.is_dir():
        return sorted(part for file in path.iterdir() for part in content(file))
    if path.suffix == ".parquet":
        return sorted(json.dumps(row) for row in pq.read_table(path).to_pylist())
    with open_lines(path, "utf-8", "\n") as (_, lines):
        return sorted(lines)


if __name__ == "__main__":
    sys.exit(main())
