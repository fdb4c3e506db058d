"""From the network's scores to relations between piece ranges: one window at a time, the same for every backend."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimx.model import links
from claimx.model.tags import CONTENT, CUE, ROLES, SOURCE, begin_tag, best_tags, tags_to_spans

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int32]
Indices = NDArray[np.intp]


# The least probability of a link that makes a content a further piece of a cue's content, by whether it stands in the
# same paragraph as the surest piece. Chosen on PolNeAR dev: 0.2 F1, above all fewer far pieces taken in.
NEAR_LINK = 0.5
FAR_LINK = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoder:
    """Learned weights of decoding; shapes as in `claimx.model.network.DecoderWeights`."""

    transitions: FloatArray
    starts: FloatArray
    ends: FloatArray
    cue_biases: FloatArray
    source_biases: FloatArray
    no_source: FloatArray
    no_source_bias: FloatArray
    calibration: FloatArray  # slope and offset that make a raw score's logit that of a probability

    def leaning(self, bias: float) -> Decoder:
        """A copy that begins spans more readily: ``bias`` is added to every step into a beginning tag."""
        opens = [begin_tag(role) for role in range(len(ROLES))]
        transitions, starts = self.transitions.copy(), self.starts.copy()
        transitions[:, opens] += bias
        starts[opens] += bias
        return replace(self, transitions=transitions, starts=starts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One relation in a window: half-open piece ranges, and the probability that it is right."""

    source: tuple[tuple[int, int], ...]
    cue: tuple[tuple[int, int], ...]
    content: tuple[tuple[int, int], ...]
    score: float


def decode_windows(
    tags: FloatArray, projections: FloatArray, lengths: IntArray, paragraphs: list[IntArray], decoder: Decoder
) -> list[list[Relation]]:
    """The relations of each window, ordered by their first content piece.

    ``tags`` float32 ``(windows, t, tags)`` and ``projections`` float32 ``(windows, t, 4 * link_dim)``, both without
    the special pieces; ``lengths`` int32 ``(windows,)``; ``paragraphs`` int32 ``(length,)`` each.
    """
    best = best_tags(tags, lengths, decoder.transitions, decoder.starts, decoder.ends)
    out = []
    for k, length in enumerate(lengths):
        n = int(length)
        spans = tags_to_spans(best[k, :n])
        if len(spans[CUE]) and len(spans[CONTENT]):
            certainty = _certainty(tags[k, :n], best[k, :n])
            out.append(_relate(spans, projections[k, :n], paragraphs[k], certainty, decoder))
        else:
            out.append([])
    return out


def _certainty(tags: FloatArray, best: NDArray[np.int8]) -> FloatArray:
    """The probability of each piece's chosen tag, float32 ``(n,)``."""
    raised = np.exp(tags - tags.max(axis=1, keepdims=True))
    chosen = np.take_along_axis(raised, best[:, None].astype(np.int64), axis=1)[:, 0]
    certainty: FloatArray = chosen / raised.sum(axis=1)
    return certainty


def _relate(
    spans: list[IntArray], projections: FloatArray, paragraph: IntArray, certainty: FloatArray, decoder: Decoder
) -> list[Relation]:
    source, cue, content = spans[SOURCE], spans[CUE], spans[CONTENT]
    view = projections.reshape(len(projections), links.PROJECTIONS, -1)
    to_cue = _softmax(
        links.link_scores(
            links.mean_over(view[:, links.CONTENT_ASKS], content),
            links.mean_over(view[:, links.CUE_OFFERS], cue),
            links.content_to_cue(spans, content, paragraph),
            decoder.cue_biases,
        )
    )
    asks = links.mean_over(view[:, links.CUE_ASKS], cue)
    no_source = asks @ decoder.no_source * np.float32(asks.shape[1] ** -0.5) + decoder.no_source_bias
    offered = links.link_scores(
        asks,
        links.mean_over(view[:, links.SOURCE_OFFERS], source),
        links.cue_to_source(spans, paragraph),
        decoder.source_biases,
    )
    to_source = _softmax(np.concatenate([offered, no_source[:, None]], axis=1))
    cue_of, source_of = to_cue.argmax(axis=1), to_source.argmax(axis=1)
    out = []
    for k in range(len(cue)):
        members = _belonging(np.flatnonzero(cue_of == k), to_cue[:, k], content, paragraph)
        if not len(members):
            continue
        s = int(source_of[k])
        pieces = np.concatenate([certainty[b:e] for b, e in content[members]])
        raw = pieces.mean() * certainty[cue[k, 0]] * to_cue[members, k].max() * to_source[k, s]
        out.append(
            Relation(
                source=(_range(source[s]),) if s < len(source) else (),
                cue=(_range(cue[k]),),
                content=tuple(_range(content[m]) for m in members),
                score=float(calibrate(raw, *decoder.calibration)),
            )
        )
    return sorted(out, key=lambda r: (r.content[0], r.cue))


def _belonging(members: Indices, share: FloatArray, content: IntArray, paragraph: IntArray) -> Indices:
    """Of the contents that chose a cue, the surest one and those sure enough to be further pieces of it."""
    if not len(members):
        return members
    best = members[share[members].argmax()]
    is_near = paragraph[content[members, 0]] == paragraph[content[best, 0]]
    kept: Indices = members[(members == best) | (share[members] >= np.where(is_near, NEAR_LINK, FAR_LINK))]
    return kept


def to_logits(probability: Any) -> Any:
    """Logits of probabilities, float64, kept finite."""
    clipped = np.clip(np.asarray(probability, dtype=np.float64), 1e-4, 1 - 1e-4)
    return np.log(clipped / (1 - clipped))


def calibrate(raw: Any, slope: float, offset: float) -> Any:
    """Probabilities for raw scores in [0, 1] (Platt, 1999)."""
    return 1 / (1 + np.exp(-(to_logits(raw) * slope + offset)))


def _range(span: IntArray) -> tuple[int, int]:
    return int(span[0]), int(span[1])


def _softmax(scores: FloatArray) -> FloatArray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: FloatArray = raised / raised.sum(axis=1, keepdims=True)
    return shares
