"""What a model folder's ``config.json`` says, checked when it is read."""

from __future__ import annotations

import difflib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from claimx.errors import ConfigError, ModelError

FORMAT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig:
    """Shape of the reader and the limits it was trained with."""

    name: str
    version: str
    max_pieces: int = 254  # of one window, without its two special pieces
    link_dim: int = 64
    depth: int = 1  # levels of attributions that are read: 1, or 2 with those that stand inside a content
    stance_dim: int = 64  # of a view of the stance
    min_score: float = 0.0  # attributions below are left out
    min_nested_score: float = 0.0  # the same for those inside a content
    format: int = FORMAT

    def __post_init__(self) -> None:
        if self.format != FORMAT:
            raise ModelError(
                f"model format {self.format}: this claimx reads format {FORMAT}; install the claimx that made it"
            )
        if not 16 <= self.max_pieces <= 510:
            raise ConfigError(f"max_pieces is {self.max_pieces}; expected 16 to 510")
        if not 8 <= self.link_dim <= 512:
            raise ConfigError(f"link_dim is {self.link_dim}; expected 8 to 512")
        if not 1 <= self.stance_dim <= 512:
            raise ConfigError(f"stance_dim is {self.stance_dim}; expected 1 to 512")
        if not 1 <= self.depth <= 2:
            raise ConfigError(f"depth is {self.depth}; expected 1 or 2")
        for name in ("min_score", "min_nested_score"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ConfigError(f"{name} is {getattr(self, name)}; expected a probability, 0 to 1")

    @property
    def label(self) -> str:
        """Name and version, as records carry it."""
        return f"{self.name}-{self.version}"

    def save(self, path: Path) -> None:
        """Write the config as JSON."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def read_config(path: Path) -> ModelConfig:
    """The config in ``path``; ModelError if it is not there or not JSON, ConfigError if a key is unknown."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{path}: expected a model's config.json; {error.strerror}") from error
    except ValueError as error:
        raise ModelError(f"{path}: expected JSON; {error}") from error
    if not isinstance(values, dict):
        raise ModelError(f"{path}: expected a JSON object, got {type(values).__name__}")
    check_keys(values, {f.name for f in fields(ModelConfig)}, str(path))
    try:
        return ModelConfig(**values)
    except TypeError as error:
        raise ConfigError(f"{path}: {error}") from error


def check_keys(values: dict[str, Any], known: set[str], where: str) -> None:
    """ConfigError for a key that is not known, naming the nearest one that is."""
    for key in values:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(sorted(known))}"
            raise ConfigError(f"{where}: unknown key {key!r}{hint}")
