"""Two numbers that weigh precision against recall, chosen on dev: how readily spans begin, the lowest score kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimx.evaluation.gold import GoldArticle
from claimx.evaluation.scores import Score
from claimx.inference.backends import Backend, FloatArray, IntArray
from claimx.inference.engine import Engine
from claimx.model.decode import Decoder, Relation
from claimx.text.pieces import PieceEncoder
from claimx.text.reading import Reading, read_text
from claimx.training.calibrate import fit_calibration
from claimx.training.scoring import score_nested, score_relations

LEANINGS = (0.0, 0.2, 0.4, 0.6, 0.8)
LIMITS = (0.0, 0.1, 0.2, 0.25, 0.3, 0.325, 0.35, 0.375, 0.4, 0.425, 0.45, 0.475, 0.5, 0.6, 0.7, 0.8, 0.9)
ALLOWED = 0.5  # F1 that attributions inside contents may take from the mean of the measures
MEASURES = ("attribution.relaxed", "attribution.strict", "quoted.relaxed")  # their mean decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How a trained network is run: what its first decoder leans, its scores' scales, the limits.

    ``calibrations`` hold what the evidence weighs, by level; ``calibration_error`` is None where nothing was fitted.
    """

    leaning: float
    calibrations: tuple[tuple[float, ...], ...]
    min_score: float
    min_nested_score: float
    calibration_error: float | None


def choose(engine: Engine, encoder: PieceEncoder, articles: Sequence[GoldArticle], max_pieces: int) -> Choice:
    """The best of the grid `LEANINGS` x `LIMITS` on ``articles``, its scores calibrated; ties go to the smaller.

    Limits are chosen on scores that were fitted on other articles."""
    engine = replace(engine, backend=_Remembering(engine.backend))
    readings = [read_text(article.text, encoder, max_pieces) for article in articles]
    best = (-1.0, 0.0, 0.0)
    for bias in LEANINGS:
        found = replace(engine, decoders=leaning(engine.decoders, bias)).relate(readings)
        _, rescored = fit_calibration(articles, readings, found)
        for limit in LIMITS:
            mean = _mean(score_relations(articles, readings, rescored, min_scores=(limit,)))
            if mean > best[0]:
                best = (mean, bias, limit)
    mean, bias, limit = best
    found = replace(engine, decoders=leaning(engine.decoders, bias)).relate(readings)
    fitted, rescored = fit_calibration(articles, readings, found)
    weights, nested_limit = [fitted.weights], 0.0
    if len(engine.decoders) > 1:
        read = [k for k, article in enumerate(articles) if article.nested is not None]
        own = [articles[k] for k in read], [readings[k] for k in read]
        nested, again = fit_calibration(*own, [rescored[k] for k in read], level=1)
        weights.append(nested.weights)
        nested_limit = _choose_nested(*own, again, limit)
    return Choice(
        leaning=bias,
        calibrations=tuple(weights),
        min_score=limit,
        min_nested_score=nested_limit,
        calibration_error=fitted.error,
    )


def _choose_nested(
    articles: Sequence[GoldArticle], readings: Sequence[Reading], found: Sequence[Sequence[Relation]], limit: float
) -> float:
    """The limit for what stands inside contents: the best of those that take no more than `ALLOWED` from the rest.

    The gold of level 0 leaves out what stands inside contents, so each one found there counts against it.
    """
    if not articles:
        return 0.0
    flat = _mean(score_relations(articles, readings, found, min_scores=(limit,)))
    harmless = [
        value
        for value in LIMITS
        if _mean(score_relations(articles, readings, found, min_scores=(limit, value))) >= flat - ALLOWED
    ]
    return max(harmless, default=LIMITS[-1], key=lambda v: score_nested(articles, readings, found, (limit, v)).f1)


def _mean(scores: dict[str, Score]) -> float:
    return sum(scores[name].f1 for name in MEASURES) / len(MEASURES)


def leaning(decoders: Sequence[Decoder], bias: float) -> tuple[Decoder, ...]:
    """The decoders with that of level 0 leaning by ``bias``."""
    return (decoders[0].leaning(bias), *decoders[1:])


class _Remembering:
    """A backend that runs each batch once."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._known: dict[bytes, tuple[FloatArray, FloatArray]] = {}

    def run(self, ids: IntArray, mask: IntArray) -> tuple[FloatArray, FloatArray]:
        key = ids.tobytes()
        if key not in self._known:
            self._known[key] = self._backend.run(ids, mask)
        return self._known[key]
