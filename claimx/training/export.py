"""From trained weights to a model folder: one file of weights, read by PyTorch and by the CPU graph alike."""

from __future__ import annotations

import json
import tempfile
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import openvino as ov
import torch
from safetensors.torch import save_file

from claimx.model import store
from claimx.model.config import ModelConfig
from claimx.model.decode import Decoder
from claimx.model.network import Reader

_SHAPE_ONLY = ("_name_or_path", "architectures", "dtype", "transformers_version")  # config keys that say nothing of it


def write_model(
    folder: Path, reader: Reader, decoders: Sequence[Decoder], *, tokenizer: Path, config: ModelConfig
) -> None:
    """Write a folder that `claimx.load` reads, weights in half precision; the sums are left to `store.seal`."""
    folder.mkdir(parents=True, exist_ok=True)
    config.save(folder / store.CONFIG)
    (folder / store.TOKENIZER).write_bytes(tokenizer.read_bytes())
    shape = reader.encoder.config.to_dict()
    kept = {k: v for k, v in sorted(shape.items()) if v is not None and k not in _SHAPE_ONLY}
    (folder / store.ENCODER).write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    store.write_decoders(folder, decoders)
    tensors = {name: t.detach().cpu().half().contiguous() for name, t in reader.named_parameters()}
    # The graph is made from the very numbers that the file holds, so that both backends read the same model.
    reader = reader.float().cpu().eval()
    reader.load_state_dict({name: t.float() for name, t in tensors.items()}, strict=False)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / store.GRAPH
        ov.save_model(_trace(reader), path, compress_to_fp16=True)
        graph = ET.parse(path)
        constants = path.with_suffix(".bin").read_bytes()
    rest = _point_at(graph, constants, tensors)
    save_file(tensors | {store.GRAPH_CONSTANTS: torch.frombuffer(rest, dtype=torch.uint8)}, folder / store.WEIGHTS)
    starts = store.tensor_places(folder / store.WEIGHTS)
    for data, (name, offset) in _targets(graph).items():
        data.set("offset", str(starts[name][0] + offset))
        del data.attrib["tensor"]
    graph.write(folder / store.GRAPH, encoding="utf-8", xml_declaration=True)


def _trace(reader: Reader) -> ov.Model:
    ids = torch.ones((2, 32), dtype=torch.int64)
    mask = torch.ones_like(ids)
    mask[1, 20:] = 0  # tracing must see padding, or it leaves the mask out of the graph
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's own; the tests compare the graph's numbers with PyTorch's
        return ov.convert_model(reader, example_input=(ids, mask), input=[[-1, -1], [-1, -1]])


def _point_at(graph: ET.ElementTree[ET.Element], constants: bytes, tensors: dict[str, torch.Tensor]) -> bytearray:
    """Name the tensor that each constant of the graph equals; what equals none is returned, to be kept beside them."""
    by_bytes = {t.numpy().tobytes(): name for name, t in tensors.items()}
    rest = bytearray()
    for data in graph.getroot().iterfind("./layers/layer[@type='Const']/data"):
        begin = int(data.get("offset", "0"))
        value = constants[begin : begin + int(data.get("size", "0"))]
        name = by_bytes.get(value)
        if name is None:
            name, offset = store.GRAPH_CONSTANTS, len(rest)
            rest += value + bytes(-len(value) % 64)
        else:
            offset = 0
        data.set("tensor", name)
        data.set("offset", str(offset))
    return rest


def _targets(graph: ET.ElementTree[ET.Element]) -> dict[ET.Element, tuple[str, int]]:
    marked = graph.getroot().iterfind("./layers/layer[@type='Const']/data[@tensor]")
    return {data: (data.get("tensor", ""), int(data.get("offset", "0"))) for data in marked}
