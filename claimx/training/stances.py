"""How well the stance is judged on attributions that were held back, and how sharp its probabilities are to be."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from claimx.evaluation.gold import GoldArticle, GoldAttribution
from claimx.inference.batching import SPECIAL, pad_windows, padded_length
from claimx.inference.engine import Engine
from claimx.model.links import PROJECTIONS
from claimx.model.stance import HEDGED, StanceDecoder, judge
from claimx.model.tags import CONTENT, CUE
from claimx.training.calibrate import expected_error
from claimx.training.examples import NO_LINK, Example, Material
from claimx.types import STANCES

FloatArray = NDArray[np.float64]
_HELD = 10  # one article of so many keeps its judged stances for measuring
_SHARPNESS = np.geomspace(0.3, 3.0, 41)


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceScore:
    """F1 in percent by stance, and of hedging; the calibration error of the stance's probability; over how many."""

    f1: dict[str, float]
    hedged: float
    error: float
    count: int

    @property
    def macro(self) -> float:
        """The mean F1 of asserting, denying and declining."""
        return float(np.mean([self.f1[label] for label in ("assert", "deny", "decline")]))


def hold_back(articles: Iterable[GoldArticle]) -> tuple[list[GoldArticle], list[GoldArticle]]:
    """The articles, those of every tenth without their stances; and these with them, where they have any."""
    kept, held = [], []
    for article in articles:
        if zlib.crc32(article.id.encode()) % _HELD:
            kept.append(article)
            continue
        nested = None if article.nested is None else _plain(article.nested)
        kept.append(replace(article, attributions=_plain(article.attributions), nested=nested))
        if any(r.stance for r in (*article.attributions, *(article.nested or ()))):
            held.append(article)
    return kept, held


def calibrate_stance(
    engine: Engine, material: Sequence[Material], max_pieces: int
) -> tuple[StanceDecoder, StanceScore | None]:
    """The stance as sharp as suits the held-back ``material``, and how well it judges it; None where it has nothing."""
    stance = engine.stance
    examples = [e for m in material for e in m.examples(max_pieces)]
    if not any((level.acts[:, 0] != NO_LINK).any() for e in examples for level in e.levels if level):
        return stance, None
    projections = _project(engine, examples)
    sharpness = []
    for part in (0, 1):
        losses = []
        for value in _SHARPNESS:
            tried = np.ones(2, dtype=np.float32)
            tried[part] = value
            losses.append(_losses(*_judged(examples, projections, replace(stance, sharpness=tried)))[part])
        sharpness.append(_SHARPNESS[int(np.argmin(losses))])
    sharp = replace(stance, sharpness=np.array(sharpness, dtype=np.float32))
    return sharp, _measure(*_judged(examples, projections, sharp))


def _plain(relations: Sequence[GoldAttribution]) -> tuple[GoldAttribution, ...]:
    return tuple(replace(r, stance=None, hedged=None, decline_kind=None) for r in relations)


def _project(engine: Engine, examples: Sequence[Example]) -> list[NDArray[np.float32]]:
    """What the network says of each window's pieces for the stance."""
    links = PROJECTIONS * sum(len(d.no_source) for d in engine.decoders)
    out = []
    for example in examples:
        ids, mask = pad_windows([example.ids], padded_length(len(example.ids) + SPECIAL), engine.special)
        out.append(engine.backend.run(ids, mask)[1][0, 1 : len(example.ids) + 1, links:])
    return out


def _judged(
    examples: Sequence[Example], projections: Sequence[NDArray[np.float32]], stance: StanceDecoder
) -> tuple[FloatArray, NDArray[np.int8]]:
    """Probabilities ``(n, SCORES)`` and labels ``(n, 3)`` of all attributions that were judged by people."""
    rows: list[tuple[float, ...]] = []
    labels: list[NDArray[np.int8]] = []
    for example, projection in zip(examples, projections, strict=True):
        for level in example.levels:
            if level is None:
                continue
            for cue in np.flatnonzero(level.acts[:, 0] != NO_LINK).tolist():
                contents = level.spans[CONTENT][level.cue_of_content == cue]
                if len(contents):
                    span = (int(level.spans[CUE][cue, 0]), int(level.spans[CUE][cue, 1]))
                    rows += judge(projection, [([span], [(int(b), int(e)) for b, e in contents])], stance)
                    labels.append(level.acts[cue])
    return np.array(rows), np.array(labels)


def _losses(probabilities: FloatArray, labels: NDArray[np.int8]) -> tuple[float, float]:
    """Mean negative log likelihood of the stance and of hedging."""
    chosen = probabilities[np.arange(len(labels)), labels[:, 0]]
    hedged = np.where(labels[:, 1] == 1, probabilities[:, HEDGED], 1 - probabilities[:, HEDGED])
    return float(-np.log(chosen + 1e-9).mean()), float(-np.log(hedged + 1e-9).mean())


def _measure(probabilities: FloatArray, labels: NDArray[np.int8]) -> StanceScore:
    stances = probabilities[:, :HEDGED]
    found, gold = stances.argmax(axis=1), labels[:, 0]
    return StanceScore(
        f1={name: _f1(found == k, gold == k) for k, name in enumerate(STANCES)},
        hedged=_f1(probabilities[:, HEDGED] >= 0.5, labels[:, 1] == 1),
        error=expected_error(stances.max(axis=1), (found == gold).astype(np.float64)),
        count=len(labels),
    )


def _f1(found: NDArray[np.bool_], gold: NDArray[np.bool_]) -> float:
    both = int((found & gold).sum())
    return 200.0 * both / max(1, int(found.sum() + gold.sum()))
