from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import claimx
from claimx.model import store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(store.find_model(None), tmp_path / "model"))


def test_the_shipped_model_is_found_by_name_and_is_the_default() -> None:
    assert store.find_model(None) == store.find_model("en_news_small")
    assert store.find_model(None) in store.shipped_models()


def test_an_unknown_model_is_an_error_that_names_the_shipped_ones() -> None:
    with pytest.raises(claimx.ModelError, match="en_news_small"):
        claimx.load("en_news_enormous")


def test_a_damaged_file_is_refused(folder: Path) -> None:
    data = bytearray((folder / store.GRAPH_WEIGHTS).read_bytes())
    data[-1] ^= 1
    (folder / store.GRAPH_WEIGHTS).write_bytes(data)
    with pytest.raises(claimx.ModelError, match="does not match SHA256SUMS"):
        claimx.load(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / store.DECODER).unlink()
    with pytest.raises(claimx.ModelError, match=r"decoder\.safetensors is missing"):
        claimx.load(folder)


def test_an_unknown_config_key_names_the_nearest_known_one(folder: Path) -> None:
    values = json.loads((folder / store.CONFIG).read_text())
    values["max_piece"] = values.pop("max_pieces")
    (folder / store.CONFIG).write_text(json.dumps(values))
    store.seal(folder)
    with pytest.raises(claimx.ConfigError, match="did you mean 'max_pieces'"):
        claimx.load(folder)


def test_every_file_of_the_shipped_model_has_its_sum_and_none_is_a_pickle() -> None:
    shipped = store.find_model(None)
    names = [p.name for p in shipped.iterdir() if p.is_file() and p.name != store.SUMS]
    store.verify(shipped, names)
    assert {"MODEL_CARD.md", store.TRAIN, store.SCORES} <= set(names)
    assert all(p.stat().st_size < 60e6 for p in shipped.iterdir())
    assert not [n for n in names if Path(n).suffix in (".pt", ".pth", ".pkl", ".bin") and n != store.GRAPH_WEIGHTS]
