"""Links between spans: from a content to its cue and from a cue to its source.

A link's score is the product of the two spans' mean projections (a bilinear form with the weights inside the
network) plus biases for how the spans lie to each other. `pair_features` is shared by training and inference.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from claimx.model.tags import CUE, ROLES, SOURCE

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int32]

# Each projection of a piece: what it asks for and what it offers, in the two kinds of link.
CONTENT_ASKS, CUE_OFFERS, CUE_ASKS, SOURCE_OFFERS = range(4)
PROJECTIONS = 4

_GAPS = np.array([0, 1, 2, 4, 8, 16, 32, 64], dtype=np.int32)
_GAP_BUCKETS = len(_GAPS) + 1
_COUNTED = 4  # 0, 1, 2, 3 or more spans of a role in between
_PARAGRAPHS = 3  # same, next, further
FEATURES = 2 + len(ROLES)  # indices that each pair gets
FEATURE_COUNT = 2 * _GAP_BUCKETS + _PARAGRAPHS + len(ROLES) * _COUNTED


def pair_features(a: IntArray, b: IntArray, spans: Sequence[IntArray], paragraph: IntArray) -> IntArray:
    """How each span of ``a`` lies to each of ``b``, as indices into a table of `FEATURE_COUNT` biases.

    ``a`` int32 ``(n, 2)``, ``b`` int32 ``(m, 2)``, piece ranges; ``spans`` all spans by role; ``paragraph`` int32
    ``(pieces,)``. Returns int32 ``(n, m, FEATURES)``.
    """
    a_start, a_end = a[:, None, 0], a[:, None, 1]
    b_start, b_end = b[None, :, 0], b[None, :, 1]
    before = b_end <= a_start
    low = np.where(before, b_end, a_end)
    high = np.maximum(np.where(before, a_start, b_start), low)
    out = np.empty((len(a), len(b), FEATURES), dtype=np.int32)
    out[..., 0] = np.searchsorted(_GAPS, high - low, side="left") + _GAP_BUCKETS * before
    offset = 2 * _GAP_BUCKETS
    out[..., 1] = offset + np.minimum(np.abs(paragraph[b_start] - paragraph[a_start]), _PARAGRAPHS - 1)
    offset += _PARAGRAPHS
    for k, ranges in enumerate(spans, start=2):
        starts = ranges[:, 0]
        count = np.searchsorted(starts, high, side="left") - np.searchsorted(starts, low, side="left")
        out[..., k] = offset + np.minimum(count, _COUNTED - 1)
        offset += _COUNTED
    return out


def mean_over(projection: FloatArray, spans: IntArray) -> FloatArray:
    """Mean of ``projection`` float32 ``(pieces, d)`` over each span, in order, none overlapping: float32 ``(n, d)``."""
    if not len(spans):
        return np.zeros((0, projection.shape[1]), dtype=np.float32)
    edges = spans.ravel()
    inside = edges[:-1] if edges[-1] == len(projection) else edges  # reduceat sums from edge to edge, gaps too
    sums = np.add.reduceat(projection, inside, axis=0)[::2]
    means: FloatArray = (sums / (spans[:, 1] - spans[:, 0])[:, None]).astype(np.float32)
    return means


def link_scores(asks: FloatArray, offers: FloatArray, features: IntArray, biases: FloatArray) -> FloatArray:
    """Scores float32 ``(n, m)`` of each asking span with each offering one."""
    scale = np.float32(asks.shape[1] ** -0.5)
    scores: FloatArray = asks @ offers.T * scale + biases[features].sum(axis=-1)
    return scores


def content_to_cue(spans: Sequence[IntArray], contents: IntArray, paragraph: IntArray) -> IntArray:
    """Features of every pair of a content and a cue."""
    return pair_features(contents, spans[CUE], spans, paragraph)


def cue_to_source(spans: Sequence[IntArray], paragraph: IntArray) -> IntArray:
    """Features of every pair of a cue and a source."""
    return pair_features(spans[CUE], spans[SOURCE], spans, paragraph)
