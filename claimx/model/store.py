"""Model folders: finding them, checking them, reading and writing their parts. Never a pickle.

A folder holds ``config.json``, ``tokenizer.json``, ``decoder.safetensors`` and ``stance.safetensors`` (the weights of
decoding attributions, and of judging the stance); the network as an OpenVINO graph for CPUs (``graph.xml`` and
``graph.bin``, or where that is large its parts ``graph.bin.0``, ``graph.bin.1`` ...) and for PyTorch
(``weights.safetensors`` in half precision, ``encoder.json`` with the encoder's shape, as transformers has it);
``train.json`` and ``scores.json`` (how it was made, how well it reads), ``MODEL_CARD.md`` and ``SHA256SUMS``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from claimx.errors import ModelError
from claimx.model.config import ModelConfig, read_config
from claimx.model.decode import Decoder
from claimx.model.stance import StanceDecoder

DEFAULT_MODEL = "en_news_small"
CONFIG, TOKENIZER, DECODER = "config.json", "tokenizer.json", "decoder.safetensors"
STANCE = "stance.safetensors"
GRAPH, GRAPH_WEIGHTS = "graph.xml", "graph.bin"
WEIGHTS, ENCODER = "weights.safetensors", "encoder.json"
SHARED_FILES = (CONFIG, TOKENIZER, DECODER, STANCE)  # what every backend reads
TORCH_FILES = (WEIGHTS, ENCODER)
TRAIN, SCORES, CARD = "train.json", "scores.json", "MODEL_CARD.md"
SUMS = "SHA256SUMS"
PART_BYTES = 50_000_000  # a larger graph is kept in parts: hosts of code refuse large files

_PACKAGE = Path(__file__).resolve().parents[1]
_PLACES = (_PACKAGE / "_models", _PACKAGE.parent / "models")  # inside a wheel; beside the package in a checkout


def find_model(name_or_path: str | Path | None) -> Path:
    """The folder of a shipped model's name, or of a path; None means the default model."""
    name = DEFAULT_MODEL if name_or_path is None else name_or_path
    candidates = [Path(name), *(place / name for place in _PLACES)] if isinstance(name, str) else [name]
    for folder in candidates:
        if (folder / CONFIG).is_file():
            return folder
    shipped = ", ".join(sorted(folder.name for folder in shipped_models())) or "none"
    raise ModelError(
        f"no model at {str(name)!r}: expected a folder with {CONFIG}, or one of the shipped models ({shipped})"
    )


def shipped_models() -> list[Path]:
    """The folders of the models that came with this claimx."""
    return sorted(p.parent for place in _PLACES if place.is_dir() for p in place.glob(f"*/{CONFIG}"))


def read_decoders(folder: Path) -> tuple[Decoder, ...]:
    """The weights of decoding, one a level."""
    try:
        arrays = load_file(folder / DECODER)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{folder / DECODER}: expected safetensors; {error}") from error
    wanted = {f.name for f in fields(Decoder)}
    if set(arrays) != wanted:
        raise ModelError(f"{folder / DECODER}: expected the tensors {sorted(wanted)}, got {sorted(arrays)}")
    depth = len(arrays["starts"])
    return tuple(
        Decoder(**{name: np.asarray(array[level], dtype=np.float32) for name, array in arrays.items()})
        for level in range(depth)
    )


def write_decoders(folder: Path, decoders: Sequence[Decoder]) -> None:
    """Write the weights of decoding, each tensor with an axis of levels in front."""
    save_file({f.name: np.stack([getattr(d, f.name) for d in decoders]) for f in fields(Decoder)}, folder / DECODER)


def read_stance(folder: Path) -> StanceDecoder:
    """The weights of judging the stance."""
    arrays = load_file(folder / STANCE)
    return StanceDecoder(**{f.name: np.asarray(arrays[f.name], dtype=np.float32) for f in fields(StanceDecoder)})


def write_stance(folder: Path, stance: StanceDecoder) -> None:
    """Write the weights of judging the stance."""
    save_file({f.name: getattr(stance, f.name) for f in fields(StanceDecoder)}, folder / STANCE)


def graph_files(folder: Path) -> tuple[str, ...]:
    """The names of the graph's files, its weights' in the order in which they belong together."""
    parts = [name for name in _read_sums(folder) if name.startswith(GRAPH_WEIGHTS)]
    return (GRAPH, *sorted(parts, key=lambda name: int(name.removeprefix(GRAPH_WEIGHTS).strip(".") or 0)))


def split_graph(folder: Path) -> None:
    """Cut the graph's weights into parts, if they are larger than `PART_BYTES`."""
    whole = folder / GRAPH_WEIGHTS
    if whole.stat().st_size <= PART_BYTES:
        return
    with whole.open("rb") as file:
        for number, part in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
            (folder / f"{GRAPH_WEIGHTS}.{number}").write_bytes(part)
    whole.unlink()


def verify(folder: Path, names: Iterable[str]) -> ModelConfig:
    """The config of a folder whose named files are there and have the sums in ``SHA256SUMS``.

    Raises:
        ModelError: if a file is missing or was changed or damaged.
    """
    sums = _read_sums(folder)
    for name in names:
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{path} is missing; reinstall the model, or make the folder again with `claimx train`")
        if name not in sums:
            raise ModelError(
                f"{folder / SUMS} has no line for {name}; write the sums again with `claimx models --seal`"
            )
        if _sum(path) != sums[name]:
            raise ModelError(f"{path} does not match {SUMS}: the file was changed or is damaged; reinstall the model")
    return read_config(folder / CONFIG)


def seal(folder: Path) -> None:
    """Write ``SHA256SUMS`` over every other file of the folder."""
    files = sorted(p for p in folder.iterdir() if p.is_file() and p.name != SUMS and not p.name.startswith("."))
    for path in files:
        path.chmod(0o644)  # safetensors writes files that only their owner can read
    lines = [f"{_sum(p)}  {p.name}\n" for p in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _read_sums(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ModelError(f"{folder / SUMS}: expected the sums of the model's files; {error.strerror}") from error
    return {name.strip(): digest for digest, _, name in (line.partition(" ") for line in lines)}


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
