"""The reader as a PyTorch module: an encoder, and heads for role tags and for links (needs ``claimx[torch]``)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoConfig, AutoModel
from transformers.utils import logging as transformers_logging

from claimx.errors import ModelError
from claimx.model.decode import Decoder
from claimx.model.links import FEATURE_COUNT, PROJECTIONS
from claimx.model.stance import SCORES, VIEWS, StanceDecoder
from claimx.model.tags import TAG_COUNT, forbidden_steps


class Reader(nn.Module):
    """Word pieces in; for each piece scores of the role tags and projections for the links out.

    The heads read a learned mix of the encoder's layers, normalised: encoders trained for sentence vectors leave
    small and alike states in their last layer. Each of ``depth`` levels has heads of its own: the attributions of the
    text, and those inside their contents. The links are followed by the views of the stance.
    """

    def __init__(
        self, encoder: Any, *, link_dim: int, depth: int = 1, stance_dim: int = 64, dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.mix = nn.Parameter(torch.zeros(encoder.config.num_hidden_layers + 1))
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)
        self.tag = nn.Linear(width, depth * TAG_COUNT)
        self.link = nn.Linear(width, depth * PROJECTIONS * link_dim)
        self.stance = nn.Linear(width, VIEWS * stance_dim)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """``ids`` and ``mask`` int64 ``(b, t)`` in.

        Out come tags ``(b, t, depth * tags)`` and projections ``(b, t, depth * 4 * link_dim + 4 * stance_dim)``.
        """
        states = self.encoder(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
        weights = self.mix.softmax(dim=0)
        mixed = sum(weights[k] * state for k, state in enumerate(states))
        hidden = self.dropout(self.norm(mixed))
        return self.tag(hidden), torch.cat([self.link(hidden), self.stance(hidden)], dim=2)


class DecoderWeights(nn.Module):
    """What decoding one level needs beside the network's output: tag transitions, link biases, *no source*."""

    forbidden_steps: Tensor
    forbidden_starts: Tensor

    def __init__(self, *, link_dim: int) -> None:
        super().__init__()
        steps, starts = forbidden_steps()
        self.register_buffer("forbidden_steps", torch.from_numpy(steps), persistent=False)
        self.register_buffer("forbidden_starts", torch.from_numpy(starts), persistent=False)
        self.free_steps = nn.Parameter(torch.zeros(TAG_COUNT, TAG_COUNT))
        self.free_starts = nn.Parameter(torch.zeros(TAG_COUNT))
        self.ends = nn.Parameter(torch.zeros(TAG_COUNT))
        self.cue_biases = nn.Parameter(torch.zeros(FEATURE_COUNT))
        self.source_biases = nn.Parameter(torch.zeros(FEATURE_COUNT))
        self.no_source = nn.Parameter(torch.zeros(link_dim))
        self.no_source_bias = nn.Parameter(torch.zeros(1))

    @classmethod
    def of(cls, decoder: Decoder) -> DecoderWeights:
        """Weights that give ``decoder``, to train on from there."""
        weights = cls(link_dim=len(decoder.no_source))
        with torch.no_grad():
            for free, forbidden, value in (
                (weights.free_steps, weights.forbidden_steps, decoder.transitions),
                (weights.free_starts, weights.forbidden_starts, decoder.starts),
            ):
                free.copy_(torch.where(forbidden == 0, torch.from_numpy(value), 0.0))
            for name in ("ends", "cue_biases", "source_biases", "no_source", "no_source_bias"):
                getattr(weights, name).copy_(torch.from_numpy(getattr(decoder, name)))
        return weights

    @property
    def transitions(self) -> Tensor:
        """Scores of steps between tags, ``(tags, tags)``, from row to column."""
        return self.free_steps + self.forbidden_steps

    @property
    def starts(self) -> Tensor:
        """Scores of the first tag, ``(tags,)``."""
        return self.free_starts + self.forbidden_starts

    def as_arrays(self) -> dict[str, Tensor]:
        """The tensors of `claimx.model.decode.Decoder`, by its field names."""
        return {
            "transitions": self.transitions.detach(),
            "starts": self.starts.detach(),
            "ends": self.ends.detach(),
            "cue_biases": self.cue_biases.detach(),
            "source_biases": self.source_biases.detach(),
            "no_source": self.no_source.detach(),
            "no_source_bias": self.no_source_bias.detach(),
        }


class StanceWeights(nn.Module):
    """What judging the stance needs beside the network's output."""

    def __init__(self, *, stance_dim: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(stance_dim))
        self.scores = nn.Linear(stance_dim, SCORES)

    @classmethod
    def of(cls, decoder: StanceDecoder) -> StanceWeights:
        """Weights that give ``decoder``, to train on from there."""
        weights = cls(stance_dim=len(decoder.bias))
        with torch.no_grad():
            weights.bias.copy_(torch.from_numpy(decoder.bias))
            weights.scores.weight.copy_(torch.from_numpy(decoder.weights))
            weights.scores.bias.copy_(torch.from_numpy(decoder.offsets))
        return weights

    def forward(self, seen: Tensor) -> Tensor:
        """Scores ``(n, SCORES)`` for the sums ``(n, d)`` of the views' means."""
        scores: Tensor = self.scores(functional.relu(seen + self.bias))
        return scores

    def as_decoder(self) -> StanceDecoder:
        """The weights as `claimx.model.stance` reads them, not calibrated."""
        return StanceDecoder(
            bias=self.bias.detach().numpy().copy(),
            weights=self.scores.weight.detach().numpy().copy(),
            offsets=self.scores.bias.detach().numpy().copy(),
            sharpness=np.ones(2, dtype=np.float32),
        )


class Trainable(nn.Module):
    """All that training changes: the network and the weights of decoding."""

    def __init__(self, reader: Reader, decoders: Iterable[DecoderWeights], stance: StanceWeights) -> None:
        super().__init__()
        self.reader = reader
        self.decoders = nn.ModuleList(decoders)
        self.stance = stance

    @property
    def levels(self) -> tuple[DecoderWeights, ...]:
        """The weights of decoding, one a level."""
        return tuple(d for d in self.decoders if isinstance(d, DecoderWeights))


def load_encoder(name_or_path: str, *, layers: int | None = None) -> Any:
    """A pretrained encoder from a folder or, with a network, by its hub name; of it the lowest ``layers``, or all."""
    expected = "expected a folder with config.json and weights, or a hub name"
    if name_or_path.startswith((".", "/", "~")) and not Path(name_or_path, "config.json").is_file():
        raise ModelError(f"no encoder at {name_or_path!r}: {expected}")  # the hub is asked for names alone
    verbosity = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()  # its report of unused weights is not for our users
    transformers_logging.disable_progress_bar()
    try:
        # Dropout inside attention would rule out the fused kernel: 40 % of a training step on CPU.
        encoder = AutoModel.from_pretrained(name_or_path, add_pooling_layer=False, attention_probs_dropout_prob=0.0)
    except (OSError, ValueError) as error:
        raise ModelError(f"no encoder at {name_or_path!r}: {expected}; {error}") from error
    finally:
        transformers_logging.set_verbosity(verbosity)
    if layers is not None:
        if layers > encoder.config.num_hidden_layers:
            raise ModelError(f"{name_or_path!r} has {encoder.config.num_hidden_layers} layers, not {layers}")
        encoder.encoder.layer = encoder.encoder.layer[:layers]
        encoder.config.num_hidden_layers = layers
    return encoder


def encoder_from_shape(path: Path) -> Any:
    """An encoder with the shape in ``path`` (a transformers config in JSON) and fresh weights."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        config = AutoConfig.for_model(values.pop("model_type"), **values)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{path}: expected an encoder's config in JSON; {error}") from error
    return AutoModel.from_config(config, add_pooling_layer=False)
