"""What a training run is made from; saved beside the weights that it makes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from claimx.errors import ConfigError
from claimx.model.config import check_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """Everything that decides the outcome of a run; the same config and seed give the same weights."""

    name: str = "en_news_small"
    version: str = "1.0"
    encoder_name: str = "all-MiniLM-L6-v2 (Apache-2.0)"  # what the card calls the encoder that is started from
    layers: int | None = None  # of the encoder, from below; None takes all
    epochs: int = 10
    batch_windows: int = 16
    learning_rate: float = 3e-4  # of the encoder; 0 leaves it as it is: a step costs a third
    head_rate: float = 1.5e-3
    layer_decay: float = 1.0  # each layer below the top learns at the rate of the one above times this
    freeze_words: bool = False  # leave the encoder's embeddings as they are
    warmup: float = 0.06  # share of all steps
    weight_decay: float = 0.01
    dropout: float = 0.1
    clip: float = 1.0  # largest norm of the gradients
    average: float = 0.998  # decay of the weights' moving average, of which each epoch keeps a snapshot
    average_from: int = 2  # the model is the mean of the snapshots from this epoch on: about 1 F1 above any one
    start_share: float = (
        0.0  # of the model that was started from, in the final weights (WiSE-FT; Wortsman et al., 2022)
    )
    refit: int = 0  # epochs after that mixing in which the heads learn on, the encoder as it is
    max_pieces: int = 254
    min_pieces: int | None = None  # windows are cut anew each epoch, at lengths from here to max_pieces; None: at those
    link_dim: int = 64
    depth: int = (
        2  # levels of attributions: 2 reads those inside a content too; no less than a model that is started from
    )
    stance_dim: int = 64  # of a view of the stance; that of a model that is started from
    passages: bool = True  # whether our own passages (`claimx.training.gold`) are read beside the data
    seed: int = 13
    bfloat16: bool = True
    boilerplate: float = 0.35  # share of the training articles that get site boilerplate appended
    wrapped: float = 0.0  # share of the training articles whose passages are also put into somebody's mouth
    lesson_share: float = 0.7  # of the target where a teacher has read the window too
    quantise: bool = True  # the CPU graph to int8, where there are windows enough to do it by
    every_annotator: bool = True  # an article that several people annotated is read once for each

    def __post_init__(self) -> None:
        for name, low, high in (
            ("epochs", 1, 1000),
            ("batch_windows", 1, 4096),
            ("warmup", 0.0, 1.0),
            ("boilerplate", 0.0, 1.0),
            ("wrapped", 0.0, 1.0),
            ("dropout", 0.0, 0.9),
            ("start_share", 0.0, 1.0),
            ("refit", 0, 1000),
            ("average", 0.0, 1.0),
            ("layer_decay", 0.0, 1.0),
            ("lesson_share", 0.0, 1.0),
            ("layers", 1, 1000),
            ("stance_dim", 1, 512),
            ("depth", 1, 2),
            ("min_pieces", 2, self.max_pieces),
        ):
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise ConfigError(f"{name} is {value}; expected {low} to {high}")
        if not 1 <= self.average_from <= self.epochs:
            raise ConfigError(f"average_from is {self.average_from}; expected 1 to epochs ({self.epochs})")

    def save(self, path: Path) -> None:
        """Write the config as JSON."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


# What a model is trained on with a user's own articles, where nothing else is said: few steps, small ones.
FINE_TUNING = TrainConfig(
    name="fine_tuned",
    epochs=3,
    learning_rate=5e-5,
    head_rate=2e-4,
    average=0.99,
    average_from=1,
    boilerplate=0.0,
    passages=False,
    depth=1,  # or that of the model, if it is greater
)


def read_train_config(path: Path, default: TrainConfig = TrainConfig()) -> TrainConfig:
    """The config in a JSON file; keys that are left out keep their values in ``default``."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: expected a training config in JSON; {error}") from error
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: expected a JSON object, got {type(values).__name__}")
    check_keys(values, {f.name for f in fields(TrainConfig)}, str(path))
    return replace(default, **values)
