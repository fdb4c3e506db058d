"""Role tags in BIO form, and the best tag sequence under a linear-chain CRF (Lafferty et al., 2001)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int32]

ROLES = ("source", "cue", "content")
SOURCE, CUE, CONTENT = range(3)
OUTSIDE = 0
TAG_COUNT = 1 + 2 * len(ROLES)
FORBIDDEN = -1e4
CLOSED = np.array([0.0] + [FORBIDDEN] * (TAG_COUNT - 1), dtype=np.float32)  # scores of a piece that nothing may tag


def begin_tag(role: int) -> int:
    """The tag of a role's first piece."""
    return 1 + 2 * role


def inside_tag(role: int) -> int:
    """The tag of a role's further pieces."""
    return 2 + 2 * role


def forbidden_steps() -> tuple[FloatArray, FloatArray]:
    """Penalties: steps float32 ``(tags, tags)`` from row to column, starts float32 ``(tags,)``."""
    steps = np.zeros((TAG_COUNT, TAG_COUNT), dtype=np.float32)
    starts = np.zeros(TAG_COUNT, dtype=np.float32)
    for role in range(len(ROLES)):
        into = inside_tag(role)
        steps[:, into] = FORBIDDEN
        steps[begin_tag(role), into] = steps[into, into] = 0.0
        starts[into] = FORBIDDEN
    return steps, starts


def best_tags(
    emissions: FloatArray, lengths: IntArray, transitions: FloatArray, starts: FloatArray, ends: FloatArray
) -> NDArray[np.int8]:
    """The best sequence of each item by Viterbi, all items at once.

    ``emissions`` float32 ``(items, steps, tags)``; ``lengths`` int32 ``(items,)``, each at least 1. Returns int8
    ``(items, steps)``; what lies beyond an item's length is `OUTSIDE`.
    """
    items, steps, tags = emissions.shape
    back = np.zeros((steps, items, tags), dtype=np.int8)
    score = emissions[:, 0] + starts
    final = score + ends
    for step in range(1, steps):
        paths = score[:, :, None] + transitions
        back[step] = paths.argmax(axis=1)
        score = paths.max(axis=1) + emissions[:, step]
        alive = lengths > step
        final[alive] = (score + ends)[alive]
    out = np.full((items, steps), OUTSIDE, dtype=np.int8)
    rows = np.arange(items)
    tag = final.argmax(axis=1)
    for step in range(steps - 1, -1, -1):
        inside = lengths > step
        out[inside, step] = tag[inside]
        if step:
            tag = np.where(inside, back[step][rows, tag], tag)
    return out


def tags_to_spans(tags: NDArray[np.int8]) -> list[IntArray]:
    """Half-open piece ranges of each role, int32 ``(n, 2)`` in order; an inside tag without a beginning opens one."""
    out: list[IntArray] = []
    padded = np.concatenate([[OUTSIDE], tags, [OUTSIDE]]).astype(np.int64)
    for role in range(len(ROLES)):
        first, more = begin_tag(role), inside_tag(role)
        member = (padded == first) | (padded == more)
        opens = member[1:-1] & ((padded[1:-1] == first) | ~member[:-2])
        closes = member[1:-1] & (~member[2:] | (padded[2:] == first))
        out.append(np.stack([np.flatnonzero(opens), np.flatnonzero(closes) + 1], axis=1).astype(np.int32))
    return out
