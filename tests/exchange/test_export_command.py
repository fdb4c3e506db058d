"""`claimx export` as a user starts it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from claimx.cli.export import To
from claimx.cli.main import app
from claimx.corpus.stored import stored_documents
from claimx.errors import ClaimxError
from claimx.exchange.convert import FORMS
from claimx.records import to_json
from claimx.training.data import read_gold
from tests.exchange.cases import CASES, DAM, HOSTILE, PIER, SILENT, build, spans


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["export", *map(str, arguments)])


def problem(*arguments: object) -> str:
    done = run(*arguments)
    assert isinstance(done.exception, ClaimxError), done.output
    return str(done.exception)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_text("".join(f"{to_json(doc)}\n" for doc in CASES))
    return path


def test_every_form_can_be_asked_for_and_the_help_names_it() -> None:
    assert [form.value for form in To] == list(FORMS)
    shown = CliRunner().invoke(app, ["export", "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    assert all(form in shown.stdout for form in FORMS)


@pytest.mark.parametrize(
    ("to", "out", "names"),
    [
        ("citron", "out", {"news_pier_1_html.json", "dam.json", "lines.json", "hostile_1_100.json", "silent.json"}),
        ("corenlp", "out", {"news_pier_1_html.json", "dam.json", "lines.json", "hostile_1_100.json", "silent.json"}),
        ("csv-atap", "out.csv", None),
        ("conllu", "out.conllu", None),
    ],
)
def test_records_become_another_tools_files(
    records: Path, tmp_path: Path, to: str, out: str, names: set[str] | None
) -> None:
    done = run(records, "--to", to, "-o", tmp_path / "new" / out)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "13 attributions of 5 articles ->" in done.stderr
    made = tmp_path / "new" / out
    assert names is None or {p.name for p in made.iterdir()} == names
    assert [p.name for p in made.parent.iterdir()] == [out]  # nothing is left beside it


def test_what_has_no_place_in_a_form_is_counted(records: Path, tmp_path: Path) -> None:
    assert "; 3 of them have no place in this form" in run(records, "--to", "citron", "-o", tmp_path / "a").stderr
    assert run(records, "--to", "conllu", "-o", tmp_path / "a.conllu", "--quiet").stderr == ""


def test_compressed_records_and_folders_of_them_are_read(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    for k, doc in enumerate((PIER, DAM)):
        (tmp_path / f"parts/part-{k}.jsonl.gz").write_bytes(gzip.compress(to_json(doc).encode()))
    assert run(tmp_path / "parts", "--to", "conllu", "-o", tmp_path / "o.conllu").exit_code == 0
    told = (tmp_path / "o.conllu").read_text().splitlines()
    assert [line for line in told if "newdoc" in line] == ["# newdoc id = news/pier 1.html", "# newdoc id = dam"]


def test_names_of_files_are_safe_and_apart(tmp_path: Path) -> None:
    ids = ["a/b", "a b", "A-b", "../..", "?", "x" * 300, ".hidden"]
    (tmp_path / "r.jsonl").write_text("".join(f"{to_json(build(doc_id, 'No.'))}\n" for doc_id in ids))
    run(tmp_path / "r.jsonl", "--to", "citron", "-o", tmp_path / "out")
    names = {"a_b", "a_b-2", "A-b", "article", "article-2", "x" * 100, "hidden"}
    assert {p.stem for p in (tmp_path / "out").iterdir()} == names


def test_a_folder_for_brat_comes_back_as_records(records: Path, tmp_path: Path) -> None:
    assert run(records, "--to", "brat", "-o", tmp_path / "brat").exit_code == 0
    names = {p.name for p in (tmp_path / "brat").iterdir()}
    assert {"annotation.conf", "visual.conf", "documents.json", "dam.txt", "dam.ann"} <= names
    assert (tmp_path / "brat/news_pier_1_html.txt").read_bytes() == PIER.text.encode()
    assert run(tmp_path / "brat", "--to", "records", "-o", tmp_path / "mine.jsonl").exit_code == 0
    read = {doc.id: doc for doc in stored_documents(tmp_path / "mine.jsonl")}
    assert set(read) == {doc.id.replace("\ud83d", "\ufffd") for doc in CASES}
    for doc in (PIER, DAM, SILENT):
        assert (spans(read[doc.id]), read[doc.id].text) == (spans(doc), doc.text)
        assert (read[doc.id].meta, read[doc.id].model) == (doc.meta, doc.model)


def test_what_comes_from_brat_can_be_trained_on(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text(f"{to_json(PIER)}\n{to_json(DAM)}\n")
    run(tmp_path / "r.jsonl", "--to", "brat", "-o", tmp_path / "brat")
    run(tmp_path / "brat", "--to", "records", "-o", tmp_path / "mine.jsonl")
    train, dev = read_gold([tmp_path / "mine.jsonl"], every_annotator=True)
    gold = {article.id: article for article in (*train, *dev)}
    told = [(a.source, a.cue, a.content, a.stance, a.hedged, a.decline_kind) for a in gold[PIER.id].attributions]
    for (source, cue, content, *judged), own, a in zip(told, spans(PIER), PIER.attributions, strict=True):
        assert (list(source), list(cue), list(content)) == (own["source"], own["cue"], own["content"])
        assert judged == [a.stance.label, a.stance.hedged, a.stance.decline_kind]
    nested = gold[DAM.id].nested
    assert nested and [list(n.content) for n in nested] == [spans(DAM)[1]["content"]]


def test_a_folder_of_somebody_else_is_read_by_its_names(tmp_path: Path) -> None:
    (tmp_path / "in/sub").mkdir(parents=True)
    (tmp_path / "in/sub/a1.txt").write_bytes(b"It leaks, she said.\r\n")
    (tmp_path / "in/sub/a1.ann").write_bytes(b"T1\tContent 0 8\tIt leaks\r\n")
    assert run(tmp_path / "in", "--to", "records", "-o", tmp_path / "o.jsonl").exit_code == 0
    (doc,) = stored_documents(tmp_path / "o.jsonl")
    assert (doc.id, doc.model, doc.attributions[0].id, doc.text[-2:]) == ("a1", "brat", "a1#0", "\r\n")


def test_a_folder_that_holds_something_is_left_alone(records: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert run(records, "--to", "brat", "-o", out).exit_code == 0  # an empty one is filled
    (out / "dam.ann").write_text("corrected")
    told = problem(records, "--to", "brat", "-o", out)
    assert "already; give another --out" in told
    assert (out / "dam.ann").read_text() == "corrected"
    assert "is a file; this form fills a folder" in problem(records, "--to", "citron", "-o", out / "dam.txt")
    assert "is an input; give another --out" in problem(records, "--to", "brat", "-o", records)


def test_a_file_takes_the_place_of_another_when_it_is_whole(records: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.conllu"
    out.write_text("old")
    (tmp_path / "broken.jsonl").write_text(to_json(PIER) + "\n{}\n")
    assert "broken.jsonl:2" in problem(tmp_path / "broken.jsonl", "--to", "conllu", "-o", out)
    assert out.read_text() == "old"
    assert {p.name for p in tmp_path.iterdir()} == {"o.conllu", "broken.jsonl", "records.jsonl"}
    assert "broken.jsonl:2" in problem(tmp_path / "broken.jsonl", "--to", "brat", "-o", tmp_path / "b")
    assert not (tmp_path / "b").exists()
    run(records, "--to", "conllu", "-o", out)
    assert out.read_text().startswith("# newdoc")


def test_mistakes_are_told(records: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.jsonl"
    bare.write_text(to_json(PIER, with_text=False) + "\n")
    (tmp_path / "t.parquet").write_bytes(b"")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/x.ann").write_text("T1\tContent 0 4\tNope\n")
    for arguments, message in (
        ([bare, "--to", "csv-atap", "-o", tmp_path / "o.csv"], "was it written with --no-text?"),
        ([tmp_path / "t.parquet", "--to", "brat", "-o", tmp_path / "o"], "expected records in .jsonl"),
        ([tmp_path / "none", "--to", "brat", "-o", tmp_path / "o"], "no such file, folder or glob"),
        ([records, "--to", "conllu", "-o", tmp_path / "o.txt"], "expected an output of the form .conllu, got '.txt'"),
        ([records, "--to", "records", "-o", tmp_path / "o.jsonl"], "expected a folder of brat's"),
        ([tmp_path / "in", "--to", "records", "-o", tmp_path / "o.jsonl"], "x.txt: cannot be read"),
    ):
        assert message in problem(*arguments)
    (tmp_path / "in/x.txt").write_text("Yes!")
    assert "x.ann: line 1: the text holds 'Yes!' there" in problem(
        tmp_path / "in", "--to", "records", "-o", tmp_path / "o.jsonl"
    )
    assert run(records, "--to", "docx", "-o", tmp_path / "o").exit_code == 2


def test_hostile_articles_are_valid_json_in_both_forms(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text(to_json(HOSTILE) + "\n")
    for to in ("citron", "corenlp"):
        run(tmp_path / "r.jsonl", "--to", to, "-o", tmp_path / to)
        (made,) = (tmp_path / to).iterdir()
        assert json.loads(made.read_text(encoding="utf-8"))["text"] == HOSTILE.text.replace("\ud83d", "\ufffd").replace(
            "\ud800", "\ufffd"
        )
