"""From trained weights to a model folder: half-precision weights for PyTorch, and an int8 graph for CPUs."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import warnings
from collections.abc import Sequence
from pathlib import Path

import nncf
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file

from claimx.inference.backends.runtime import ov
from claimx.model import store
from claimx.model.network import Reader

_SHAPE_ONLY = ("_name_or_path", "architectures", "dtype", "transformers_version")  # config keys that say nothing of it
Batch = tuple[NDArray[np.int64], NDArray[np.int64]]


def write_network(folder: Path, reader: Reader, *, tokenizer: Path, batches: Sequence[Batch]) -> None:
    """Write the network's files of a model folder.

    ``batches`` are ids and masks (see `claimx.inference.backends.Backend`) that tell the ranges of its activations, to
    quantise it by (NNCF post-training: int8 weights by channel, int8 activations); without any it stays in half
    precision.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / store.TOKENIZER).write_bytes(tokenizer.read_bytes())
    shape = reader.encoder.config.to_dict()
    kept = {k: v for k, v in sorted(shape.items()) if v is not None and k not in _SHAPE_ONLY}
    (folder / store.ENCODER).write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    tensors = {name: t.detach().cpu().half().contiguous() for name, t in reader.named_parameters()}
    save_file(tensors, folder / store.WEIGHTS)
    # The graph is made from the very numbers that the file holds, so that both backends read the same model.
    reader = reader.float().cpu().eval()
    reader.load_state_dict({name: t.float() for name, t in tensors.items()}, strict=False)
    graph = _trace(reader)
    ov.save_model(_quantise(graph, batches) if batches else graph, folder / store.GRAPH, compress_to_fp16=True)
    store.split_graph(folder)
    store.seal(folder)


def _trace(reader: Reader) -> ov.Model:
    ids = torch.ones((2, 32), dtype=torch.int64)
    mask = torch.ones_like(ids)
    mask[1, 20:] = 0  # tracing must see padding, or it leaves the mask out of the graph
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's own; the tests compare the graph's numbers with PyTorch's
        return ov.convert_model(reader, example_input=(ids, mask), input=[[-1, -1], [-1, -1]])


def _quantise(graph: ov.Model, batches: Sequence[Batch]) -> ov.Model:
    nncf.set_log_level(logging.ERROR)
    with contextlib.redirect_stdout(io.StringIO()):  # its progress bars, which would cross ours
        return nncf.quantize(
            graph,
            nncf.Dataset(batches, list),
            preset=nncf.QuantizationPreset.MIXED,
            model_type=nncf.ModelType.TRANSFORMER,
            subset_size=len(batches),
        )
