"""Scoring an extractor, whole path, on gold articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from claimx.evaluation.gold import GoldArticle, GoldAttribution
from claimx.evaluation.scores import Parts, Score, score_corpus
from claimx.extractor import Extractor
from claimx.types import Article, Attribution, Document, Part

OUTERMOST = ("attribution.relaxed", "attribution.strict", "quoted.relaxed")


def evaluate(
    extractor: Extractor,
    articles: Sequence[GoldArticle],
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> tuple[dict[str, Score], list[Document]]:
    """Scores of what ``extractor`` finds, and the documents; ``on_progress(done, total)`` counts articles.

    Every attribution counts, nested ones too, though PolNeAR has none of those: as any other scorer of the records
    would have it. ``outermost.*`` are the same measures without nested ones, ``nested.relaxed`` that of nested ones
    alone on the articles that were read for them.
    """
    docs = []
    for doc in extractor.pipe(Article(text=a.text, id=a.id) for a in articles):
        docs.append(doc)
        if on_progress:
            on_progress(len(docs), len(articles))
    pairs = list(zip(articles, docs, strict=True))
    scores = _score((a.text, a.attributions, d.attributions) for a, d in pairs)
    if any(a.parent is not None for d in docs for a in d.attributions):
        outer = _score((a.text, a.attributions, [x for x in d.attributions if x.parent is None]) for a, d in pairs)
        scores |= {f"outermost.{name.removeprefix('attribution.')}": outer[name] for name in OUTERMOST}
    read = [(a.text, a.nested, [x for x in d.attributions if x.parent]) for a, d in pairs if a.nested is not None]
    if any(nested for _, nested, _ in read):
        scores["nested.relaxed"] = _score(read)["attribution.relaxed"]
    return scores, docs


def _score(rows: Iterable[tuple[str, Sequence[GoldAttribution], Sequence[Attribution]]]) -> dict[str, Score]:
    return score_corpus(
        (text, [gold_parts(g) for g in gold], [found_parts(f) for f in found]) for text, gold, found in rows
    )


def gold_parts(attribution: GoldAttribution) -> Parts:
    """The parts of a gold relation, as the scorer takes them."""
    return Parts(source=attribution.source, cue=attribution.cue, content=attribution.content)


def found_parts(attribution: Attribution) -> Parts:
    """The parts of a found attribution, as the scorer takes them."""

    def ranges(part: Part | None) -> list[tuple[int, int]]:
        return [(s.start, s.end) for s in part.spans] if part else []

    return Parts(source=ranges(attribution.source), cue=ranges(attribution.cue), content=ranges(attribution.content))
