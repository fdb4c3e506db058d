"""One run over a corpus: what was done is kept, so that the same run, started again, goes on.

Beside the output stand ``OUT.run.json`` (what the run is made of), while it lasts ``OUT.partial`` (one line an
article, in input order) and, if any article failed, ``OUT.quarantine.jsonl``. The output itself appears at once, whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from claimx.corpus.readers import ReadConfig, count_articles, find_files, read_articles
from claimx.corpus.writers import check_form, write_records
from claimx.errors import CorpusError
from claimx.extractor import Extractor
from claimx.records import from_record, to_json
from claimx.types import Article, Document, Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did so far; ``resumed`` articles had been done by an earlier one, ``total`` is None if not known."""

    total: int | None
    articles: int
    attributions: int
    words: int
    quarantined: int
    resumed: int


OnProgress = Callable[[Summary], None]


def extract(
    inputs: Sequence[str],
    out: Path,
    extractor: Extractor,
    *,
    read: ReadConfig,
    with_text: bool = True,
    fresh: bool = False,
    on_progress: OnProgress | None = None,
) -> Summary:
    """Read the articles of ``inputs`` and write their records to ``out`` (.jsonl, .parquet or .csv).

    Raises:
        CorpusError: if an input is not there, the output's form is not known, the output belongs to another run and
            ``fresh`` is not set, or the disk refuses.
    """
    check_form(out)
    places = _Places(out)
    files = [file for file in find_files(inputs) if file.resolve() not in places.own]
    manifest = _describe(files, extractor, read, with_text)
    try:
        if fresh:
            places.clear()
        if places.is_done(manifest):
            places.partial.unlink(missing_ok=True)  # a kill just before its end may have left it
            return Summary(**places.read_manifest()["summary"])
        return _run(files, places, extractor, manifest, read, with_text, on_progress)
    except OSError as error:
        raise CorpusError(out, None, f"cannot be written: {error.strerror or error}; what was done stays") from error


def _run(
    files: Sequence[Path],
    places: _Places,
    extractor: Extractor,
    manifest: dict[str, Any],
    read: ReadConfig,
    with_text: bool,
    on_progress: OnProgress | None,
) -> Summary:
    done = places.start(manifest)
    tally = {"articles": 0, "attributions": 0, "words": 0, "quarantined": 0}
    total = count_articles(files)
    for line in _lines(places.partial):
        _count(tally, None if "failure" in line else (line["text"], len(line["attributions"])))
    with places.partial.open("ab") as partial:
        todo = islice(read_articles(files, read), done, None)
        for outcome in _outcomes(extractor, todo):
            partial.write(_to_line(outcome).encode() + b"\n")
            partial.flush()
            _count(tally, None if isinstance(outcome, Failure) else (outcome.text, len(outcome.attributions)))
            if on_progress:
                on_progress(Summary(**tally, resumed=done, total=total))
        os.fsync(partial.fileno())
    places.finish(with_text, quarantined=tally["quarantined"] > 0)
    summary = Summary(**tally, resumed=done, total=tally["articles"])
    places.write_manifest(manifest | {"done": True, "summary": asdict(summary)})
    places.partial.unlink()  # last: a kill before this costs a new ending, not a new run
    return summary


def _outcomes(extractor: Extractor, items: Iterator[Article | Failure]) -> Iterator[Document | Failure]:
    """The outcome of each item in order; a failure of the reader keeps its place among the documents."""
    size = extractor.config.batches.look_ahead
    while chunk := list(islice(items, size)):
        docs = extractor.pipe((a for a in chunk if isinstance(a, Article)), on_error="yield")
        for item in chunk:
            yield item if isinstance(item, Failure) else next(docs)


def _to_line(outcome: Document | Failure) -> str:
    return json.dumps({"failure": asdict(outcome)}) if isinstance(outcome, Failure) else to_json(outcome)


def _count(tally: dict[str, int], read: tuple[str, int] | None) -> None:
    """Add one article: its text and how many attributions were found in it, or None if it could not be read."""
    tally["articles"] += 1
    if read is None:
        tally["quarantined"] += 1
    else:
        text, attributions = read
        tally["attributions"] += attributions
        tally["words"] += len(text.split())


def _describe(files: Sequence[Path], extractor: Extractor, read: ReadConfig, with_text: bool) -> dict[str, Any]:
    """What decides a run's output: its inputs, its model and its options."""
    sizes = [[str(file), file.stat().st_size, file.stat().st_mtime_ns] for file in files]
    min_score = extractor.config.min_score
    return {
        "model": extractor.model.label,
        "min_score": extractor.model.min_score if min_score is None else min_score,
        "backend": extractor.config.backend,
        "read": asdict(read),
        "with_text": with_text,
        "inputs": sizes,
    }


class _Places:
    """The files of one run and what state they are in."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.partial = out.with_name(out.name + ".partial")
        self.manifest = out.with_name(out.name + ".run.json")
        self.quarantine = out.with_name(out.name + ".quarantine.jsonl")
        self.own = {path.resolve() for path in (self.out, self.partial, self.manifest, self.quarantine)}

    def clear(self) -> None:
        for path in (self.out, self.partial, self.manifest, self.quarantine):
            path.unlink(missing_ok=True)

    def is_done(self, manifest: dict[str, Any]) -> bool:
        """True if the output is whole and this run's; CorpusError if it, or what there is of it, is not this run's."""
        if not self.manifest.exists():
            if self.out.exists():
                raise CorpusError(self.out, None, "exists, and no run of claimx made it; give --fresh to replace it")
            return False
        before = self.read_manifest()
        changed = [key for key, value in manifest.items() if before.get(key) != value]
        if changed:
            what = ", ".join(changed)
            raise CorpusError(self.out, None, f"belongs to a run with other {what}; give --fresh to start over")
        return bool(before.get("done")) and self.out.exists()

    def start(self, manifest: dict[str, Any]) -> int:
        """The number of articles that are done; a line that a kill tore is cut off."""
        self.out.parent.mkdir(parents=True, exist_ok=True)
        if not self.manifest.exists():
            self.partial.unlink(missing_ok=True)
            self.write_manifest(manifest)
        if not self.partial.exists():
            return 0
        with self.partial.open("r+b") as file:
            done, whole = 0, 0
            for line in file:
                if not line.endswith(b"\n"):
                    break
                done, whole = done + 1, whole + len(line)
            file.truncate(whole)
        return done

    def finish(self, with_text: bool, *, quarantined: bool) -> None:
        """Make the output, and the quarantine where there is one, from the lines of the run."""
        with _Replacing(self.out) as file:
            write_records(
                (from_record(r) for r in _lines(self.partial) if "failure" not in r),
                self.out,
                file,
                with_text=with_text,
            )
        if quarantined:
            with _Replacing(self.quarantine) as file:
                for line in _lines(self.partial):
                    if "failure" in line:
                        file.write(json.dumps(line["failure"]).encode() + b"\n")

    def read_manifest(self) -> dict[str, Any]:
        try:
            values = json.loads(self.manifest.read_text(encoding="utf-8"))
        except ValueError as error:
            raise CorpusError(
                self.manifest, None, f"expected the JSON of a run; give --fresh to start over; {error}"
            ) from error
        return dict(values)

    def write_manifest(self, manifest: dict[str, Any]) -> None:
        with _Replacing(self.manifest) as file:
            file.write(json.dumps(manifest, indent=1).encode() + b"\n")


class _Replacing:
    """A file that takes its place only when it is whole and on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._new = path.with_name(path.name + ".new")

    def __enter__(self) -> BinaryIO:
        self._file: BinaryIO = self._new.open("wb")
        return self._file

    def __exit__(self, kind: object, *_: object) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if kind is None:
            self._new.replace(self._path)
        else:
            self._new.unlink(missing_ok=True)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with path.open("rb") as file:
            for line in file:
                yield json.loads(line)
