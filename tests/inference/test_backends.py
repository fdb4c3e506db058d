"""PyTorch is the reference: the graph gives its numbers, and in int8 nearly the same attributions."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoConfig, AutoModel

import claimx
from claimx import Extractor, RunConfig
from claimx.inference.backends import Backend
from claimx.inference.backends.openvino import OpenVINOBackend
from claimx.inference.backends.pytorch import PyTorchBackend, open_pytorch, read_reader
from claimx.model import store
from claimx.model.network import Reader
from claimx.training.export import write_network
from tests.conftest import ROOT, every_span


@pytest.fixture(scope="module")
def reference() -> Extractor:
    return claimx.load(config=RunConfig(backend="pytorch"))


@pytest.fixture(scope="module")
def graph(reference: Extractor, tmp_path_factory: pytest.TempPathFactory) -> Extractor:
    """The shipped weights as a graph that was not quantised."""
    folder = tmp_path_factory.mktemp("graph")
    shipped = store.find_model(None)
    write_network(folder, read_reader(shipped, reference.model), tokenizer=shipped / store.TOKENIZER, batches=[])
    return reference.with_backend(OpenVINOBackend(folder, threads=1))


def batch(rows: int, width: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    ids = rng.integers(1000, 20000, (rows, width))
    mask = np.ones((rows, width), np.int64)
    for k, length in enumerate(rng.integers(width // 2, width + 1, rows)):
        ids[k, length:], mask[k, length:] = 0, 0
    return ids, mask


@pytest.mark.parametrize(("rows", "width"), [(1, 16), (3, 64), (8, 256)])
def test_both_backends_give_the_same_numbers(graph: Extractor, reference: Extractor, rows: int, width: int) -> None:
    ids, mask = batch(rows, width, seed=rows)
    for ours, theirs in zip(graph.backend.run(ids, mask), reference.backend.run(ids, mask), strict=True):
        assert np.abs(ours - theirs)[mask.astype(bool)].max() < 1e-3


@pytest.mark.parametrize("rows", [2, 5, 8])
@pytest.mark.parametrize("name", ["openvino", "pytorch"])
def test_a_rows_numbers_do_not_depend_on_its_neighbours(
    extractor: Extractor, reference: Extractor, name: str, rows: int
) -> None:
    backend: Backend = (extractor if name == "openvino" else reference).backend
    ids, mask = batch(rows, 96, seed=7)
    together = backend.run(ids, mask)
    for k in range(rows):
        for ours, all_of_them in zip(backend.run(ids[k : k + 1], mask[k : k + 1]), together, strict=True):
            seen = mask[k].astype(bool)
            assert np.array_equal(ours[0][seen], all_of_them[k][seen])


def stories() -> list[str]:
    """The article and the situations of these tests, one text each."""
    files = [ROOT / "tests/articles/ferry.txt", *sorted((ROOT / "tests").glob("*.py"))]
    return [path.read_text(encoding="utf-8") for path in files]


@pytest.mark.parametrize("text", stories(), ids=lambda t: t[:30])
def test_both_backends_find_the_same_attributions(graph: Extractor, reference: Extractor, text: str) -> None:
    ours, theirs = graph(text), reference(text)
    assert every_span(ours) == every_span(theirs)
    for a, b in zip(ours.attributions, theirs.attributions, strict=True):
        assert (a.kind, a.parent) == (b.kind, b.parent)
        assert replace(a.stance, scores={}) == replace(b.stance, scores={})
        assert a.score == pytest.approx(b.score, abs=1e-3)
        assert a.stance.scores == pytest.approx(b.stance.scores, abs=1e-3)


def test_int8_finds_nearly_the_same_attributions(extractor: Extractor, reference: Extractor) -> None:
    pairs = [(every_span(extractor(text)), every_span(reference(text))) for text in stories()]
    shared = sum(len(set(ours) & set(theirs)) for ours, theirs in pairs)
    assert shared / sum(len(set(ours) | set(theirs)) for ours, theirs in pairs) > 0.8


def test_the_encoder_is_that_of_transformers() -> None:
    folder = store.find_model(None)
    config = AutoConfig.for_model(
        "bert", hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64
    )
    torch.manual_seed(0)
    encoder = AutoModel.from_config(config, add_pooling_layer=False).eval()
    reader = Reader(encoder, link_dim=8).eval()
    ids, mask = batch(3, 32, seed=1)
    with torch.inference_mode():
        reader.mix.fill_(-100.0)[-1] = 100.0  # the last layer alone
        states = encoder(torch.from_numpy(ids), torch.from_numpy(mask)).last_hidden_state
        expected = reader.tag(reader.norm(states)).numpy()
    tags, _ = PyTorchBackend(reader).run(ids, mask)
    seen = mask.astype(bool)
    assert np.abs(tags - expected)[seen].max() < 1e-5
    assert (folder / store.ENCODER).is_file()


def test_the_bfloat16_path_runs_on_cpu_tensors_and_stays_near(reference: Extractor) -> None:
    folder = store.find_model(None)
    exact = open_pytorch(folder, reference.model, device="cpu", threads=1)
    rough = PyTorchBackend(exact.reader, dtype=torch.bfloat16)
    ids, mask = batch(4, 64, seed=3)
    (tags, _), (near, _) = exact.run(ids, mask), rough.run(ids, mask)
    seen = mask.astype(bool)
    assert near.dtype == np.float32
    assert (near.argmax(-1) == tags.argmax(-1))[seen].mean() > 0.95


def test_a_device_that_is_not_there_is_an_error() -> None:
    if torch.cuda.is_available():
        pytest.fail("this test is for machines without a GPU: run it with CUDA_VISIBLE_DEVICES empty")
    with pytest.raises(claimx.ModelError, match="PyTorch sees no GPU"):
        claimx.load(config=RunConfig(backend="pytorch", device="cuda"))


def test_a_graph_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "graph.xml").write_text("<net/>")
    (tmp_path / "graph.bin").write_bytes(bytes(64))
    store.seal(tmp_path)
    with pytest.raises(claimx.ModelError, match="OpenVINO cannot load it"):
        OpenVINOBackend(tmp_path, threads=1)


def test_a_graph_in_parts_gives_the_same_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = store.find_model(None)
    folder = Path(shutil.copytree(shipped, tmp_path / "model"))
    monkeypatch.setattr(store, "PART_BYTES", 2_000_000)  # eleven parts or more: 10 comes after 9
    store.split_graph(folder)
    store.seal(folder)
    assert len(store.graph_files(folder)) > 11
    assert store.GRAPH_WEIGHTS not in store.graph_files(folder)
    ids, mask = batch(2, 48, seed=5)
    results = [OpenVINOBackend(place, threads=1).run(ids, mask) for place in (shipped, folder)]
    for whole, joined in zip(*results, strict=True):
        assert np.array_equal(whole, joined)
