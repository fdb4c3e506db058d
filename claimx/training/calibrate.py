"""Scores that are probabilities: a logistic regression on the decoder's evidence, fitted on dev."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from claimx.assembly import assemble
from claimx.evaluation.gold import GoldArticle
from claimx.evaluation.run import gold_parts
from claimx.evaluation.scores import matched
from claimx.model.decode import EVIDENCE, UNFITTED, Relation, probability
from claimx.text.reading import Reading
from claimx.training.scoring import to_parts

FloatArray = NDArray[np.float64]
FOLDS = 5
BINS = 10
_STEPS = 50
_PENALTY = 1.0  # on the squares of the weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What each piece of evidence weighs, and the error that the probabilities leave (cross-validated)."""

    weights: tuple[float, ...]
    error: float


def fit_calibration(
    articles: Sequence[GoldArticle],
    readings: Sequence[Reading],
    found: Sequence[Sequence[Relation]],
    *,
    level: int = 0,
) -> tuple[Calibration, list[list[Relation]]]:
    """Fit the probability that an attribution of ``level`` is right (relaxed) to the evidence of ``found``.

    Also returns ``found`` with the scores that weights fitted on other articles give: what limits are chosen on, and
    the error is measured with.
    """
    evidence: list[tuple[float, ...]] = []
    hits, fold = [], []
    for k, (article, reading, relations) in enumerate(zip(articles, readings, found, strict=True)):
        numbered = [replace(r, score=float(i)) for i, r in enumerate(relations)]  # to know them again as drafts
        drafts = [d for d in assemble(reading, numbered) if d.level == level]
        gold = [gold_parts(a) for a in (article.nested or () if level else article.attributions)]
        evidence += [relations[int(d.score)].evidence for d in drafts]
        hits += matched(article.text, gold, to_parts(drafts), "relaxed")
        fold += [k % FOLDS] * len(drafts)
    x, y, part = np.array(evidence).reshape(-1, EVIDENCE), np.array(hits, dtype=np.float64), np.array(fold)
    apart = [fit_weights(x[part != k], y[part != k]) for k in range(FOLDS)]
    unseen = np.array([probability(row, apart[k]) for row, k in zip(x, part, strict=True)])
    rescored = [
        [replace(r, score=float(probability(r.evidence, apart[k % FOLDS]))) if r.level == level else r for r in own]
        for k, own in enumerate(found)
    ]
    weights = tuple(fit_weights(x, y).tolist())
    return Calibration(weights=weights, error=expected_error(unseen, y)), rescored


def expected_error(probabilities: FloatArray, hits: FloatArray) -> float:
    """Expected calibration error over `BINS` bins of equal width (Guo et al., 2017)."""
    place = np.minimum((probabilities * BINS).astype(np.int64), BINS - 1)
    gaps = [abs(probabilities[place == k].sum() - hits[place == k].sum()) for k in range(BINS)]
    return float(sum(gaps) / max(1, len(hits)))


def fit_weights(evidence: FloatArray, hits: FloatArray) -> FloatArray:
    """Weights ``(EVIDENCE,)`` of a penalised logistic regression, by Newton's method; `UNFITTED` without two kinds."""
    if not 0 < hits.sum() < len(hits):
        return UNFITTED.astype(np.float64)
    penalty = _PENALTY * np.eye(EVIDENCE)
    weights = np.zeros(EVIDENCE)
    for _ in range(_STEPS):
        p = probability(evidence, weights)
        curvature = (evidence.T * (p * (1 - p))) @ evidence + penalty
        weights = weights + np.linalg.solve(curvature, evidence.T @ (hits - p) - penalty @ weights)
    return weights
