"""Attributions of a Ray dataset: a pool of actors, each holding the model once; Arrow blocks in and out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from claimx.arrow import TableConfig, TableReader
from claimx.errors import ConfigError, MissingExtraError
from claimx.extractor import RunConfig

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import Dataset


def extract(
    dataset: Dataset,
    *,
    text_field: str = "text",
    id_field: str = "id",
    meta_fields: Sequence[str] = (),
    model: str | Path | None = None,
    config: RunConfig | None = None,
    on_error: Literal["row", "raise"] = "row",
    keep_empty: bool = False,
    batch_size: int = 256,
    concurrency: int | tuple[int, int] | None = None,
    num_gpus: float | None = None,
) -> Dataset:
    """One row an attribution, lazily; columns as in `claimx.records.table_schema`, and ``error``.

    The rows are those of `claimx.datasets.extract`, of failed articles and of empty ones too. Those of one article
    stand together and in order; the order of articles is Ray's. ``id_field`` must name a column: rows that many
    machines read have no number.

    ``concurrency`` is the number of actors, or their least and greatest number; None lets Ray choose between one and
    as many as the cluster has room for. Leave a CPU to Ray: without one it cannot read files, and waits for ever. An
    actor takes ``config.threads`` CPUs and ``num_gpus`` GPUs, which need
    ``config=RunConfig(backend="pytorch", device="cuda")``. The model, by its name or a path, must be on every machine.

    ``batch_size`` articles are one task, which is what is done again after an actor or its machine died, and one block
    of the output: write them with ``min_rows_per_file``, or there are many small files.

    Raises:
        MissingExtraError: if Ray Data is not installed.
        ConfigError: if an option is out of range, or a field is known not to be among the dataset's columns.
        ModelError: if the model is missing or damaged; raised in an actor, also if it is another one there.
        DocumentError: raised in an actor, if an article cannot be read and ``on_error`` is "raise".
    """
    try:
        from ray.data import ActorPoolStrategy
    except ModuleNotFoundError as error:
        raise MissingExtraError("claimx.ray", "ray") from error
    table = TableConfig(
        text_field=text_field,
        id_field=id_field,
        meta_fields=tuple(meta_fields),
        on_error=on_error,
        keep_empty=keep_empty,
    )
    reader = TableReader(table=table, model=model, config=config)
    if num_gpus and reader.config.device == "cpu":
        raise ConfigError(
            f"num_gpus is {num_gpus}, but the model would run on the CPU; "
            "give config=RunConfig(backend='pytorch', device='cuda')"
        )
    columns = dataset.columns(fetch_if_missing=False)
    if columns is not None:
        table.check(columns)
    least, most = concurrency if isinstance(concurrency, tuple) else (concurrency, concurrency)
    articles = dataset.select_columns(table.fields).repartition(target_num_rows_per_block=batch_size)
    return articles.map_batches(
        _Actor,
        fn_constructor_args=(reader,),
        batch_size=batch_size,
        batch_format="pyarrow",
        compute=ActorPoolStrategy(min_size=least, max_size=most),
        num_cpus=reader.config.threads * reader.config.workers,
        num_gpus=num_gpus,
    )


class _Actor:
    """Holds the model in one process of the cluster."""

    def __init__(self, reader: TableReader) -> None:
        reader.open()
        self._reader = reader

    def __call__(self, articles: pa.Table) -> pa.Table:
        return self._reader(articles)
