"""The PyTorch backend: GPUs, and the reference that the CPU graph is tested against (needs ``claimx[torch]``)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from claimx.errors import ModelError
from claimx.inference.backends import FloatArray, IntArray
from claimx.model import store
from claimx.model.config import ModelConfig
from claimx.model.network import Reader, encoder_from_shape


class PyTorchBackend:
    """Runs a `Reader` on one device in one dtype, both chosen by the caller."""

    def __init__(self, reader: Reader, *, device: str = "cpu", dtype: torch.dtype = torch.float32) -> None:
        self.reader = reader.to(device=device).eval()
        self._device = torch.device(device)
        self._dtype = dtype

    def run(self, ids: IntArray, mask: IntArray) -> tuple[FloatArray, FloatArray]:
        """See `claimx.inference.backends.Backend`."""
        with (
            torch.inference_mode(),
            torch.autocast(self._device.type, self._dtype, enabled=self._dtype != torch.float32),
        ):
            tags, links = self.reader(
                torch.from_numpy(np.ascontiguousarray(ids)).to(self._device),
                torch.from_numpy(np.ascontiguousarray(mask)).to(self._device),
            )
        return tags.float().cpu().numpy(), links.float().cpu().numpy()


def open_pytorch(folder: Path, model: ModelConfig, *, device: str, threads: int) -> PyTorchBackend:
    """The backend of a model folder: float32 on a CPU, bfloat16 on anything else."""
    if device == "cpu":
        torch.set_num_threads(threads)
    elif not torch.cuda.is_available():
        raise ModelError(f"device is {device!r}, but PyTorch sees no GPU here; take device='cpu'")
    reader = read_reader(folder, model)
    return PyTorchBackend(reader, device=device, dtype=torch.float32 if device == "cpu" else torch.bfloat16)


def read_reader(folder: Path, model: ModelConfig, *, dropout: float = 0.0) -> Reader:
    """The network of a model folder, in float32."""
    encoder = encoder_from_shape(folder / store.ENCODER)
    reader = Reader(encoder, link_dim=model.link_dim, depth=model.depth, stance_dim=model.stance_dim, dropout=dropout)
    tensors = load_file(folder / store.WEIGHTS)
    reader.load_state_dict({name: tensors[name].float() for name in reader.state_dict()})
    return reader


def grow_reader(reader: Reader, model: ModelConfig, *, depth: int, stance_dim: int) -> Reader:
    """``reader`` of ``model`` with fresh heads for the levels, or for the stance, that it does not have."""
    grown = Reader(
        reader.encoder, link_dim=model.link_dim, depth=depth, stance_dim=stance_dim, dropout=reader.dropout.p
    )
    known, state = reader.state_dict(), grown.state_dict()
    for name, fresh in state.items():
        if name in known:
            state[name] = torch.cat([known[name], fresh[len(known[name]) :]])
    grown.load_state_dict(state)
    return grown
