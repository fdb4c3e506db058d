from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import claimx
from claimx.corpus.readers import ReadConfig, find_files, read_articles
from claimx.corpus.run import Summary, extract
from claimx.records import from_json
from claimx.types import Article, Failure

STORY = '"We will appeal," said Noor Haddad. The ministry denied that the dam had leaked.'


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    rows = [
        {"id": f"a{k}", "text": STORY if k % 3 else f"Story {k}. {STORY}", "date": "2026-05-01"} for k in range(150)
    ]
    rows[40] = {"id": "odd", "body": "no text here"}
    (folder / "news.jsonl").write_text("\n".join([*map(json.dumps, rows), "{broken"]) + "\n")
    (folder / "last.txt").write_text(STORY)
    return folder


def run(corpus: Path, out: Path, extractor: claimx.Extractor, **options: object) -> Summary:
    return extract([str(corpus)], out, extractor, read=ReadConfig(), **options)  # type: ignore[arg-type]


def test_every_good_article_has_a_record_and_every_bad_one_a_reason(
    corpus: Path, tmp_path: Path, extractor: claimx.Extractor
) -> None:
    out = tmp_path / "out.jsonl"
    summary = run(corpus, out, extractor)
    docs = [from_json(line) for line in out.read_text().splitlines()]
    bad = [json.loads(line) for line in (tmp_path / "out.jsonl.quarantine.jsonl").read_text().splitlines()]
    assert (summary.articles, summary.quarantined, len(docs), len(bad)) == (152, 2, 150, 2)
    assert [b["doc_id"] for b in bad] == ["odd", f"{corpus}/news.jsonl:151"]
    assert "the row has id, body; name the field with --text-field" in bad[0]["problem"]
    assert docs[1].meta == {"date": "2026-05-01"}
    assert summary.attributions == sum(len(d.attributions) for d in docs) > 150


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", [1, 64, 65, 100, 152])
def test_a_killed_run_goes_on_and_ends_as_if_nothing_had_happened(
    corpus: Path, tmp_path: Path, extractor: claimx.Extractor, after: int
) -> None:
    whole, torn = tmp_path / "whole.jsonl", tmp_path / "torn.jsonl"
    run(corpus, whole, extractor)

    def kill(summary: Summary) -> None:
        if summary.articles == after:
            raise Killed

    with pytest.raises(Killed):
        run(corpus, torn, extractor, on_progress=kill)
    assert not torn.exists()
    with (tmp_path / "torn.jsonl.partial").open("ab") as partial:
        partial.write(b'{"id": "half a li')  # what a kill in the middle of a write leaves
    summary = run(corpus, torn, extractor)
    assert summary.resumed == after
    assert torn.read_bytes() == whole.read_bytes()
    assert not (tmp_path / "torn.jsonl.partial").exists()


def test_a_run_killed_between_its_output_and_its_end_reads_nothing_again(
    corpus: Path, tmp_path: Path, extractor: claimx.Extractor
) -> None:
    out = tmp_path / "out.jsonl"
    state = [tmp_path / "out.jsonl.partial", tmp_path / "out.jsonl.run.json"]
    kept: list[bytes] = []

    def keep(summary: Summary) -> None:
        if summary.articles == 152:
            kept.extend(path.read_bytes() for path in state)

    run(corpus, out, extractor, on_progress=keep)
    whole = out.read_bytes()
    for path, data in zip(state, kept, strict=True):
        path.write_bytes(data)
    assert run(corpus, out, extractor).resumed == 152
    assert out.read_bytes() == whole
    assert not state[0].exists()


def test_a_finished_run_is_not_done_again(corpus: Path, tmp_path: Path, extractor: claimx.Extractor) -> None:
    out = tmp_path / "out.jsonl"
    first = run(corpus, out, extractor)
    before = out.stat().st_mtime_ns
    assert run(corpus, out, extractor) == first
    assert out.stat().st_mtime_ns == before


def test_a_runs_own_files_are_no_inputs(corpus: Path, extractor: claimx.Extractor) -> None:
    first = run(corpus, corpus / "out.jsonl", extractor)
    assert run(corpus, corpus / "out.jsonl", extractor) == first


def test_another_runs_output_is_refused_unless_fresh(corpus: Path, tmp_path: Path, extractor: claimx.Extractor) -> None:
    out = tmp_path / "out.jsonl"
    run(corpus, out, extractor)
    (corpus / "last.txt").write_text(STORY + " More.")
    with pytest.raises(claimx.CorpusError, match="other inputs; give --fresh"):
        run(corpus, out, extractor)
    assert run(corpus, out, extractor, fresh=True).resumed == 0


def test_a_file_that_no_run_made_is_not_overwritten(corpus: Path, tmp_path: Path, extractor: claimx.Extractor) -> None:
    out = tmp_path / "mine.jsonl"
    out.write_text("precious")
    with pytest.raises(claimx.CorpusError, match="no run of claimx made it"):
        run(corpus, out, extractor)
    assert out.read_text() == "precious"


def test_parquet_and_csv_hold_the_same_rows(corpus: Path, tmp_path: Path, extractor: claimx.Extractor) -> None:
    run(corpus, tmp_path / "o.parquet", extractor)
    run(corpus, tmp_path / "o.csv", extractor)
    table = pq.read_table(tmp_path / "o.parquet").to_pylist()
    with (tmp_path / "o.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["attribution_id"] for r in rows] == [r["attribution_id"] for r in table]
    assert [json.loads(r["content_spans"]) for r in rows] == [r["content_spans"] for r in table]


def test_no_text_leaves_the_text_out(corpus: Path, tmp_path: Path, extractor: claimx.Extractor) -> None:
    run(corpus, tmp_path / "o.jsonl", extractor, with_text=False)
    assert all("text" not in json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines())


def items(path: Path, **config: str) -> list[Article | Failure]:
    return list(read_articles(find_files([str(path)]), ReadConfig(**config)))


def one_of_each(folder: Path) -> Iterator[Path]:
    row = {"id": "a", "text": STORY}
    yield folder / "a.txt"
    (folder / "a.txt").write_text(STORY)
    yield folder / "b.jsonl"
    (folder / "b.jsonl").write_text(json.dumps(row) + "\n\n")
    yield folder / "c.json"
    (folder / "c.json").write_text(json.dumps([row]))
    yield folder / "d.csv"
    (folder / "d.csv").write_text(f'id,text\na,"{STORY.replace(chr(34), chr(34) * 2)}"\n')
    yield folder / "e.parquet"
    pq.write_table(pa.Table.from_pylist([row]), folder / "e.parquet")
    yield folder / "f.txt.gz"
    (folder / "f.txt.gz").write_bytes(gzip.compress(STORY.encode()))
    yield folder / "g.jsonl.zst"
    with pa.output_stream(str(folder / "g.jsonl.zst"), compression="zstd") as stream:
        stream.write(json.dumps(row).encode())


def test_each_form_gives_the_same_text(tmp_path: Path) -> None:
    for path in list(one_of_each(tmp_path)):
        (item,) = items(path)
        assert isinstance(item, Article), path
        assert item.text == STORY, path


def test_ids_are_unique_in_a_run(tmp_path: Path) -> None:
    (tmp_path / "n.jsonl").write_text('{"id": 1, "text": "a"}\n{"id": 1, "text": "b"}\n{"text": "c"}\n')
    assert [i.id for i in items(tmp_path) if isinstance(i, Article)] == ["1", "1~2", f"{tmp_path}/n.jsonl:3"]


def test_line_ends_and_a_byte_order_mark_keep_offsets_true(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfOne.\r\nTwo.")
    (item,) = items(tmp_path)
    assert isinstance(item, Article) and item.text == "One.\r\nTwo."


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("latin.txt", b"caf\xe9 closed", "UnicodeDecodeError"),
        ("half.txt.gz", gzip.compress(STORY.encode() * 50)[:-20], "Error"),
        ("bad.parquet", b"PAR1 no", "ArrowInvalid"),
        ("bad.json", b"[1, ", "JSONDecodeError"),
        ("list.json", b"[1]", "expected an object, got int"),
    ],
)
def test_a_bad_file_is_a_failure_with_its_reason(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z.txt").write_text("fine")
    bad, good = items(tmp_path)
    assert isinstance(bad, Failure) and reason in bad.problem
    assert isinstance(good, Article)


def test_another_encoding_can_be_given(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9 closed")
    (item,) = items(tmp_path, encoding="latin-1")
    assert isinstance(item, Article) and item.text == "caf\u00e9 closed"


@pytest.mark.parametrize("name", ["nothing.txt", "none/*.txt"])
def test_an_input_that_names_nothing_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(claimx.CorpusError, match="no such file, folder or glob"):
        find_files([str(tmp_path / name)])


def test_an_unknown_form_is_an_error_that_names_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("x")
    with pytest.raises(claimx.CorpusError, match=r"'\.docx' is not known; expected \.txt"):
        find_files([str(tmp_path / "a.docx")])


def test_the_main_text_of_a_page_is_read_and_its_title_kept(tmp_path: Path, extractor: claimx.Extractor) -> None:
    body = "".join(
        f"<p>{STORY} It was the {k}th meeting of the council about the dam in ten years.</p>" for k in range(6)
    )
    page = (
        "<html><head><title>Dam leaks again</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Dam leaks again</h1>{body}</article><footer>All rights reserved.</footer>"
        "</body></html>"
    )
    (tmp_path / "page.html").write_text(page)
    (item,) = items(tmp_path)
    assert isinstance(item, Article)
    assert item.meta["title"] == "Dam leaks again"
    assert "<" not in item.text and "All rights" not in item.text
    doc = extractor(item.text)
    assert [a.content.text for a in doc.attributions].count('"We will appeal,"') >= 1


def test_a_page_without_a_text_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html><body></body></html>")
    (item,) = items(tmp_path)
    assert isinstance(item, Failure) and "no main text" in item.problem
