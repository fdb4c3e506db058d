"""The model card that a training run writes beside its weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from claimx.evaluation.scores import Score, as_table
from claimx.model.config import ModelConfig
from claimx.training.config import TrainConfig
from claimx.training.stances import StanceScore

_CARD = """# {label}

Reads English news and marks attributions: source, cue and content, and which of them belong together.

| | |
|---|---|
| architecture | {layers} layers, {width} wide, {parameters:.1f} M parameters; heads for role tags (CRF) and links |
| started from | {started} |
| training data | {learned} |
| levels | {levels} |
| windows | {max_pieces} word pieces, cut at paragraph and sentence ends |
| precision and recall | leaning towards beginning a span {leaning}; lowest score {min_score}, nested {min_nested} |
{polnear}
## How it was made

    {command}

The config is in `train.json`; seed {seed}. {epochs} passes over the data.

## How well it reads

{dev} articles that it was not trained on ({chosen}), the whole path from text to attribution, on words alone:

{table}

`score` is the probability that an attribution is right (relaxed){calibration}. What `--min-score` gives:

| lowest score kept | precision | recall | F1 (relaxed) |
|---|---|---|---|
{limits}
{stances}
## Limits

- English, and news; what was not in the training data was not measured.
- PolNeAR also counts beliefs, wishes and intentions as attributions (*hopes*, *plans*, *fears*), and so does a model
  that was trained on it.
- A speaker further away than the window is not seen by the model.
"""

_POLNEAR = """
**A note on the data.** PolNeAR (Newell et al., 2018; US political news, 2015-16) states no licence, and its texts
belong to their publishers. No text of it is in this folder. Whether weights trained on it are free of its publishers'
rights is not settled everywhere; who needs certainty trains anew on data of their own with the command below. Two
people agree on such articles at relaxed F1 73.5, strict 63.9, quoted relaxed 91.1.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How a model was made, in words; paths in the command are placeholders, so none is told."""

    started: str
    learned: str
    command: str
    is_polnear: bool
    leanings: tuple[float, ...]  # by level
    calibration_error: float | None
    dev_articles: int
    stances: StanceScore | None = None


def write_card(
    path: Path,
    *,
    model: ModelConfig,
    config: TrainConfig,
    made: Made,
    shape: Mapping[str, object],
    parameters: int,
    by_limit: Mapping[float, Score],
    scores: Mapping[str, Score],
) -> None:
    """Write the card. ``shape`` is the encoder's config."""
    if made.calibration_error is None:
        chosen, calibration = "too few to choose limits on: those of the model it was started from were kept", ""
    else:
        chosen = "the lean and the limits above were chosen on them"
        calibration = (
            ", by a logistic regression fitted on these articles; the expected calibration error is"
            f" {made.calibration_error:.3f} in five-fold cross-validation by article"
        )
    path.write_text(
        _CARD.format(
            label=model.label,
            layers=shape["num_hidden_layers"],
            width=shape["hidden_size"],
            parameters=parameters / 1e6,
            started=made.started,
            learned=made.learned,
            levels="attributions, and those inside their contents" if model.depth > 1 else "attributions",
            max_pieces=model.max_pieces,
            leaning=", nested ".join(map(str, made.leanings)) or "as that it was started from",
            min_score=model.min_score,
            min_nested=model.min_nested_score,
            polnear=_POLNEAR if made.is_polnear else "",
            command=made.command,
            seed=config.seed,
            epochs=config.epochs,
            dev=made.dev_articles,
            chosen=chosen,
            table="\n".join("    " + line for line in as_table(scores).splitlines()),
            calibration=calibration,
            stances=_stances(made.stances),
            limits="\n".join(
                f"| {limit} | {s.precision:.1f} | {s.recall:.1f} | {s.f1:.1f} |" for limit, s in by_limit.items()
            ),
        ),
        encoding="utf-8",
    )


def _stances(score: StanceScore | None) -> str:
    if score is None:
        return ""
    f1 = ", ".join(f"{name} {value:.1f}" for name, value in score.f1.items())
    return (
        f"\nThe stance of {score.count} attributions whose labels were held back, their spans given: F1 {f1}; hedged"
        f" {score.hedged:.1f}; expected calibration error {score.error:.3f}, fitted on these.\n"
    )
