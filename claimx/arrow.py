"""Articles in Arrow tables: the part that the adapters to `datasets` and to Ray Data share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from claimx.errors import ConfigError, DocumentError, ModelError
from claimx.extractor import Extractor, RunConfig, load
from claimx.model import store
from claimx.records import table_schema, to_rows
from claimx.types import Article, Document, Failure

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class TableConfig:
    """Where a row keeps its article, and which rows come of an article without attributions.

    ``id_field`` None numbers the articles. The columns ``meta_fields`` are carried along, as JSON in ``meta``. An
    article that cannot be read leaves one row with its ``error``, or with ``on_error="raise"`` ends the run. An article
    in which nothing is attributed leaves none, or with ``keep_empty`` one without an ``attribution_id``.
    """

    text_field: str = "text"
    id_field: str | None = None
    meta_fields: tuple[str, ...] = ()
    on_error: Literal["row", "raise"] = "row"
    keep_empty: bool = False

    def __post_init__(self) -> None:
        if self.on_error not in ("row", "raise"):
            raise ConfigError(f"on_error is {self.on_error!r}; expected 'row' or 'raise'")
        if isinstance(self.meta_fields, str):
            raise ConfigError(f"meta_fields is {self.meta_fields!r}; expected several names: ({self.meta_fields!r},)")

    @property
    def fields(self) -> list[str]:
        """The columns that are read, each once."""
        named = (self.id_field, self.text_field, *self.meta_fields)
        return list(dict.fromkeys(name for name in named if name is not None))

    def check(self, columns: Sequence[str]) -> None:
        """ConfigError unless all fields are among ``columns``."""
        for role, names in (
            ("text_field", [self.text_field]),
            ("id_field", [self.id_field] if self.id_field is not None else []),
            ("meta_fields", self.meta_fields),
        ):
            for name in names:
                if name not in columns:
                    raise ConfigError(f"{role} is {name!r}; the articles have the columns {', '.join(columns)}")


def result_schema() -> pa.Schema:
    """The columns that come out: `claimx.records.table_schema` and ``error``."""
    import pyarrow as pa

    return table_schema().append(pa.field("error", pa.string()))


class TableReader:
    """Reads tables of articles. It travels to other processes without its model, which each loads once.

    What is pickled is what decides the rows: the model's sums, the options, the version of claimx.
    """

    def __init__(self, *, table: TableConfig, model: str | Path | None, config: RunConfig | None) -> None:
        from claimx import __version__

        self.table = table
        self.config = config or RunConfig()
        self._model = model
        self._sums = _read_sums(model)
        self._version = __version__
        self._extractor: Extractor | None = None

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_extractor": None}

    def __call__(self, articles: pa.Table, numbers: Sequence[int] | None = None) -> pa.Table:
        """The rows of a table of articles; ``numbers`` name them where there is no ``id_field``, else their places do.

        Raises:
            ConfigError: if a field is not among the columns.
            DocumentError: if an article cannot be read and ``on_error`` is "raise".
            ModelError: if the model is not here, or is another one than where this reader was made.
        """
        self.table.check(articles.column_names)
        return self._table(articles.select(self.table.fields).to_pydict(), numbers or range(len(articles)))

    def read(self, columns: Mapping[str, Sequence[Any]], numbers: Sequence[int]) -> dict[str, list[Any]]:
        """The same for columns of Python's values, as a stream without types has them."""
        self.table.check(list(columns))
        return dict(self._table(columns, numbers).to_pydict())

    def open(self) -> Extractor:
        """The model, loaded at the first call."""
        if self._extractor is None:
            if _read_sums(self._model) != self._sums:
                name = store.DEFAULT_MODEL if self._model is None else self._model
                raise ModelError(f"the model {name!r} differs between machines; install the same claimx on all of them")
            self._extractor = load(self._model, config=self.config)
        return self._extractor

    def _table(self, columns: Mapping[str, Sequence[Any]], numbers: Sequence[int]) -> pa.Table:
        import pyarrow as pa

        rows = list(self._rows(list(self._articles(columns, numbers))))
        return pa.Table.from_pylist(rows, schema=result_schema())

    def _articles(self, columns: Mapping[str, Sequence[Any]], numbers: Sequence[int]) -> Iterator[Article]:
        """The articles of some rows; one whose id is null stays without."""
        ids = numbers if self.table.id_field is None else columns[self.table.id_field]
        for k, (doc_id, text) in enumerate(zip(ids, columns[self.table.text_field], strict=True)):
            meta = {name: columns[name][k] for name in self.table.meta_fields}
            yield Article(text=text, id=None if doc_id is None else str(doc_id), meta=meta)

    def _rows(self, articles: Sequence[Article]) -> Iterator[dict[str, Any]]:
        extractor = self.open()
        problem = f"the id, column {self.table.id_field!r}, is null"
        items = (a if a.id is not None else Failure(doc_id="", stage="input", problem=problem) for a in articles)
        for article, outcome in zip(articles, extractor.pipe(items, on_error="yield"), strict=True):
            if isinstance(outcome, Document) and (outcome.attributions or not self.table.keep_empty):
                yield from to_rows(outcome)
                continue
            if isinstance(outcome, Failure) and self.table.on_error == "raise":
                raise DocumentError(outcome.doc_id, outcome.stage, outcome.problem)
            yield {
                "doc_id": article.id,
                "model": extractor.model.label,
                "meta": json.dumps(dict(article.meta), ensure_ascii=False, default=str),
                "error": f"{outcome.stage}: {outcome.problem}" if isinstance(outcome, Failure) else None,
            }


def _read_sums(model: str | Path | None) -> str:
    folder = store.find_model(model)
    store.verify(folder, (store.CONFIG,))  # a ModelError if the folder has no sums
    return (folder / store.SUMS).read_text(encoding="utf-8")
