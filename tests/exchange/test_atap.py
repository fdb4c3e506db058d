from __future__ import annotations

from ast import literal_eval
from hashlib import md5
from pathlib import Path

import pytest

from claimx.exchange.atap import COLUMNS, to_atap
from claimx.exchange.convert import export
from claimx.records import to_json
from claimx.text.view import replace_surrogates
from claimx.types import Document
from tests.exchange.cases import CASES, DAM, LINES, PIER, SILENT, build


@pytest.mark.parametrize("doc", CASES, ids=ascii)
def test_every_index_is_characters_of_the_text(doc: Document) -> None:
    text = replace_surrogates(doc.text)
    for row in to_atap(doc):
        assert tuple(row) == COLUMNS
        for name in ("quote", "speaker", "verb"):
            begin, end = row[f"{name}_index"]
            assert text[begin:end] == row[name]


def test_a_content_in_pieces_makes_a_row_for_each() -> None:
    rows = list(to_atap(PIER))
    assert [row["quote"] for row in rows[:2]] == ["“Not this year,”", "“and not next.”"]
    assert [row["quote_id"] for row in rows] == ["0", "1", "2", "3"]
    assert [row["quote_type"] for row in rows] == ["QCQSV", "SVQCQ", "SVC", "SVC"]
    assert rows[0]["speaker_entities"] == [("Inés Duarte", "PERSON")]
    assert rows[3]["speaker_entities"] == []
    assert rows[0]["text_id"] == md5(PIER.text.encode()).hexdigest()


def test_what_is_not_there_is_empty_at_nowhere() -> None:
    row = next(to_atap(LINES))
    assert (row["speaker"], row["speaker_index"], row["verb"], row["verb_index"]) == ("", (0, 0), "", (0, 0))
    assert (row["quote_type"], row["is_floating_quote"]) == ("QCQ", True)


def test_according_to_has_a_type_of_its_own() -> None:
    claim = {"source": "the mayor", "cue": "According to", "content": "rents fell"}
    (row,) = to_atap(build("d", "According to the mayor, rents fell.", claim))
    assert (row["quote_type"], row["quote_token_count"]) == ("AccordingTo", 2)


def test_pandas_reads_the_table_as_the_tool_wrote_it(tmp_path: Path) -> None:
    records, table = tmp_path / "r.jsonl", tmp_path / "t.csv"
    records.write_text("".join(f"{to_json(doc)}\n" for doc in (PIER, DAM, SILENT, LINES)))
    export([str(records)], table, to="csv-atap")
    frame = pytest.importorskip("pandas").read_csv(table, keep_default_na=False)
    assert list(frame.columns) == list(COLUMNS)
    assert frame["quote"].tolist() == [row["quote"] for doc in (PIER, DAM, LINES) for row in to_atap(doc)]
    assert literal_eval(frame["quote_index"][0]) == next(to_atap(PIER))["quote_index"]
    assert frame["is_floating_quote"].tolist()[-1]
