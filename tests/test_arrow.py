"""Tables of articles in, tables of attributions out, whichever library holds the tables."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path
from typing import Any

import polars
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import claimx
from claimx.arrow import TableConfig, TableReader, result_schema
from claimx.model import store
from claimx.records import to_table

ARTICLES: list[dict[str, Any]] = [
    {"id": "river", "text": '"It rose two inches," said Noor Haddad.', "day": 3},
    {"id": "quiet", "text": "It rained.", "day": 4},
    {"id": "lost", "text": None, "day": 5},
    {"id": "dam", "text": "The mayor denied that the dam had failed, and Ines Duarte said it would hold.", "day": 6},
    {"id": None, "text": "The ministry said the road was shut.", "day": 7},
]
TABLE = pa.Table.from_pylist(ARTICLES)
READABLE = [claimx.Article(text=a["text"], id=a["id"]) for a in ARTICLES if a["id"] and a["text"]]


def reader(**table: Any) -> TableReader:
    return TableReader(table=TableConfig(**{"id_field": "id", **table}), model=None, config=None)


def copy_model(folder: Path, *, version: str) -> Path:
    """The shipped model under another version, so with other sums."""
    shipped = store.find_model(None)
    folder.mkdir()
    for name in (*store.SHARED_FILES, *store.graph_files(shipped)):
        shutil.copy(shipped / name, folder / name)
    config = (folder / store.CONFIG).read_text(encoding="utf-8")
    changed = config.replace('"version": "', f'"version": "{version}-')
    (folder / store.CONFIG).write_text(changed, encoding="utf-8")
    store.seal(folder)
    return folder


def test_the_rows_are_those_of_the_articles_read_alone(extractor: claimx.Extractor) -> None:
    rows = reader()(TABLE)
    found = rows.filter(pa.compute.is_valid(rows["attribution_id"])).drop_columns("error")
    assert found == to_table(extractor.pipe(READABLE)).set_column(
        found.column_names.index("meta"), pa.field("meta", pa.string()), pa.array(["{}"] * found.num_rows)
    )
    assert set(found["doc_id"].to_pylist()) == {"river", "dam"}


def test_an_article_that_cannot_be_read_leaves_a_row_with_the_reason() -> None:
    failed = [row for row in reader(meta_fields=("day",))(TABLE).to_pylist() if row["error"]]
    assert [(row["doc_id"], row["attribution_id"], row["meta"]) for row in failed] == [
        ("lost", None, '{"day": 5}'),
        (None, None, '{"day": 7}'),
    ]
    assert failed[0]["error"] == "input: expected the text as str, got NoneType"
    assert failed[1]["error"] == "input: the id, column 'id', is null"


def test_an_article_that_cannot_be_read_raises_where_that_is_asked_for() -> None:
    with pytest.raises(claimx.DocumentError, match="article 'lost'"):
        reader(on_error="raise")(TABLE)


def test_an_article_without_attributions_leaves_a_row_where_that_is_asked_for() -> None:
    assert "quiet" not in reader()(TABLE)["doc_id"].to_pylist()
    (row,) = [row for row in reader(keep_empty=True)(TABLE).to_pylist() if row["doc_id"] == "quiet"]
    assert (row["attribution_id"], row["content"], row["error"], row["model"]) == (
        None,
        None,
        None,
        claimx.load().model.label,
    )


def test_articles_without_an_id_column_are_numbered() -> None:
    rows = reader(id_field=None, keep_empty=True)(TABLE.select(["text"]))
    assert list(dict.fromkeys(rows["doc_id"].to_pylist())) == ["0", "1", "2", "3", "4"]


@settings(deadline=None, max_examples=15)
@given(st.lists(st.none() | st.text(max_size=30), max_size=4))
def test_no_article_is_lost_and_every_span_fits(texts: list[str | None]) -> None:
    columns: dict[str, list[Any]] = {"id": [f"a{k}" for k in range(len(texts))], "text": list(texts)}
    found = WITH_EMPTY.read(columns, range(len(texts)))
    assert list(dict.fromkeys(found["doc_id"])) == columns["id"]
    for doc_id, content, spans in zip(found["doc_id"], found["content"], found["content_spans"], strict=True):
        if spans is not None:
            text = texts[int(doc_id[1:])] or ""
            assert [len(text[b:e]) for b, e in spans] == [e - b for b, e in spans]
            assert len(content) == sum(e - b for b, e in spans) + len(spans) - 1


WITH_EMPTY = reader(keep_empty=True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"text_field": "body"}, "text_field is 'body'; the articles have the columns id, text, day"),
        ({"id_field": "url"}, "id_field is 'url'"),
        ({"meta_fields": ("day", "title")}, "meta_fields is 'title'"),
        ({"meta_fields": "day"}, r"meta_fields is 'day'; expected several names: \('day',\)"),
        ({"on_error": "skip"}, "on_error is 'skip'; expected 'row' or 'raise'"),
    ],
)
def test_an_option_that_cannot_be_is_refused_by_name(options: dict[str, Any], message: str) -> None:
    with pytest.raises(claimx.ConfigError, match=message):
        reader(**options)(TABLE)


def test_a_table_without_articles_gives_one_without_rows() -> None:
    assert reader()(TABLE.slice(0, 0)) == result_schema().empty_table()


def test_a_reader_travels_without_its_model_and_reads_the_same() -> None:
    first = reader()
    rows = first(TABLE)
    sent = pickle.dumps(first)
    assert len(sent) < 10_000
    assert pickle.loads(sent)(TABLE) == rows
    assert first.open() is first.open()


def test_another_model_at_the_other_end_is_refused(tmp_path: Path) -> None:
    here = copy_model(tmp_path / "model", version="9")
    sent = pickle.dumps(TableReader(table=TableConfig(), model=here, config=None))
    shutil.rmtree(here)
    copy_model(here, version="10")
    with pytest.raises(claimx.ModelError, match="differs between machines"):
        pickle.loads(sent)(TABLE)


def test_pandas_and_polars_read_the_flat_form(extractor: claimx.Extractor) -> None:
    table = to_table(extractor.pipe(READABLE))
    frame = table.to_pandas()
    assert frame.groupby("doc_id").size().to_dict() == {"dam": 2, "river": 1}
    assert frame.content_spans[0][0].tolist() == [0, 21]
    lines = polars.from_arrow(table)
    assert lines.filter(polars.col("stance") == "deny")["source"].to_list() == ["The mayor"]
    assert lines["content_spans"].to_list() == table["content_spans"].to_pylist()


def test_articles_come_from_pandas_and_polars_alike() -> None:
    rows = reader()(TABLE)
    assert reader()(pa.Table.from_pandas(TABLE.to_pandas())) == rows
    assert reader()(polars.DataFrame(ARTICLES).to_arrow()) == rows
