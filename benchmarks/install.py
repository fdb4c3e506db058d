"""Size of the base install and time of the import, in a fresh virtual environment.

    python -m benchmarks.install [--json]

Installs the checkout as a user does (``pip install .``), weighs what came, and times ``import claimx`` and the first
article from a cold start, each in five fresh processes (the median is told).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 5
PROBES = {
    "import_s": "import claimx",
    "first_article_s": "import claimx; claimx.load()('\"It rained,\" said Noor Haddad.')",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "venv"
        venv.create(folder, with_pip=True)
        python = folder / "bin/python"
        before = size(folder)
        subprocess.run([python, "-m", "pip", "install", "--quiet", str(ROOT)], check=True, stdout=sys.stderr)
        facts: dict[str, float] = {"installed_mib": round((size(folder) - before) / 2**20)}
        bare = median(python, "pass", scratch)
        for name, code in PROBES.items():
            facts[name] = round(median(python, code, scratch) - bare, 2)
    print(json.dumps(facts) if options.json else "\n".join(f"{key}: {value}" for key, value in facts.items()))


def size(folder: Path) -> int:
    """Bytes of all files below ``folder``, links not followed."""
    return sum(p.lstat().st_size for p in folder.rglob("*") if p.is_file())


def median(python: Path, code: str, cwd: str) -> float:
    """Seconds that a fresh process takes for ``code``."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run([python, "-c", code], check=True, cwd=cwd)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    main()
