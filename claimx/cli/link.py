"""``claimx link``: the records of many articles to one ledger."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from claimx.cli import options


def link(
    inputs: Annotated[
        list[str], typer.Argument(help="Records of `claimx extract`: files, folders or globs; .jsonl or .parquet.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The ledger: .parquet.")],
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Join speakers, statements and denials over articles, and write one ledger.

    The ledger has the columns of the flat form, one row an attribution, and more: who the speaker is in all articles,
    which statement this is a sighting of, and what a denial denies. Query it with DuckDB.
    """
    from claimx.ledger.link import link as run

    started = time.perf_counter()
    with options.progress_bar() as bar:
        bar.disable = quiet
        tasks = {}

        def show(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total, note="")
            bar.update(tasks[stage], completed=done, total=total)

        summary = run(inputs, out, on_progress=show)
    if not quiet:
        typer.echo(
            f"{summary.attributions:,} attributions of {summary.articles:,} articles; in more than one: "
            f"{summary.speakers:,} speakers, {summary.statements:,} statements; {summary.denials:,} denials of other "
            f"articles' claims; {time.perf_counter() - started:.1f} s -> {out}",
            err=True,
        )
