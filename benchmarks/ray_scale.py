"""Words a second on a local Ray cluster with one worker and with two, beside one process without Ray.

    python -m benchmarks.ray_scale --data FOLDER [--split train] [--articles 400] [--workers 1 2] [--json]

Whole path: Parquet in, extraction, Parquet out, for articles in PolNeAR's layout. Every run must give the
rows of the process without Ray. Starting the pool (``start_s``, a run over one article) is told apart from the rest.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import ray
import ray.data

import claimx.ray
from claimx.arrow import TableConfig, TableReader
from claimx.evaluation.gold import read_polnear

BATCH = 16  # articles in a task: enough tasks to share out, and seconds to read one
ROWS = 50_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", default="train")
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    gold = list(read_polnear(options.data, options.split))[: options.articles]
    articles = pa.table({"id": [g.id for g in gold], "text": [g.text for g in gold]})
    words = sum(len(g.text.split()) for g in gold)
    rows, alone = run_alone(articles, words)
    facts: dict[str, object] = {"one process without Ray": alone}
    for workers in options.workers:
        found, facts[f"Ray, workers: {workers}"] = run_on_ray(articles, words, workers)
        if found != rows:
            raise SystemExit(f"the rows of {workers} workers are not those of one process: {len(found)}, {len(rows)}")
    facts |= {
        "articles": len(gold),
        "words": words,
        "attributions": len(rows),
        "versions": {name: version(name) for name in ("claimx", "ray", "openvino", "pyarrow")},
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, 1 thread a worker",
    }
    print(json.dumps(facts) if options.json else "\n".join(f"{key}: {value}" for key, value in facts.items()))


def run_alone(articles: pa.Table, words: int) -> tuple[list[str], dict[str, float]]:
    """One process without Ray: its rows, and how fast and large it was."""
    reader = TableReader(table=TableConfig(id_field="id"), model=None, config=None)
    reader(articles.slice(0, 1))  # loads the model and builds the kernels
    started, worked = time.perf_counter(), time.process_time()
    rows = reader(articles)
    facts: dict[str, float] = {
        "words_per_s": round(words / (time.perf_counter() - started)),
        "words_per_cpu_s": round(words / (time.process_time() - worked)),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    return in_order(rows), facts


def run_on_ray(articles: pa.Table, words: int, workers: int) -> tuple[list[str], dict[str, float]]:
    """A cluster of ``workers`` actors, and one CPU more that reads and writes the files."""
    ray.init(num_cpus=workers + 1, include_dashboard=False, logging_level="error", log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    try:
        with tempfile.TemporaryDirectory() as scratch:
            _, start_s = through_files(articles.slice(0, 1), workers, Path(scratch) / "start")
            out, all_s = through_files(articles, workers, Path(scratch) / "all")
            size = sum(path.stat().st_size for path in out.iterdir())
            rows = in_order(pq.read_table(out))
    finally:
        ray.shutdown()
    return rows, {
        "words_per_s": round(words / (all_s - start_s)),
        "start_s": round(start_s, 1),
        "all_s": round(all_s, 1),
        "parquet_bytes_per_article": round(size / len(articles)),
    }


def through_files(articles: pa.Table, workers: int, folder: Path) -> tuple[Path, float]:
    """The folder with the attributions, and the seconds from files to files."""
    folder.mkdir()
    pq.write_table(articles, folder / "in.parquet")
    started = time.perf_counter()
    read = ray.data.read_parquet(folder / "in.parquet")
    found = claimx.ray.extract(read, concurrency=workers, batch_size=BATCH)
    found.write_parquet(folder / "out", min_rows_per_file=ROWS)
    return folder / "out", time.perf_counter() - started


def in_order(rows: pa.Table) -> list[str]:
    """The rows as JSON, in an order that does not depend on who read them."""
    return sorted(json.dumps(row, sort_keys=True) for row in rows.to_pylist())


if __name__ == "__main__":
    main()
