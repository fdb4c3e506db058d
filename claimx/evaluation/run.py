"""Scoring an extractor, whole path, on gold articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from claimx.evaluation.gold import GoldArticle, GoldAttribution
from claimx.evaluation.scores import Parts, Score, score_corpus
from claimx.extractor import Extractor
from claimx.types import Article, Attribution, Document, Part


def evaluate(
    extractor: Extractor,
    articles: Sequence[GoldArticle],
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> tuple[dict[str, Score], list[Document]]:
    """Scores of what ``extractor`` finds, and the documents; ``on_progress(done, total)`` counts articles."""
    docs = []
    for doc in extractor.pipe(Article(text=a.text, id=a.id) for a in articles):
        docs.append(doc)
        if on_progress:
            on_progress(len(docs), len(articles))
    rows = [
        (gold.text, [gold_parts(a) for a in gold.attributions], [found_parts(a) for a in doc.attributions])
        for gold, doc in zip(articles, docs, strict=True)
    ]
    return score_corpus(rows), docs


def gold_parts(attribution: GoldAttribution) -> Parts:
    """The parts of a gold relation, as the scorer takes them."""
    return Parts(source=attribution.source, cue=attribution.cue, content=attribution.content)


def found_parts(attribution: Attribution) -> Parts:
    """The parts of a found attribution, as the scorer takes them."""

    def ranges(part: Part | None) -> list[tuple[int, int]]:
        return [(s.start, s.end) for s in part.spans] if part else []

    return Parts(source=ranges(attribution.source), cue=ranges(attribution.cue), content=ranges(attribution.content))
