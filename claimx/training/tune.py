"""Two numbers that weigh precision against recall, chosen on dev: how readily spans begin, the lowest score kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimx.evaluation.gold import GoldArticle
from claimx.inference.backends import Backend, FloatArray, IntArray
from claimx.inference.engine import Engine
from claimx.model.decode import Decoder, calibrate
from claimx.text.pieces import PieceEncoder
from claimx.text.reading import read_text
from claimx.training.calibrate import fit_calibration
from claimx.training.scoring import score_nested, score_relations

LEANINGS = (0.0, 0.2, 0.4, 0.6, 0.8)
LIMITS = (0.0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
MEASURES = ("attribution.relaxed", "attribution.strict", "quoted.relaxed")  # their mean decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How a trained network is run: what its first decoder leans, its scores' scales, the limits.

    ``calibrations`` hold slope and offset by level; ``calibration_error`` is None where nothing was fitted.
    """

    leaning: float
    calibrations: tuple[tuple[float, float], ...]
    min_score: float
    min_nested_score: float
    calibration_error: float | None


def choose(engine: Engine, encoder: PieceEncoder, articles: Sequence[GoldArticle], max_pieces: int) -> Choice:
    """The best of the grid `LEANINGS` x `LIMITS` on ``articles``, its scores calibrated; ties go to the smaller."""
    engine = replace(engine, backend=_Remembering(engine.backend))
    readings = [read_text(article.text, encoder, max_pieces) for article in articles]
    best = (-1.0, 0.0, 0.0)
    for bias in LEANINGS:
        found = replace(engine, decoders=leaning(engine.decoders, bias)).relate(readings)
        for limit in LIMITS:
            scores = score_relations(articles, readings, found, min_score=limit)
            mean = sum(scores[name].f1 for name in MEASURES) / len(MEASURES)
            if mean > best[0]:
                best = (mean, bias, limit)
    _, bias, limit = best
    found = replace(engine, decoders=leaning(engine.decoders, bias)).relate(readings)
    fitted = fit_calibration(articles, readings, found)
    scales, limits = [(fitted.slope, fitted.offset)], [limit]
    read = [k for k, article in enumerate(articles) if article.nested is not None]
    if len(engine.decoders) > 1:
        own = [articles[k] for k in read], [readings[k] for k in read], [found[k] for k in read]
        nested = fit_calibration(*own, level=1)
        scales.append((nested.slope, nested.offset))
        limits.append(max(LIMITS, key=lambda value: score_nested(*own, min_scores=(limit, value)).f1) if read else 0.0)
    scaled = [round(float(calibrate(v, *scale)), 3) if v else 0.0 for v, scale in zip(limits, scales, strict=True)]
    return Choice(
        leaning=bias,
        calibrations=tuple(scales),
        min_score=scaled[0],
        min_nested_score=scaled[1] if len(scaled) > 1 else 0.0,
        calibration_error=fitted.error,
    )


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
