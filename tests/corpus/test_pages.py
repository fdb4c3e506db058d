from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import claimx
from claimx.corpus.readers import ReadConfig, find_files, read_articles
from claimx.types import Article, Failure

STORY = '"We will appeal," said Zo\u00eb Haddad. The ministry denied that the dam had leaked.'


def page(body: str = STORY, head: str = "") -> str:
    paragraphs = "".join(f"<p>{body} It was the {k}th meeting of the council in ten years.</p>" for k in range(6))
    return (
        f"<html><head>{head}<title>Dam leaks again</title>"
        '<meta property="og:site_name" content="The Gazette">'
        '<meta property="article:published_time" content="2026-05-01T08:00:00Z">'
        '<link rel="canonical" href="https://example.org/dam">'
        "</head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Dam leaks again</h1>{paragraphs}</article><footer>All rights reserved.</footer></body></html>"
    )


def items(path: Path) -> list[Article | Failure]:
    return list(read_articles(find_files([str(path)]), ReadConfig()))


def test_the_main_text_of_a_page_is_read_and_what_it_tells_of_itself(
    tmp_path: Path, extractor: claimx.Extractor
) -> None:
    (tmp_path / "page.html").write_text(page(), encoding="utf-8")
    (item,) = items(tmp_path)
    assert isinstance(item, Article)
    assert item.meta == {
        "title": "Dam leaks again",
        "date": "2026-05-01",
        "url": "https://example.org/dam",
        "publisher": "The Gazette",
    }
    assert "<" not in item.text and "All rights" not in item.text
    doc = extractor(item.text)
    assert [a.content.text for a in doc.attributions].count('"We will appeal,"') >= 1


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset='windows-1252'>", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "cp1252"),
        ("<meta charset=utf-8>", "utf-8"),
        ("<meta charset=no-such-thing>", "utf-8"),
        ("", "utf-8"),
        ("", "cp1252"),
        ("<meta charset=koi8-r>", "koi8-r"),
    ],
)
def test_the_charset_that_a_page_declares_is_honoured(tmp_path: Path, head: str, encoding: str) -> None:
    name = "\u0416\u0430\u0440\u043e\u0432" if encoding == "koi8-r" else "Zo\u00eb"
    (tmp_path / "page.html").write_bytes(page(STORY.replace("Zo\u00eb", name), head).encode(encoding))
    (item,) = items(tmp_path)
    assert isinstance(item, Article) and f"said {name} Haddad" in item.text


def test_a_page_without_a_text_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html><body></body></html>")
    (item,) = items(tmp_path)
    assert isinstance(item, Failure) and "no main text" in item.problem


def archive(*, squeeze: bool) -> bytes:
    """Two pages, and what crawls bring besides."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=squeeze)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
    for k, (status, kind, body) in enumerate(
        [
            ("200 OK", "text/html; charset=windows-1252", page().encode("cp1252")),
            ("404 Not Found", "text/html", page().encode()),
            ("200 OK", "image/png", b"\x89PNG"),
            ("301 Moved", "text/html", b""),
            ("200 OK", "text/html", page().encode()),
        ]
    ):
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        with io.BytesIO(body) as payload:
            record = writer.create_warc_record(
                f"https://example.org/{k}", "response", payload=payload, http_headers=headers, length=len(body)
            )
            writer.write_record(record)
    return out.getvalue()


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "whole.warc.gz"])
def test_the_pages_of_an_archive_are_read(tmp_path: Path, name: str) -> None:
    data = archive(squeeze=name == "a.warc.gz")
    (tmp_path / name).write_bytes(gzip.compress(data) if name.startswith("whole") else data)
    found = items(tmp_path)
    assert [i.id for i in found if isinstance(i, Article)] == ["https://example.org/0", "https://example.org/4"]
    assert all(isinstance(i, Article) and "Zo\u00eb Haddad" in i.text for i in found)
    assert isinstance(found[0], Article)
    assert {"url": "https://example.org/0", "date": "2026-05-01", "title": "Dam leaks again"}.items() <= dict(
        found[0].meta
    ).items()


def test_a_record_that_is_cut_off_is_a_failure_and_those_before_it_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(archive(squeeze=False)[:-200])
    first, second = items(tmp_path)
    assert isinstance(first, Article)
    assert isinstance(second, Failure) and "cut off" in second.problem and second.doc_id == "https://example.org/4"


@pytest.mark.parametrize("data", [b"no archive at all, but a line\n", b"\x00" * 100, archive(squeeze=False)[:300]])
def test_what_is_no_archive_is_a_failure(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.warc").write_bytes(data)
    (item,) = items(tmp_path)
    assert isinstance(item, Failure) and "WARC" in item.problem
