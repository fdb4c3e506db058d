"""A model folder from gold articles and an encoder, in one go: train, export, score, seal."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch

from claimx.errors import ConfigError, ModelError
from claimx.evaluation.gold import GoldArticle
from claimx.evaluation.run import evaluate, found_parts, gold_parts
from claimx.evaluation.scores import SIGNATURE, Score, as_json, score_corpus
from claimx.extractor import Extractor, RunConfig, load
from claimx.inference.backends.openvino import OpenVINOBackend
from claimx.inference.backends.pytorch import grow_reader, read_reader
from claimx.inference.batching import SPECIAL, pad_windows, padded_length
from claimx.inference.engine import Engine
from claimx.model import store
from claimx.model.config import ModelConfig
from claimx.model.network import DecoderWeights, Reader, StanceWeights, Trainable, load_encoder
from claimx.text.pieces import PieceEncoder
from claimx.training.card import Made, write_card
from claimx.training.config import TrainConfig
from claimx.training.data import read_gold
from claimx.training.examples import Material, add_boilerplate
from claimx.training.export import Batch, write_network
from claimx.training.gold import read_passages
from claimx.training.lessons import teach
from claimx.training.loop import OnEpoch, OnStep, train
from claimx.training.scoring import open_engine
from claimx.training.stances import calibrate_stance, hold_back
from claimx.training.tune import Choice, choose, leaning
from claimx.training.wrapping import wrap_articles
from claimx.types import Article

logger = logging.getLogger(__name__)

LIMITS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)  # of the card's table
_SAMPLE_BATCHES, _SAMPLE_WINDOWS, _LEAST_WINDOWS = 60, 8, 64  # to quantise by
_PASSAGES_TOGETHER = 3  # in one article, so that they are read among others as in the news
ENOUGH = 200  # attributions to score on; with fewer, a model that was started from keeps its limits and calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a training run starts from: an encoder (a folder or a hub name), or a model (a name or a folder)."""

    encoder: str | None = None
    model: str | None = None

    def __post_init__(self) -> None:
        if (self.encoder is None) == (self.model is None):
            raise ConfigError("expected an encoder or a model to start from, and not both")


@dataclass(frozen=True, slots=True, kw_only=True)
class Teacher:
    """A model to learn from, by name or folder, and texts for it to read beside the gold."""

    model: str
    unlabelled: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Who is told: ``lesson(done, total)`` texts, ``step(done, total, loss)``, ``epoch(number, dev scores)``."""

    lesson: Callable[[int, int], None]
    step: OnStep
    epoch: OnEpoch


def make_model(
    data: Sequence[Path],
    start: Start,
    out: Path,
    *,
    config: TrainConfig,
    teacher: Teacher | None = None,
    threads: int,
    progress: Progress,
) -> dict[str, Score]:
    """Train on ``data`` (see `read_gold`), write ``out`` and return its dev scores, measured on what was written.

    Raises:
        ModelError: if what it starts from cannot be had. CorpusError: if the data does not follow its layout.
        ConfigError: if ``out`` holds a checkpoint of a run with another config.
    """
    torch.set_num_threads(threads)
    torch.manual_seed(config.seed)
    work = out / ".training"
    begun = _begin(start, config)
    config = begun.config
    pieces = PieceEncoder(begun.tokenizer)
    gold, dev_articles = read_gold(data, every_annotator=config.every_annotator)
    if config.depth > 1 and all(a.nested is None for a in gold):
        raise ConfigError(f"depth is {config.depth}, but no article was read for nested attributions; take depth 1")
    made = wrap_articles(gold, share=config.wrapped, seed=config.seed) if config.depth > 1 else []
    made += read_passages(together=_PASSAGES_TOGETHER, seed=config.seed) if config.passages else []
    made, held = hold_back(made)
    gold, more = hold_back(gold)
    held += more
    gold = add_boilerplate(gold, share=config.boilerplate, seed=config.seed)
    if teacher is None:
        material = [Material(article, pieces) for article in gold]
    else:
        articles, lessons = teach(
            *_open_teacher(teacher.model, threads), gold, teacher.unlabelled, work / "lessons", progress.lesson
        )
        material = [Material(a, pieces, lesson) for a, lesson in zip(articles, lessons, strict=True)]
    material += [Material(article, pieces) for article in made]
    learn = partial(
        train,
        encoder=pieces,
        material=material,
        dev_articles=dev_articles,
        on_step=progress.step,
        on_epoch=progress.epoch,
    )
    trained = learn(begun.modules, config=config, work=work)
    _blend(trained, begun.weights, config.start_share)
    if config.refit:
        heads = replace(config, epochs=config.refit, average_from=config.refit, learning_rate=0.0)
        trained = learn(trained.requires_grad_(), config=heads, work=work / "refit")
    batches = _sample(material, pieces, config) if config.quantise else []
    write_network(out, trained.reader, tokenizer=begun.tokenizer, batches=batches)
    graph = OpenVINOBackend(out, threads=threads)
    engine = replace(open_engine(trained, pieces), backend=graph)
    count = sum(len(a.attributions) for a in dev_articles)
    choice = begun.choice if begun.choice and count < ENOUGH else None
    choice = choice or choose(engine, pieces, dev_articles, config.max_pieces)
    stance, judged = calibrate_stance(engine, [Material(a, pieces) for a in held], config.max_pieces)
    store.write_stance(out, stance)
    shape = ModelConfig(
        name=config.name,
        version=config.version,
        max_pieces=config.max_pieces,
        link_dim=config.link_dim,
        depth=config.depth,
        stance_dim=config.stance_dim,
        min_score=choice.min_score,
        min_nested_score=choice.min_nested_score,
    )
    decoders = tuple(
        replace(d, calibration=np.array(weights, dtype=np.float32))
        for d, weights in zip(leaning(engine.decoders, choice.leanings), choice.calibrations, strict=True)
    )
    store.write_decoders(out, decoders)
    shape.save(out / store.CONFIG)
    config.save(out / store.TRAIN)
    store.seal(out)
    scores, _ = evaluate(load(out), dev_articles)
    split = "polnear/dev" if all(path.is_dir() for path in data) else "held back"
    report = {"signature": f"{split}|{SIGNATURE}", "scores": as_json(scores)}
    write_card(
        out / store.CARD,
        model=shape,
        config=config,
        made=Made(
            started=begun.started,
            learned=_learned(len(gold), teacher),
            command=_command(shape, data, start, teacher),
            is_polnear=any(path.is_dir() for path in data),
            leanings=choice.leanings,
            calibration_error=choice.calibration_error,
            dev_articles=len(dev_articles),
            stances=judged,
        ),
        shape=trained.reader.encoder.config.to_dict(),
        parameters=sum(p.numel() for p in trained.reader.parameters()),
        by_limit=_by_limit(load(out, config=RunConfig(min_score=0.0)), dev_articles),
        scores=scores,
    )
    (out / store.SCORES).write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    store.seal(out)
    return scores


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    modules: Trainable
    tokenizer: Path
    config: TrainConfig
    started: str  # what the card calls that which was started from
    weights: dict[str, torch.Tensor]  # of the model that was started from, if it was one
    choice: Choice | None  # of the model that was started from, if it has all the levels


def _begin(start: Start, config: TrainConfig) -> _Begun:
    """The modules as they are before the first step."""
    if start.encoder is not None:
        encoder = load_encoder(start.encoder, layers=config.layers)
        reader = Reader(
            encoder,
            link_dim=config.link_dim,
            depth=config.depth,
            stance_dim=config.stance_dim,
            dropout=config.dropout,
        )
        decoders = [DecoderWeights(link_dim=config.link_dim) for _ in range(config.depth)]
        return _Begun(
            modules=Trainable(reader, decoders, StanceWeights(stance_dim=config.stance_dim)),
            tokenizer=_tokenizer(start.encoder),
            config=config,
            started=config.encoder_name,
            weights={},
            choice=None,
        )
    folder = store.find_model(start.model)
    model = store.verify(folder, (*store.SHARED_FILES, *store.TORCH_FILES))
    known = store.read_decoders(folder)
    depth = max(config.depth, model.depth)
    fresh = [DecoderWeights(link_dim=model.link_dim) for _ in range(depth - model.depth)]
    stance = StanceWeights.of(store.read_stance(folder))
    reader = read_reader(folder, model, dropout=config.dropout)
    before = Trainable(reader, map(DecoderWeights.of, known), stance)
    weights = {name: tensor.clone() for name, tensor in before.state_dict().items()}
    if depth != model.depth:
        reader = grow_reader(reader, model, depth=depth)
    choice = Choice(
        leanings=(),  # the decoders have it in them
        calibrations=tuple(tuple(d.calibration.tolist()) for d in known),
        min_score=model.min_score,
        min_nested_score=model.min_nested_score,
        calibration_error=None,
    )
    return _Begun(
        modules=Trainable(reader, [*map(DecoderWeights.of, known), *fresh], stance),
        tokenizer=folder / store.TOKENIZER,
        config=replace(
            config, link_dim=model.link_dim, depth=depth, stance_dim=model.stance_dim, max_pieces=model.max_pieces
        ),
        started=f"the model {model.label}",
        weights=weights,
        choice=None if fresh else choice,
    )


def _blend(trained: torch.nn.Module, start: dict[str, torch.Tensor], share: float) -> None:
    """Put ``share`` of the weights that were started from into the trained ones; what was grown stays as it is."""
    own = trained.state_dict()
    for name, tensor in start.items() if share else ():
        own[name][: len(tensor)].lerp_(tensor, share)


def _open_teacher(name: str, threads: int) -> tuple[Engine, PieceEncoder, int]:
    """A teacher's engine on its CPU graph, word pieces and window length."""
    folder = store.find_model(name)
    model = store.verify(folder, (*store.SHARED_FILES, *store.graph_files(folder)))
    pieces = PieceEncoder(folder / store.TOKENIZER)
    engine = Engine(
        backend=OpenVINOBackend(folder, threads=threads, precision="bf16"),
        decoders=store.read_decoders(folder),
        stance=store.read_stance(folder),
        special=pieces.special,
    )
    return engine, pieces, model.max_pieces


def _sample(material: Sequence[Material], pieces: PieceEncoder, config: TrainConfig) -> list[Batch]:
    """Batches of training windows to quantise by; none where there are too few to tell the ranges of the network."""
    rng = np.random.default_rng(config.seed)
    windows = []
    for k in rng.permutation(len(material)).tolist():
        windows += [e.ids for e in material[k].examples(config.max_pieces)]
        if len(windows) >= _SAMPLE_BATCHES * _SAMPLE_WINDOWS:
            break
    if len(windows) < _LEAST_WINDOWS:
        logger.warning("%d windows are too few to quantise by: the graph stays in half precision", len(windows))
        return []
    groups = [windows[k : k + _SAMPLE_WINDOWS] for k in range(0, len(windows), _SAMPLE_WINDOWS)][:_SAMPLE_BATCHES]
    return [pad_windows(g, padded_length(max(map(len, g)) + SPECIAL), pieces.special) for g in groups]


def _learned(articles: int, teacher: Teacher | None) -> str:
    told = f"{articles} annotations of articles"
    if teacher is None:
        return told
    return f"{told}, and what a teacher ({Path(teacher.model).name}) made of them and of {len(teacher.unlabelled)} more"


def _command(model: ModelConfig, data: Sequence[Path], start: Start, teacher: Teacher | None) -> str:
    """The command that was run, with placeholders for paths."""
    parts = ["claimx train", *("--data POLNEAR" if path.is_dir() else "--data RECORDS" for path in data)]
    parts.append("--encoder ENCODER" if start.encoder else f"--init {Path(str(start.model)).name}")
    if teacher is not None:
        parts.append(f"--teacher {Path(teacher.model).name}")
        parts += ["--unlabelled TEXTS"] if teacher.unlabelled else []
    return " ".join([*parts, f"--out models/{model.name}", f"--config models/{model.name}/train.json"])


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
