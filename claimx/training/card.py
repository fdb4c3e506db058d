"""The model card that a training run writes beside its weights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from claimx.evaluation.scores import Score, as_table
from claimx.model.config import ModelConfig
from claimx.training.config import TrainConfig

_CARD = """# {label}

Reads English news and marks attributions: source, cue and content, and which of them belong together.

| | |
|---|---|
| architecture | {layers} layers, {width} wide, {parameters:.1f} M parameters; heads for role tags (CRF) and links |
| base model | {encoder} |
| training data | PolNeAR 1.0 train (Newell et al., 2018): {articles} annotations of US political news, 2015-16 |
| licence of the weights | Apache-2.0, as the base model's; see the note on the data |
| windows | {max_pieces} word pieces, cut at paragraph and sentence ends |
| precision and recall | leaning towards beginning a span {leaning}; lowest score kept {min_score} (chosen on dev) |

**A note on the data.** PolNeAR states no licence, and its texts belong to their publishers. No text of it is in this
folder. Whether weights trained on it are free of its publishers' rights is not settled everywhere; who needs certainty
trains anew on data of their own with the command below.

## How it was made

    claimx train --data {data} --encoder {encoder_path} --out {out} --config {config}

The config is in `train.json`; seed {seed}. {epochs} passes over the data.

## How well it reads

PolNeAR dev ({dev} articles, not trained on; the two numbers above were chosen on it), the whole path from text to
attribution, on words alone:

{table}

    claimx evaluate --data {data} --model {out}

`score` is the probability that an attribution is right (relaxed), calibrated by Platt scaling on dev; the expected
calibration error is {calibration_error:.3f} in five-fold cross-validation by article. What `--min-score` gives:

| lowest score kept | precision | recall | F1 (relaxed) |
|---|---|---|---|
{limits}

Two people agree on such articles at relaxed F1 73.5, strict 63.9, quoted relaxed 91.1.

## Limits

- English, and news. Made on US political news; other topics and outlets were not measured.
- Attributions are flat: reported speech inside reported speech is mostly found as one.
- PolNeAR also counts beliefs, wishes and intentions as attributions (*hopes*, *plans*, *fears*), and so does the model.
- A speaker further away than the window is not seen by the model.
"""


def write_card(
    path: Path,
    *,
    model: ModelConfig,
    config: TrainConfig,
    shape: Mapping[str, object],
    parameters: int,
    leaning: float,
    calibration_error: float,
    by_limit: Mapping[float, Score],
    articles: int,
    dev_articles: int,
    scores: Mapping[str, Score],
) -> None:
    """Write the card. ``shape`` is the encoder's config; paths in the command are placeholders, so none is told."""
    path.write_text(
        _CARD.format(
            label=model.label,
            layers=shape["num_hidden_layers"],
            width=shape["hidden_size"],
            parameters=parameters / 1e6,
            encoder=config.encoder_name,
            articles=articles,
            max_pieces=model.max_pieces,
            leaning=leaning,
            calibration_error=calibration_error,
            limits="\n".join(
                f"| {limit} | {s.precision:.1f} | {s.recall:.1f} | {s.f1:.1f} |" for limit, s in by_limit.items()
            ),
            min_score=model.min_score,
            data="POLNEAR",
            encoder_path="ENCODER",
            out=f"models/{model.name}",
            config=f"models/{model.name}/train.json",
            seed=config.seed,
            epochs=config.epochs,
            dev=dev_articles,
            table="\n".join("    " + line for line in as_table(scores).splitlines()),
        ),
        encoding="utf-8",
    )
