"""How well attributions inside contents are read, on labels of our own, and what they cost the flat scores.

    python -m benchmarks.nested --data FOLDER [--model NAME]

On PolNeAR dev, which was read for them by hand (`claimx/training/gold`; not trained on). Prints precision, recall and
F1 (relaxed) by the lowest score kept; what a limit gives that was chosen on one half of the articles and measured on
the other; and the flat scores with nested attributions counted as mistakes, as PolNeAR has it, and left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import claimx
from claimx.evaluation.gold import GoldArticle, read_polnear
from claimx.evaluation.run import found_parts, gold_parts
from claimx.evaluation.scores import Score, score_corpus
from claimx.training.gold import with_nested
from claimx.types import Article, Attribution, Document

LIMITS = tuple(k / 20 for k in range(16))
Pair = tuple[GoldArticle, Document]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model")
    options = parser.parse_args()

    articles = with_nested(read_polnear(options.data, "dev"))
    model = claimx.load(options.model).model
    every = claimx.load(options.model, config=claimx.RunConfig(min_score=0.0))
    pairs = list(zip(articles, every.pipe(Article(text=a.text, id=a.id) for a in articles), strict=True))
    print(f"{sum(len(a.nested or ()) for a in articles)} labels in {len(articles)} articles; {model.label}")
    print("lowest score      P     R    F1  found")
    for limit in LIMITS:
        _show(f"{limit:12.2f}", _nested(pairs, model.min_score, limit))
    halves = (pairs[::2], pairs[1::2])
    for k, (chosen_on, measured_on) in enumerate((halves, halves[::-1]), start=1):
        best = max(LIMITS, key=lambda v: _nested(chosen_on, model.min_score, v).f1)
        _show(f"fold {k}: {best:4.2f}", _nested(measured_on, model.min_score, best))
    _show(f"ships: {model.min_nested_score:5.2f}", _nested(pairs, model.min_score, model.min_nested_score))
    for name, with_nested_ones in (("counted as mistakes", True), ("left out", False)):
        rows = []
        for article, doc in pairs:
            kept = _kept(doc, model.min_score, model.min_nested_score)
            found = [found_parts(a) for a in kept if with_nested_ones or a.parent is None]
            rows.append((article.text, [gold_parts(a) for a in article.attributions], found))
        scores = score_corpus(rows)
        names = ("attribution.relaxed", "attribution.strict", "quoted.relaxed")
        print(f"flat, nested ones {name}: " + "  ".join(f"{n} {scores[n].f1:.1f}" for n in names))


def _kept(doc: Document, min_score: float, min_nested: float) -> list[Attribution]:
    """What is left at these limits: a nested attribution falls with the one that it stands in."""
    outer = {a.id for a in doc.attributions if a.parent is None and a.score >= min_score}
    return [a for a in doc.attributions if a.id in outer or (a.parent in outer and a.score >= min_nested)]


def _nested(pairs: Sequence[Pair], min_score: float, min_nested: float) -> Score:
    rows = []
    for article, doc in pairs:
        found = [found_parts(a) for a in _kept(doc, min_score, min_nested) if a.parent is not None]
        rows.append((article.text, [gold_parts(a) for a in article.nested or ()], found))
    return score_corpus(rows)["attribution.relaxed"]


def _show(name: str, score: Score) -> None:
    print(f"{name} {score.precision:6.1f} {score.recall:5.1f} {score.f1:5.1f} {score.predicted:6d}")


if __name__ == "__main__":
    main()
