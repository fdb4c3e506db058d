"""The loss of a linear-chain CRF (Lafferty et al., 2001), its gradients computed by forward-backward.

Automatic differentiation would record some thousand tiny operations for each batch, a third of a training step on a
CPU; the gradients are marginals, and those are known in closed form.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from claimx.model.network import DecoderWeights

FloatArray = NDArray[np.float64]


def crf_loss(emissions: Tensor, tags: Tensor, mask: Tensor, weights: DecoderWeights) -> Tensor:
    """Negative log-likelihood of ``tags`` per piece; float32.

    ``emissions`` ``(b, t, tags)``; ``tags`` int64 and ``mask`` bool ``(b, t)``, items filled from the left.
    """
    loss: Tensor = _Loss.apply(emissions, weights.transitions, weights.starts, weights.ends, tags, mask)  # type: ignore[no-untyped-call]
    return loss


class _Loss(torch.autograd.Function):
    @staticmethod
    def forward(
        context: Any, emissions: Tensor, steps: Tensor, starts: Tensor, ends: Tensor, tags: Tensor, mask: Tensor
    ) -> Tensor:
        e, s, a, z = (x.detach().cpu().double().numpy() for x in (emissions, steps, starts, ends))
        gold, seen = tags.cpu().numpy(), mask.cpu().numpy()
        loss, gradients = _loss_and_gradients(e, s, a, z, gold, seen)
        context.gradients = [
            torch.from_numpy(g).to(device=x.device, dtype=x.dtype)
            for g, x in zip(gradients, (emissions, steps, starts, ends), strict=True)
        ]
        return emissions.new_tensor(loss)

    @staticmethod
    def backward(context: Any, *upstream: Tensor) -> tuple[Tensor | None, ...]:
        return (*(g * upstream[0] for g in context.gradients), None, None)


def _loss_and_gradients(
    emissions: FloatArray,
    steps: FloatArray,
    starts: FloatArray,
    ends: FloatArray,
    gold: NDArray[np.int64],
    mask: NDArray[np.bool_],
) -> tuple[float, list[FloatArray]]:
    """The loss, and its gradients by emissions, steps, starts and ends: expected counts less those of the gold path."""
    items, length, tags = emissions.shape
    rows = np.arange(items)
    last = mask.sum(axis=1) - 1
    peaks = emissions.max(axis=2)
    local = np.exp(emissions - peaks[:, :, None])
    moves = np.exp(steps - steps.max())
    # Forward: shares of paths that end in each tag, rescaled at each step; `scale` keeps the logarithms.
    forward = np.zeros_like(local)
    scale = np.zeros((items, length))
    share = np.exp(starts - starts.max()) * local[:, 0]
    for t in range(length):
        if t:
            share = (share @ moves) * local[:, t]
        total = share.sum(axis=1)
        share = share / total[:, None]
        forward[:, t] = share
        scale[:, t] = np.log(total)
    final = forward[rows, last] * np.exp(ends - ends.max())
    log_total = (
        (scale + peaks).sum(axis=1, where=mask)
        + steps.max() * last
        + starts.max()
        + ends.max()
        + np.log(final.sum(axis=1))
    )
    # Backward: shares of paths that go on from each tag; beyond an item's end those of ending there.
    backward = np.zeros_like(local)
    closing = np.broadcast_to(np.exp(ends - ends.max()), (items, tags))
    expected = np.zeros((tags, tags))
    backward[:, -1] = closing
    for t in range(length - 2, -1, -1):
        onward = local[:, t + 1] * backward[:, t + 1]
        is_inside = mask[:, t + 1, None]
        share = np.where(is_inside, onward @ moves.T, closing)
        backward[:, t] = share / share.sum(axis=1, keepdims=True)
        weight = (forward[:, t] * (onward @ moves.T)).sum(axis=1)
        counted = np.where(mask[:, t + 1], 1.0 / np.maximum(weight, 1e-300), 0.0)
        expected += (forward[:, t] * counted[:, None]).T @ onward
    expected *= moves
    marginals = forward * backward
    marginals = marginals / marginals.sum(axis=2, keepdims=True) * mask[:, :, None]

    chosen = np.zeros_like(marginals)
    np.put_along_axis(chosen, gold[:, :, None], 1.0, axis=2)
    chosen *= mask[:, :, None]
    observed = np.zeros((tags, tags))
    np.add.at(observed, (gold[:, :-1][mask[:, 1:]], gold[:, 1:][mask[:, 1:]]), 1.0)
    ending = gold[rows, last]
    log_gold = (
        (emissions * chosen).sum(axis=(1, 2))
        + np.where(mask[:, 1:], steps[gold[:, :-1], gold[:, 1:]], 0.0).sum(axis=1)
        + starts[gold[:, 0]]
        + ends[ending]
    )
    pieces = mask.sum()
    gradients = [
        marginals - chosen,
        expected - observed,
        (marginals[:, 0] - chosen[:, 0]).sum(axis=0),
        (marginals[rows, last] - chosen[rows, last]).sum(axis=0),
    ]
    return float((log_total - log_gold).sum() / pieces), [g / pieces for g in gradients]
