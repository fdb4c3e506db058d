"""The training loss of one batch of windows: tags and links together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from claimx.model import links
from claimx.model.network import DecoderWeights, crf_loss
from claimx.model.tags import CONTENT, CUE, SOURCE
from claimx.training.examples import NO_LINK, Example

LINK_WEIGHT = 0.5


def batch_loss(tags: Tensor, projections: Tensor, examples: Sequence[Example], weights: DecoderWeights) -> Tensor:
    """Cross-entropy and CRF loss of the tags, plus the cross-entropy of both kinds of link; float32.

    ``tags`` ``(b, t, tags)`` and ``projections`` ``(b, t, 4 * link_dim)`` hold the opening special piece at step 0.
    """
    width = tags.shape[1] - 2
    gold = torch.zeros(len(examples), width, dtype=torch.int64)
    mask = torch.zeros(len(examples), width, dtype=torch.bool)
    for row, example in enumerate(examples):
        n = len(example.tags)
        gold[row, :n] = torch.from_numpy(example.tags.astype(np.int64))
        mask[row, :n] = True
    gold, mask = gold.to(tags.device), mask.to(tags.device)
    emissions, inner = tags[:, 1:-1].float(), projections[:, 1:-1].float()
    loss = functional.cross_entropy(emissions[mask], gold[mask]) + crf_loss(emissions, gold, mask, weights)
    cue_losses, source_losses = [], []
    for row, example in enumerate(examples):
        view = inner[row].reshape(width, links.PROJECTIONS, -1)
        cue_losses.extend(_cue_loss(view, example, weights))
        source_losses.extend(_source_loss(view, example, weights))
    for part in (cue_losses, source_losses):
        if part:
            loss = loss + LINK_WEIGHT * torch.cat(part).mean()
    return loss


def _cue_loss(view: Tensor, example: Example, weights: DecoderWeights) -> list[Tensor]:
    linked = np.flatnonzero(example.cue_of_content != NO_LINK)
    if not len(linked):
        return []
    contents = example.spans[CONTENT][linked]
    scores = _scores(
        _means(view[:, links.CONTENT_ASKS], contents),
        _means(view[:, links.CUE_OFFERS], example.spans[CUE]),
        links.content_to_cue(example.spans, contents, example.paragraph),
        weights.cue_biases,
    )
    gold = torch.from_numpy(example.cue_of_content[linked].astype(np.int64)).to(view.device)
    return [functional.cross_entropy(scores, gold, reduction="none")]


def _source_loss(view: Tensor, example: Example, weights: DecoderWeights) -> list[Tensor]:
    cues, sources = example.spans[CUE], example.spans[SOURCE]
    if not len(cues):
        return []
    asks = _means(view[:, links.CUE_ASKS], cues)
    none = asks @ weights.no_source * asks.shape[1] ** -0.5 + weights.no_source_bias
    offered = _scores(
        asks,
        _means(view[:, links.SOURCE_OFFERS], sources),
        links.cue_to_source(example.spans, example.paragraph),
        weights.source_biases,
    )
    gold = np.where(example.source_of_cue == NO_LINK, len(sources), example.source_of_cue).astype(np.int64)
    scores = torch.cat([offered, none[:, None]], dim=1)
    return [functional.cross_entropy(scores, torch.from_numpy(gold).to(view.device), reduction="none")]


def _means(projection: Tensor, spans: np.ndarray[tuple[int, ...], np.dtype[np.int32]]) -> Tensor:
    pool = torch.zeros(len(spans), len(projection), device=projection.device)
    for k, (begin, end) in enumerate(spans.tolist()):
        pool[k, begin:end] = 1.0 / (end - begin)
    return pool @ projection


def _scores(
    asks: Tensor, offers: Tensor, features: np.ndarray[tuple[int, ...], np.dtype[np.int32]], biases: Tensor
) -> Tensor:
    indices = torch.from_numpy(features.astype(np.int64)).to(biases.device)
    scores: Tensor = asks @ offers.T * asks.shape[1] ** -0.5 + biases[indices].sum(dim=-1)
    return scores
