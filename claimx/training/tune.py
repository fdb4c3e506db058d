"""Two numbers that weigh precision against recall, chosen on dev: how readily spans begin, the lowest score kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from claimx.evaluation.gold import GoldArticle
from claimx.inference.backends import Backend, FloatArray, IntArray
from claimx.inference.engine import Engine
from claimx.model.decode import Decoder, calibrate
from claimx.text.pieces import PieceEncoder
from claimx.text.reading import read_text
from claimx.training.calibrate import fit_calibration
from claimx.training.scoring import score_relations

LEANINGS = (0.0, 0.2, 0.4, 0.6, 0.8)
LIMITS = (0.0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
MEASURES = ("attribution.relaxed", "attribution.strict", "quoted.relaxed")  # their mean decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A decoder and a lowest score, with the lean in the one and the error of the scores that it gives."""

    leaning: float
    decoder: Decoder
    min_score: float
    calibration_error: float


def choose(engine: Engine, encoder: PieceEncoder, articles: Sequence[GoldArticle], max_pieces: int) -> Choice:
    """The best of the grid `LEANINGS` x `LIMITS` on ``articles``, its scores calibrated; ties go to the smaller."""
    engine = replace(engine, backend=_Remembering(engine.backend))
    readings = [read_text(article.text, encoder, max_pieces) for article in articles]
    best = (-1.0, 0.0, 0.0)
    for leaning in LEANINGS:
        found = replace(engine, decoder=engine.decoder.leaning(leaning)).relate(readings)
        for limit in LIMITS:
            scores = score_relations(articles, readings, found, min_score=limit)
            mean = sum(scores[name].f1 for name in MEASURES) / len(MEASURES)
            if mean > best[0]:
                best = (mean, leaning, limit)
    _, leaning, limit = best
    decoder = engine.decoder.leaning(leaning)
    fitted = fit_calibration(articles, readings, replace(engine, decoder=decoder).relate(readings))
    scale = (fitted.slope, fitted.offset)
    return Choice(
        leaning=leaning,
        decoder=replace(decoder, calibration=np.array(scale, dtype=np.float32)),
        min_score=round(float(calibrate(limit, *scale)), 3) if limit else 0.0,
        calibration_error=fitted.error,
    )


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
