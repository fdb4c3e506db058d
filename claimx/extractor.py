"""Text in, `Document` out: the one place that puts the stages in order."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Literal, overload

from claimx.assembly import assemble
from claimx.errors import ClaimxError, ConfigError, DocumentError, MissingExtraError
from claimx.inference.backends import Backend, Precision
from claimx.inference.batching import BatchConfig
from claimx.inference.engine import Engine, Windows
from claimx.model import store
from claimx.model.config import ModelConfig
from claimx.model.decode import Relation, Scores
from claimx.speakers.naming import name_speakers
from claimx.stance.judged import to_stance
from claimx.stance.targets import find_targets
from claimx.text.pieces import PieceEncoder
from claimx.text.reading import Reading, read_text
from claimx.types import Article, Attribution, Document, Failure, make_part
from claimx.workers import read_apart

logger = logging.getLogger(__name__)

BackendName = Literal["openvino", "pytorch"]
Input = str | Article | Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class RunConfig:
    """How a model is run; nothing in it changes what is found, but ``min_score``."""

    backend: BackendName = "openvino"
    device: str = "cpu"  # of the PyTorch backend
    precision: Precision = "f32"  # of what is not int8; "auto": bfloat16 where the processor has it, a tenth faster
    threads: int = 1  # of one forward pass on the CPU
    workers: int = 1  # processes that share the articles of a `pipe`, each with the model once
    min_score: float | None = None  # attributions below are left out; None takes the model's own limit
    batches: BatchConfig = BatchConfig()

    def __post_init__(self) -> None:
        if self.backend not in ("openvino", "pytorch"):
            raise ConfigError(f"backend is {self.backend!r}; expected 'openvino' or 'pytorch'")
        if self.precision not in ("auto", "f32", "bf16"):
            raise ConfigError(f"precision is {self.precision!r}; expected 'auto', 'f32' or 'bf16'")
        if self.backend == "openvino" and self.device != "cpu":
            raise ConfigError(f"device is {self.device!r}; the OpenVINO backend runs on 'cpu': take backend='pytorch'")
        for name in ("threads", "workers"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}; expected at least 1")
        if self.min_score is not None and not 0.0 <= self.min_score <= 1.0:
            raise ConfigError(f"min_score is {self.min_score}; expected a probability, 0 to 1")


class Extractor:
    """Reads articles with one model. Made by `load`; safe to share between threads."""

    def __init__(
        self, *, model: ModelConfig, folder: Path, pieces: PieceEncoder, engine: Engine, config: RunConfig
    ) -> None:
        self.model = model
        self.folder = folder
        self.config = config
        self._pieces = pieces
        self._engine = engine
        limits = (model.min_score, model.min_nested_score)
        self._min_scores = limits if config.min_score is None else (config.min_score, config.min_score)

    @property
    def backend(self) -> Backend:
        """What runs the network."""
        return self._engine.backend

    def with_backend(self, backend: Backend) -> Extractor:
        """A copy that runs the network on another backend, in this process."""
        return Extractor(
            model=self.model,
            folder=self.folder,
            pieces=self._pieces,
            engine=replace(self._engine, backend=backend),
            config=replace(self.config, workers=1),
        )

    def __call__(self, text: str, *, id: str = "0") -> Document:
        """The attributions of one text.

        Raises:
            DocumentError: if ``text`` is no string or could not be read.
        """
        with ThreadPoolExecutor(max_workers=1) as pool:
            (outcome,) = self._end(self._begin([Article(text=text, id=id)], pool))
        if isinstance(outcome, Failure):
            raise DocumentError(outcome.doc_id, outcome.stage, outcome.problem)
        return outcome

    @overload
    def pipe(self, articles: Iterable[Input], *, on_error: Literal["raise"] = ...) -> Generator[Document]: ...

    @overload
    def pipe(self, articles: Iterable[Input], *, on_error: Literal["yield"]) -> Generator[Document | Failure]: ...

    def pipe(
        self, articles: Iterable[Input], *, on_error: Literal["raise", "yield"] = "raise"
    ) -> Generator[Document | Failure]:
        """Documents of a stream of texts or `Article`s, in order; lazy, in bounded memory, endless input welcome.

        A text without an id is numbered by its place, from "0". An article that cannot be read raises
        `DocumentError`, or with ``on_error="yield"`` takes its place in the stream as a `Failure`; so does a `Failure`
        that comes in. The network runs in a thread of its own, on the next articles while the caller has the last
        ones, or with several workers in their processes; up to twice the look-ahead, a worker, is read in advance. A
        stream that is closed early stops after the forward pass that it is in.
        """
        if on_error not in ("raise", "yield"):
            raise ConfigError(f"on_error is {on_error!r}; expected 'raise' or 'yield'")
        items = (_named(item, str(count)) for count, item in enumerate(articles))
        outcomes = read_apart(self.folder, self.config, items) if self.config.workers > 1 else self._stream(items)
        with closing(outcomes):
            for outcome in outcomes:
                if isinstance(outcome, Failure) and on_error == "raise":
                    raise DocumentError(outcome.doc_id, outcome.stage, outcome.problem)
                yield outcome

    def _stream(self, items: Iterator[Article | Failure]) -> Generator[Document | Failure]:
        """Outcomes in order; while one chunk of articles is finished, the next runs through the network."""
        before: _Begun | None = None
        with ThreadPoolExecutor(max_workers=1) as pool:
            try:
                while chunk := list(islice(items, self.config.batches.look_ahead)):
                    begun = self._begin(chunk, pool)
                    if before is not None:
                        yield from self._end(before)
                    before = begun
                if before is not None:
                    yield from self._end(before)
            finally:
                pool.shutdown(cancel_futures=True)

    def _begin(self, items: Sequence[Article | Failure], pool: Executor) -> _Begun:
        """The articles made ready, and their forward passes handed to ``pool``."""
        prepared = [item if isinstance(item, Failure) else self._prepare(item) for item in items]
        good = [p[1] for p in prepared if not isinstance(p, Failure)]
        return _Begun(prepared, good, self._engine.start(good, pool))

    def _end(self, begun: _Begun) -> Iterator[Document | Failure]:
        """One outcome an article. Where a pass failed all are read one by one, so a failure stays with its cause."""
        related: list[list[Relation] | None]
        try:
            passes = ((windows, future.result()) for windows, future in _let_go(begun.passes))
            related = list(self._engine.join(begun.good, passes))
        except Exception:
            logger.warning("a batch of %d articles failed; reading them one by one", len(begun.good), exc_info=True)
            related = [None] * len(begun.good)
        pending = iter(related)
        for prepared in begun.prepared:
            if isinstance(prepared, Failure):
                yield prepared
                continue
            article, reading = prepared
            try:
                relations = next(pending)
                if relations is None:
                    (relations,) = self._engine.relate([reading])
                outcome: Document | Failure = self._finish(article, reading, relations)
            except Exception as error:
                outcome = Failure(doc_id=str(article.id), stage="read", problem=_describe(error))
            yield outcome

    def _prepare(self, article: Article) -> tuple[Article, Reading] | Failure:
        doc_id = str(article.id)
        if not isinstance(article.text, str):
            problem = f"expected the text as str, got {type(article.text).__name__}"
            return Failure(doc_id=doc_id, stage="input", problem=problem)
        try:
            return article, read_text(article.text, self._pieces, self.model.max_pieces)
        except Exception as error:
            return Failure(doc_id=doc_id, stage="text", problem=_describe(error))

    def _finish(self, article: Article, reading: Reading, relations: Sequence[Relation]) -> Document:
        doc_id = str(article.id)
        kept = [r for r in relations if r.score >= self._min_scores[r.level]]
        drafts = assemble(reading, kept, min_score=self._min_scores[0])
        speakers = name_speakers(reading.text, drafts)
        names = [f"{doc_id}#{k}" for k in range(len(drafts))]
        stances = [to_stance(d.stance) for d in drafts]
        targets = find_targets(
            reading.text, drafts, [s.label for s in stances], [s.name if s else None for s in speakers.of]
        )
        attributions = []
        for k, (draft, target) in enumerate(zip(drafts, targets, strict=True)):
            content = make_part(reading.text, draft.content)
            if content is None:
                raise ClaimxError(f"attribution {names[k]} has no content")
            attributions.append(
                Attribution(
                    id=names[k],
                    source=make_part(reading.text, draft.source),
                    cue=make_part(reading.text, draft.cue),
                    content=content,
                    kind=draft.kind,
                    speaker=speakers.of[k],
                    addressee=make_part(reading.text, draft.addressee),
                    stance=stances[k] if target is None else replace(stances[k], target=names[target]),
                    parent=names[draft.parent] if draft.parent is not None else None,
                    score=round(draft.score, 4),
                    speaker_score=speakers.scores[k],
                )
            )
        return Document(
            id=doc_id,
            text=article.text,
            attributions=tuple(attributions),
            speakers=speakers.all,
            model=self.model.label,
            meta=article.meta,
        )


@dataclass(frozen=True, slots=True)
class _Begun:
    """Articles on their way through the network; ``good`` are the readings that got that far."""

    prepared: Sequence[tuple[Article, Reading] | Failure]
    good: Sequence[Reading]
    passes: list[tuple[Windows, Future[Scores]]]


def _let_go(passes: list[tuple[Windows, Future[Scores]]]) -> Iterator[tuple[Windows, Future[Scores]]]:
    """The passes in order, each forgotten when it is handed out: their arrays are large."""
    passes.reverse()
    while passes:
        yield passes.pop()


def _named(item: Input, place: str) -> Article | Failure:
    """The article with an id: its own, or its place in the stream."""
    if isinstance(item, Article):
        return item if item.id is not None else replace(item, id=place)
    return item if isinstance(item, Failure) else Article(text=item, id=place)


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def load(name_or_path: str | Path | None = None, *, config: RunConfig | None = None) -> Extractor:
    """An `Extractor` with a model: the one that ships, another shipped one by name, or a folder.

    Nothing is ever downloaded; the files are checked against their sums.

    Raises:
        ModelError: if there is no such model, or its files are missing or damaged.
        MissingExtraError: if ``config`` asks for PyTorch and it is not installed.
    """
    config = config or RunConfig()
    folder = store.find_model(name_or_path)
    network = store.graph_files(folder) if config.backend == "openvino" else store.TORCH_FILES
    model = store.verify(folder, (*store.SHARED_FILES, *network))
    pieces = PieceEncoder(folder / store.TOKENIZER)
    engine = Engine(
        backend=_open_backend(folder, model, config),
        decoders=store.read_decoders(folder),
        stance=store.read_stance(folder),
        special=pieces.special,
        batches=config.batches,
    )
    return Extractor(model=model, folder=folder, pieces=pieces, engine=engine, config=config)


def _open_backend(folder: Path, model: ModelConfig, config: RunConfig) -> Backend:
    if config.backend == "openvino":
        from claimx.inference.backends.openvino import OpenVINOBackend

        return OpenVINOBackend(folder, threads=config.threads, precision=config.precision)
    try:
        from claimx.inference.backends.pytorch import open_pytorch
    except ModuleNotFoundError as error:
        raise MissingExtraError("the PyTorch backend", "torch") from error
    return open_pytorch(folder, model, device=config.device, threads=config.threads, precision=config.precision)
