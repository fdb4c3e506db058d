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
from typer.testing import CliRunner

import claimx
from claimx.cli.main import app
from claimx.evaluation.scores import Score
from claimx.inference.backends.pytorch import grow_reader, read_reader
from claimx.model import store
from claimx.model.links import PROJECTIONS
from claimx.model.stance import VIEWS
from claimx.records import to_json
from claimx.training.config import FINE_TUNING, TrainConfig, read_train_config
from claimx.training.data import read_gold
from claimx.training.make import Progress, Start, Teacher, _blend, make_model
from claimx.types import DeclineKind, Part, Span, StanceLabel
from tests.conftest import gold

STORIES = [
    "[source: Ito] [cue: said] [content: the dam will hold].",
    '[content: "Nobody will lose a job,"] [source: the mayor] [cue: promised].',
    "[source: The union] [cue: denied] [content: that it had called a strike].",
    "[cue: According to] [source: a report], [content: the bridge is safe].",
    "[source: Baker] [cue: asked] [content: who had paid for the boat].",
    "[source: Critics] [cue: fear] [content: a long delay].",
]
CONFIG = TrainConfig(
    name="tiny",
    version="0",
    epochs=3,
    batch_windows=2,
    link_dim=8,
    max_pieces=32,
    depth=1,
    stance_dim=8,
    passages=False,
    bfloat16=False,
)


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

    progress = Progress(lesson=lambda done, total: None, step=step, epoch=epoch)
    return make_model([data], Start(encoder=encoder), out, config=config, threads=1, progress=progress)


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


QUIET = Progress(lesson=lambda *_: None, step=lambda *_: None, epoch=lambda *_: None)


def test_a_student_learns_from_a_teacher_on_texts_without_labels(
    data: Path, encoder: str, made: Path, tmp_path: Path
) -> None:
    teacher = Teacher(model=str(made), unlabelled=["Ito said the harbour is full. " * 9, ""])
    config = replace(CONFIG, epochs=1, average_from=1, min_pieces=16)
    read: list[tuple[int, int]] = []
    progress = replace(QUIET, lesson=lambda done, total: read.append((done, total)))
    make_model(
        [data],
        Start(encoder=encoder),
        tmp_path / "student",
        config=config,
        teacher=teacher,
        threads=1,
        progress=progress,
    )
    assert read == [(7, 7)]
    card = (tmp_path / "student" / store.CARD).read_text()
    assert "what a teacher (tiny) made of them and of 2 more" in card
    assert "--teacher tiny --unlabelled TEXTS" in card


def test_levels_without_labels_are_refused(data: Path, encoder: str, tmp_path: Path) -> None:
    with pytest.raises(claimx.ConfigError, match="no article was read for nested attributions"):
        make(data, encoder, tmp_path / "out", config=replace(CONFIG, depth=2))


def records(path: Path, *, count: int = 6) -> Path:
    """Records of the shipped model, as people would correct them: one attribution in another's content."""
    lines = []
    for k in range(count):
        text = f"Mayor Ito said that the union told her on day {k} that the port would close."
        doc = claimx.load()(text, id=str(k))
        (outer,) = [a for a in doc.attributions if a.parent is None]

        def part(words: str, text: str = text) -> Part:
            begin = text.index(words)
            return Part(spans=(Span(start=begin, end=begin + len(words), text=words),))

        inner = replace(
            outer,
            id="n",
            source=part("the union"),
            cue=part("told"),
            content=part("that the port would close"),
            parent=outer.id,
        )
        lines.append(to_json(replace(doc, attributions=(outer, inner))))
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_model_is_trained_on_with_corrected_records(made: Path, tmp_path: Path) -> None:
    mine = records(tmp_path / "mine.jsonl")
    before = claimx.load(made).model
    config = replace(CONFIG, name="mine", epochs=2, average_from=1)
    scores = make_model([mine], Start(model=str(made)), tmp_path / "mine", config=config, threads=1, progress=QUIET)
    after = claimx.load(tmp_path / "mine").model
    assert (after.link_dim, after.max_pieces, after.depth) == (before.link_dim, before.max_pieces, before.depth)
    assert after.min_score == before.min_score  # too few articles to choose another
    assert scores["attribution.relaxed"].gold > 0
    expected, found = load_file(made / store.WEIGHTS), load_file(tmp_path / "mine" / store.WEIGHTS)
    assert any(not np.array_equal(expected[name], found[name]) for name in expected)
    assert "the model tiny-0" in (tmp_path / "mine" / store.CARD).read_text()


def test_the_command_trains_on_with_corrected_records(made: Path, tmp_path: Path) -> None:
    mine = records(tmp_path / "mine.jsonl")
    told = ["train", "--init", str(made), "--data", str(mine), "--out", str(tmp_path / "mine"), "--threads", "1"]
    done = CliRunner().invoke(app, told)
    assert done.exit_code == 0, done.output
    assert "attribution.relaxed" in done.stdout
    assert claimx.load(tmp_path / "mine").model.name == FINE_TUNING.name


def test_nested_records_make_a_model_of_two_levels(encoder: str, tmp_path: Path) -> None:
    mine = records(tmp_path / "mine.jsonl")
    config = replace(CONFIG, depth=2, epochs=30, average_from=25, learning_rate=3e-3, head_rate=1e-2, boilerplate=0.0)
    make_model([mine], Start(encoder=encoder), tmp_path / "two", config=config, threads=1, progress=QUIET)
    for backend in ("openvino", "pytorch"):
        extractor = claimx.load(tmp_path / "two", config=claimx.RunConfig(min_score=0.0, backend=backend))
        doc = extractor("Mayor Ito said that the union told her on day 3 that the port would close.")
        inner = [a for a in doc.attributions if a.parent is not None]
        assert [a.content.text for a in inner] == ["that the port would close"]


def judged_records(path: Path) -> Path:
    """Records of one form, whose cue tells the stance."""
    lines = []
    for k in range(24):
        label: StanceLabel
        cue, label = (("denied", "deny"), ("declined", "decline"), ("said", "assert"))[k % 3]
        text = f"Mayor Ito {cue} that the port would close on day {k}."
        doc = claimx.load()("Mayor Ito said no.", id=str(k))

        def part(words: str, text: str = text) -> Part:
            begin = text.index(words)
            return Part(spans=(Span(start=begin, end=begin + len(words), text=words),))

        kind: DeclineKind | None = "refused" if label == "decline" else None
        stance = replace(doc.attributions[0].stance, label=label, hedged=False, decline_kind=kind)
        own = replace(
            doc.attributions[0],
            source=part("Mayor Ito"),
            cue=part(cue),
            content=part("that the port would close"),
            addressee=None,
            parent=None,
            speaker=None,
            stance=stance,
        )
        lines.append(to_json(replace(doc, text=text, attributions=(own,), speakers=())))
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_model_learns_the_stances_of_records(encoder: str, tmp_path: Path) -> None:
    mine = judged_records(tmp_path / "mine.jsonl")
    config = replace(CONFIG, epochs=30, average_from=25, learning_rate=3e-3, head_rate=1e-2, boilerplate=0)
    make_model([mine], Start(encoder=encoder), tmp_path / "out", config=config, threads=1, progress=QUIET)
    for backend in ("openvino", "pytorch"):
        extractor = claimx.load(tmp_path / "out", config=claimx.RunConfig(min_score=0.0, backend=backend))
        for cue, label, kind in (
            ("denied", "deny", None),
            ("declined", "decline", "refused"),
            ("said", "assert", None),
        ):
            (found,) = extractor(f"Mayor Ito {cue} that the port would close on day 3.").attributions
            assert (found.stance.label, found.stance.decline_kind) == (label, kind)


def test_a_model_grows_heads_and_keeps_those_that_it_has(made: Path) -> None:
    model = claimx.load(made).model
    reader = read_reader(made, model)
    grown = grow_reader(reader, model, depth=2).eval()
    ids = torch.arange(100, 120)[None]
    with torch.inference_mode():
        tags, links = reader.eval()(ids, torch.ones_like(ids))
        more_tags, more = grown(ids, torch.ones_like(ids))
    torch.testing.assert_close(tags, more_tags[..., : tags.shape[2]])
    own = PROJECTIONS * model.link_dim
    torch.testing.assert_close(links[..., :own], more[..., :own])
    torch.testing.assert_close(links[..., own:], more[..., 2 * own :])  # the stance follows the links
    assert more_tags.shape[2] == 2 * tags.shape[2]
    assert more.shape[2] == 2 * own + VIEWS * model.stance_dim


def test_a_start_is_one_thing(tmp_path: Path) -> None:
    with pytest.raises(claimx.ConfigError, match="not both"):
        Start(encoder="a", model="b")
    with pytest.raises(claimx.CorpusError, match="mine.jsonl:1"):
        (tmp_path / "mine.jsonl").write_text("{}\n")
        read_gold([tmp_path / "mine.jsonl"], every_annotator=True)


def test_only_the_lower_layers_of_an_encoder_may_be_taken(data: Path, encoder: str, tmp_path: Path) -> None:
    config = replace(CONFIG, layers=1, epochs=1, average_from=1, layer_decay=0.5, freeze_words=True)
    make(data, encoder, tmp_path / "low", config=config)
    assert json.loads((tmp_path / "low" / store.ENCODER).read_text())["num_hidden_layers"] == 1
    with pytest.raises(claimx.ModelError, match="has 2 layers, not 3"):
        make(data, encoder, tmp_path / "high", config=replace(config, layers=3))


def test_an_encoder_that_is_not_there_is_an_error(data: Path, tmp_path: Path) -> None:
    with pytest.raises(claimx.ModelError, match="no encoder at"):
        make(data, str(tmp_path), tmp_path / "out")


@pytest.mark.parametrize(("key", "message"), [("epoch", "did you mean 'epochs'"), ("zzz", "known: ")])
def test_an_unknown_key_of_a_training_config_is_refused(tmp_path: Path, key: str, message: str) -> None:
    (tmp_path / "c.json").write_text(json.dumps({key: 1}))
    with pytest.raises(claimx.ConfigError, match=message):
        read_train_config(tmp_path / "c.json")


def test_weights_of_the_start_are_mixed_in_and_what_was_grown_stays() -> None:
    grown = torch.nn.Linear(2, 3, bias=False)
    torch.nn.init.ones_(grown.weight)
    _blend(grown, {"weight": torch.zeros(2, 2)}, 0.25)
    assert grown.weight.tolist() == [[0.75, 0.75], [0.75, 0.75], [1.0, 1.0]]


def test_after_the_mixing_the_heads_learn_on_and_the_encoder_stays(data: Path, made: Path, tmp_path: Path) -> None:
    config = replace(CONFIG, epochs=1, average_from=1, start_share=0.5)
    weights = []
    for refit in (0, 1):
        out = tmp_path / str(refit)
        make_model(
            [data],
            Start(model=str(made)),
            out,
            config=replace(config, refit=refit),
            threads=1,
            progress=QUIET,
        )
        weights.append(load_file(out / store.WEIGHTS))
    changed = {name for name, tensor in weights[0].items() if not np.array_equal(tensor, weights[1][name])}
    assert changed and not any(name.startswith("encoder.") for name in changed)
