"""Web pages to articles: HTML files, and the pages in WARC archives. The main text is trafilatura's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimx.corpus.encodings import decode, decode_page
from claimx.corpus.rows import Outcome, ReadConfig, Step, as_article, failed
from claimx.corpus.streams import open_bytes, read_bytes

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_HTML = ("text/html", "application/xhtml+xml")
_PLAIN = "text/plain"


def read_html(file: Path, config: ReadConfig) -> Iterator[Step]:
    """One page."""
    yield Step(file.stat().st_size, str(file), lambda: to_page(read_bytes(file), str(file), config))


def to_page(
    page: bytes, doc_id: str, config: ReadConfig, *, charset: str | None = None, meta: Mapping[str, Any] | None = None
) -> Outcome:
    """The main text of a page, with its title, date, url and publisher; ``meta`` tells what is known already."""
    import trafilatura

    known = dict(meta or {})
    found = trafilatura.bare_extraction(
        decode_page(page, charset, config.encoding),
        url=known.get("url"),
        include_comments=False,
        include_tables=False,
        with_metadata=True,
    )
    if not found or not found.text:
        return failed(doc_id, "no main text was found in the page")
    told = {"title": found.title, "date": found.date, "url": found.url, "publisher": found.sitename}
    return as_article(found.text, doc_id, {k: v for k, v in told.items() if v} | known)


def read_warc(file: Path, config: ReadConfig) -> Iterator[Step]:
    """The pages of an archive; pictures, redirects, error pages and the like are passed over.

    Raises:
        ValueError: if there is no page in it.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    pages = 0
    with open_bytes(file) as (raw, stream):
        try:
            for record in ArchiveIterator(stream):
                kind = _page_type(record)
                if kind is not None:
                    pages += 1
                    yield Step(raw.tell(), *_take(record, kind, f"{file}:{pages}", config))
        except ArchiveLoadFailed as error:
            raise ValueError(f"expected WARC records; {error!s:.200}") from error
    if not pages:
        raise ValueError("expected web pages in WARC records, found none")


def _take(record: ArcWarcRecord, kind: str, place: str, config: ReadConfig) -> tuple[str, Callable[[], Outcome]]:
    """A record's place, its address if it has one, and what makes an article of its bytes, which are read now."""
    url, crawled = (record.rec_headers.get_header(name) for name in ("WARC-Target-URI", "WARC-Date"))
    place = url or place
    content = record.content_stream().read()
    missing = record.raw_stream.limit
    if missing:
        return place, partial(failed, place, f"the record is cut off, {missing} bytes before its end")
    meta = {key: value for key, value in (("url", url), ("crawled", crawled)) if value}
    if kind == _PLAIN:
        return place, lambda: as_article(decode(content, config.encoding), place, meta)
    charset = kind.partition("charset=")[2].partition(";")[0].strip(" \"'")
    return place, partial(to_page, content, place, config, charset=charset, meta=meta)


def _page_type(record: ArcWarcRecord) -> str | None:
    """The content type of a record that holds a page that was found, else None."""
    if record.rec_type == "conversion":  # text that was taken out of a page already
        return _PLAIN
    headers = record.http_headers
    if headers is None and record.rec_type == "resource":
        headers = record.rec_headers
    elif headers is None or record.rec_type != "response" or not headers.get_statuscode().startswith("2"):
        return None
    kind = (headers.get_header("Content-Type") or "").lower()
    return kind if kind.startswith(_HTML) else None
