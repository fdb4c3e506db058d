"""From trained weights to a model folder: the PyTorch weights, and the CPU graph quantised to int8."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import nncf
import numpy as np
import openvino as ov
import torch
from safetensors.torch import save_file

from claimx.inference.batching import padded_length
from claimx.model import store
from claimx.model.config import ModelConfig
from claimx.model.decode import Decoder
from claimx.model.network import DecoderWeights, Reader
from claimx.text.pieces import PieceEncoder
from claimx.training.examples import Example

CALIBRATION_BATCHES = 60
_ROWS = 8


def write_model(
    folder: Path,
    reader: Reader,
    weights: DecoderWeights,
    encoder: PieceEncoder,
    *,
    tokenizer: Path,
    config: ModelConfig,
    calibration: Sequence[Example],
    quantise: bool = True,
) -> None:
    """Write a folder that `claimx.load` reads; the sums are left to `claimx.model.store.seal`.

    ``calibration`` are windows whose activations set the ranges of the int8 graph (post-training quantisation by
    NNCF). With ``quantise=False`` the graph keeps float weights and gives the same numbers as PyTorch.
    """
    folder.mkdir(parents=True, exist_ok=True)
    reader = reader.float().eval()
    config.save(folder / store.CONFIG)
    (folder / store.TOKENIZER).write_bytes(tokenizer.read_bytes())
    shape = reader.encoder.config.to_dict()
    kept = {
        k: v for k, v in sorted(shape.items()) if v is not None and k not in ("_name_or_path", "architectures", "dtype")
    }
    (folder / store.ENCODER).write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    halves = {name: t.detach().half().contiguous() for name, t in reader.state_dict().items() if t.is_floating_point()}
    save_file(halves, folder / store.WEIGHTS)
    # The graph is made from the very weights that the file holds, so that both backends read the same model.
    reader.load_state_dict({name: t.float() for name, t in halves.items()}, strict=False)
    store.write_decoder(folder, Decoder(**{k: v.cpu().numpy() for k, v in weights.as_arrays().items()}))
    graph = _graph(reader, encoder)
    if quantise:
        data = nncf.Dataset(_calibration(calibration, encoder))
        graph = nncf.quantize(
            graph,
            data,
            model_type=nncf.ModelType.TRANSFORMER,
            preset=nncf.QuantizationPreset.MIXED,
            subset_size=CALIBRATION_BATCHES,
        )
    ov.save_model(graph, folder / store.GRAPH, compress_to_fp16=quantise)


def _graph(reader: Reader, encoder: PieceEncoder) -> ov.Model:
    ids = torch.full((2, 32), encoder.sep_id, dtype=torch.int64)
    mask = torch.ones_like(ids)
    mask[1, 20:] = 0  # tracing must see padding, or it leaves the mask out of the graph
    with torch.inference_mode():
        graph = ov.convert_model(reader, example_input=(ids, mask), input=[[-1, -1], [-1, -1]])
    for port, name in zip(graph.inputs, ("ids", "mask"), strict=True):
        port.get_tensor().set_names({name})
    return graph


def _calibration(
    examples: Sequence[Example], encoder: PieceEncoder
) -> list[list[np.ndarray[tuple[int, ...], np.dtype[np.int64]]]]:
    """Batches of windows of like length, spread evenly over ``examples``."""
    step = max(1, len(examples) // (CALIBRATION_BATCHES * _ROWS))
    chosen = sorted(examples[::step][: CALIBRATION_BATCHES * _ROWS], key=lambda e: len(e.ids))
    return list(_batches(chosen, encoder))


def _batches(
    examples: Sequence[Example], encoder: PieceEncoder
) -> Iterator[list[np.ndarray[tuple[int, ...], np.dtype[np.int64]]]]:
    for start in range(0, len(examples), _ROWS):
        rows = examples[start : start + _ROWS]
        width = padded_length(max(len(e.ids) for e in rows) + 2)
        ids = np.full((len(rows), width), encoder.pad_id, dtype=np.int64)
        mask = np.zeros((len(rows), width), dtype=np.int64)
        for k, example in enumerate(rows):
            n = len(example.ids)
            ids[k, : n + 2] = [encoder.cls_id, *example.ids.tolist(), encoder.sep_id]
            mask[k, : n + 2] = 1
        yield [ids, mask]
