"""Records back in, as flat Arrow tables, from what ``claimx extract`` wrote: .jsonl or .parquet, whole or in shards."""

from __future__ import annotations

import glob
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from claimx.corpus.streams import form_of
from claimx.errors import CorpusError
from claimx.records import SCHEMA, table_schema
from claimx.text.view import replace_surrogates
from claimx.types import STANCES

FORMS = (".jsonl", ".parquet")
_ARTICLES = 500  # of a table made from JSON lines
_ROWS = 20_000  # of a table read from Parquet


def find_records(inputs: Sequence[str]) -> list[Path]:
    """The record files that ``inputs`` name: files, folders (searched through), globs; none twice.

    What `claimx extract` put in quarantine or has not finished yet is no record.

    Raises:
        CorpusError: if an input names no file of records.
    """
    found: dict[Path, None] = {}
    for given in inputs:
        path = Path(given)
        if path.is_file():
            if form_of(path) not in FORMS:
                raise CorpusError(path, None, f"expected records of `claimx extract`, {' or '.join(FORMS)}")
            files = [path]
        else:
            named = path.rglob("*") if path.is_dir() else map(Path, glob.glob(given, recursive=True))  # noqa: PTH207
            files = sorted(p for p in named if p.is_file() and form_of(p) in FORMS and not _is_left_over(p))
        if not files:
            raise CorpusError(given, None, f"no such file, folder or glob with records ({', '.join(FORMS)})")
        found |= dict.fromkeys(files)
    return list(found)


def _is_left_over(path: Path) -> bool:
    return ".quarantine" in path.suffixes or any(parent.suffix == ".partial" for parent in path.parents)


def read_tables(files: Sequence[Path]) -> Iterator[tuple[Path, pa.Table]]:
    """The flat form of all files in order, some thousand rows at a time; columns as in `table_schema`.

    Raises:
        CorpusError: if a file cannot be read or holds something else than records.
    """
    for file in files:
        try:
            for table in _parquet(file) if form_of(file) == ".parquet" else _jsonl(file):
                yield file, table
        except (OSError, EOFError, UnicodeDecodeError, pa.ArrowException) as error:
            raise CorpusError(file, None, f"cannot be read as {form_of(file)}: {error}") from error


def _parquet(file: Path) -> Iterator[pa.Table]:
    schema = table_schema()
    opened = pq.ParquetFile(file)
    missing = [name for name in schema.names if name not in opened.schema_arrow.names]
    if missing:
        raise CorpusError(file, None, f"expected the table of `claimx extract`; it has no column {', '.join(missing)}")
    for batch in opened.iter_batches(batch_size=_ROWS, columns=schema.names):
        yield pa.Table.from_batches([batch]).select(schema.names).cast(schema)


def _jsonl(file: Path) -> Iterator[pa.Table]:
    schema = table_schema()
    with pa.input_stream(str(file), compression="detect") as stream:
        lines = io.TextIOWrapper(io.BufferedReader(stream), encoding="utf-8")
        numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
        while chunk := list(islice(numbered, _ARTICLES)):
            rows = [row for number, line in chunk for row in _rows_of(line, file, number)]
            yield pa.Table.from_pylist(rows, schema=schema)


def _rows_of(line: str, file: Path, number: int) -> list[dict[str, Any]]:
    try:
        record = json.loads(line)
        if record["schema"] != SCHEMA:
            raise CorpusError(file, number, f"schema is {record['schema']}; this claimx reads schema {SCHEMA}")
        speakers = {s["id"]: s for s in record["speakers"]}
        return [_row(record, a, speakers) for a in record["attributions"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        problem = f"expected a record of `claimx extract`; {type(error).__name__}: {error}"
        raise CorpusError(file, number, problem) from error


def _row(record: Mapping[str, Any], a: Mapping[str, Any], speakers: Mapping[str, Any]) -> dict[str, Any]:
    """One attribution as `claimx.records.to_rows` has it; a record without its text will do."""
    speaker = speakers[a["speaker"]] if a["speaker"] is not None else {}
    anonymity = speaker.get("anonymity") or {}
    row: dict[str, Any] = {"doc_id": record["id"], "attribution_id": a["id"], "model": record["model"]}
    for part in ("source", "cue", "content", "addressee"):
        row[part] = a[part]["text"] if a[part] else None
        row[f"{part}_spans"] = a[part]["spans"] if a[part] else None
    row |= {f"speaker_{key}": speaker.get(key) for key in ("id", "name", "type", "role", "affiliation")}
    row |= {f"speaker_anonymity_{key}": anonymity.get(key) for key in ("count", "ground")}
    row |= {f"stance_{label}": a["stance"]["scores"][label] for label in STANCES}
    row |= {key: a["stance"].get(key) for key in ("hedged", "target", "decline_kind")}
    row |= {key: a[key] for key in ("kind", "parent", "score", "speaker_score")}
    row |= {"stance": a["stance"]["label"], "meta": json.dumps(record["meta"], ensure_ascii=False)}
    return {key: replace_surrogates(value) if isinstance(value, str) else value for key, value in row.items()}
