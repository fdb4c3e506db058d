"""Dev scores during training: a reader in memory, run by the product's own engine and assembly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch

from claimx.assembly import Draft, assemble
from claimx.evaluation.gold import GoldArticle
from claimx.evaluation.run import gold_parts
from claimx.evaluation.scores import Parts, Score, score_corpus
from claimx.inference.backends.pytorch import PyTorchBackend
from claimx.inference.engine import Engine
from claimx.model.decode import UNFITTED, Decoder, Relation
from claimx.model.network import Trainable
from claimx.text.pieces import PieceEncoder
from claimx.text.reading import Reading


def open_engine(trained: Trainable, encoder: PieceEncoder, *, dtype: torch.dtype = torch.float32) -> Engine:
    """An engine over weights in memory."""
    return Engine(
        backend=PyTorchBackend(trained.reader, dtype=dtype),
        decoders=tuple(
            Decoder(
                **{name: tensor.numpy() for name, tensor in weights.as_arrays().items()},
                calibration=UNFITTED,
            )
            for weights in trained.levels
        ),
        stance=trained.stance.as_decoder(),
        special=encoder.special,
    )


def score_relations(
    articles: Sequence[GoldArticle],
    readings: Sequence[Reading],
    found: Sequence[Sequence[Relation]],
    *,
    min_scores: tuple[float, ...] = (0.0,),
) -> dict[str, Score]:
    """Scores of the relations found in each reading, assembled as the product does; limits for the levels to take."""
    rows = []
    for article, reading, relations in zip(articles, readings, found, strict=True):
        kept = [r for r in relations if r.level < len(min_scores) and r.score >= min_scores[r.level]]
        drafts = assemble(reading, kept)
        rows.append((article.text, [gold_parts(a) for a in article.attributions], to_parts(drafts)))
    return score_corpus(rows)


def score_nested(
    articles: Sequence[GoldArticle],
    readings: Sequence[Reading],
    found: Sequence[Sequence[Relation]],
    min_scores: tuple[float, float],
) -> Score:
    """The relaxed score of the level 1 relations, on the articles that were read for them; limits by level."""
    rows = []
    for article, reading, relations in zip(articles, readings, found, strict=True):
        if article.nested is not None:
            drafts = assemble(reading, [r for r in relations if r.score >= min_scores[r.level]])
            rows.append((article.text, [gold_parts(a) for a in article.nested], to_parts(d for d in drafts if d.level)))
    return score_corpus(rows)["attribution.relaxed"]


def to_parts(drafts: Iterable[Draft]) -> list[Parts]:
    """The parts of drafts, as the scorer takes them."""
    return [Parts(source=d.source, cue=d.cue, content=d.content) for d in drafts]
