"""From files of records to another tool's files, and from brat's folders to files of records.

What is written takes its place when it is whole: a file is put in the place of one that stands there, a folder is
not.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TextIO, get_args

from claimx.corpus.stored import stored_documents
from claimx.errors import CorpusError, RecordError
from claimx.exchange.atap import COLUMNS, to_atap
from claimx.exchange.brat import to_brat
from claimx.exchange.brat_read import MODEL, from_brat
from claimx.exchange.citron import to_citron
from claimx.exchange.conllu import to_conllu
from claimx.exchange.corenlp import quoted, to_corenlp
from claimx.exchange.shared import FileNames, json_line
from claimx.ledger.reading import find_records
from claimx.records import to_json
from claimx.text.view import replace_surrogates
from claimx.types import Document

Form = Literal["citron", "corenlp", "brat", "csv-atap", "conllu", "records"]
FORMS: tuple[Form, ...] = get_args(Form)

DOCUMENTS = "documents.json"  # in a folder for brat: the id, model and meta of each article, by its file's name
_SUFFIXES: dict[Form, str] = {"csv-atap": ".csv", "conllu": ".conllu", "records": ".jsonl"}  # the others fill folders

OnProgress = Callable[[int], None]
"""Called with the number of articles done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What an export wrote, and how many attributions the format has no place for."""

    articles: int
    attributions: int
    left_out: int


def export(inputs: Sequence[str], out: Path, *, to: Form, on_progress: OnProgress | None = None) -> Summary:
    """Write the records in ``inputs`` to ``out`` in the form ``to``; for ``records`` the inputs are brat's folders.

    ``csv-atap``, ``conllu`` and ``records`` make one file, the others a folder with a file or two an article.

    Raises:
        CorpusError: if an input is not there, holds something else or records without their texts, or ``out`` cannot
            be written or would take the place of something else.
    """
    suffix = _SUFFIXES.get(to)
    if suffix and out.suffix.lower() != suffix:
        raise CorpusError(out, None, f"expected an output of the form {suffix}, got {out.suffix or 'none'!r}")
    sources = _brat_files(inputs) if to == "records" else find_records(inputs)
    if out.resolve() in {path.resolve() for path in sources}:
        raise CorpusError(out, None, "is an input; give another --out")
    docs = _read_brat(sources) if to == "records" else (doc for path in sources for doc in stored_documents(path))
    counter = _Counter(to, on_progress or (lambda done: None))
    write = _write_file if suffix else _write_folder
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write(counter(docs), out, to)
    except OSError as error:
        raise CorpusError(out, None, f"cannot be written: {error.strerror or error}") from error
    return counter.summary()


class _Counter:
    """Counts what passes."""

    def __init__(self, to: Form, on_progress: OnProgress) -> None:
        self._to, self._show = to, on_progress
        self._articles = self._attributions = self._left_out = 0

    def __call__(self, docs: Iterator[Document]) -> Iterator[Document]:
        for doc in docs:
            yield doc
            self._articles += 1
            self._attributions += len(doc.attributions)
            self._left_out += left_out(doc, self._to)
            self._show(self._articles)

    def summary(self) -> Summary:
        """The counts so far."""
        return Summary(articles=self._articles, attributions=self._attributions, left_out=self._left_out)


def left_out(doc: Document, to: Form) -> int:
    """How many attributions of ``doc`` the form has no place for."""
    if to == "citron":
        return sum(a.cue is None for a in doc.attributions)
    if to == "corenlp":
        return len(doc.attributions) - len({a.id for a, _ in quoted(doc)})
    return 0


# --- files ---


def _write_file(docs: Iterator[Document], out: Path, to: Form) -> None:
    with _beside(out) as partial:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            {"csv-atap": _write_csv, "conllu": _write_conllu, "records": _write_records}[to](docs, file)
        partial.replace(out)


def _write_csv(docs: Iterator[Document], file: TextIO) -> None:
    writer = csv.DictWriter(file, fieldnames=COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for doc in docs for row in to_atap(doc))


def _write_conllu(docs: Iterator[Document], file: TextIO) -> None:
    file.writelines(to_conllu(doc) for doc in docs)


def _write_records(docs: Iterator[Document], file: TextIO) -> None:
    file.writelines(f"{to_json(doc)}\n" for doc in docs)


# --- folders ---


def _write_folder(docs: Iterator[Document], out: Path, to: Form) -> None:
    held = next(out.iterdir(), None) if out.is_dir() else None
    if held or (out.exists() and not out.is_dir()):
        problem = f"holds {held.name} already" if held else "is a file; this form fills a folder"
        raise CorpusError(out, None, f"{problem}; give another --out")
    with _beside(out) as partial:
        partial.mkdir()
        if to == "brat":
            _fill_for_brat(docs, partial)
        else:
            convert = to_citron if to == "citron" else to_corenlp
            names = FileNames()
            for doc in docs:
                lines = json.dumps(convert(doc), ensure_ascii=False, indent=2)
                _write(partial / f"{names(doc.id)}.json", replace_surrogates(lines) + "\n")
        if out.exists():
            out.rmdir()
        partial.replace(out)


def _fill_for_brat(docs: Iterator[Document], folder: Path) -> None:
    names = FileNames()
    told: dict[str, Any] = {}
    for doc in docs:
        name = names(doc.id)
        told[name] = {"id": doc.id, "model": doc.model, "meta": dict(doc.meta)}
        _write(folder / f"{name}.txt", replace_surrogates(doc.text))
        _write(folder / f"{name}.ann", to_brat(doc))
    lines = ",\n".join(f"{json.dumps(name)}: {json_line(facts)}" for name, facts in told.items())
    _write(folder / DOCUMENTS, f"{{\n{lines}\n}}\n")
    for name in ("annotation.conf", "visual.conf"):
        _write(folder / name, (files(__package__) / "brat_conf" / name).read_text(encoding="utf-8"))


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())  # no line end is made another


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A place beside ``out`` to write in; what is still there at the end is removed."""
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        yield partial
    finally:
        if partial.is_dir():
            shutil.rmtree(partial)
        else:
            partial.unlink(missing_ok=True)


# --- brat's folders ---


def _brat_files(inputs: Sequence[str]) -> list[Path]:
    """The .ann files of the folders, in order; none twice."""
    found: dict[Path, None] = {}
    for given in inputs:
        folder = Path(given)
        paths = sorted(folder.rglob("*.ann")) if folder.is_dir() else []
        if not paths:
            raise CorpusError(given, None, "expected a folder of brat's, with .ann and .txt files")
        found |= dict.fromkeys(paths)
    return list(found)


def _read_brat(paths: Sequence[Path]) -> Iterator[Document]:
    told: dict[Path, dict[str, Any]] = {}
    for path in paths:
        folder = path.parent
        if folder not in told:
            told[folder] = _documents(folder / DOCUMENTS)
        facts = told[folder].get(path.stem, {})
        try:
            yield from_brat(
                _text_of(path.with_suffix(".txt")),
                _text_of(path),
                doc_id=facts.get("id", path.stem),
                model=facts.get("model", MODEL),
                meta=facts.get("meta"),
            )
        except RecordError as error:
            raise CorpusError(path, None, str(error)) from error


def _documents(path: Path) -> dict[str, Any]:
    """What a folder's `DOCUMENTS` tells; a folder that claimx did not write has none."""
    if not path.exists():
        return {}
    try:
        return dict(json.loads(_text_of(path)))
    except (ValueError, TypeError) as error:
        raise CorpusError(path, None, f"expected the ids of the articles as claimx wrote them; {error}") from error


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise CorpusError(path, None, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CorpusError(path, None, f"expected UTF-8; {error}") from error
