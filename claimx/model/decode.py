"""From the network's scores to relations between piece ranges: one window at a time, the same for every backend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimx.model import links
from claimx.model.stance import StanceDecoder, judge
from claimx.model.tags import (
    CLOSED,
    CONTENT,
    CUE,
    OUTSIDE,
    ROLES,
    SOURCE,
    TAG_COUNT,
    begin_tag,
    best_tags,
    tags_to_spans,
)

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int32]
Indices = NDArray[np.intp]
Ranges = tuple[tuple[int, int], ...]
Scores = tuple[FloatArray, FloatArray]  # what the network says of a window: its tags, its projections


# The least probability of a link that makes a content a further piece of a cue's content, by whether it stands in the
# same paragraph as the surest piece. Chosen on PolNeAR dev: 0.2 F1, above all fewer far pieces taken in.
NEAR_LINK = 0.5
FAR_LINK = 0.9
# What a relation's score is made from, as log-odds: the mean certainty of its content's tags, the least, that of its
# cue, its two links', the least of its source; whether it has a source; one.
EVIDENCE = 8
UNFITTED = np.array([1, 0, 1, 1, 1, 0, 0, 0], dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoder:
    """Learned weights of decoding one level; shapes as in `claimx.model.network.DecoderWeights`."""

    transitions: FloatArray
    starts: FloatArray
    ends: FloatArray
    cue_biases: FloatArray
    source_biases: FloatArray
    no_source: FloatArray
    no_source_bias: FloatArray
    calibration: FloatArray  # ``(EVIDENCE,)``: what each piece of evidence weighs in the score, in log-odds

    def leaning(self, bias: float) -> Decoder:
        """A copy that begins spans more readily: ``bias`` is added to every step into a beginning tag."""
        opens = [begin_tag(role) for role in range(len(ROLES))]
        transitions, starts = self.transitions.copy(), self.starts.copy()
        transitions[:, opens] += bias
        starts[opens] += bias
        return replace(self, transitions=transitions, starts=starts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One relation in a window: half-open piece ranges, and the probability that it is right.

    ``level`` is 0, or 1 for a relation inside the content of one of level 0.
    """

    source: Ranges
    cue: Ranges
    content: Ranges
    score: float
    level: int = 0
    evidence: tuple[float, ...] = ()
    stance: tuple[float, ...] = ()  # probabilities as in `claimx.model.stance`; empty where the model has none


def decode_windows(
    windows: Sequence[Scores],
    paragraphs: Sequence[IntArray],
    decoders: Sequence[Decoder],
    stance: StanceDecoder | None = None,
) -> list[list[Relation]]:
    """The relations of each window, level by level, each level ordered by first content piece.

    A window is its tags float32 ``(n, levels * tags)`` and its projections float32 ``(n, levels * 4 * d)`` or wider,
    the rest for ``stance``, both without the special pieces; ``paragraphs`` int32 ``(n,)`` each; ``decoders`` one a
    level. Level 1 sees the contents of level 0 and nothing else. What a window gets does not depend on the others.
    """
    width = links.PROJECTIONS * len(decoders[0].no_source)
    out: list[list[Relation]] = [[] for _ in windows]
    for level, decoder in enumerate(decoders):
        emissions = {k: tags[:, level * TAG_COUNT : (level + 1) * TAG_COUNT] for k, (tags, _) in enumerate(windows)}
        if level:
            inside = {k: _within(out[k], own) for k, own in emissions.items() if out[k]}
            emissions = {k: own for k, own in inside.items() if (own.argmax(axis=1) != OUTSIDE).any()}
        if not emissions:
            break
        best = best_tags(list(emissions.values()), decoder.transitions, decoder.starts, decoder.ends)
        for (k, own), tags in zip(emissions.items(), best, strict=True):
            spans = tags_to_spans(tags)
            if not (len(spans[CUE]) and len(spans[CONTENT])):
                continue
            view = windows[k][1][:, level * width : (level + 1) * width]
            found = _relate(spans, view, paragraphs[k], _certainty(own, tags), decoder)
            if level:
                found = [replace(r, level=level) for r in found if any(_is_inside(r, outer) for outer in out[k])]
            out[k] += found
    if stance is None:
        return out
    begin = width * len(decoders)
    return [
        _judged(found, projections[:, begin:], stance) for found, (_, projections) in zip(out, windows, strict=True)
    ]


def _judged(relations: list[Relation], projections: FloatArray, stance: StanceDecoder) -> list[Relation]:
    scores = judge(projections, [(r.cue, r.content) for r in relations], stance)
    return [replace(r, stance=own) for r, own in zip(relations, scores, strict=True)]


def _within(relations: Sequence[Relation], tags: FloatArray) -> FloatArray:
    """``tags`` float32 ``(n, tags)``, closed to all pieces that are not of some relation's content."""
    out = np.tile(CLOSED, (len(tags), 1))
    for relation in relations:
        for begin, end in relation.content:
            out[begin:end] = tags[begin:end]
    return out


def _is_inside(relation: Relation, outer: Relation) -> bool:
    own = (*relation.cue, *relation.content)
    return all(any(b <= begin and end <= e for b, e in outer.content) for begin, end in own)


def _certainty(tags: FloatArray, best: NDArray[np.int8]) -> FloatArray:
    """The probability of each piece's chosen tag, float32 ``(n,)``."""
    raised = np.exp(tags - tags.max(axis=1, keepdims=True))
    chosen = np.take_along_axis(raised, best[:, None].astype(np.int64), axis=1)[:, 0]
    certainty: FloatArray = chosen / raised.sum(axis=1)
    return certainty


def link_shares(
    spans: Sequence[IntArray], projections: FloatArray, paragraph: IntArray, decoder: Decoder
) -> tuple[FloatArray, FloatArray]:
    """The probabilities of the links: contents to cues ``(contents, cues)``, cues to sources ``(cues, sources + 1)``.

    The last source is none. ``projections`` float32 ``(pieces, 4 * link_dim)``. A table without columns has no rows.
    """
    source, cue, content = spans[SOURCE], spans[CUE], spans[CONTENT]
    view = projections.reshape(len(projections), links.PROJECTIONS, -1)
    asks = links.mean_over(view[:, links.CUE_ASKS], cue)
    no_source = asks @ decoder.no_source * np.float32(asks.shape[1] ** -0.5) + decoder.no_source_bias
    offered = links.link_scores(
        asks,
        links.mean_over(view[:, links.SOURCE_OFFERS], source),
        links.cue_to_source(spans, paragraph),
        decoder.source_biases,
    )
    to_source = _softmax(np.concatenate([offered, no_source[:, None]], axis=1))
    if not len(cue):
        return np.zeros((0, 0), dtype=np.float32), to_source
    to_cue = _softmax(
        links.link_scores(
            links.mean_over(view[:, links.CONTENT_ASKS], content),
            links.mean_over(view[:, links.CUE_OFFERS], cue),
            links.content_to_cue(spans, content, paragraph),
            decoder.cue_biases,
        )
    )
    return to_cue, to_source


def _relate(
    spans: list[IntArray], projections: FloatArray, paragraph: IntArray, certainty: FloatArray, decoder: Decoder
) -> list[Relation]:
    source, cue, content = spans[SOURCE], spans[CUE], spans[CONTENT]
    to_cue, to_source = link_shares(spans, projections, paragraph, decoder)
    cue_of, source_of = to_cue.argmax(axis=1), to_source.argmax(axis=1)
    out = []
    for k in range(len(cue)):
        members = _belonging(np.flatnonzero(cue_of == k), to_cue[:, k], content, paragraph)
        if not len(members):
            continue
        s = int(source_of[k])
        own = certainty[source[s, 0] : source[s, 1]] if s < len(source) else None
        pieces = np.concatenate([certainty[b:e] for b, e in content[members]])
        links_to = float(to_cue[members, k].max()), float(to_source[k, s])
        evidence = _evidence(pieces, float(certainty[cue[k, 0]]), links_to, own)
        out.append(
            Relation(
                source=(_range(source[s]),) if s < len(source) else (),
                cue=(_range(cue[k]),),
                content=tuple(_range(content[m]) for m in members),
                score=float(probability(evidence, decoder.calibration)),
                evidence=tuple(evidence.tolist()),
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


def _evidence(
    content: FloatArray, cue: float, links_to: tuple[float, float], source: FloatArray | None
) -> NDArray[np.float64]:
    """The `EVIDENCE` for one relation, from the certainty of its pieces' tags and of its links."""
    least = 1.0 if source is None else source.min()
    odds = to_logits([content.mean(), content.min(), cue, *links_to, least])
    return np.array([*odds, float(source is not None), 1.0])


def probability(evidence: Any, weights: Any) -> Any:
    """The probability that a relation is right, from `EVIDENCE` ``(..., EVIDENCE)``: a logistic regression."""
    return 1 / (1 + np.exp(-(np.asarray(evidence) * np.asarray(weights, dtype=np.float64)).sum(axis=-1)))


def _range(span: IntArray) -> tuple[int, int]:
    return int(span[0]), int(span[1])


def _softmax(scores: FloatArray) -> FloatArray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: FloatArray = raised / raised.sum(axis=1, keepdims=True)
    return shares
