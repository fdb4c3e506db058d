"""Training end to end on a tiny encoder and a few articles of our own, in PolNeAR's layout."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from transformers import AutoConfig, AutoModel

import claimx
from claimx.evaluation.scores import Score
from claimx.model import store
from claimx.training.config import TrainConfig, read_train_config
from claimx.training.make import make_model
from tests.conftest import gold

STORIES = [
    "[source: Ito] [cue: said] [content: the dam will hold].",
    '[content: "Nobody will lose a job,"] [source: the mayor] [cue: promised].',
    "[source: The union] [cue: denied] [content: that it had called a strike].",
    "[cue: According to] [source: a report], [content: the bridge is safe].",
    "[source: Baker] [cue: asked] [content: who had paid for the boat].",
    "[source: Critics] [cue: fear] [content: a long delay].",
]
CONFIG = TrainConfig(name="tiny", version="0", epochs=3, batch_windows=2, link_dim=8, max_pieces=32, bfloat16=False)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("polnear")
    for split, stories in (("train", STORIES[:5]), ("dev", STORIES[5:])):
        for kind in ("text", "attributions"):
            (folder / "data" / split / kind).mkdir(parents=True)
        for k, story in enumerate(stories):
            made = gold(story)
            lines, parts = [], []
            for number, role in enumerate(("source", "cue", "content"), start=1):
                words = made.roles[role][0]
                begin = made.text.index(words)
                lines.append(f"T{number}\t{role.title()} {begin} {begin + len(words)}\t{words}")
                parts.append(f"{role.title()}:T{number}")
            lines.append("E1\t" + " ".join(parts))
            (folder / "data" / split / "text" / f"s{k}.txt").write_text(made.text)
            (folder / "data" / split / "attributions" / f"s{k}_0a1b.ann").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("encoder")
    torch.manual_seed(0)
    shape = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    AutoModel.from_config(AutoConfig.for_model("bert", **shape), add_pooling_layer=False).save_pretrained(folder)
    (folder / store.TOKENIZER).write_bytes((store.find_model(None) / store.TOKENIZER).read_bytes())
    return str(folder)


class Killed(BaseException):
    pass


def make(data: Path, encoder: str, out: Path, *, kill_at: float = -1, config: TrainConfig = CONFIG) -> dict[str, Score]:
    """Train; ``kill_at`` is a step, or with a half added the end of the epoch of that number."""

    def step(done: int, total: int, loss: float) -> None:
        assert 0 < done <= total
        assert np.isfinite(loss)
        if done == kill_at:
            raise Killed

    def epoch(number: int, scores: dict[str, Score]) -> None:
        if number + 0.5 == kill_at:
            raise Killed

    return make_model(data, encoder, out, config=config, threads=1, on_step=step, on_epoch=epoch)


@pytest.fixture(scope="module")
def made(data: Path, encoder: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("models") / "tiny"
    make(data, encoder, out)
    return out


def test_a_model_that_was_made_is_read_by_both_backends(made: Path) -> None:
    text = gold(STORIES[0]).text
    ours = claimx.load(made, config=claimx.RunConfig(min_score=0.0))(text)
    theirs = claimx.load(made, config=claimx.RunConfig(min_score=0.0, backend="pytorch"))(text)
    assert ours.model == "tiny-0"
    assert [a.content for a in ours.attributions] == [a.content for a in theirs.attributions]


def test_the_folder_tells_how_it_was_made_and_how_well_it_reads(made: Path) -> None:
    assert read_train_config(made / store.TRAIN) == CONFIG
    scores = json.loads((made / store.SCORES).read_text())
    assert scores["signature"].startswith("polnear/dev|")
    assert "attribution.relaxed" in scores["scores"]
    card = (made / store.CARD).read_text()
    assert "attribution.relaxed" in card and "{" not in card
    assert len((made / ".training/epochs.jsonl").read_text().splitlines()) == CONFIG.epochs


@pytest.mark.parametrize("kill_at", [1, 4, 6, 1.5, 3.5])
def test_a_killed_training_goes_on_to_the_same_weights(
    data: Path, encoder: str, made: Path, tmp_path: Path, kill_at: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claimx.training.loop.CHECKPOINT_STEPS", 1)
    with pytest.raises(Killed):
        make(data, encoder, tmp_path / "tiny", kill_at=kill_at)
    make(data, encoder, tmp_path / "tiny")
    expected, found = load_file(made / store.WEIGHTS), load_file(tmp_path / "tiny" / store.WEIGHTS)
    assert all(np.array_equal(expected[name], found[name]) for name in expected)


def test_a_checkpoint_of_another_config_is_refused(data: Path, encoder: str, made: Path) -> None:
    with pytest.raises(claimx.ConfigError, match="other values of epochs; remove it"):
        make(data, encoder, made, config=replace(CONFIG, epochs=4))


def test_an_encoder_that_is_not_there_is_an_error(data: Path, tmp_path: Path) -> None:
    with pytest.raises(claimx.ModelError, match="no encoder at"):
        make(data, str(tmp_path), tmp_path / "out")


@pytest.mark.parametrize(("key", "message"), [("epoch", "did you mean 'epochs'"), ("zzz", "known: ")])
def test_an_unknown_key_of_a_training_config_is_refused(tmp_path: Path, key: str, message: str) -> None:
    (tmp_path / "c.json").write_text(json.dumps({key: 1}))
    with pytest.raises(claimx.ConfigError, match=message):
        read_train_config(tmp_path / "c.json")
