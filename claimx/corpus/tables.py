"""Files with many articles: JSON lines, JSON, CSV and Parquet. A broken row costs itself, not the rows around it."""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from claimx.corpus.encodings import decode, mend
from claimx.corpus.rows import Outcome, ReadConfig, Step, failed, missing_field, to_article
from claimx.corpus.streams import open_lines, read_bytes

_MAX_FIELD = 1 << 24  # characters of a CSV field: a longer one is a quotation mark that was never closed
_DELIMITERS = ",;\t|"
_BATCH = 256


def read_jsonl(file: Path, config: ReadConfig) -> Iterator[Step]:
    """One row a line; blank lines are passed over."""
    with open_lines(file, config.encoding, "\n") as (raw, lines):
        for number, line in enumerate(lines, start=1):
            if line.strip():
                place = f"{file}:{number}"
                yield Step(raw.tell(), place, partial(_from_line, line, place, config))


def _from_line(line: str, place: str, config: ReadConfig) -> Outcome:
    try:
        row = json.loads(mend(line, config.encoding))
    except json.JSONDecodeError as error:
        return failed(place, f"expected a line of JSON; {error}")
    return to_article(row, place, config)


def read_json(file: Path, config: ReadConfig) -> Iterator[Step]:
    """One row, or a list of rows; read whole. JSON lines that are called ``.json`` are read as such."""
    try:
        value = json.loads(decode(read_bytes(file), config.encoding))
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise
        yield from read_jsonl(file, config)
        return
    size = file.stat().st_size
    if not isinstance(value, list):
        yield Step(size, str(file), partial(to_article, value, str(file), config))
        return
    for number, row in enumerate(value, start=1):
        place = f"{file}:{number}"
        yield Step(size * number // len(value), place, partial(to_article, row, place, config))


def read_csv(file: Path, config: ReadConfig) -> Iterator[Step]:
    """A header, then one row each; the delimiter is the one that sets the text's field apart in the header."""
    csv.field_size_limit(_MAX_FIELD)
    with open_lines(file, config.encoding, "") as (raw, text):
        first = mend(next(text, ""), config.encoding)
        headers = [(next(csv.reader([first], delimiter=d), []), d) for d in _DELIMITERS]
        header, delimiter = next(((h, d) for h, d in headers if config.text_field in h), headers[0])
        if config.text_field not in header:
            raise ValueError(missing_field(config, header))
        lines = _Lines(text)
        rows = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            lines.mark()
            try:
                row = next(rows, None)
            except csv.Error as error:
                place = f"{file}:{lines.begin}"
                yield Step(raw.tell(), place, partial(failed, place, f"broken row: {error}"))
                lines.rewind()
                rows = csv.reader(lines, delimiter=delimiter, strict=True)
                continue
            if row is None:
                return
            if row:
                place = f"{file}:{lines.begin}"
                yield Step(raw.tell(), place, partial(_from_fields, header, row, place, config))


def _from_fields(header: list[str], row: list[str], place: str, config: ReadConfig) -> Outcome:
    if len(row) != len(header):
        problem = f"expected {len(header)} fields, as many as the header has, got {len(row)}"
        return failed(place, problem)
    fields = (mend(field, config.encoding) for field in row)
    return to_article(dict(zip(header, fields, strict=True)), place, config)


class _Lines:
    """The lines below the header, of which the last ones can be read again.

    A quotation mark that is never closed swallows the rows after it; all but the first of its lines are given anew.
    """

    def __init__(self, lines: TextIO) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self.begin = 2  # the number of the first line taken since the mark

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._taken.append(line)
        return line

    def mark(self) -> None:
        """From here on, lines are kept."""
        self.begin += len(self._taken)
        self._taken = []

    def rewind(self) -> None:
        """Give all but the first of the lines since the mark again."""
        self._again.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]


def read_parquet(file: Path, config: ReadConfig) -> Iterator[Step]:
    """One row an article; a row group that cannot be read costs itself."""
    size = file.stat().st_size
    with pq.ParquetFile(file) as table:
        _check_text(table.schema_arrow, config)
        done = 0
        for group in range(table.num_row_groups):
            try:
                for batch in table.iter_batches(batch_size=_BATCH, row_groups=[group]):
                    for k in range(batch.num_rows):
                        done += 1
                        offset, place = size * done // table.metadata.num_rows, f"{file}:{done}"
                        yield Step(offset, place, partial(_from_arrow, batch, k, place, config))
            except (OSError, pa.ArrowException) as error:
                problem = f"row group {group + 1} of {table.num_row_groups} cannot be read: {error}"
                yield Step(size, str(file), partial(failed, str(file), problem))


def _from_arrow(batch: pa.RecordBatch, k: int, place: str, config: ReadConfig) -> Outcome:
    (row,) = batch.slice(k, 1).to_pylist()
    return to_article(row, place, config)


def _check_text(schema: pa.Schema, config: ReadConfig) -> None:
    if config.text_field not in schema.names:
        raise ValueError(missing_field(config, schema.names))
    kind = schema.field(config.text_field).type
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (pa.types.is_string(value) or pa.types.is_large_string(value) or pa.types.is_string_view(value)):
        raise ValueError(f"expected strings in the column {config.text_field!r}, got {kind}")
