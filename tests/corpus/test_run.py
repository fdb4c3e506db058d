"""Runs: killed, refused, repeated, in every form; the reader is a plain one, but for the first test."""

from __future__ import annotations

import csv
import gzip
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import claimx
from claimx.corpus.journal import Journal, State
from claimx.corpus.readers import ReadConfig
from claimx.corpus.run import Summary, WriteConfig, extract
from claimx.records import from_json
from tests.corpus.plain import PlainReader

STORY = '"We will appeal," said Noor Haddad. "It did not leak," the ministry said.'
FORMS = ["jsonl", "jsonl.gz", "jsonl.zst", "csv", "csv.zst", "parquet"]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """152 items in two files: 149 good ones, a row without a text, an unreadable one, a broken line."""
    folder = tmp_path / "in"
    folder.mkdir()
    rows = [{"id": f"a{k}", "text": f"Story {k}. {STORY}", "date": "2026-05-01"} for k in range(150)]
    rows[40] = {"id": "odd", "body": "no text here"}
    rows[41] = {"id": "a7", "text": "unreadable"}
    (folder / "news.jsonl").write_text("\n".join([*map(json.dumps, rows), "{broken"]) + "\n")
    (folder / "last.txt").write_text(STORY)
    return folder


def run(corpus: Path, out: Path, reader: object = None, **options: object) -> Summary:
    return extract([str(corpus)], out, reader or PlainReader(), read=ReadConfig(), **options)  # type: ignore[arg-type]


def content(out: Path) -> dict[str, bytes]:
    files = sorted(out.iterdir()) if out.is_dir() else [out]
    return {file.name if out.is_dir() else "": file.read_bytes() for file in files}


class Killed(BaseException):
    pass


def kill_after(articles: int) -> object:
    def kill(summary: Summary) -> None:
        if summary.articles == articles:
            raise Killed

    return kill


def test_the_shipped_model_reads_a_corpus(corpus: Path, tmp_path: Path, extractor: claimx.Extractor) -> None:
    (corpus / "news.jsonl").write_text(json.dumps({"id": "a", "text": STORY, "title": "Dam"}) + "\n{}\n")
    summary = run(corpus, tmp_path / "out.jsonl", extractor)
    docs = [from_json(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [d.id for d in docs] == [f"{corpus}/last.txt", "a"]
    assert docs[1].meta == {"title": "Dam"}
    assert summary.attributions == sum(len(d.attributions) for d in docs) > 2


def test_every_good_article_has_a_record_and_every_bad_one_a_reason(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    summary = run(corpus, out)
    docs = [from_json(line) for line in out.read_text().splitlines()]
    bad = [json.loads(line) for line in (tmp_path / "out.jsonl.quarantine.jsonl").read_text().splitlines()]
    assert (summary.articles, summary.quarantined, len(docs), len(bad)) == (152, 3, 149, 3)
    assert [b["doc_id"] for b in bad] == ["odd", "a7~2", f"{corpus}/news.jsonl:151"]
    assert [b["stage"] for b in bad] == ["input", "read", "input"]
    assert docs[1].meta == {"date": "2026-05-01"}
    assert summary.attributions == sum(len(d.attributions) for d in docs) == 298


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("shard_size", [None, 50])
@pytest.mark.parametrize("after", [0, 1, 64, 65, 100, 152])
def test_a_killed_run_goes_on_and_ends_as_if_nothing_had_happened(
    corpus: Path, tmp_path: Path, form: str, shard_size: int | None, after: int
) -> None:
    write = WriteConfig(shard_size=shard_size)
    whole, torn = tmp_path / f"whole.{form}", tmp_path / f"torn.{form}"
    run(corpus, whole, write=write)
    with pytest.raises(Killed):
        run(corpus, torn, write=write, on_progress=kill_after(after))
    assert shard_size or not torn.exists()
    for grown in (*tmp_path.glob("torn.*.partial/part-*"), *tmp_path.glob("torn.*.quarantine.jsonl")):
        with grown.open("ab") as file:
            file.write(b'{"id": "half a li')  # what a kill in the middle of a write leaves
    reader = PlainReader()
    summary = run(corpus, torn, reader, write=write)
    committed = (after // 64 * 64) if shard_size is None else max(k for k in (0, 50, 100, 150) if k <= after)
    assert summary.resumed == committed
    assert reader.read <= 152 - committed
    assert content(torn) == content(whole)
    assert content(tmp_path / f"torn.{form}.quarantine.jsonl") == content(tmp_path / f"whole.{form}.quarantine.jsonl")
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("shard_size", [None, 50])
def test_a_run_killed_at_its_very_end_reads_nothing_again(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, shard_size: int | None
) -> None:
    out, write = tmp_path / f"out.{form}", WriteConfig(shard_size=shard_size)
    commit = Journal.commit

    def commit_and_die(journal: Journal, state: State) -> None:
        commit(journal, state)
        if state.finished:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "commit", commit_and_die)
        with pytest.raises(Killed):
            run(corpus, out, write=write)
    reader = PlainReader()
    assert run(corpus, out, reader, write=write).resumed == 152
    assert reader.read == 0
    run(corpus, tmp_path / f"whole.{form}", write=write)
    assert content(out) == content(tmp_path / f"whole.{form}")


def test_a_finished_run_is_not_done_again(corpus: Path, tmp_path: Path) -> None:
    out, reader = tmp_path / "out.jsonl", PlainReader()
    first = run(corpus, out)
    before = out.stat().st_mtime_ns
    again = run(corpus, out, reader)
    assert (again.articles, again.resumed, again.words) == (first.articles, 152, first.words)
    assert (out.stat().st_mtime_ns, reader.read) == (before, 0)


def test_a_runs_own_files_are_no_inputs(corpus: Path) -> None:
    for out in (corpus / "out.jsonl", corpus / "out.parquet"):
        size = None if out.suffix == ".jsonl" else 50
        assert run(corpus, out, write=WriteConfig(shard_size=size)).articles == 152
        assert run(corpus, out, write=WriteConfig(shard_size=size)).resumed == 152
        for path in corpus.glob("out.*"):
            path.rename(corpus.parent / path.name)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"reader": PlainReader("2")}, "model.name was 'plain-1', is 'plain-2'"),
        ({"reader": PlainReader(min_score=0.7)}, "config.min_score was 0.0, is 0.7"),
        ({"weights": "b"}, "model.weights was 'a', is 'b'"),
        ({"write": WriteConfig(with_text=False)}, "write.with_text was True, is False"),
        ({"read": ReadConfig(id_field="date")}, "read.id_field was 'id', is 'date'"),
    ],
)
@pytest.mark.parametrize("is_done", [True, False])
def test_a_run_with_other_settings_is_refused_unless_fresh(
    corpus: Path, tmp_path: Path, change: dict[str, object], told: str, is_done: bool
) -> None:
    out = tmp_path / "out.jsonl"
    options: dict[str, object] = {"reader": PlainReader(), "read": ReadConfig(), "weights": "a"}

    def start(**more: object) -> Summary:
        return extract([str(corpus)], out, **(options | more))  # type: ignore[arg-type]

    if is_done:
        start()
    else:
        with pytest.raises(Killed):
            start(on_progress=kill_after(100))
    with pytest.raises(claimx.CorpusError, match="give --fresh to start over") as refused:
        start(**change)
    assert told in str(refused.value)
    assert start(**change, fresh=True).resumed == 0


def test_other_inputs_are_refused_unless_fresh(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run(corpus, out)
    (corpus / "last.txt").write_text(STORY + " More.")
    with pytest.raises(claimx.CorpusError, match=r"inputs\.bytes was \d+, is \d+"):
        run(corpus, out)
    assert run(corpus, out, fresh=True).resumed == 0


@pytest.mark.parametrize("shard_size", [None, 50])
def test_a_file_that_no_run_made_is_not_overwritten(corpus: Path, tmp_path: Path, shard_size: int | None) -> None:
    out = tmp_path / "mine.jsonl"
    out.write_text("precious")
    with pytest.raises(claimx.CorpusError, match="no run of claimx made it|shards need a folder"):
        run(corpus, out, write=WriteConfig(shard_size=shard_size))
    assert out.read_text() == "precious"


@pytest.mark.parametrize("shard_size", [None, 50])
def test_a_folder_that_holds_other_things_stays_as_it_is(corpus: Path, tmp_path: Path, shard_size: int | None) -> None:
    out = tmp_path / "mine.jsonl"
    out.mkdir()
    (out / "notes.txt").write_text("precious")
    with pytest.raises(claimx.CorpusError, match="is a folder|holds notes.txt"):
        run(corpus, out, write=WriteConfig(shard_size=shard_size), fresh=True)
    assert (out / "notes.txt").read_text() == "precious"


def test_two_runs_cannot_write_one_output_at_once(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"

    def second(summary: Summary) -> None:
        if summary.articles == 100:
            with pytest.raises(claimx.CorpusError, match="another run is writing this output"):
                run(corpus, out)
            with pytest.raises(claimx.CorpusError, match="another run is writing this output"):
                run(corpus, out, fresh=True)

    assert run(corpus, out, on_progress=second).quarantined == 3


def test_a_full_disk_is_told_and_what_was_done_stays(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    with monkeypatch.context() as patch:
        fsync, written = os.fsync, []

        def fill(descriptor: int) -> None:
            written.append(descriptor)
            if len(written) == 4:  # the manifest, a part and its quarantine, the next part
                raise OSError(28, "No space left on device")
            fsync(descriptor)

        patch.setattr(os, "fsync", fill)
        with pytest.raises(claimx.CorpusError, match="No space left on device; what was done stays"):
            run(corpus, out)
    assert run(corpus, out).resumed == 64
    run(corpus, tmp_path / "whole.jsonl")
    assert content(out) == content(tmp_path / "whole.jsonl")


def test_many_failures_in_a_row_are_told_without_waiting_for_an_article(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("{}\n" * 10_000 + json.dumps({"text": STORY}) + "\n{}\n")
    summary = extract([str(tmp_path / "in.jsonl")], tmp_path / "o.jsonl", PlainReader(), read=ReadConfig())
    assert (summary.articles, summary.quarantined) == (10_002, 10_001)


def test_ids_are_unique_in_a_run_also_in_one_that_was_killed(tmp_path: Path) -> None:
    ids = ["x", "x", "x~2", "x", "y", ""] * 30
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"id": i, "text": "a"}) + "\n" for i in ids))
    made = []
    for out, after in (("whole.jsonl", None), ("torn.jsonl", 70)):
        if after:
            with pytest.raises(Killed):
                run(tmp_path / "in.jsonl", tmp_path / out, on_progress=kill_after(after))
        run(tmp_path / "in.jsonl", tmp_path / out)
        made.append([json.loads(line)["id"] for line in (tmp_path / out).read_text().splitlines()])
    assert made[0] == made[1]
    assert len(set(made[0])) == len(ids)
    assert made[0][:6] == ["x", "x~2", "x~2~2", "x~3", "y", f"{tmp_path}/in.jsonl:6"]


def test_shards_hold_so_many_articles_each(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "o.jsonl", write=WriteConfig(shard_size=60))
    run(corpus, tmp_path / "whole.jsonl")
    parts = sorted((tmp_path / "o.jsonl").iterdir())
    assert [p.name for p in parts] == ["part-00000.jsonl", "part-00001.jsonl", "part-00002.jsonl"]
    assert b"".join(p.read_bytes() for p in parts) == (tmp_path / "whole.jsonl").read_bytes()
    assert len(parts[0].read_text().splitlines()) == 60 - 2  # an item in quarantine counts


def test_a_last_shard_that_is_full_is_followed_by_none(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "o.csv", write=WriteConfig(shard_size=76))
    parts = sorted((tmp_path / "o.csv").iterdir())
    assert [p.name for p in parts] == ["part-00000.csv", "part-00001.csv"]


def test_every_form_holds_the_same_rows(corpus: Path, tmp_path: Path) -> None:
    for form in FORMS:
        run(corpus, tmp_path / f"o.{form}")
    table = pq.read_table(tmp_path / "o.parquet").to_pylist()
    with (tmp_path / "o.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["attribution_id"] for r in rows] == [r["attribution_id"] for r in table]
    assert [json.loads(r["content_spans"]) for r in rows] == [r["content_spans"] for r in table]
    lines = (tmp_path / "o.jsonl").read_bytes()
    assert gzip.decompress((tmp_path / "o.jsonl.gz").read_bytes()) == lines
    with pa.input_stream(str(tmp_path / "o.jsonl.zst"), compression="zstd") as stream:
        assert stream.read() == lines


def test_shards_of_parquet_are_one_table(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "o.parquet", write=WriteConfig(shard_size=50))
    run(corpus, tmp_path / "whole.parquet")
    assert pq.read_table(tmp_path / "o.parquet").equals(pq.read_table(tmp_path / "whole.parquet"))


@pytest.mark.parametrize("form", FORMS)
def test_a_run_in_which_nothing_could_be_read_has_an_output_without_rows(tmp_path: Path, form: str) -> None:
    (tmp_path / "in.jsonl").write_text("{}\n")
    out = tmp_path / f"o.{form}"
    assert run(tmp_path / "in.jsonl", out).quarantined == 1
    assert out.exists()
    if form == "parquet":
        assert pq.read_table(out).num_rows == 0
    if form == "csv":
        assert out.read_text().startswith("doc_id,attribution_id,")


def test_no_text_leaves_the_text_out(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "o.jsonl", write=WriteConfig(with_text=False))
    assert all("text" not in json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines())


def test_the_sites_own_paragraphs_are_marked_in_the_record(tmp_path: Path) -> None:
    text = STORY + "\n\n" + STORY + "\n\nAll rights reserved."
    (tmp_path / "a.txt").write_text(text)
    run(tmp_path / "a.txt", tmp_path / "o.jsonl")
    doc = from_json((tmp_path / "o.jsonl").read_text())
    assert [text[b:e] for b, e in doc.meta["boilerplate"]] == ["All rights reserved."]


def test_progress_tells_the_share_of_the_inputs_that_was_read(corpus: Path, tmp_path: Path) -> None:
    seen: list[Summary] = []
    run(corpus, tmp_path / "o.jsonl", on_progress=seen.append)
    shares = [s.share for s in seen]
    assert shares == sorted(shares) and shares[0] == 0.0 and shares[-1] == pytest.approx(1.0)
    assert [s.articles for s in seen] == list(range(153))
