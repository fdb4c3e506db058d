"""Two numbers a level that weigh precision against recall, chosen on dev: how readily spans begin, the lowest score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimx.evaluation.gold import GoldArticle
from claimx.evaluation.scores import Score
from claimx.inference.backends import Backend, FloatArray, IntArray
from claimx.inference.engine import Engine
from claimx.model.decode import UNFITTED, Decoder
from claimx.text.pieces import PieceEncoder
from claimx.text.reading import Reading, read_text
from claimx.training.calibrate import fit_calibration
from claimx.training.scoring import score_nested, score_relations

LEANINGS = (0.0, 0.2, 0.4, 0.6, 0.8)
NESTED_LEANINGS = (0.0, 0.5, 1.0, 1.5, 2.0)
LIMITS = (0.0, 0.1, 0.2, 0.25, 0.3, 0.325, 0.35, 0.375, 0.4, 0.425, 0.45, 0.475, 0.5, 0.6, 0.7, 0.8, 0.9)
ALLOWED = 0.5  # F1 that attributions inside contents may take from the mean of the measures
MEASURES = ("attribution.relaxed", "attribution.strict", "quoted.relaxed")  # their mean decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How a trained network is run: what its decoders lean, its scores' scales, the limits.

    ``leanings`` and ``calibrations`` (what the evidence weighs) are by level; ``calibration_error`` is None where
    nothing was fitted.
    """

    leanings: tuple[float, ...]
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
        found = replace(engine, decoders=leaning(engine.decoders, (bias,))).relate(readings)
        _, rescored = fit_calibration(articles, readings, found)
        for limit in LIMITS:
            mean = _mean(score_relations(articles, readings, rescored, min_scores=(limit,)))
            if mean > best[0]:
                best = (mean, bias, limit)
    mean, bias, limit = best
    engine = replace(engine, decoders=leaning(engine.decoders, (bias,)))
    fitted, _ = fit_calibration(articles, readings, engine.relate(readings))
    leanings: tuple[float, ...] = (bias,)
    weights, nested_limit = [fitted.weights], 0.0
    if len(engine.decoders) > 1:
        nested = _choose_nested(engine, articles, readings, limit)
        leanings, nested_limit = (bias, nested.leaning), nested.limit
        weights.append(nested.weights)
    return Choice(
        leanings=leanings,
        calibrations=tuple(weights),
        min_score=limit,
        min_nested_score=nested_limit,
        calibration_error=fitted.error,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nested:
    """The part of a `Choice` that is about what stands inside contents."""

    leaning: float = 0.0
    weights: tuple[float, ...] = tuple(UNFITTED.tolist())
    limit: float = 0.0


def _choose_nested(
    engine: Engine, articles: Sequence[GoldArticle], readings: Sequence[Reading], limit: float
) -> _Nested:
    """The best for what stands inside contents, of all that takes no more than `ALLOWED` from the rest.

    The gold of level 0 leaves out what stands inside contents, so each one found there counts against it. Only
    articles that were read for them count.
    """
    read = [k for k, article in enumerate(articles) if article.nested is not None]
    own = [articles[k] for k in read], [readings[k] for k in read]
    best = (-1.0, _Nested(limit=LIMITS[-1]))
    for bias in NESTED_LEANINGS if read else ():
        found = replace(engine, decoders=leaning(engine.decoders, (0.0, bias))).relate(own[1])
        _, rescored = fit_calibration(*own, found)
        fitted, rescored = fit_calibration(*own, rescored, level=1)
        flat = _mean(score_relations(*own, rescored, min_scores=(limit,)))
        for value in LIMITS:
            f1 = score_nested(*own, rescored, (limit, value)).f1
            if f1 > best[0] and _mean(score_relations(*own, rescored, min_scores=(limit, value))) >= flat - ALLOWED:
                best = (f1, _Nested(leaning=bias, weights=fitted.weights, limit=value))
    return best[1]


def _mean(scores: dict[str, Score]) -> float:
    return sum(scores[name].f1 for name in MEASURES) / len(MEASURES)


def leaning(decoders: Sequence[Decoder], biases: Sequence[float]) -> tuple[Decoder, ...]:
    """The decoders, each leaning by its one of ``biases``; those that have none as they are."""
    leant = [d.leaning(bias) for d, bias in zip(decoders, biases, strict=False)]
    return (*leant, *decoders[len(leant) :])


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
