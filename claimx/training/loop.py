"""The training loop: seeded, resumable at any moment, scored on dev after each epoch."""

from __future__ import annotations

import copy
import json
import logging
import math
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from claimx.errors import ConfigError
from claimx.evaluation.gold import GoldArticle
from claimx.evaluation.scores import SIGNATURE, Score
from claimx.inference.batching import SPECIAL, pad_windows
from claimx.model.network import Trainable
from claimx.text.pieces import PieceEncoder
from claimx.text.reading import read_text
from claimx.training.config import TrainConfig
from claimx.training.examples import Example, Material
from claimx.training.loss import batch_loss
from claimx.training.scoring import open_engine, score_relations

logger = logging.getLogger(__name__)

CHECKPOINT_STEPS = 100
OnStep = Callable[[int, int, float], None]
OnEpoch = Callable[[int, dict[str, Score]], None]


def train(
    modules: Trainable,
    encoder: PieceEncoder,
    *,
    material: Sequence[Material],
    dev_articles: Sequence[GoldArticle],
    config: TrainConfig,
    work: Path,
    on_step: OnStep,
    on_epoch: OnEpoch,
) -> Trainable:
    """Train ``modules`` in place on ``material`` and return the mean of their averaged copies.

    ``work`` keeps the checkpoint; a run that was stopped goes on from there and ends with the same weights as one
    that was not. ``on_step(done, total, loss)`` and ``on_epoch(epoch, scores)`` tell the progress.
    """
    torch.manual_seed(config.seed)
    counts = (sum(m.count(n) for m, n in _lengths(material, config, epoch)) for epoch in range(config.epochs))
    averaged = copy.deepcopy(modules).requires_grad_(False)
    optimizer = torch.optim.AdamW(_groups(modules, config), weight_decay=config.weight_decay, fused=True)
    ends = list(accumulate(math.ceil(count / config.batch_windows) for count in counts))
    total = ends[-1]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: _rate(s, total, config.warmup))
    parts = {"modules": modules, "averaged": averaged, "optimizer": optimizer, "schedule": schedule}
    work.mkdir(parents=True, exist_ok=True)
    step = _resume(work / "checkpoint.pt", parts, config)
    device = next(modules.parameters()).device
    if config.bfloat16 and not has_bfloat16(device):
        logger.warning("this processor has no bfloat16: training in float32")
    readings = [read_text(article.text, encoder, config.max_pieces) for article in dev_articles]
    while step < total:
        epoch = bisect_right(ends, step)
        examples = [e for m, n in _lengths(material, config, epoch) for e in m.examples(n)]
        batches = _shuffle(examples, config, epoch)
        modules.train()
        for batch in batches[step - ends[epoch] :]:  # counted from the end: those that are left
            loss = _step(batch, encoder, modules, config)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(modules.parameters(), config.clip)
            optimizer.step()
            schedule.step()
            step += 1
            _average(averaged, modules, min(config.average, (1 + step) / (10 + step)))
            on_step(step, total, float(loss.detach()))
            if step % CHECKPOINT_STEPS == 0 and step not in ends:  # an epoch ends with its snapshot, then this
                _save_checkpoint(work / "checkpoint.pt", parts, step, config)
        engine = open_engine(averaged, encoder, dtype=torch.bfloat16 if has_bfloat16(device) else torch.float32)
        scores = score_relations(dev_articles, readings, engine.relate(readings))
        with (work / "epochs.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps({"epoch": epoch + 1, "signature": SIGNATURE, **_plain(scores)}) + "\n")
        on_epoch(epoch + 1, scores)
        save_file(averaged.state_dict(), _snapshot(work, epoch + 1))
        _save_checkpoint(work / "checkpoint.pt", parts, step, config)
    snapshots = [_snapshot(work, number) for number in range(config.average_from, config.epochs + 1)]
    averaged.load_state_dict(_mean(snapshots))
    return averaged


def has_bfloat16(device: torch.device) -> bool:
    """Whether a device multiplies in bfloat16; a processor that does not is made to, a hundred times slower."""
    return device.type != "cpu" or bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def _step(batch: Sequence[Example], encoder: PieceEncoder, modules: Trainable, config: TrainConfig) -> torch.Tensor:
    device = next(modules.parameters()).device
    width = max(len(e.ids) for e in batch) + SPECIAL
    ids, mask = (torch.from_numpy(a) for a in pad_windows([e.ids for e in batch], width, encoder.special))
    with torch.autocast(device.type, torch.bfloat16, enabled=config.bfloat16 and has_bfloat16(device)):
        tags, projections = modules.reader(ids.to(device), mask.to(device))
    return batch_loss(tags, projections, batch, modules.levels, modules.stance, lesson_share=config.lesson_share)


def _shuffle(examples: Sequence[Example], config: TrainConfig, epoch: int) -> list[list[Example]]:
    """Batches of windows of like length, in an order that depends on seed and epoch alone."""
    rng = np.random.default_rng([config.seed, epoch])
    order = rng.permutation(len(examples))
    chunk = 50 * config.batch_windows
    batches = []
    for start in range(0, len(order), chunk):
        near = sorted(order[start : start + chunk].tolist(), key=lambda k: len(examples[k].ids))
        batches += [near[k : k + config.batch_windows] for k in range(0, len(near), config.batch_windows)]
    return [[examples[k] for k in batches[b]] for b in rng.permutation(len(batches))]


def _lengths(material: Sequence[Material], config: TrainConfig, epoch: int) -> list[tuple[Material, int]]:
    """Each article with the length of its windows in an epoch; another one each time, if the config says so."""
    if config.min_pieces is None:
        return [(m, config.max_pieces) for m in material]
    rng = np.random.default_rng([config.seed, epoch, 1])
    lengths = rng.integers(config.min_pieces, config.max_pieces + 1, size=len(material))
    return list(zip(material, lengths.tolist(), strict=True))


def _groups(modules: Trainable, config: TrainConfig) -> list[dict[str, Any]]:
    """The encoder at its own rate, less from layer to layer downwards; the heads, which start from nothing, higher."""
    encoder = modules.reader.encoder
    if config.freeze_words:
        encoder.embeddings.requires_grad_(False)
    if not config.learning_rate:
        encoder.requires_grad_(False)
    depth = encoder.config.num_hidden_layers
    levels: dict[int, list[torch.nn.Parameter]] = {}
    for name, parameter in encoder.named_parameters():
        if parameter.requires_grad:
            levels.setdefault(_level(name, depth), []).append(parameter)
    known = {id(p) for p in encoder.parameters()}
    heads = [p for p in modules.parameters() if id(p) not in known]
    return [
        {"params": heads, "lr": config.head_rate},
        *(
            {"params": parameters, "lr": config.learning_rate * config.layer_decay ** (depth - level)}
            for level, parameters in sorted(levels.items())
        ),
    ]


def _level(name: str, depth: int) -> int:
    """How high a parameter of the encoder stands: embeddings 0, layers from 1; what layers share counts as a top."""
    layer = re.search(r"\blayer\.(\d+)\.", name)
    if layer:
        return int(layer[1]) + 1
    return 0 if name.startswith("embeddings.") else depth


def _rate(step: int, total: int, warmup: float) -> float:
    rise = max(1, round(total * warmup))
    return (step + 1) / rise if step < rise else max(0.0, (total - step) / max(1, total - rise))


def _average(averaged: torch.nn.Module, modules: torch.nn.Module, decay: float) -> None:
    with torch.no_grad():
        torch._foreach_lerp_(list(averaged.parameters()), list(modules.parameters()), 1.0 - decay)


def _snapshot(work: Path, epoch: int) -> Path:
    return work / f"epoch-{epoch}.safetensors"


def _mean(snapshots: Sequence[Path]) -> dict[str, torch.Tensor]:
    """The mean of several snapshots' weights (model soup; Wortsman et al., 2022)."""
    total: dict[str, torch.Tensor] = {}
    for path in snapshots:
        for name, tensor in load_file(path).items():
            total[name] = total.get(name, 0.0) + tensor.double() / len(snapshots)
    return {name: tensor.float() for name, tensor in total.items()}


def _save_checkpoint(path: Path, parts: dict[str, Any], step: int, config: TrainConfig) -> None:
    state = {name: part.state_dict() for name, part in parts.items()}
    state |= {"step": step, "config": asdict(config), "random": torch.get_rng_state()}
    torch.save(state, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def _resume(path: Path, parts: dict[str, Any], config: TrainConfig) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    then = asdict(TrainConfig()) | state["config"]
    if then != asdict(config):
        changed = [k for k, v in asdict(config).items() if then.get(k) != v]
        raise ConfigError(f"{path} was made with other values of {', '.join(changed)}; remove it to start anew")
    for name, part in parts.items():
        part.load_state_dict(state[name])
    torch.set_rng_state(state["random"])
    logger.info("going on from step %d of %s", state["step"], path)
    return int(state["step"])


def _plain(scores: dict[str, Score]) -> dict[str, float]:
    return {name: round(score.f1, 1) for name, score in scores.items()}
