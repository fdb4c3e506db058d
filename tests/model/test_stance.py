"""Judging the stance: the same numbers in numpy as in PyTorch, whatever else stands in the window."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from claimx.model.network import StanceWeights
from claimx.model.stance import HEDGED, SCORES, VIEWS, judge, views_of
from claimx.stance.judged import to_stance
from claimx.training.loss import _see
from claimx.types import STANCES, StanceLabel

DIM = 8
ATTRIBUTIONS = [([(4, 5)], [(5, 20)]), ([(22, 24)], [(0, 4), (24, 40)]), ([(41, 42)], [(42, 44)])]


def _weights() -> StanceWeights:
    torch.manual_seed(1)
    weights = StanceWeights(stance_dim=DIM)
    torch.nn.init.normal_(weights.bias)
    return weights


def _projections() -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.random.default_rng(2).normal(size=(50, VIEWS * DIM)).astype(np.float32)


def test_inference_gives_the_numbers_that_were_trained() -> None:
    weights, projections = _weights(), _projections()
    found = np.array(judge(projections, ATTRIBUTIONS, weights.as_decoder()))
    seen = _see(torch.from_numpy(projections), [views_of(cue, content) for cue, content in ATTRIBUTIONS])
    with torch.inference_mode():
        scores = weights(seen)
    np.testing.assert_allclose(found[:, :HEDGED], scores[:, :HEDGED].softmax(dim=1).numpy(), atol=1e-5)
    np.testing.assert_allclose(found[:, HEDGED], scores[:, HEDGED].sigmoid().numpy(), atol=1e-5)
    assert found.shape == (3, SCORES)


def test_an_attribution_is_judged_alike_alone_and_among_others() -> None:
    decoder, projections = _weights().as_decoder(), _projections()
    together = judge(projections, ATTRIBUTIONS, decoder)
    assert together == [judge(projections, [one], decoder)[0] for one in ATTRIBUTIONS]
    assert judge(projections, [], decoder) == []


def test_the_views_end_where_the_text_begins() -> None:
    cue, content, lead, before = views_of([(3, 4)], [(0, 3), (9, 30)])
    assert (cue, content) == ([(3, 4)], [(0, 3), (9, 30)])
    assert lead == ((0, 3),)
    assert before == ()
    assert views_of([(60, 61)], [(61, 80)])[2:] == (((61, 69),), ((12, 60),))


@pytest.mark.parametrize("label", STANCES)
def test_probabilities_become_a_stance(label: StanceLabel) -> None:
    scores = [0.1, 0.1, 0.1, 0.1]
    scores[STANCES.index(label)] = 0.7
    stance = to_stance([*scores, 0.6, 0.1, 0.2, 0.6, 0.1])
    assert stance.label == label
    assert sum(stance.scores.values()) == pytest.approx(1.0)
    assert stance.hedged
    assert stance.decline_kind == ("unreachable" if label == "decline" else None)
