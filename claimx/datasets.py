"""Attributions of a Hugging Face dataset: `Dataset` or `IterableDataset` in, the same kind out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from claimx.arrow import TableConfig, TableReader, result_schema
from claimx.errors import ConfigError, MissingExtraError
from claimx.extractor import RunConfig

if TYPE_CHECKING:
    from datasets import Dataset, IterableDataset

AnyDataset = TypeVar("AnyDataset", "Dataset", "IterableDataset")


def extract(
    dataset: AnyDataset,
    *,
    text_field: str = "text",
    id_field: str | None = None,
    meta_fields: Sequence[str] = (),
    model: str | Path | None = None,
    config: RunConfig | None = None,
    on_error: Literal["row", "raise"] = "row",
    keep_empty: bool = False,
    batch_size: int = 256,
    num_proc: int | None = None,
) -> AnyDataset:
    """One row an attribution, in the articles' order; columns as in `claimx.records.table_schema`, and ``error``.

    Without ``id_field`` the articles are numbered by their place in the dataset. ``meta_fields`` are carried along, as
    JSON in the column ``meta``.

    Nothing is lost silently: an article that cannot be read (its text or its id is null, for example) leaves one row
    with the reason in ``error`` and no ``attribution_id``; ``on_error="raise"`` raises instead. An article without a
    row was read, and nothing is attributed in it; ``keep_empty`` gives it one, without either.

    A `Dataset` that lies in files is cached as by `Dataset.map`: the same articles, model (by the sums of its files),
    options and version of claimx are read once. ``num_proc`` processes share its work. An `IterableDataset` stays lazy.

    Raises:
        MissingExtraError: if `datasets` is not installed.
        ConfigError: if an option is out of range, or a field is not among the dataset's columns.
        ModelError: if the model is missing or damaged.
        DocumentError: if an article cannot be read and ``on_error`` is "raise".
    """
    try:
        from datasets import Dataset, Features, IterableDataset
    except ModuleNotFoundError as error:
        raise MissingExtraError("claimx.datasets", "datasets") from error
    if not isinstance(dataset, (Dataset, IterableDataset)):
        raise ConfigError(
            f"expected a Dataset or an IterableDataset, got {type(dataset).__name__}; give one split of it"
        )
    if isinstance(dataset, IterableDataset) and num_proc is not None:
        raise ConfigError("num_proc is for a Dataset; an IterableDataset is shared out by its DataLoader")
    table = TableConfig(
        text_field=text_field,
        id_field=id_field,
        meta_fields=tuple(meta_fields),
        on_error=on_error,
        keep_empty=keep_empty,
    )
    if dataset.column_names is not None:  # a stream may not know them before it runs
        table.check(dataset.column_names)
    reader = TableReader(table=table, model=model, config=config)
    options = {
        "with_indices": True,
        "batched": True,
        "batch_size": batch_size,
        "remove_columns": table.fields,
        "features": Features.from_arrow_schema(result_schema()),
    }
    if isinstance(dataset, IterableDataset):
        return dataset.select_columns(table.fields).with_format(None).map(reader.read, **options)
    articles = dataset.select_columns(table.fields).with_format("arrow")
    return articles.map(reader, **options, num_proc=num_proc).with_format(None)
