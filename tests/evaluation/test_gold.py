from __future__ import annotations

from pathlib import Path

import pytest

from claimx.errors import CorpusError
from claimx.evaluation.gold import read_polnear

TEXT = "Ito said it will\nhold."
ANN = (
    "T1\tSource 0 3\tIto\nT2\tCue 4 8\tsaid\nT3\tContent 9 11;12 21\tit will\nhold\nT4\tAttribution 4 8\tsaid\n"
    "E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3\n#1\tAnnotatorNotes T1\tsure?\n"
)


def corpus(tmp_path: Path, **annotations: str) -> Path:
    for kind in ("text", "attributions"):
        (tmp_path / "data/dev" / kind).mkdir(parents=True)
    (tmp_path / "data/dev/text/story.txt").write_text(TEXT)
    for name, ann in annotations.items():
        (tmp_path / f"data/dev/attributions/story_{name}.ann").write_text(ann)
    return tmp_path


def test_relations_are_read_with_their_pieces_and_notes_are_passed_over(tmp_path: Path) -> None:
    (article,) = read_polnear(corpus(tmp_path, a0b1=ANN), "dev")
    (relation,) = article.attributions
    assert (article.id, article.annotator, article.text) == ("story", "a0b1", TEXT)
    assert (relation.source, relation.cue, relation.content) == (((0, 3),), ((4, 8),), ((9, 11), (12, 21)))


def test_the_first_annotator_counts_unless_every_one_is_wanted(tmp_path: Path) -> None:
    folder = corpus(tmp_path, a0b1=ANN, c2d3="")
    assert [a.annotator for a in read_polnear(folder, "dev")] == ["a0b1"]
    assert [a.annotator for a in read_polnear(folder, "dev", every_annotator=True)] == ["a0b1", "c2d3"]


@pytest.mark.parametrize(
    ("ann", "message"),
    [
        ("T1\tSource 0\tIto\n", "expected a span or a relation"),
        ("T1\tSource 0 99\tIto\nE1\tSource:T1\n", "span 0:99 does not fit the text"),
        ("E1\tSource:T7\n", "names T7, which is no span"),
    ],
)
def test_a_bad_line_is_an_error_with_its_file(tmp_path: Path, ann: str, message: str) -> None:
    with pytest.raises(CorpusError, match=rf"story_a0b1\.ann.*{message}"):
        list(read_polnear(corpus(tmp_path, a0b1=ann), "dev"))


def test_a_folder_of_another_layout_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="expected PolNeAR's layout"):
        list(read_polnear(tmp_path, "dev"))
