"""Role tags in BIO form, and the best tag sequence under a linear-chain CRF (Lafferty et al., 2001)."""

from __future__ import annotations

from collections.abc import Sequence

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
    emissions: Sequence[FloatArray], transitions: FloatArray, starts: FloatArray, ends: FloatArray
) -> list[NDArray[np.int8]]:
    """The best sequence of each item by Viterbi, all items at once: int8 ``(steps,)`` each.

    ``emissions`` float32 ``(steps, tags)`` each, at least one step. What an item gets does not depend on the others.
    """
    lengths = np.array([len(e) for e in emissions], dtype=np.intp)
    own = np.zeros((lengths.max(), TAG_COUNT, len(emissions)), dtype=np.float32)  # items last: the inner loops are long
    for k, scores in enumerate(emissions):
        own[: len(scores), :, k] = scores
    best = np.empty_like(own)  # of the paths to a tag
    np.add(own[0], starts[:, None], out=best[0])
    moves = np.ascontiguousarray(transitions)[:, :, None]
    paths = np.empty((TAG_COUNT, TAG_COUNT, len(emissions)), dtype=np.float32)
    for before, after, scores in zip(best, best[1:], own[1:], strict=False):
        np.add(before[:, None], moves, out=paths)
        np.maximum.reduce(paths, axis=0, out=after)
        np.add(after, scores, out=after)
    last = lengths - 1
    final = (best[last, :, np.arange(len(emissions))] + ends).argmax(axis=1)
    out = np.empty((len(best), len(emissions)), dtype=np.int8)
    tag = out[-1] = final
    for step in range(len(best) - 2, -1, -1):
        tag = np.where(last > step, (best[step] + transitions[:, tag]).argmax(axis=0), final)
        out[step] = tag
    return [out[:length, k] for k, length in enumerate(lengths.tolist())]


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
