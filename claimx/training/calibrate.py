"""Scores that are probabilities: Platt scaling (Platt, 1999) of the decoder's raw scores, fitted on dev."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claimx.assembly import assemble
from claimx.evaluation.gold import GoldArticle
from claimx.evaluation.run import gold_parts
from claimx.evaluation.scores import matched
from claimx.model.decode import Relation, calibrate, to_logits
from claimx.text.reading import Reading
from claimx.training.scoring import to_parts

FloatArray = NDArray[np.float64]
FOLDS = 5
BINS = 10
_STEPS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A slope and an offset for the logits of raw scores, and the error that they leave (cross-validated)."""

    slope: float
    offset: float
    error: float


def fit_calibration(
    articles: Sequence[GoldArticle],
    readings: Sequence[Reading],
    found: Sequence[Sequence[Relation]],
    *,
    level: int = 0,
) -> Calibration:
    """Fit the probability that an attribution of ``level`` is right (relaxed) to the raw scores of ``found``.

    The error is measured on articles that the numbers it is measured with were not fitted on.
    """
    raw, hits, fold = [], [], []
    for k, (article, reading, relations) in enumerate(zip(articles, readings, found, strict=True)):
        drafts = [d for d in assemble(reading, relations) if d.level == level]
        gold = [gold_parts(a) for a in (article.nested or () if level else article.attributions)]
        raw += [d.score for d in drafts]
        hits += matched(article.text, gold, to_parts(drafts), "relaxed")
        fold += [k % FOLDS] * len(drafts)
    x, y, part = np.array(raw), np.array(hits, dtype=np.float64), np.array(fold)
    unseen = np.zeros_like(x)
    for k in range(FOLDS):
        held = part == k
        unseen[held] = calibrate(x[held], *_platt(x[~held], y[~held]))
    slope, offset = _platt(x, y)
    return Calibration(slope=slope, offset=offset, error=expected_error(unseen, y))


def expected_error(probability: FloatArray, hits: FloatArray) -> float:
    """Expected calibration error over `BINS` bins of equal width (Guo et al., 2017)."""
    place = np.minimum((probability * BINS).astype(np.int64), BINS - 1)
    gaps = [abs(probability[place == k].sum() - hits[place == k].sum()) for k in range(BINS)]
    return float(sum(gaps) / max(1, len(hits)))


def _platt(raw: FloatArray, hits: FloatArray) -> tuple[float, float]:
    """Slope and offset by Newton's method; (1, 0) where there is nothing to fit."""
    if not 0 < hits.sum() < len(hits):
        return 1.0, 0.0
    inputs = np.stack([to_logits(raw), np.ones_like(raw)], axis=1)
    weights = np.array([1.0, 0.0])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-inputs @ weights))
        curvature = (inputs * (p * (1 - p))[:, None]).T @ inputs + 1e-6 * np.eye(2)
        weights = weights + np.linalg.solve(curvature, inputs.T @ (hits - p))
    return float(weights[0]), float(weights[1])
