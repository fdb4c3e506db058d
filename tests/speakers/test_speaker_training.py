from __future__ import annotations

import json
from pathlib import Path

import pytest

from claimx.speakers.entities import Entity
from claimx.training.speakers import Labelled, calibrate, gap_examples, is_speaker, learn, read_options, write
from tests.speakers.marked import drafts_of

HER = {"name": "Ana Ruiz", "type": "person"}
HIM = {"name": "Jonas Berg", "type": "person"}


def tiny() -> list[Labelled]:
    made = []
    for first, second, pronoun, label in [("Ana Ruiz", "Tom Hall", "She", HER), ("Jonas Berg", "Eva Lund", "He", HIM)]:
        text, drafts = drafts_of(
            f"{{1s|{first}}} {{1c|met}} {{1t|{second}}}. {{2s|{pronoun}}} {{2c|said}} {{2t|it would rain}}."
        )
        made.append(Labelled(text=text, drafts=tuple(drafts), speakers=(None, label)))
    return made


def test_what_there_was_to_choose_from_is_read_with_what_was_right() -> None:
    for example in tiny():
        (options,) = read_options(example)
        assert options.right == (0,)
        assert len(options.rows) == 1  # the other one is of the other gender


def test_the_weights_come_out_the_same_twice_and_are_written_in_order(tmp_path: Path) -> None:
    model = learn(tiny() * 2)
    assert model == learn(tiny() * 2)
    write(model, tmp_path / "w.json")
    told = json.loads((tmp_path / "w.json").read_text())
    assert sorted(told) == ["level", "slope", "weights"]
    assert list(told["level"]) == sorted(told["level"])


def test_a_probability_grows_with_the_share_that_it_is_learned_from() -> None:
    seen = [("he", 0.9, True)] * 30 + [("he", 0.5, False)] * 20 + [("he", 0.5, True)] * 10
    slope, _ = calibrate(seen)
    assert slope["he"] > 0


@pytest.mark.parametrize(
    ("name", "kind", "right"),
    [("Ruiz", "person", True), ("Ana Hall", "person", False), ("a memo", "document", False)],
)
def test_a_speaker_is_known_by_name(name: str, kind: str, right: bool) -> None:
    entity = Entity(name=name, type="person" if kind == "person" else "document", words=tuple(name.split()))
    assert is_speaker(entity, HER) == right


def test_gap_gives_its_pronouns_as_sources(tmp_path: Path) -> None:
    head = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL"
    row = "t-1\tAna met Eva. She left.\tShe\t13\tAna\t0\tTRUE\tEva\t8\tFALSE\thttp://x"
    path = tmp_path / "gap.tsv"
    path.write_text(f"{head}\n{row}\n")
    (example,) = gap_examples(path)
    assert example.text[slice(*example.drafts[0].source[0])] == "She"
    assert example.speakers == ({"name": "Ana", "type": "person"},)
