"""claimx reads news articles and returns who said what, in which words, and how they stand towards it."""

from __future__ import annotations

import logging
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from claimx.errors import (
    ClaimxError,
    ConfigError,
    CorpusError,
    DocumentError,
    MissingExtraError,
    ModelError,
    RecordError,
)
from claimx.types import Article, Attribution, Document, Failure, Part, Span, Speaker, Stance

if TYPE_CHECKING:
    from claimx import datasets as datasets
    from claimx import ray as ray
    from claimx.extractor import Extractor, RunConfig, load
    from claimx.inference.batching import BatchConfig
    from claimx.view.notebook import display

try:
    __version__ = version("claimx")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "0"

__all__ = [
    "Article",
    "Attribution",
    "BatchConfig",
    "ClaimxError",
    "ConfigError",
    "CorpusError",
    "Document",
    "DocumentError",
    "Extractor",
    "Failure",
    "MissingExtraError",
    "ModelError",
    "Part",
    "RecordError",
    "RunConfig",
    "Span",
    "Speaker",
    "Stance",
    "__version__",
    "display",
    "load",
]

# What brings numpy, tokenizers and the runtime, or is seldom needed.
_LAZY = {
    "BatchConfig": "claimx.inference.batching",
    "Extractor": "claimx.extractor",
    "RunConfig": "claimx.extractor",
    "display": "claimx.view.notebook",
    "load": "claimx.extractor",
}

# Adapters, there as attributes before anybody imports them.
_MODULES = ("datasets", "ray")

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    if name in _MODULES:
        return import_module(f"claimx.{name}")
    raise AttributeError(f"module 'claimx' has no attribute {name!r}")


def _repr_html_(doc: Document) -> str:
    """How a notebook shows a document; the types stand below the pages and cannot know of them."""
    from claimx.view.notebook import frame

    return frame(doc)


Document._repr_html_ = _repr_html_  # type: ignore[attr-defined]
