from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.model.links import mean_over
from claimx.model.tags import TAG_COUNT, begin_tag, best_tags, forbidden_steps, inside_tag, tags_to_spans

SEEDS = st.integers(0, 2**32 - 1)


def brute_force(emissions: np.ndarray, steps: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> tuple[int, ...]:
    def score(path: tuple[int, ...]) -> float:
        moves = sum(steps[a, b] for a, b in zip(path, path[1:], strict=False))
        return float(starts[path[0]] + ends[path[-1]] + moves + sum(emissions[k, t] for k, t in enumerate(path)))

    return max(product(range(TAG_COUNT), repeat=len(emissions)), key=score)


@settings(deadline=None, max_examples=25)
@given(SEEDS)
def test_viterbi_finds_what_trying_every_path_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lengths = [4, 1, 3]
    emissions = rng.normal(size=(3, 4, TAG_COUNT)).astype(np.float32)
    steps, starts = forbidden_steps()
    steps = steps + rng.normal(size=steps.shape).astype(np.float32)
    ends = rng.normal(size=TAG_COUNT).astype(np.float32)
    items = [emissions[k, :length] for k, length in enumerate(lengths)]
    best = best_tags(items, steps, starts, ends)
    for item, found in zip(items, best, strict=True):
        assert tuple(found) == brute_force(item, steps, starts, ends)


@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(1, 3)), max_size=8))
def test_spans_come_back_from_their_tags(runs: list[tuple[int, int]]) -> None:
    tags: list[int] = []
    spans: list[list[tuple[int, int]]] = [[], [], []]
    for role, length in runs:
        if role < 0:
            tags += [0] * length
        else:
            spans[role].append((len(tags), len(tags) + length))
            tags += [begin_tag(role)] + [inside_tag(role)] * (length - 1)
    found = tags_to_spans(np.array(tags, dtype=np.int8))
    assert [[tuple(s) for s in f.tolist()] for f in found] == spans


def test_means_over_spans_are_those_of_their_rows() -> None:
    rows = np.random.default_rng(4).normal(size=(9, 3)).astype(np.float32)
    for spans in ([], [(0, 9)], [(0, 2), (2, 3), (5, 9)], [(1, 4), (6, 7)]):
        found = mean_over(rows, np.array(spans, dtype=np.int32).reshape(-1, 2))
        expected = np.array([rows[b:e].mean(axis=0) for b, e in spans]).reshape(-1, 3)
        np.testing.assert_allclose(found, expected, rtol=1e-6)
