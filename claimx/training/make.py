"""A model folder from gold articles and an encoder, in one go: train, export, score, seal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch

from claimx.errors import ModelError
from claimx.evaluation.gold import GoldArticle, read_polnear
from claimx.evaluation.run import evaluate, found_parts, gold_parts
from claimx.evaluation.scores import SIGNATURE, Score, as_json, score_corpus
from claimx.extractor import Extractor, RunConfig, load
from claimx.model import store
from claimx.model.config import ModelConfig
from claimx.model.network import Reader, load_encoder
from claimx.text.pieces import PieceEncoder
from claimx.training.card import write_card
from claimx.training.config import TrainConfig
from claimx.training.export import write_model
from claimx.training.loop import OnEpoch, OnStep, train
from claimx.training.scoring import open_engine
from claimx.training.tune import choose
from claimx.types import Article

LIMITS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)  # of the card's table


def make_model(
    data: Path, encoder: str, out: Path, *, config: TrainConfig, threads: int, on_step: OnStep, on_epoch: OnEpoch
) -> dict[str, Score]:
    """Train on ``data``'s train part, write ``out`` and return its dev scores, measured on what was written.

    Raises:
        ModelError: if the encoder cannot be had. CorpusError: if the data does not follow PolNeAR's layout.
        ConfigError: if ``out`` holds a checkpoint of a run with another config.
    """
    torch.set_num_threads(threads)
    torch.manual_seed(config.seed)
    reader = Reader(load_encoder(encoder), link_dim=config.link_dim, dropout=config.dropout)
    tokenizer = _tokenizer(encoder)
    pieces = PieceEncoder(tokenizer)
    train_articles = list(read_polnear(data, "train", every_annotator=config.every_annotator))
    dev_articles = list(read_polnear(data, "dev"))
    trained = train(
        reader,
        pieces,
        train_articles=train_articles,
        dev_articles=dev_articles,
        config=config,
        work=out / ".training",
        on_step=on_step,
        on_epoch=on_epoch,
    )
    engine = open_engine(trained, pieces)
    choice = choose(engine, pieces, dev_articles, config.max_pieces)
    shape = ModelConfig(
        name=config.name,
        version=config.version,
        max_pieces=config.max_pieces,
        link_dim=config.link_dim,
        min_score=choice.min_score,
    )
    write_model(out, trained.reader, choice.decoder, tokenizer=tokenizer, config=shape)
    config.save(out / store.TRAIN)
    store.seal(out)
    scores, _ = evaluate(load(out), dev_articles)
    report = {"signature": f"polnear/dev|{SIGNATURE}", "scores": as_json(scores)}
    write_card(
        out / store.CARD,
        model=shape,
        config=config,
        shape=trained.reader.encoder.config.to_dict(),
        parameters=sum(p.numel() for p in trained.reader.parameters()),
        leaning=choice.leaning,
        calibration_error=choice.calibration_error,
        by_limit=_by_limit(load(out, config=RunConfig(min_score=0.0)), dev_articles),
        articles=len(train_articles),
        dev_articles=len(dev_articles),
        scores=scores,
    )
    (out / store.SCORES).write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    store.seal(out)
    return scores


def _by_limit(extractor: Extractor, articles: Sequence[GoldArticle]) -> dict[float, Score]:
    """Relaxed scores when attributions below a limit are left out, by limit."""
    docs = list(extractor.pipe(Article(text=a.text, id=a.id) for a in articles))
    out = {}
    for limit in LIMITS:
        rows = [
            (
                a.text,
                [gold_parts(g) for g in a.attributions],
                [found_parts(f) for f in d.attributions if f.score >= limit],
            )
            for a, d in zip(articles, docs, strict=True)
        ]
        out[limit] = score_corpus(rows)["attribution.relaxed"]
    return out


def _tokenizer(encoder: str) -> Path:
    """The tokenizer.json of an encoder's folder, or of its hub repository."""
    local = Path(encoder) / store.TOKENIZER
    if local.is_file():
        return local
    if Path(encoder).is_dir():
        raise ModelError(f"{encoder}: expected a {store.TOKENIZER} beside the encoder's weights")
    from transformers.utils import cached_file

    return Path(cached_file(encoder, store.TOKENIZER))
