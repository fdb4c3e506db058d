"""The training loss of one batch of windows: tags and links together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from claimx.model import links
from claimx.model.network import DecoderWeights, StanceWeights
from claimx.model.stance import HEDGED, SCORES, VIEWS, Ranges, views_of
from claimx.model.tags import CLOSED, CONTENT, CUE, SOURCE, TAG_COUNT
from claimx.training.crf import crf_loss
from claimx.training.examples import NO_LINK, Example, IntArray, Level

FloatArray = NDArray[np.float32]

LINK_WEIGHT = 0.5
STANCE_WEIGHT = 0.5
_SMOOTHING = 0.05  # of the stance's labels


def batch_loss(
    tags: Tensor,
    projections: Tensor,
    examples: Sequence[Example],
    decoders: Sequence[DecoderWeights],
    stance: StanceWeights,
    *,
    lesson_share: float = 0.0,
) -> Tensor:
    """The losses of all levels, each over the windows whose gold has that level, and of the stances; float32.

    ``tags`` ``(b, t, levels * tags)`` and ``projections`` ``(b, t, levels * 4 * link_dim + 4 * stance_dim)`` hold the
    opening special piece at step 0; ``decoders`` one a level. Where a window has a lesson, ``lesson_share`` of the
    target is its.
    """
    wide = links.PROJECTIONS * len(decoders[0].no_source)
    total = tags.new_zeros((), dtype=torch.float32)
    for level, weights in enumerate(decoders):
        rows = [(k, gold) for k, example in enumerate(examples) if (gold := example.levels[level]) is not None]
        if rows:
            total = total + _level_loss(
                tags[[k for k, _ in rows], 1:-1, level * TAG_COUNT : (level + 1) * TAG_COUNT].float(),
                projections[[k for k, _ in rows], 1:-1, level * wide : (level + 1) * wide].float(),
                [gold for _, gold in rows],
                [examples[k].paragraph for k, _ in rows],
                weights,
                lesson_share,
            )
    return total + STANCE_WEIGHT * _stance_loss(projections[:, 1:-1, wide * len(decoders) :], examples, stance)


def _stance_loss(projections: Tensor, examples: Sequence[Example], stance: StanceWeights) -> Tensor:
    """Cross-entropy of the stances, of hedging and of the kinds of declining that somebody judged; and of a teacher's.

    Those that people judged are few among many, and their mean counts as much as that of all that a teacher judged.
    """
    seen, acts, taught = [], [], []
    for row, example in enumerate(examples):
        for level in example.levels:
            if level is None:
                continue
            lesson = level.lesson.acts if level.lesson else None
            spoken = np.isin(np.arange(len(level.acts)), level.cue_of_content)
            cues = np.flatnonzero(spoken & ((level.acts[:, 0] != NO_LINK) | (lesson is not None))).tolist()
            if not cues:
                continue
            views = [
                views_of(
                    [tuple(level.spans[CUE][cue].tolist())],
                    [(b, e) for b, e in level.spans[CONTENT][level.cue_of_content == cue].tolist()],
                )
                for cue in cues
            ]
            seen.append(_see(projections[row].float(), views))
            acts.append(level.acts[cues])
            taught.append(np.full((len(cues), SCORES), np.nan, np.float32) if lesson is None else lesson[cues])
    if not seen:
        return projections.new_zeros((), dtype=torch.float32)
    scores = stance(torch.cat(seen))
    gold = torch.from_numpy(np.concatenate(acts).astype(np.int64)).to(scores.device)
    lessons = torch.from_numpy(np.concatenate(taught)).to(scores.device)
    loss: Tensor = scores.new_zeros(())
    if (judged := gold[:, 0] != NO_LINK).any():
        loss = loss + functional.cross_entropy(scores[judged, :HEDGED], gold[judged, 0], label_smoothing=_SMOOTHING)
        hedged = gold[judged, 1].clamp(min=0).float()
        loss = loss + functional.binary_cross_entropy_with_logits(scores[judged, HEDGED], hedged)
    if (declines := gold[:, 2] != NO_LINK).any():
        loss = loss + functional.cross_entropy(scores[declines, HEDGED + 1 :], gold[declines, 2])
    if (heard := ~lessons[:, 0].isnan()).any():
        loss = loss + functional.cross_entropy(scores[heard, :HEDGED], lessons[heard, :HEDGED])
        loss = loss + functional.binary_cross_entropy_with_logits(scores[heard, HEDGED], lessons[heard, HEDGED])
    return loss


def _see(projection: Tensor, attributions: Sequence[Sequence[Ranges]]) -> Tensor:
    """For each attribution the sum of its views' means, each in its own projections: ``(n, d)``."""
    pool = torch.zeros(len(attributions), VIEWS, len(projection))
    for k, views in enumerate(attributions):
        for view, ranges in enumerate(views):
            count = sum(end - begin for begin, end in ranges)
            for begin, end in ranges:
                pool[k, view, begin:end] = 1.0 / count
    parts = projection.reshape(len(projection), VIEWS, -1)
    means: Tensor = torch.einsum("kvt,tvd->kd", pool.to(projection.device), parts)
    return means


def _level_loss(
    emissions: Tensor,
    projections: Tensor,
    levels: Sequence[Level],
    paragraphs: Sequence[IntArray],
    weights: DecoderWeights,
    lesson_share: float,
) -> Tensor:
    """Cross-entropy and CRF loss of the tags, plus the cross-entropy of both kinds of link."""
    width = emissions.shape[1]
    gold = torch.zeros(len(levels), width, dtype=torch.int64)
    target = torch.zeros(len(levels), width, TAG_COUNT)
    mask = torch.zeros(len(levels), width, dtype=torch.bool)
    is_open = torch.zeros(len(levels), width, dtype=torch.bool)
    for row, level in enumerate(levels):
        n = len(level.tags)
        gold[row, :n] = torch.from_numpy(level.tags.astype(np.int64))
        mask[row, :n] = True
        is_open[row, :n] = torch.from_numpy(level.is_open)
        lesson = level.lesson.tags if level.lesson else None
        target[row, :n] = torch.from_numpy(
            _blend(np.eye(TAG_COUNT, dtype=np.float32)[level.tags], lesson, lesson_share)
        )
    gold, target, mask, is_open = (t.to(emissions.device) for t in (gold, target, mask, is_open))
    emissions = torch.where(is_open[..., None], emissions, emissions.new_tensor(CLOSED))
    crf_share = 1.0 - lesson_share if any(level.lesson for level in levels) else 1.0
    loss = crf_share * crf_loss(emissions, gold, mask, weights)
    if is_open.any():
        loss = loss + functional.cross_entropy(emissions[is_open], target[is_open])
    cue_losses, source_losses = [], []
    for row, (level, paragraph) in enumerate(zip(levels, paragraphs, strict=True)):
        view = projections[row].reshape(width, links.PROJECTIONS, -1)
        cue_losses.extend(_cue_loss(view, level, paragraph, weights, lesson_share))
        source_losses.extend(_source_loss(view, level, paragraph, weights, lesson_share))
    for part in (cue_losses, source_losses):
        if part:
            loss = loss + LINK_WEIGHT * torch.cat(part).mean()
    return loss


def _cue_loss(
    view: Tensor, gold: Level, paragraph: IntArray, weights: DecoderWeights, lesson_share: float
) -> list[Tensor]:
    linked = np.flatnonzero(gold.cue_of_content != NO_LINK)
    if not len(linked):
        return []
    contents = gold.spans[CONTENT][linked]
    scores = _scores(
        _means(view[:, links.CONTENT_ASKS], contents),
        _means(view[:, links.CUE_OFFERS], gold.spans[CUE]),
        links.content_to_cue(gold.spans, contents, paragraph),
        weights.cue_biases,
    )
    right = np.eye(len(gold.spans[CUE]), dtype=np.float32)[gold.cue_of_content[linked]]
    lesson = gold.lesson.cue_of_content[linked] if gold.lesson else None
    target = torch.from_numpy(_blend(right, lesson, lesson_share)).to(view.device)
    return [functional.cross_entropy(scores, target, reduction="none")]


def _source_loss(
    view: Tensor, gold: Level, paragraph: IntArray, weights: DecoderWeights, lesson_share: float
) -> list[Tensor]:
    cues, sources = gold.spans[CUE], gold.spans[SOURCE]
    if not len(cues):
        return []
    asks = _means(view[:, links.CUE_ASKS], cues)
    none = asks @ weights.no_source * asks.shape[1] ** -0.5 + weights.no_source_bias
    offered = _scores(
        asks,
        _means(view[:, links.SOURCE_OFFERS], sources),
        links.cue_to_source(gold.spans, paragraph),
        weights.source_biases,
    )
    place = np.where(gold.source_of_cue == NO_LINK, len(sources), gold.source_of_cue)
    right = np.eye(len(sources) + 1, dtype=np.float32)[place]
    lesson = gold.lesson.source_of_cue if gold.lesson else None
    target = torch.from_numpy(_blend(right, lesson, lesson_share)).to(view.device)
    return [functional.cross_entropy(torch.cat([offered, none[:, None]], dim=1), target, reduction="none")]


def _blend(gold: FloatArray, lesson: FloatArray | None, share: float) -> FloatArray:
    """The gold's probabilities with ``share`` of them from the lesson, where there is one."""
    return gold if lesson is None else ((1.0 - share) * gold + share * lesson).astype(np.float32)


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
