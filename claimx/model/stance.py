"""What a speaker does with a content, from the same forward pass: a small network over means of projected pieces.

An attribution is seen in four views: its cue, its content, the content's first pieces, and the pieces before it, where
the claim or the question stands that it may answer. Each view has projections of its own; their sum makes the scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claimx.types import DECLINE_KINDS, STANCES

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int32]
Ranges = Sequence[tuple[int, int]]

VIEWS = 4
SCORES = len(STANCES) + 1 + len(DECLINE_KINDS)  # the stances, hedged, the kinds of declining
HEDGED = len(STANCES)
_LEAD, _BEFORE = 8, 48  # pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceDecoder:
    """Learned weights; shapes as in `claimx.model.network.StanceWeights`."""

    bias: FloatArray
    weights: FloatArray
    offsets: FloatArray
    sharpness: FloatArray  # ``(2,)``: what the stances' scores and those of hedging are multiplied by, to be calibrated


def views_of(cue: Ranges, content: Ranges) -> tuple[Ranges, ...]:
    """The piece ranges of each view; empty where there is nothing to see."""
    first = min(content)
    begin = min(first[0], *(b for b, _ in cue)) if cue else first[0]
    lead = (first[0], min(first[1], first[0] + _LEAD))
    before = (max(0, begin - _BEFORE), begin)
    return cue, content, (lead,), (before,) if begin else ()


def judge(
    projections: FloatArray, attributions: Sequence[tuple[Ranges, Ranges]], decoder: StanceDecoder
) -> list[tuple[float, ...]]:
    """Probabilities for cues and contents of one window, in the order of `SCORES`.

    ``projections`` float32 ``(pieces, VIEWS * d)``. Those of the stances sum to 1, and so do those of the kinds.
    """
    if not attributions:
        return []
    width = projections.shape[1] // VIEWS
    rows = np.tile(decoder.bias, (len(attributions), 1)).astype(np.float32)
    for k, (cue, content) in enumerate(attributions):
        for view, ranges in enumerate(views_of(cue, content)):
            count = sum(end - begin for begin, end in ranges)
            if count:
                own = slice(view * width, (view + 1) * width)
                rows[k] += sum(projections[begin:end, own].sum(axis=0) for begin, end in ranges) / np.float32(count)
    # No BLAS: its sums depend on how many rows there are.
    scores = np.einsum("kd,sd->ks", np.maximum(rows, 0.0), decoder.weights) + decoder.offsets
    stances = _softmax(scores[:, :HEDGED] * decoder.sharpness[0])
    hedged = 1 / (1 + np.exp(-scores[:, HEDGED] * decoder.sharpness[1]))
    kinds = _softmax(scores[:, HEDGED + 1 :])
    return [tuple(map(float, row)) for row in np.concatenate([stances, hedged[:, None], kinds], axis=1)]


def _softmax(scores: FloatArray) -> FloatArray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: FloatArray = raised / raised.sum(axis=1, keepdims=True)
    return shares
