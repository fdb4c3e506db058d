"""Records to files: JSON lines as they are, CSV and Parquet flat, one row an attribution.

A file grows by chunks, each complete in itself (lines, or a compressed frame of lines), so that a torn end can be cut
off and writing can go on. Parquet cannot grow so: its rows are kept as Arrow streams until the file is finished.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from claimx.errors import CorpusError
from claimx.records import table_schema, to_json, to_rows, to_table
from claimx.types import Document

_ROW_GROUP = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How records lie in a file: what it begins with, a chunk of it, how the grown file becomes the finished one."""

    suffix: str
    header: bytes
    encode: Callable[[Sequence[Document]], bytes]
    finish: Callable[[Path, Path], None] = os.replace


def open_form(out: Path, *, with_text: bool) -> Form:
    """The form that the name of ``out`` asks for.

    Raises:
        CorpusError: if there is none.
    """
    name = out.name.lower()
    for suffix, squeeze in _SQUEEZE.items():
        if name.endswith(f".jsonl{suffix}"):
            encode = partial(_jsonl, squeeze=squeeze, with_text=with_text)
            return Form(suffix=f".jsonl{suffix}", header=b"", encode=encode)
        if name.endswith(f".csv{suffix}"):
            return Form(suffix=f".csv{suffix}", header=squeeze(_csv_header()), encode=partial(_csv, squeeze=squeeze))
    if name.endswith(".parquet"):
        return Form(suffix=".parquet", header=b"", encode=_arrow, finish=_to_parquet)
    expected = ".jsonl, .csv (both also .gz, .zst) or .parquet"
    raise CorpusError(out, None, f"expected an output of the form {expected}, got {out.suffix or 'none'!r}")


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def _zstd(data: bytes) -> bytes:
    return bytes(pa.Codec("zstd").compress(data, asbytes=True))


_SQUEEZE: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": _gzip, ".zst": _zstd}


def _jsonl(docs: Sequence[Document], *, squeeze: Callable[[bytes], bytes], with_text: bool) -> bytes:
    return squeeze("".join(to_json(doc, with_text=with_text) + "\n" for doc in docs).encode())


def _csv_header() -> bytes:
    return (",".join(table_schema().names) + "\r\n").encode()


def _csv(docs: Sequence[Document], *, squeeze: Callable[[bytes], bytes]) -> bytes:
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, fieldnames=table_schema().names)
    for doc in docs:
        for row in to_rows(doc):
            writer.writerow({key: json.dumps(v) if isinstance(v, list) else v for key, v in row.items()})
    return squeeze(lines.getvalue().encode())


def _arrow(docs: Sequence[Document]) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table_schema(), options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(to_table(docs))
    return bytes(sink.getvalue())


def _to_parquet(grown: Path, finished: Path) -> None:
    """Row groups of `_ROW_GROUP` rows, one at a time in memory."""
    new = grown.with_name(grown.name + ".new")
    schema = table_schema()
    with new.open("wb") as file:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for batches in _grouped(_batches(grown)):
                writer.write_table(pa.Table.from_batches(batches, schema), row_group_size=_ROW_GROUP)
        file.flush()
        os.fsync(file.fileno())
    new.replace(finished)
    grown.unlink()


def _batches(grown: Path) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(grown)) as file:
        while file.tell() < file.size():
            with pa.ipc.open_stream(file) as stream:
                yield from stream


def _grouped(batches: Iterator[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    group: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        while rows + batch.num_rows >= _ROW_GROUP:
            room = _ROW_GROUP - rows
            yield [*group, batch.slice(0, room)]
            batch, group, rows = batch.slice(room), [], 0
        group.append(batch)
        rows += batch.num_rows
    if group:
        yield group
