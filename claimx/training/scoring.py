"""Dev scores during training: a reader in memory, run by the product's own engine and assembly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from claimx.assembly import assemble
from claimx.evaluation.gold import GoldArticle
from claimx.evaluation.run import gold_parts
from claimx.evaluation.scores import Parts, Score, score_corpus
from claimx.inference.backends.pytorch import PyTorchBackend
from claimx.inference.engine import Engine
from claimx.model.decode import Decoder, Relation
from claimx.model.network import Trainable
from claimx.text.pieces import PieceEncoder
from claimx.text.reading import Reading


def open_engine(trained: Trainable, encoder: PieceEncoder, *, dtype: torch.dtype = torch.float32) -> Engine:
    """An engine over weights in memory."""
    return Engine(
        backend=PyTorchBackend(trained.reader, dtype=dtype),
        decoder=Decoder(
            **{name: tensor.numpy() for name, tensor in trained.decoder.as_arrays().items()},
            calibration=np.array([1.0, 0.0], dtype=np.float32),
        ),
        special=encoder.special,
    )


def score_relations(
    articles: Sequence[GoldArticle],
    readings: Sequence[Reading],
    found: Sequence[Sequence[Relation]],
    *,
    min_score: float = 0.0,
) -> dict[str, Score]:
    """Scores of the relations found in each reading, assembled as the product does."""
    rows = []
    for article, reading, relations in zip(articles, readings, found, strict=True):
        drafts = assemble(reading, [r for r in relations if r.score >= min_score])
        predicted = [Parts(source=d.source, cue=d.cue, content=d.content) for d in drafts]
        rows.append((article.text, [gold_parts(a) for a in article.attributions], predicted))
    return score_corpus(rows)
