"""claimx as a component of spaCy: ``nlp.add_pipe("claimx")``; ``nlp.pipe`` goes through the batched core.

It reads ``doc.text``, so it works behind any tokenizer and needs no other component. What it finds travels with the
`Doc`, through `DocBin` (``store_user_data=True``), ``Doc.to_bytes`` and processes, as a record without its text; the
attributes below read it from there. Where only such docs are loaded, ``import claimx.spacy`` declares the attributes.

- ``Doc._.attributions``, ``Doc._.speakers``: tuples of `claimx.Attribution` and `claimx.Speaker`;
- ``Doc.spans["claimx"]``: the pieces of all sources, cues and contents, widened to whole tokens, with the labels
  SOURCE, CUE and CONTENT, for displaCy's style ``span``; the ``id_`` of each is that of its attribution;
- ``Span._.attribution`` and ``Span._.speaker``: of such a span, else None.
"""

import json  # no postponed annotations here: spaCy checks a factory's settings by them
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from claimx.errors import ConfigError, DocumentError, MissingExtraError
from claimx.extractor import Extractor, RunConfig, load
from claimx.records import from_json, to_json
from claimx.types import Article, Attribution, Document, Failure, Speaker

try:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
except ModuleNotFoundError as error:
    raise MissingExtraError("the spaCy component", "spacy") from error

_RECORD = "claimx"  # of Doc.user_data
_SETTINGS = "settings.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a component is made with.

    ``model`` is a shipped name or a folder, None the model that ships; attributions with a lower score than
    ``min_score`` are left out, None takes the model's own limit; ``spans_key`` names the group in ``Doc.spans``.
    """

    model: str | None = None
    min_score: float | None = None
    spans_key: str = "claimx"
    threads: int = 1

    def __post_init__(self) -> None:
        if not self.spans_key:
            raise ConfigError("spans_key is empty; expected a name in Doc.spans")
        self.run_config  # noqa: B018  # it checks its own ranges

    @property
    def run_config(self) -> RunConfig:
        """How the model is run."""
        return RunConfig(min_score=self.min_score, threads=self.threads)


class AttributionReader:
    """The component. The model is loaded when the first text comes, once in each process."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name = name
        self.settings = settings
        self._opened: dict[int, Extractor] = {}  # by process
        self._handle: Callable[..., Any] | None = None

    def __call__(self, doc: Doc) -> Doc:
        """``doc`` with its attributions.

        Raises:
            DocumentError: if the text could not be read; `nlp` hands it to its error handler.
        """
        return self._annotate(doc, self._extractor()(doc.text))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 1000) -> Iterator[Doc]:
        """The docs in order, each with its attributions, read by the batched core.

        The core sorts and packs what it reads ahead by word pieces, so ``batch_size`` changes nothing. A doc that
        cannot be read goes to the error handler: by default it raises.
        """
        waiting: deque[Doc] = deque()

        def articles() -> Iterator[Article]:
            for doc in stream:
                waiting.append(doc)
                yield Article(text=doc.text)

        for outcome in self._extractor().pipe(articles(), on_error="yield"):
            doc = waiting.popleft()
            if isinstance(outcome, Failure):
                error = DocumentError(outcome.doc_id, outcome.stage, outcome.problem)
                self.get_error_handler()(self.name, self, [doc], error)
            else:
                yield self._annotate(doc, outcome)

    def set_error_handler(self, handler: Callable[..., Any]) -> None:
        """Have ``handler(name, component, docs, error)`` told of docs that cannot be read."""
        self._handle = handler

    def get_error_handler(self) -> Callable[..., Any]:
        """The handler that was set; without one, the error is raised."""
        return self._handle or _raise

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The settings; the model is named, not stored."""
        return json.dumps(asdict(self.settings)).encode("utf-8")

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "AttributionReader":
        """Take the settings of `to_bytes`. ConfigError if they are none."""
        try:
            values = json.loads(data)
            self.settings = Settings(**values)
        except (ValueError, TypeError) as error:
            raise ConfigError(f"expected the settings of a claimx component; {error}") from error
        self._opened = {}
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the settings into the folder ``path``; the model is named, not stored."""
        Path(path).mkdir(parents=True, exist_ok=True)
        Path(path, _SETTINGS).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "AttributionReader":
        """Take the settings that `to_disk` wrote."""
        return self.from_bytes(Path(path, _SETTINGS).read_bytes())

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_opened": {}}

    def _extractor(self) -> Extractor:
        """The model, loaded anew in a forked process: its threads stayed behind, and freeing it there would crash."""
        own = os.getpid()
        if own not in self._opened:
            self._opened[own] = load(self.settings.model, config=self.settings.run_config)
        return self._opened[own]

    def _annotate(self, doc: Doc, found: Document) -> Doc:
        doc.user_data[_RECORD] = to_json(found, with_text=False)
        spans = [
            doc.char_span(s.start, s.end, label=label, alignment_mode="expand", span_id=a.id)
            for a in found.attributions
            for label, part in (("SOURCE", a.source), ("CUE", a.cue), ("CONTENT", a.content))
            for s in (part.spans if part else ())
        ]
        doc.spans[self.settings.spans_key] = [span for span in spans if span is not None]
        return doc


@Language.factory(  # type: ignore[untyped-decorator]  # spaCy is not read for its types
    "claimx",
    assigns=["doc.spans", "doc._.attributions", "doc._.speakers", "span._.attribution", "span._.speaker"],
    default_config=asdict(Settings()),
)
def make_reader(
    nlp: Language, name: str, model: str | None, min_score: float | None, spans_key: str, threads: int
) -> AttributionReader:
    """The component that ``nlp.add_pipe("claimx", config={...})`` adds; see `Settings`."""
    settings = Settings(model=model, min_score=min_score, spans_key=spans_key, threads=threads)
    return AttributionReader(name, settings)


def _raise(name: str, component: object, docs: list[Doc], error: Exception) -> None:
    raise error


@lru_cache(maxsize=64)
def _parse(record: str, text: str) -> Document:
    return from_json(record, text=text)


def _found(doc: Doc) -> Document | None:
    record = doc.user_data.get(_RECORD)
    return None if record is None else _parse(record, doc.text)


def _attributions(doc: Doc) -> tuple[Attribution, ...]:
    found = _found(doc)
    return found.attributions if found else ()


def _speakers(doc: Doc) -> tuple[Speaker, ...]:
    found = _found(doc)
    return found.speakers if found else ()


def _attribution(span: Span) -> Attribution | None:
    return next((a for a in _attributions(span.doc) if a.id == span.id_), None)


def _speaker(span: Span) -> Speaker | None:
    attribution = _attribution(span)
    return attribution.speaker if attribution else None


for _owner, _name, _getter in (
    (Doc, "attributions", _attributions),
    (Doc, "speakers", _speakers),
    (Span, "attribution", _attribution),
    (Span, "speaker", _speaker),
):
    _owner.set_extension(_name, getter=_getter, force=True)
