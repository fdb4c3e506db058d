from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import claimx
from claimx.cli.main import app
from claimx.errors import CorpusError
from claimx.ledger.columns import ledger_schema
from claimx.ledger.link import Summary, link
from claimx.records import from_record, to_json, to_table
from tests.conftest import ROOT
from tests.ledger.records import Said, record, write

QUOTE = "“The night ferry will not sail again until both engines have passed an inspection by the board.”"
RUIZ = Said(who="Ana Ruiz", what=QUOTE, role="minister", of="Norland")
CORPUS = [
    record("a", RUIZ, Said(who="Bo Vik", what="the crew was tired"), date="2016-03-02", publisher="Post"),
    record("b", RUIZ, Said(who="an official", type="unnamed", what="Vik Lines had hidden cracked engines for a year")),
    record("c", Said(who="Vik Lines", type="organization", what="that it had hidden cracked engines", stance="deny")),
    record("d", Said(who=None, what="the harbour froze in ways nobody had foreseen")),
    record("e"),
]  # fmt: skip
ASKED = (Path(__file__).parent / "questions.sql").read_text()
QUESTIONS = re.findall(r"-- (.*)\n([^;]+);", ASKED)


def test_the_ledger_is_the_flat_form_with_more_columns(tmp_path: Path) -> None:
    summary = link([str(write(tmp_path / "in.jsonl", CORPUS))], tmp_path / "l.parquet")
    assert summary == Summary(articles=4, attributions=6, speakers=1, statements=1, denials=1)
    table = pq.read_table(tmp_path / "l.parquet")
    assert table.schema.names == ledger_schema().names
    own = [name for name in table.schema.names if not name.endswith("_spans")]  # Parquet renames what lists hold
    assert [table.schema.field(name) for name in own] == [ledger_schema().field(name) for name in own]
    flat = to_table(from_record(r) for r in CORPUS)
    assert table.select(flat.column_names).to_pylist() == flat.to_pylist()


def test_parquet_shards_a_folder_and_compressed_lines_give_the_same_ledger(tmp_path: Path) -> None:
    docs = [from_record(r) for r in CORPUS]
    (tmp_path / "shards").mkdir()
    for k, part in enumerate((docs[:2], docs[2:])):
        pq.write_table(to_table(part), tmp_path / f"shards/part-{k}.parquet")
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress("".join(to_json(d) + "\n" for d in docs).encode()))
    (tmp_path / "shards/part.quarantine.jsonl").write_text("{}")
    write(tmp_path / "shards/o.partial/part-00000.jsonl", CORPUS[:1])
    inputs = [tmp_path / "in.jsonl.gz", tmp_path / "shards", tmp_path / "shards/*-?.parquet"]
    tables = []
    for given in inputs:
        link([str(given)], tmp_path / "l.parquet")
        tables.append(pq.read_table(tmp_path / "l.parquet"))
    assert tables[0].equals(tables[1]) and tables[0].equals(tables[2])


def test_records_without_their_text_can_be_linked(tmp_path: Path) -> None:
    lines = [to_json(from_record(r), with_text=False) + "\n" for r in CORPUS]
    (tmp_path / "in.jsonl").write_text("".join(lines))
    assert link([str(tmp_path / "in.jsonl")], tmp_path / "l.parquet").speakers == 1


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    source = str(write(tmp_path / "in.jsonl", CORPUS))
    link([source], tmp_path / "one.parquet")
    link([source], tmp_path / "two.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_no_records_give_an_empty_ledger(tmp_path: Path) -> None:
    summary = link([str(write(tmp_path / "in.jsonl", [record("e")]))], tmp_path / "l.parquet")
    assert summary.attributions == pq.read_table(tmp_path / "l.parquet").num_rows == 0


def test_what_the_model_writes_can_be_linked(tmp_path: Path, extractor: claimx.Extractor) -> None:
    text = '"We will appeal against the ruling on the harbour fees," said Noor Haddad, a lawyer for the union.'
    lines = [to_json(extractor(text, id=name)) + "\n" for name in ("x", "y")]
    (tmp_path / "in.jsonl").write_text("".join(lines))
    assert link([str(tmp_path / "in.jsonl")], tmp_path / "l.parquet").statements == 1
    assert set(pq.read_table(tmp_path / "l.parquet")["speaker_key"].to_pylist()) == {"person:noor-haddad"}


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("gone.jsonl", None, "no such file"),
        ("in.txt", "Rain.", "expected records"),
        ("in.jsonl", '\n{"id": "a"', ":2: expected a record"),
        ("in.jsonl", '{"id": "a"}\n', ":1: expected a record of `claimx extract`; KeyError: 'schema'"),
        ("in.jsonl", json.dumps(record("a") | {"schema": 9}), "schema is 9"),
        ("in.jsonl", json.dumps(CORPUS[0] | {"speakers": []}), ":1: expected a record"),
        ("in.jsonl", "\n".join(json.dumps(CORPUS[0]) for _ in "12"), "'a' comes twice"),
        ("in.parquet", "PAR1", "cannot be read as .parquet"),
    ],
)
def test_wrong_input_is_an_error_that_says_where(tmp_path: Path, name: str, text: str | None, problem: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(CorpusError, match=re.escape(problem)):
        link([str(tmp_path / name)], tmp_path / "l.parquet")
    assert not list(tmp_path.glob("l.parquet*"))


def test_a_table_of_something_else_is_refused_by_its_columns(tmp_path: Path) -> None:
    pq.write_table(to_table([]).drop_columns(["stance"]), tmp_path / "in.parquet")
    with pytest.raises(CorpusError, match="no column stance"):
        link([str(tmp_path / "in.parquet")], tmp_path / "l.parquet")


def test_a_ledger_is_parquet(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"\.parquet, got '\.csv'"):
        link([str(write(tmp_path / "in.jsonl", CORPUS))], tmp_path / "l.csv")


def test_the_command_says_what_it_joined_on_stderr_alone(tmp_path: Path) -> None:
    source = str(write(tmp_path / "in.jsonl", CORPUS))
    done = CliRunner().invoke(app, ["link", source, "-o", str(tmp_path / "out/l.parquet")])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "6 attributions of 4 articles; in more than one: 1 speakers, 1 statements; 1 denials" in done.stderr
    assert (tmp_path / "out/l.parquet").exists()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who is quoted most?", ("Ana Ruiz", 1, 2)),
        ("How often are speakers unnamed?", ("(unknown)", 3, 33.3)),
        ("Who denied what?", ("Vik Lines", "that it had hidden cracked engines", "an official",
                              "Vik Lines had hidden cracked engines for a year")),
        ("Which quotation travelled furthest?", ("Ana Ruiz", 2, 1, QUOTE)),
        ("Who speaks with whom?", ("Ana Ruiz", "Bo Vik", 1)),
    ],
)  # fmt: skip
def test_the_five_questions_have_answers(tmp_path: Path, question: str, answer: tuple[object, ...]) -> None:
    link([str(write(tmp_path / "in.jsonl", CORPUS))], tmp_path / "ledger.parquet")
    sql = dict(QUESTIONS)[question].replace("ledger.parquet", str(tmp_path / "ledger.parquet"))
    rows = duckdb.connect().execute(sql).fetchall()
    assert answer in [row[: len(answer)] for row in rows]


def test_there_are_five_questions_and_the_readme_shows_no_others() -> None:
    assert len(QUESTIONS) == 5
    shown = "".join(re.findall(r"^```sql\n(.*?)^```", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE))
    assert shown in ("", ASKED)
