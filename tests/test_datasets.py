"""Hugging Face datasets in, datasets of attributions out: typed, cached, and with every article accounted for."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import datasets
import pytest

import claimx
import claimx.datasets
from claimx.arrow import result_schema
from claimx.records import to_rows
from tests.test_arrow import ARTICLES, READABLE, copy_model
from tests.test_layers import HEAVY, loaded_after


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> Iterator[None]:
    datasets.disable_progress_bars()
    yield
    datasets.enable_progress_bars()


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A folder with the articles, as `datasets` keeps them."""
    datasets.Dataset.from_list(ARTICLES).save_to_disk(tmp_path / "articles")
    return tmp_path / "articles"


def caches(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("cache-*.arrow")}


def test_a_dataset_gives_one_typed_row_an_attribution(extractor: claimx.Extractor) -> None:
    found = claimx.datasets.extract(datasets.Dataset.from_list(ARTICLES), id_field="id", meta_fields=["day"])
    assert found.features == datasets.Features.from_arrow_schema(result_schema())
    assert [row["content"] for row in found if row["error"] is None] == [
        row["content"] for doc in extractor.pipe(READABLE) for row in to_rows(doc)
    ]
    assert [(row["doc_id"], row["meta"]) for row in found if row["error"]] == [
        ("lost", '{"day": 5}'),
        (None, '{"day": 7}'),
    ]


def test_an_untyped_endless_stream_is_read_as_far_as_it_is_asked_for() -> None:
    def articles() -> Iterator[dict[str, Any]]:
        yield {"text": None, "other": 1}  # what the column holds is not known from the first row
        for k in itertools.count():
            yield {"text": f'"It rose {k} inches," said Noor Haddad.', "other": "x"}

    stream = datasets.IterableDataset.from_generator(articles)
    found = list(claimx.datasets.extract(stream, batch_size=2).take(3))
    assert [(row["doc_id"], row["content_spans"]) for row in found] == [("0", None), ("1", [[0, 19]]), ("2", [[0, 19]])]
    assert found[0]["error"].startswith("input: expected the text as str")


def test_a_stream_gives_the_rows_of_its_dataset() -> None:
    whole = datasets.Dataset.from_list(ARTICLES)
    stream = claimx.datasets.extract(whole.to_iterable_dataset(num_shards=2), id_field="id", keep_empty=True)
    assert list(stream) == list(claimx.datasets.extract(whole, id_field="id", keep_empty=True))


def test_the_same_call_is_served_from_the_cache_without_the_model(stored: Path, tmp_path: Path) -> None:
    model = copy_model(tmp_path / "model", version="9")
    first = claimx.datasets.extract(datasets.load_from_disk(stored), model=model)
    made = caches(stored)
    graph = model / "graph.bin"
    graph.rename(model / "away")
    again = claimx.datasets.extract(datasets.load_from_disk(stored), model=model)
    assert list(again) == list(first)
    assert caches(stored) == made
    assert len(made) == 1


def test_another_model_or_option_is_not_served_from_the_cache(stored: Path, tmp_path: Path) -> None:
    articles = datasets.load_from_disk(stored)
    model = copy_model(tmp_path / "model", version="9")
    claimx.datasets.extract(articles, model=model)
    model.rename(tmp_path / "before")
    copy_model(tmp_path / "model", version="10")
    second = claimx.datasets.extract(articles, model=model)
    assert set(second["model"]) == {f"en_news_small-10-{claimx.load().model.version}"}
    claimx.datasets.extract(articles, model=model, config=claimx.RunConfig(min_score=0.99))
    claimx.datasets.extract(articles, model=model, keep_empty=True)
    assert len(caches(stored)) == 4


def test_two_processes_give_the_rows_of_one(stored: Path) -> None:
    code = (
        "import claimx, datasets, sys; datasets.disable_progress_bars()\n"
        "articles = datasets.load_from_disk(sys.argv[1])\n"
        "one, two = (claimx.datasets.extract(articles, num_proc=n) for n in (None, 2))\n"
        "assert len(one) == 5 and list(one) == list(two), (list(one), list(two))"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(stored)], check=True
    )  # forks, so not from a process full of threads


@pytest.mark.parametrize(
    ("given", "options", "message"),
    [
        (datasets.Dataset.from_list(ARTICLES), {"text_field": "body"}, "text_field is 'body'"),
        (datasets.DatasetDict({"train": datasets.Dataset.from_list(ARTICLES)}), {}, "got DatasetDict; give one split"),
        (datasets.Dataset.from_list(ARTICLES).to_iterable_dataset(), {"num_proc": 2}, "num_proc is for a Dataset"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_read(given: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(claimx.ConfigError, match=message):
        claimx.datasets.extract(given, **options)


@pytest.mark.parametrize("name", ["datasets", "ray"])
def test_an_adapter_says_what_to_install(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, f"{name}.data", None)
    with pytest.raises(claimx.MissingExtraError, match=rf"pip install 'claimx\[{name}\]'"):
        getattr(claimx, name).extract(None)


def test_an_adapter_is_there_after_importing_claimx_and_loads_nothing_before_it_is_called() -> None:
    loaded = loaded_after("import claimx; claimx.datasets.extract, claimx.ray.extract")
    assert not loaded & (HEAVY - {"numpy", "tokenizers"})
