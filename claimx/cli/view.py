"""``claimx view``: records to a page to read them on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def view(
    records: Annotated[Path, typer.Argument(help="Records that `claimx extract` wrote: .jsonl, also .gz .zst.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The page: .html.")],
    title: Annotated[str | None, typer.Option(help="What stands at its head; the records' name if not given.")] = None,
) -> None:
    """Write one page that shows the articles with who said what; it needs no network and no server."""
    from claimx.corpus.stored import stored_documents
    from claimx.view.page import write_page

    partial = out.with_name(f"{out.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            count = write_page(stored_documents(records), file, title=title or records.name)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    typer.echo(f"{count:,} articles, {out.stat().st_size / 2**10:,.0f} KiB -> {out}", err=True)
