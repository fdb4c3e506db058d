"""A folder of all that goes wrong with files: a line in the quarantine each, and every good article extracted."""

from __future__ import annotations

import bz2
import gzip
import json
import os
import random
import re
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import claimx
from claimx.corpus.readers import ReadConfig
from claimx.corpus.run import extract
from claimx.records import from_json

GOOD = '"We will appeal," said Noor Haddad.'
STREET = "\u201cThe caf\u00e9 can\u2019t pay,\u201d said Zo\u00eb N\u00fa\u00f1ez."


def row(**fields: object) -> str:
    return json.dumps({"text": GOOD} | fields)


def lines(*rows: str) -> bytes:
    return ("\n".join(rows) + "\n").encode("utf-8")


def zstd(data: bytes) -> bytes:
    return bytes(pa.Codec("zstd").compress(data, asbytes=True))


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def parquet(column: pa.Array, name: str = "text") -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({name: column}), sink)
    return bytes(sink.getvalue())


PACKED = gzip.compress(GOOD.encode() + noise(5000))
NOT_UTF8 = pa.Array.from_buffers(
    pa.string(), 2, [None, pa.py_buffer(b"\x00\0\0\0\x02\0\0\0\x06\0\0\0"), pa.py_buffer(b"\xff\xfe" + b"good")]
)

# What is bad about each costs one line; beside it stand as many good articles as the number says.
BAD: dict[str, tuple[bytes, int]] = {
    "empty.txt": (b"", 0),
    "nul.txt": (b"\0" * 500, 0),
    "blank.txt": (b" \r\n\t\n", 0),
    "damaged.txt": (STREET.encode() + b"\xe2\x80 " + STREET.encode(), 0),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + noise(3000), 0),
    "half.txt.gz": (PACKED[:2000], 0),
    "flipped.txt.gz": (PACKED[:2000] + b"\xff\xff\xff" + PACKED[2003:], 0),
    "no_gzip.txt.gz": (GOOD.encode(), 0),
    "half.txt.bz2": (bz2.compress(noise(5000))[:2000], 0),
    "half.txt.zst": (zstd(noise(5000))[:2000], 0),
    "no_zstd.jsonl.zst": (lines(row()), 0),
    "cut.json": (b'[{"text": "a"}, {"te', 0),
    "number.json": (b"7", 0),
    "some_numbers.json": (f"[1, {row()}]".encode(), 1),
    "empty.jsonl": (b"", 0),
    "broken_line.jsonl": (lines(row(id=1), '{"text": ', row(id=2)), 2),
    "cut_line.jsonl": (lines(row(), row())[:-9], 1),
    "list_line.jsonl": (lines(row(), f'["{GOOD}"]'), 1),
    "no_text.jsonl": (lines(row(), '{"body": "b"}'), 1),
    "number_text.jsonl": (lines(row(), row(text=7)), 1),
    "nan_text.jsonl": (lines(row(), '{"text": NaN}'), 1),
    "null_text.jsonl": (lines(row(), row(text=None)), 1),
    "nested_text.jsonl": (lines(row(), row(text={"body": GOOD})), 1),
    "blank_text.jsonl": (lines(row(), row(text=" \0")), 1),
    "nul_line.jsonl": (lines(row(), "\0\0\0", row()), 2),
    "deep.jsonl": (lines(row(), "[" * 100_000, row()), 2),
    "deep.json": (b'{"a":' * 100_000, 0),
    "damaged_line.jsonl": (lines(row()) + f'{{"text": "{STREET}'.encode() + b'\xe2\x80"}\n' + lines(row()), 2),
    "no_text.csv": (b"id,body\n1,a\n", 0),
    "quote.csv": (f'id,text\n1,{GOOD[1:10]}\n2,"{GOOD[1:10]}\n3,{GOOD[1:10]}\n'.encode(), 2),
    "two_quotes.csv": (b'id,text\n1,good\n2,"bad"x\n3,good\n', 2),
    "short_row.csv": (b"id,text,date\n1,good,2026\n2,bad\n", 1),
    "long_row.csv": (b"id,text\n1,good\n2,bad, bad\n", 1),
    "blank_text.csv": (b'id,text\n1,good\n2,""\n', 1),
    "number_text.parquet": (parquet(pa.array([1, 2, 3])), 0),
    "bytes_text.parquet": (parquet(pa.array([b"a", b"b"])), 0),
    "no_text.parquet": (parquet(pa.array(["a"]), "body"), 0),
    "null_text.parquet": (parquet(pa.array(["good", None])), 1),
    "not_utf8.parquet": (parquet(NOT_UTF8), 1),
    "cut.parquet": (parquet(pa.array(["a", "b"]))[:-20], 0),
    "no_parquet.parquet": (b"PAR1 and nothing more PAR1", 0),
    "empty.parquet": (b"", 0),
    "no_body.html": (b"<html><head><title>Gone</title></head></html>", 0),
    "script.html": (b"<html><body><script>var text = 1;</script></body></html>", 0),
    "no_page.html": (noise(500), 0),
    "no_archive.warc": (b"no archive\n", 0),
    "cut.warc": (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 900\r\n\r\nHTTP/1.1 200 OK\r\n", 0),
}

# Odd, but whole: how many articles each holds.
ODD: dict[str, tuple[bytes, int]] = {
    "mark.txt": (b"\xef\xbb\xbf" + STREET.encode(), 1),
    "utf16.txt": (STREET.encode("utf-16"), 1),
    "utf16.jsonl": (lines(row(text=STREET)).decode().encode("utf-16"), 1),
    "windows.txt": (STREET.encode("cp1252"), 1),
    "windows_line.jsonl": (lines(row()) + f'{{"text": "{STREET}"}}\n'.encode("cp1252"), 2),
    "surrogate.jsonl": (b'{"id": "\\ud800", "text": "\\ud800 \\"It rained,\\" said Noor Haddad. \\udc00"}\n', 1),
    "nul_inside.csv": (b"id,text\n1,go\0od\n", 1),
    "nul_inside.txt": (b"The dam leaked.\0 It rained, she said.", 1),
    "long_line.jsonl": (lines(row(notes="x" * 1_000_000)), 1),
    "twice.jsonl": (lines(row(id="x"), row(id="x"), row(id="x~2")), 3),
    "a_folder.txt/inside.txt": (GOOD.encode(), 1),
    "no_rows.csv": (b"id,text\n", 0),
    "no_end.jsonl": (lines(row())[:-1], 1),
    "old_mac.csv": (b"id,text\r1,good\r2,good", 2),
}


def links(folder: Path) -> list[str]:
    """What cannot be written down as bytes; the names of the bad ones."""
    (folder / "nowhere.txt").symlink_to(folder / "gone")
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    os.mkfifo(folder / "pipe.txt")
    made = ["nowhere.txt", "circle.txt", "pipe.txt"]
    if os.geteuid():  # root may read anything
        (folder / "locked.txt").write_text(GOOD)
        (folder / "locked.txt").chmod(0)
        made.append("locked.txt")
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    for name, (data, _) in (BAD | ODD).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_bad_input_costs_one_line_each_and_everything_good_is_extracted(
    folder: Path, tmp_path: Path, extractor: claimx.Extractor
) -> None:
    bad = [*BAD, *links(folder)]
    assert len(bad) >= 30
    summary = extract([str(folder)], tmp_path / "o.jsonl", extractor, read=ReadConfig())
    told = [json.loads(line) for line in (tmp_path / "o.jsonl.quarantine.jsonl").read_text().splitlines()]
    places = [re.search(rf"{folder}/([\w./]+)", f"{t['doc_id']} {t['problem']}") for t in told]
    assert sorted(place[1] for place in places if place) == sorted(bad)
    assert all(t["stage"] == "input" and t["problem"] for t in told)
    docs = [from_json(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert len(docs) == sum(good for _, good in (BAD | ODD).values()) == summary.articles - len(bad)
    assert len({d.id for d in docs}) == len(docs)
    assert all(d.attributions for d in docs if GOOD in d.text)
    assert Counter(d.text for d in docs)[STREET] == 5
    assert max(len(d.meta.get("notes", "")) for d in docs) == 1_000_000
