"""Articles from files, folders and globs, in whatever form they come; see `_FORMS`.

A reader yields an `Article` or, for what it cannot read, a `Failure` with the reason; it never stops the run. The
order depends on the inputs alone, and every item has its place, which is what lets a killed run go on.
"""

from __future__ import annotations

import glob
import logging
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from claimx.corpus.encodings import decode
from claimx.corpus.pages import read_html, read_warc
from claimx.corpus.rows import Outcome, Read, ReadConfig, Step, as_article, failed
from claimx.corpus.streams import form_of, read_bytes
from claimx.corpus.tables import read_csv, read_json, read_jsonl, read_parquet
from claimx.errors import CorpusError, MissingExtraError

__all__ = ["Item", "ReadConfig", "find_files", "read_articles", "read_items"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What was read, and the place after it: the file's index, how many of its items and of its bytes are read."""

    outcome: Outcome
    file: int
    number: int
    offset: int


def _read_text(file: Path, config: ReadConfig) -> Iterator[Step]:
    place = str(file)
    yield Step(file.stat().st_size, place, lambda: as_article(decode(read_bytes(file), config.encoding), place))


_FORMS: dict[str, Read] = {
    ".txt": _read_text,
    ".html": read_html,
    ".htm": read_html,
    ".warc": read_warc,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": read_parquet,
}
_NEEDS = {".html": ("trafilatura", "html"), ".htm": ("trafilatura", "html"), ".warc": ("warcio", "warc")}


def find_files(inputs: Sequence[str], *, without: frozenset[Path] = frozenset()) -> list[Path]:
    """The files that ``inputs`` name: files, folders (searched through), globs; sorted within each, none twice.

    What lies in a folder and has no known form is passed over, and counted in the log. ``without`` are resolved
    paths that are no inputs, with all that is in them.

    Raises:
        CorpusError: if an input names nothing, or a file whose form is not known.
        MissingExtraError: if there are files that need packages which are not installed.
    """
    found: dict[Path, None] = {}
    passed: Counter[str] = Counter()
    for given in inputs:
        path = Path(given)
        if path.is_dir():
            within = list(_walk(path, without, set()))
            files = [p for p in within if form_of(p) in _FORMS]
            passed.update(form_of(p) or p.name for p in within if form_of(p) not in _FORMS)
        elif os.path.lexists(path):
            files = [path]
        else:
            files = sorted(Path(p) for p in glob.glob(given, recursive=True) if not Path(p).is_dir())  # noqa: PTH207
        files = [file for file in files if not _is_among(file, without)]
        if not files:
            known = ", ".join(_FORMS)
            raise CorpusError(given, None, f"no such file, folder or glob with files of a known form ({known})")
        for file in files:
            if form_of(file) not in _FORMS:
                raise CorpusError(file, None, f"the form {form_of(file)!r} is not known; expected {', '.join(_FORMS)}")
            found[file] = None
    if passed:
        kinds = ", ".join(kind for kind, _ in passed.most_common(5))
        logger.warning("passed over %d files of no known form (%s)", passed.total(), kinds)
    for module, extra in {_NEEDS[form] for form in map(form_of, found) if form in _NEEDS}:
        if find_spec(module) is None:
            raise MissingExtraError(f"reading {' and '.join(f for f in _NEEDS if _NEEDS[f][1] == extra)}", extra)
    return list(found)


def _walk(folder: Path, without: frozenset[Path], seen: set[tuple[int, int]]) -> Iterator[Path]:
    """All that lies below a folder and is none itself, sorted; links are followed, each folder is entered once."""
    status = folder.stat()
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise CorpusError(folder, None, f"the folder cannot be read: {error.strerror}") from error
    for entry in entries:
        if _is_among(entry, without):
            continue
        if entry.is_dir():
            yield from _walk(entry, without, seen)
        else:
            yield entry


def _is_among(path: Path, places: frozenset[Path]) -> bool:
    if all(path.name != place.name for place in places):
        return False
    return Path(os.path.realpath(path)) in places  # unlike resolve, at peace with links in a circle


def read_articles(files: Sequence[Path], config: ReadConfig) -> Iterator[Outcome]:
    """Every article of ``files``, in order; an id is the row's own, or the place it was read at."""
    return (item.outcome for item in read_items(files, config))


def read_items(files: Sequence[Path], config: ReadConfig, *, file: int = 0, number: int = 0) -> Iterator[Item]:
    """The items of ``files`` with their places, from item ``number`` of ``files[file]`` on."""
    for index in range(file, len(files)):
        done = number if index == file else 0
        steps = _until_it_breaks(files[index], config)
        for count, step in enumerate(islice(steps, done, None), start=done + 1):
            yield Item(outcome=_make(step), file=index, number=count, offset=step.offset)


def _until_it_breaks(file: Path, config: ReadConfig) -> Iterator[Step]:
    """What a file holds; where reading breaks off, the reason is the last item."""
    size = 0
    try:
        if not file.is_file():
            file.stat()  # tells why, of a link that leads nowhere
            raise ValueError("expected a regular file")
        size = file.stat().st_size
        if not size:
            raise ValueError("the file is empty")
        yield from _FORMS[form_of(file)](file, config)
    except Exception as error:  # parsers of archives and tables fail in ways that they do not name
        yield Step(size, str(file), partial(failed, str(file), _describe(error)))


def _make(step: Step) -> Outcome:
    try:
        return step.make()
    except Exception as error:  # whatever an HTML parser makes of a page: it is this item's failure, not the run's
        return failed(step.place, _describe(error))


def _describe(error: Exception) -> str:
    told = str(error) or "no more is known"
    return told if type(error) is ValueError else f"{type(error).__name__}: {told}"
