"""One run over a corpus: what was done is kept, so that the same run, started again, goes on.

Articles are read, extracted and written in chunks. A chunk counts once the journal says so; a kill costs the chunk
that was under way, and the next run reads on from the place in the inputs that the journal names.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from itertools import accumulate
from pathlib import Path
from shutil import rmtree
from typing import Any, Literal, Protocol

from claimx import __version__
from claimx.corpus.journal import Journal, State
from claimx.corpus.output import Output
from claimx.corpus.readers import Item, ReadConfig, find_files, read_items
from claimx.corpus.writers import open_form
from claimx.errors import ConfigError, CorpusError
from claimx.extractor import RunConfig
from claimx.model.config import ModelConfig
from claimx.text.boilerplate import find_boilerplate
from claimx.text.quotes import find_paragraphs
from claimx.types import Article, Document, Failure

_CHUNK = 64  # items between two commits; fixed, so that a run that was killed makes the same bytes


class Reader(Protocol):
    """What a run needs of an `Extractor`, or of a pool of them."""

    @property
    def model(self) -> ModelConfig:
        """What the records name, and its lowest score."""

    @property
    def config(self) -> RunConfig:
        """How it is run."""

    def pipe(
        self, articles: Iterable[str | Article | Failure], *, on_error: Literal["yield"]
    ) -> Generator[Document | Failure, None, None]:
        """One outcome an article, in order; a failure passes through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteConfig:
    """How records are written: with the articles' texts, and in how large shards; None writes one file."""

    with_text: bool = True
    shard_size: int | None = None  # articles

    def __post_init__(self) -> None:
        if self.shard_size is not None and self.shard_size < 1:
            raise ConfigError(f"shard_size is {self.shard_size}; expected at least 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did so far; ``resumed`` articles, with ``resumed_words``, had been done by an earlier one.

    ``share`` tells how much of the inputs was read, by bytes, 0 to 1; ``resumed_share`` where this run began.
    """

    articles: int = 0
    attributions: int = 0
    words: int = 0
    quarantined: int = 0
    resumed: int = 0
    resumed_words: int = 0
    share: float = 0.0
    resumed_share: float = 0.0


OnProgress = Callable[[Summary], None]


def extract(
    inputs: Sequence[str],
    out: Path,
    reader: Reader,
    *,
    read: ReadConfig,
    write: WriteConfig = WriteConfig(),
    weights: str = "",
    fresh: bool = False,
    on_progress: OnProgress | None = None,
) -> Summary:
    """Read the articles of ``inputs`` and write their records to ``out``, in the form that its name asks for.

    ``weights`` tells models of one name and version apart. ``on_progress`` is called at the start and after every
    article.

    Raises:
        CorpusError: if an input is not there, the output's form is not known, the output belongs to another run and
            ``fresh`` is not set, another process is writing it, or the disk refuses.
    """
    form = open_form(out, with_text=write.with_text)
    output = Output(out=out, form=form, in_shards=write.shard_size is not None)
    try:
        output.check(fresh=fresh)
        files = find_files(inputs, without=output.places)
        sizes = [_size(file) for file in files]
        manifest = _describe(files, sizes, reader, read, write, weights)
        before = None if fresh else output.read_manifest()
        if before is not None:
            _refuse_change(out, before, manifest)
            if before.get("done") and out.exists():
                rmtree(output.partial, ignore_errors=True)  # a kill just before its end may have left it
                done = Summary(**before["summary"])
                return replace(done, resumed=done.articles, resumed_words=done.words, resumed_share=1.0)
        output.partial.mkdir(parents=True, exist_ok=True)
        with Journal(output.partial / "journal.sqlite") as journal:
            if before is None:
                output.clear()
                journal.clear()
            output.write_manifest(manifest)
            summary = _run(files, sizes, output, journal, reader, read, write, on_progress)
        output.write_manifest(manifest | {"done": True, "summary": asdict(summary)})
        rmtree(output.partial)
    except OSError as error:
        raise CorpusError(out, None, f"cannot be written: {error.strerror or error}; what was done stays") from error
    except sqlite3.Error as error:
        raise CorpusError(output.partial, None, f"cannot be written: {error}; what was done stays") from error
    return summary


def _run(
    files: Sequence[Path],
    sizes: Sequence[int],
    output: Output,
    journal: Journal,
    reader: Reader,
    read: ReadConfig,
    write: WriteConfig,
    on_progress: OnProgress | None,
) -> Summary:
    before = list(accumulate(sizes, initial=0))  # bytes of the inputs in front of each
    start = now = journal.state
    output.cut(now)
    output.settle(now)

    def summarise(state: State) -> Summary:
        def share(s: State) -> float:
            return (before[s.file] + s.offset) / max(before[-1], 1)

        return Summary(
            articles=state.articles,
            attributions=state.attributions,
            words=state.words,
            quarantined=state.quarantined,
            resumed=start.articles,
            resumed_words=start.words,
            share=1.0 if state.finished else share(state),
            resumed_share=share(start),
        )

    def commit(state: State, *, finished: bool = False) -> State:
        if state.shard_articles or not state.shard:  # the last shard may have been full
            part, quarantine = output.write(docs, failures, state)
            state = replace(state, shard_bytes=part, quarantine_bytes=quarantine)
        docs.clear()
        failures.clear()
        state = replace(state, finished=finished)
        if state.shard_articles == write.shard_size:
            state = replace(state, shard=state.shard + 1, shard_articles=0, shard_bytes=0)
        journal.commit(state)
        if finished or not state.shard_bytes:
            output.settle(state)
        return state

    docs: list[Document] = []
    failures: list[Failure] = []
    report = on_progress or (lambda _: None)
    report(summarise(now))
    if not now.finished:
        items = read_items(files, read, file=now.file, number=now.number)
        with closing(_outcomes(reader, _with_ids(items, journal, now.articles))) as outcomes:
            for item, outcome in outcomes:
                now = _count(now, item, outcome)
                if isinstance(outcome, Failure):
                    failures.append(outcome)
                else:
                    docs.append(_mark_boilerplate(outcome))
                if len(docs) + len(failures) == _CHUNK or now.shard_articles == write.shard_size:
                    now = commit(now)
                report(summarise(now))
        now = commit(now, finished=True)
    return summarise(now)


def _outcomes(reader: Reader, items: Iterator[Item]) -> Generator[tuple[Item, Document | Failure], None, None]:
    """Each item with what became of it, in order; what could not be read keeps its place among the documents."""
    taken: deque[Item] = deque()

    def outcomes() -> Iterator[Article | Failure]:
        for item in items:
            taken.append(item)
            yield item.outcome

    with closing(reader.pipe(outcomes(), on_error="yield")) as stream:
        for outcome in stream:
            yield taken.popleft(), outcome


def _with_ids(items: Iterator[Item], journal: Journal, first: int) -> Iterator[Item]:
    """The items, whose articles are numbered from ``first``, each with an id that no other has."""
    for article, item in enumerate(items, start=first):
        outcome = item.outcome
        if isinstance(outcome, Failure):
            outcome = replace(outcome, doc_id=journal.unique(outcome.doc_id, article))
        else:
            outcome = replace(outcome, id=journal.unique(outcome.id or "", article))
        yield replace(item, outcome=outcome)


def _count(state: State, item: Item, outcome: Document | Failure) -> State:
    failed = isinstance(outcome, Failure)
    return replace(
        state,
        file=item.file,
        number=item.number,
        offset=item.offset,
        articles=state.articles + 1,
        attributions=state.attributions + (0 if isinstance(outcome, Failure) else len(outcome.attributions)),
        words=state.words + (0 if isinstance(outcome, Failure) else len(outcome.text.split())),
        quarantined=state.quarantined + failed,
        shard_articles=state.shard_articles + 1,
    )


def _mark_boilerplate(doc: Document) -> Document:
    """``doc`` with the ranges of the site's own paragraphs, if there are any, in its metadata."""
    found = find_boilerplate(doc.text, find_paragraphs(doc.text))
    return replace(doc, meta={**doc.meta, "boilerplate": [list(r) for r in found]}) if found else doc


def _describe(
    files: Sequence[Path], sizes: Sequence[int], reader: Reader, read: ReadConfig, write: WriteConfig, weights: str
) -> dict[str, Any]:
    """What decides a run's output, as JSON: its inputs, its model and its options."""
    digest = hashlib.sha256()
    for file, size in zip(files, sizes, strict=True):
        changed = file.stat().st_mtime_ns if file.exists() else 0
        digest.update(f"{file}\0{size}\0{changed}\n".encode("utf-8", "surrogateescape"))
    min_score = reader.config.min_score
    description = {
        "model": {"name": reader.model.label, "weights": weights, "claimx": __version__},
        "config": {
            "backend": reader.config.backend,
            "precision": reader.config.precision,
            "min_score": reader.model.min_score if min_score is None else min_score,
        },
        "read": asdict(read),
        "write": asdict(write),
        "inputs": {"files": len(files), "bytes": sum(sizes), "names_sizes_times": digest.hexdigest()},
    }
    return dict(json.loads(json.dumps(description)))


def _refuse_change(out: Path, before: dict[str, Any], now: dict[str, Any]) -> None:
    """CorpusError if a run with other settings made what is there."""
    changes = [
        f"{key}.{name} was {(before.get(key) or {}).get(name)!r}, is {value!r}"
        for key, values in now.items()
        for name, value in values.items()
        if (before.get(key) or {}).get(name) != value
    ]
    if changes:
        problem = f"belongs to a run with other settings ({'; '.join(changes)}); give --fresh to start over"
        raise CorpusError(out, None, problem)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0  # a link that leads nowhere; the reader tells
