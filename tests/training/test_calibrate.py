from __future__ import annotations

import numpy as np
import pytest

from claimx.model.decode import EVIDENCE, UNFITTED, probability
from claimx.training.calibrate import expected_error, fit_weights


def _evidence(count: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.concatenate([rng.normal(2, 2, (count, EVIDENCE - 1)), np.ones((count, 1))], axis=1)


def test_the_weights_that_made_the_data_are_found() -> None:
    evidence = _evidence(20_000)
    true = np.array([0.4, 0.1, 0.3, 0.0, 0.2, -0.1, 0.3, -1.5])
    hits = (np.random.default_rng(1).uniform(size=len(evidence)) < probability(evidence, true)).astype(float)
    found = fit_weights(evidence, hits)
    assert found == pytest.approx(true, abs=0.1)
    assert (
        expected_error(probability(evidence, found), hits)
        < 0.02
        < expected_error(probability(evidence, UNFITTED), hits)
    )


def test_a_score_is_a_probability_whatever_the_evidence() -> None:
    scores = probability(50 * _evidence(100), UNFITTED)
    assert scores.min() >= 0 and scores.max() <= 1


@pytest.mark.parametrize("hits", [[], [1.0, 1.0], [0.0]])
def test_nothing_to_fit_leaves_the_weights_of_the_start(hits: list[float]) -> None:
    assert fit_weights(_evidence(len(hits)), np.array(hits)).tolist() == UNFITTED.tolist()


def test_the_error_is_the_gap_between_what_is_said_and_what_comes() -> None:
    assert expected_error(np.array([0.9, 0.9]), np.array([1.0, 0.0])) == pytest.approx(0.4)
