"""Records to files: JSON lines as they are, Parquet and CSV flat, one row an attribution."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from claimx.errors import CorpusError
from claimx.records import table_schema, to_json, to_rows
from claimx.types import Document

_ROW_GROUP = 50_000


def check_form(path: Path) -> None:
    """CorpusError if records cannot be written in the form that ``path`` names."""
    if path.suffix.lower() not in _WRITERS:
        raise CorpusError(
            path, None, f"expected an output of the form {', '.join(_WRITERS)}, got {path.suffix or 'none'!r}"
        )


def write_records(docs: Iterable[Document], path: Path, file: BinaryIO, *, with_text: bool) -> None:
    """Write ``docs`` to ``file`` in the form that ``path`` names; one pass, bounded memory."""
    _WRITERS[path.suffix.lower()](docs, file, with_text)


def _jsonl(docs: Iterable[Document], file: BinaryIO, with_text: bool) -> None:
    for doc in docs:
        file.write(to_json(doc, with_text=with_text).encode() + b"\n")


def _parquet(docs: Iterable[Document], file: BinaryIO, with_text: bool) -> None:
    schema = table_schema()
    rows = (row for doc in docs for row in to_rows(doc))
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while chunk := list(islice(rows, _ROW_GROUP)):
            writer.write_table(pa.Table.from_pylist(chunk, schema=schema))


def _csv(docs: Iterable[Document], file: BinaryIO, with_text: bool) -> None:
    lines = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.DictWriter(lines, fieldnames=table_schema().names)
    writer.writeheader()
    writer.writerows(_flatten(docs))
    lines.detach()  # the file is the caller's to close


def _flatten(docs: Iterable[Document]) -> Iterator[dict[str, object]]:
    for doc in docs:
        for row in to_rows(doc):
            yield {key: json.dumps(value) if isinstance(value, list) else value for key, value in row.items()}


_WRITERS: dict[str, Callable[[Iterable[Document], BinaryIO, bool], None]] = {
    ".jsonl": _jsonl,
    ".parquet": _parquet,
    ".csv": _csv,
}
