"""Articles from files: plain text, HTML, JSON lines, JSON, CSV and Parquet, each also compressed.

A reader yields an `Article` or, for what it cannot read, a `Failure` with the reason; it never stops the run. The
order depends on the inputs alone, which is what lets a killed run go on.
"""

from __future__ import annotations

import csv
import glob
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from claimx.errors import CorpusError, MissingExtraError
from claimx.types import Article, Failure

COMPRESSED = (".gz", ".zst", ".bz2")
_MAX_FIELD = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadConfig:
    """Where rows keep their text and id, and how bytes become text."""

    text_field: str = "text"
    id_field: str = "id"
    encoding: str = "utf-8-sig"


def find_files(inputs: Sequence[str]) -> list[Path]:
    """The files that ``inputs`` name: files, folders (searched through), globs; sorted within each, none twice.

    Raises:
        CorpusError: if an input names nothing, or a file whose form is not known.
    """
    found: dict[Path, None] = {}
    for given in inputs:
        path = Path(given)
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.is_file() and form_of(p) in _READERS)
        elif path.exists():
            files = [path]
        else:
            files = sorted(Path(p) for p in glob.glob(given, recursive=True) if Path(p).is_file())  # noqa: PTH207
        if not files:
            raise CorpusError(
                given, None, f"no such file, folder or glob with files of a known form ({', '.join(_READERS)})"
            )
        for file in files:
            if form_of(file) not in _READERS:
                raise CorpusError(
                    file, None, f"the form {form_of(file)!r} is not known; expected {', '.join(_READERS)}"
                )
            found[file] = None
    return list(found)


def form_of(path: Path) -> str:
    """The suffix that tells a file's form, without that of its compression: ``news.jsonl.gz`` is ``.jsonl``."""
    return Path(path.stem).suffix.lower() if path.suffix.lower() in COMPRESSED else path.suffix.lower()


def count_articles(files: Sequence[Path]) -> int | None:
    """How many articles the files hold, where that is known without reading them: one a text file."""
    return len(files) if all(form_of(file) in (".txt", ".html", ".htm") for file in files) else None


def read_articles(files: Sequence[Path], config: ReadConfig) -> Iterator[Article | Failure]:
    """Every article of ``files``, in order, each with an id that is unique in the run.

    An id that was seen before gets ``~2``, ``~3`` and so on.
    """
    seen: dict[str, int] = {}
    for file in files:
        try:
            for item in _READERS[form_of(file)](file, config):
                doc_id = item.doc_id if isinstance(item, Failure) else (item.id or str(file))
                seen[doc_id] = seen.get(doc_id, 0) + 1
                unique = doc_id if seen[doc_id] == 1 else f"{doc_id}~{seen[doc_id]}"
                if isinstance(item, Failure):
                    yield Failure(doc_id=unique, stage=item.stage, problem=item.problem)
                else:
                    yield Article(text=item.text, id=unique, meta=item.meta)
        except MissingExtraError:
            raise
        except (OSError, ValueError, EOFError, csv.Error, pa.ArrowException) as error:
            yield Failure(doc_id=str(file), stage="input", problem=f"{type(error).__name__}: {error}")


def _read_bytes(file: Path) -> bytes:
    with pa.input_stream(str(file), compression="detect") as stream:
        return bytes(stream.read())


def _open_lines(file: Path, config: ReadConfig) -> io.TextIOWrapper:
    stream = pa.input_stream(str(file), compression="detect")
    return io.TextIOWrapper(io.BufferedReader(stream), encoding=config.encoding, newline="")


def _text(file: Path, config: ReadConfig) -> Iterator[Article | Failure]:
    yield Article(text=_read_bytes(file).decode(config.encoding), id=str(file))


def _html(file: Path, config: ReadConfig) -> Iterator[Article | Failure]:
    try:
        import trafilatura
    except ModuleNotFoundError as error:
        raise MissingExtraError("reading HTML", "html") from error
    page = _read_bytes(file)
    text = trafilatura.extract(page, include_comments=False, include_tables=False)
    if not text:
        yield Failure(doc_id=str(file), stage="input", problem="no main text was found in the page")
        return
    known = trafilatura.extract_metadata(page)
    meta = {key: getattr(known, key) for key in ("title", "date", "url") if known and getattr(known, key)}
    yield Article(text=text, id=str(file), meta=meta)


def _jsonl(file: Path, config: ReadConfig) -> Iterator[Article | Failure]:
    with _open_lines(file, config) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            place = f"{file}:{number}"
            try:
                row = json.loads(line)
            except ValueError as error:
                yield Failure(doc_id=place, stage="input", problem=f"expected a line of JSON; {error}")
            else:
                yield _from_row(row, place, config)


def _json(file: Path, config: ReadConfig) -> Iterator[Article | Failure]:
    value = json.loads(_read_bytes(file).decode(config.encoding))
    rows = value if isinstance(value, list) else [value]
    for number, row in enumerate(rows, start=1):
        yield _from_row(row, f"{file}:{number}" if len(rows) > 1 else str(file), config)


def _csv(file: Path, config: ReadConfig) -> Iterator[Article | Failure]:
    csv.field_size_limit(_MAX_FIELD)
    with _open_lines(file, config) as lines:
        reader = csv.DictReader(lines)
        for number, row in enumerate(reader, start=1):
            yield _from_row(row, f"{file}:{number}", config)


def _parquet(file: Path, config: ReadConfig) -> Iterator[Article | Failure]:
    number = 0
    for batch in pq.ParquetFile(file).iter_batches(batch_size=256):
        for row in batch.to_pylist():
            number += 1
            yield _from_row(row, f"{file}:{number}", config)


def _from_row(row: Any, place: str, config: ReadConfig) -> Article | Failure:
    if not isinstance(row, Mapping):
        return Failure(doc_id=place, stage="input", problem=f"expected an object, got {type(row).__name__}")
    doc_id = row.get(config.id_field)
    name = str(doc_id) if doc_id not in (None, "") else place
    text = row.get(config.text_field)
    if not isinstance(text, str):
        has = ", ".join(map(str, row)) or "nothing"
        problem = (
            f"expected a string in the field {config.text_field!r}; the row has {has}; name the field with --text-field"
        )
        return Failure(doc_id=name, stage="input", problem=problem)
    meta = {str(k): v for k, v in row.items() if k not in (config.text_field, config.id_field) and v is not None}
    return Article(text=text, id=name, meta=meta)


_READERS: dict[str, Callable[[Path, ReadConfig], Iterator[Article | Failure]]] = {
    ".txt": _text,
    ".html": _html,
    ".htm": _html,
    ".jsonl": _jsonl,
    ".json": _json,
    ".csv": _csv,
    ".parquet": _parquet,
}
