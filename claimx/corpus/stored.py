"""Records back from the files that a run wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from claimx.corpus.streams import form_of, open_lines
from claimx.errors import CorpusError, RecordError
from claimx.records import from_json
from claimx.types import Document


def stored_documents(path: Path) -> Iterator[Document]:
    """The documents of a .jsonl file of records, also compressed, one at a time.

    Raises:
        CorpusError: if the file is missing or of another form, or, with its line, if a record does not follow the
            schema or was written without its text.
    """
    if form_of(path) != ".jsonl":
        raise CorpusError(
            path, None, f"expected records in .jsonl, as `claimx extract` writes them, got {path.suffix!r}"
        )
    try:
        with open_lines(path, "utf-8", "\n") as (_, lines):
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _document(path, number, line)
    except (OSError, EOFError) as error:
        raise CorpusError(path, None, f"{type(error).__name__}: {error}") from error


def _document(path: Path, number: int, line: str) -> Document:
    try:
        return from_json(line)
    except RecordError as error:
        hint = "; was it written with --no-text?" if "'text' is missing" in str(error) else ""
        raise CorpusError(path, number, f"{error}{hint}") from error
