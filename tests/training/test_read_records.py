from __future__ import annotations

from pathlib import Path

from claimx.records import to_json
from claimx.training.data import read_records
from claimx.types import Document


def test_a_text_may_hold_other_line_ends(tmp_path: Path) -> None:
    text = "One line.\u2028Another one.\u0085The last."
    doc = Document(id="a", text=text, attributions=(), speakers=(), model="m-1", meta={})
    (tmp_path / "mine.jsonl").write_text(to_json(doc) + "\n", encoding="utf-8")
    assert [a.text for a in read_records(tmp_path / "mine.jsonl")] == [text]
