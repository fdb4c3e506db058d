"""The articles' page: one HTML file that holds its data, style and script, and asks nothing of any network.

Articles are packed by the fifty; the page unpacks the list at once and the rest when it is looked at. Its content
security policy lets run the script that stands here alone, known by its hash: whatever an article holds is text.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import islice
from string import Template
from typing import Any, TextIO

from claimx.types import Document
from claimx.view.pack import article, entry, pack
from claimx.view.visible import visible

PER_CHUNK = 50
_STYLES = ("base.css", "page.css")
_SCRIPTS = ("tools.js", "article.js", "notes.js", "lists.js", "page.js")


def write_page(docs: Iterable[Document], file: TextIO, *, title: str) -> int:
    """Write the page of ``docs`` to ``file``, in one pass; returns how many articles it holds."""
    head, foot = _frame(title)
    file.write(head)
    entries: list[dict[str, Any]] = []
    stream = iter(docs)
    while chunk := list(islice(stream, PER_CHUNK)):
        number = len(entries) // PER_CHUNK
        entries += [entry(doc) for doc in chunk]
        file.write(
            f'<script type="application/gzip" id="chunk-{number}">{pack([article(d) for d in chunk])}</script>\n'
        )
    index = pack({"per_chunk": PER_CHUNK, "articles": entries})
    file.write(f'<script type="application/gzip" id="index">{index}</script>\n{foot}')
    return len(entries)


def page(docs: Iterable[Document], *, title: str) -> str:
    """The page of ``docs`` as a string; see `write_page`."""
    out = io.StringIO()
    write_page(docs, out, title=title)
    return out.getvalue()


@cache
def static(name: str) -> str:
    """A file of the package's ``static`` folder."""
    return (files("claimx.view") / "static" / name).read_text(encoding="utf-8")


def policy(*scripts: str) -> str:
    """The content security policy of a page in which only ``scripts`` run and nothing is fetched."""
    sums = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{total}'" for total in sums) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _frame(title: str) -> tuple[str, str]:
    script = "\n" + "\n".join(static(name) for name in _SCRIPTS)
    whole = Template(static("page.html")).substitute(
        title=html.escape(visible(title)),
        policy=policy(script),
        style="\n".join(static(name) for name in _STYLES),
        script=script,
        data="\0",
    )
    head, _, foot = whole.partition("\0")
    return head, foot
