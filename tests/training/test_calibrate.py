from __future__ import annotations

import numpy as np
import pytest

from claimx.model.decode import calibrate
from claimx.training.calibrate import _platt, expected_error


def test_platt_scaling_finds_the_line_that_made_the_data() -> None:
    rng = np.random.default_rng(0)
    raw = rng.uniform(0.01, 0.99, 20_000)
    hits = (rng.uniform(size=raw.size) < calibrate(raw, 0.6, -0.4)).astype(float)
    slope, offset = _platt(raw, hits)
    assert slope == pytest.approx(0.6, abs=0.05)
    assert offset == pytest.approx(-0.4, abs=0.05)
    assert expected_error(calibrate(raw, slope, offset), hits) < 0.02 < expected_error(raw, hits)


def test_calibration_keeps_the_order_and_the_range() -> None:
    scores = calibrate(np.linspace(0, 1, 50), 0.7, -0.2)
    assert (np.diff(scores) >= 0).all()
    assert scores.min() >= 0 and scores.max() <= 1


@pytest.mark.parametrize("hits", [[], [1.0, 1.0], [0.0]])
def test_nothing_to_fit_changes_nothing(hits: list[float]) -> None:
    assert _platt(np.full(len(hits), 0.4), np.array(hits)) == (1.0, 0.0)


def test_the_error_is_the_gap_between_what_is_said_and_what_comes() -> None:
    assert expected_error(np.array([0.9, 0.9]), np.array([1.0, 0.0])) == pytest.approx(0.4)
