"""A reader as a run sees one, without a network: what stands between straight marks is said, by nobody known."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from itertools import islice
from typing import Literal

import claimx
from claimx.model.config import ModelConfig
from claimx.types import Article, Attribution, Document, Failure, Stance, make_part

STANCE = Stance(label="assert", scores={"assert": 1.0, "deny": 0.0, "decline": 0.0, "other": 0.0})


class PlainReader:
    """Reads ahead as far as the real one does."""

    def __init__(self, version: str = "1", min_score: float | None = None) -> None:
        self.model = ModelConfig(name="plain", version=version)
        self.config = claimx.RunConfig(min_score=min_score)
        self.read = 0

    def pipe(
        self, articles: Iterable[str | Article | Failure], *, on_error: Literal["yield"]
    ) -> Generator[Document | Failure, None, None]:
        stream = iter(articles)
        while chunk := list(islice(stream, self.config.batches.look_ahead)):
            for article in chunk:
                if isinstance(article, Failure):
                    yield article
                    continue
                assert isinstance(article, Article) and article.id is not None
                self.read += 1
                if "unreadable" in article.text:
                    yield Failure(doc_id=article.id, stage="read", problem="as the text says")
                else:
                    yield _document(article, article.id, self.model.label)


def _document(article: Article, doc_id: str, model: str) -> Document:
    attributions = []
    for k, match in enumerate(re.finditer('"[^"]+"', article.text)):
        content = make_part(article.text, [match.span()])
        assert content is not None
        attributions.append(
            Attribution(
                id=f"{doc_id}#{k}",
                source=None,
                cue=None,
                content=content,
                kind="direct",
                speaker=None,
                addressee=None,
                stance=STANCE,
                parent=None,
                score=0.5,
            )
        )
    return Document(
        id=doc_id, text=article.text, attributions=tuple(attributions), speakers=(), model=model, meta=article.meta
    )
