"""The PyTorch backend: GPUs, and the reference that the CPU graph is tested against (needs ``claimx[torch]``)."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from claimx.errors import ModelError
from claimx.inference.backends import FloatArray, IntArray, Precision
from claimx.model import store
from claimx.model.config import ModelConfig
from claimx.model.network import Reader, encoder_from_shape


class PyTorchBackend:
    """Runs a `Reader` on one device in one dtype, both chosen by the caller.

    On a GPU large batches pay: give it a ``BatchConfig`` of some 32,768 pieces.
    """

    def __init__(self, reader: Reader, *, device: str = "cpu", dtype: torch.dtype = torch.float32) -> None:
        own = reader if dtype == torch.float32 else copy.deepcopy(reader)  # the caller's keeps its precision
        self.reader = own.to(device=device, dtype=dtype).eval()
        self._device = torch.device(device)

    def run(self, ids: IntArray, mask: IntArray) -> tuple[FloatArray, FloatArray]:
        """See `claimx.inference.backends.Backend`."""
        with torch.inference_mode():
            tags, links = self.reader(self._send(ids), self._send(mask))
            return tags.float().cpu().numpy(), links.float().cpu().numpy()

    def _send(self, array: IntArray) -> torch.Tensor:
        """A copy on the device; to a GPU from pinned memory, so that the copy need not be waited for."""
        tensor = torch.from_numpy(np.ascontiguousarray(array))
        if self._device.type == "cuda":
            return tensor.pin_memory().to(self._device, non_blocking=True)
        return tensor.to(self._device)


def open_pytorch(
    folder: Path, model: ModelConfig, *, device: str, threads: int, precision: Precision = "auto"
) -> PyTorchBackend:
    """The backend of a model folder; "auto" is float32 on a CPU, the reference, and bfloat16 on anything else."""
    if device == "cpu":
        torch.set_num_threads(threads)
    elif not torch.cuda.is_available():
        raise ModelError(f"device is {device!r}, but PyTorch sees no GPU here; take device='cpu'")
    if precision == "auto":
        precision = "f32" if device == "cpu" else "bf16"
    dtype = torch.float32 if precision == "f32" else torch.bfloat16
    return PyTorchBackend(read_reader(folder, model), device=device, dtype=dtype)


def read_reader(folder: Path, model: ModelConfig, *, dropout: float = 0.0) -> Reader:
    """The network of a model folder, in float32."""
    encoder = encoder_from_shape(folder / store.ENCODER)
    reader = Reader(encoder, link_dim=model.link_dim, depth=model.depth, stance_dim=model.stance_dim, dropout=dropout)
    tensors = load_file(folder / store.WEIGHTS)
    reader.load_state_dict({name: tensors[name].float() for name in reader.state_dict()})
    return reader


def grow_reader(reader: Reader, model: ModelConfig, *, depth: int) -> Reader:
    """``reader`` of ``model`` with fresh heads for the levels that it does not have."""
    grown = Reader(
        reader.encoder, link_dim=model.link_dim, depth=depth, stance_dim=model.stance_dim, dropout=reader.dropout.p
    )
    known, state = reader.state_dict(), grown.state_dict()
    for name, fresh in state.items():
        if name in known:
            state[name] = torch.cat([known[name], fresh[len(known[name]) :]])
    grown.load_state_dict(state)
    return grown
