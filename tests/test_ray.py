"""A local Ray cluster with two workers gives what one process gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import ray
import ray.data

import claimx
import claimx.ray
from claimx.arrow import TableConfig, TableReader, result_schema
from tests.conftest import ROOT
from tests.test_arrow import ARTICLES

pytestmark = pytest.mark.filterwarnings("ignore:::ray")  # Ray's own, about itself
CORPUS = pa.Table.from_pylist(
    [{"id": f"a{k}", "text": f'"It rose {k} inches," said Noor Haddad.', "day": k} for k in range(60)] + ARTICLES
)


@pytest.fixture(scope="module", autouse=True)
def _cluster() -> Iterator[None]:
    """Two CPUs for the actors, one for what reads and writes the files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        ray.init(num_cpus=3, include_dashboard=False, logging_level="error", log_to_driver=False)
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        yield
        ray.shutdown()


def in_order(table: pa.Table) -> list[dict[str, Any]]:
    return sorted(table.to_pylist(), key=lambda row: (str(row["doc_id"]), str(row["attribution_id"])))


def locally(**table: Any) -> list[dict[str, Any]]:
    return in_order(TableReader(table=TableConfig(id_field="id", **table), model=None, config=None)(CORPUS))


def test_two_actors_give_the_rows_of_one_process(tmp_path: Path) -> None:
    pq.write_table(CORPUS, tmp_path / "in.parquet")  # one block, which both must share
    articles = ray.data.read_parquet(tmp_path / "in.parquet")
    found = claimx.ray.extract(articles, concurrency=2, meta_fields=["day"], keep_empty=True, batch_size=10)
    found.write_parquet(tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 7
    written = pq.read_table(tmp_path / "out")
    assert written.schema.names == result_schema().names
    assert in_order(written) == locally(meta_fields=("day",), keep_empty=True)
    assert [row["error"] is not None for row in in_order(written)].count(True) == 2


def test_an_article_that_cannot_be_read_ends_the_run_where_that_is_asked_for() -> None:
    run = claimx.ray.extract(ray.data.from_arrow(CORPUS), on_error="raise")
    with pytest.raises(ray.exceptions.RayError, match="article 'lost'"):
        run.materialize()


def test_the_loop_over_shards_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    page = (ROOT / "benchmarks/SCALE.md").read_text(encoding="utf-8")
    (loop,) = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    news, out = tmp_path / "news", tmp_path / "attributions"
    for shard in ("a", "b"):
        (out / shard if shard == "a" else out / "b.partial").mkdir(parents=True)
        news.mkdir(exist_ok=True)
        pq.write_table(CORPUS.rename_columns(["id", "text", "url"]), news / f"{shard}.parquet")
    (out / "b.partial/torn.parquet").write_bytes(b"PAR1")
    exec(loop.replace("/mnt", str(tmp_path)).replace("ray.init()", "ray.is_initialized()"), {})
    assert [path.name for path in sorted(out.iterdir())] == ["a", "b"]
    assert list((out / "a").iterdir()) == []
    assert {row["doc_id"] for row in in_order(pq.read_table(out / "b"))} == set(CORPUS["id"].to_pylist())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"id_field": "url"}, "id_field is 'url'; the articles have the columns id, text, day"),
        ({"num_gpus": 1}, r"num_gpus is 1, but the model would run on the CPU; .*device='cuda'"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(options: dict[str, Any], message: str) -> None:
    with pytest.raises(claimx.ConfigError, match=message):
        claimx.ray.extract(ray.data.from_arrow(CORPUS), **options)
