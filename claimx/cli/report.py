"""``claimx report``: records to a page of charts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    records: Annotated[Path, typer.Argument(help="Records that `claimx extract` wrote: .jsonl, also .gz .zst.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The report: .html.")],
    title: Annotated[str | None, typer.Option(help="What stands at its head; the records' name if not given.")] = None,
) -> None:
    """Write the corpus at a glance: who speaks, how often unnamed, how they stand to it, who denies what.

    Outlets and dates are the `publisher` and the `date` of the records' metadata. Needs claimx[view].
    """
    from claimx.corpus.stored import stored_documents
    from claimx.view.report import report as draw

    out.write_text(draw(stored_documents(records), title=title or records.name), encoding="utf-8", newline="\n")
    typer.echo(f"{out.stat().st_size / 2**10:,.0f} KiB -> {out}", err=True)
