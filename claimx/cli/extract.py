"""``claimx extract``: articles to records."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from claimx.cli import options

QUARANTINED, STOPPED = 3, 130  # exit codes


def extract(
    inputs: Annotated[
        list[str], typer.Argument(help="Files, folders or globs: .txt .html .jsonl .json .csv .parquet, also .gz .zst.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The output: .jsonl, .parquet or .csv.")],
    model: options.Model = None,
    min_score: options.MinScore = None,
    backend: options.Backend = "openvino",
    device: options.Device = "cpu",
    threads: options.Threads = 1,
    text_field: Annotated[str, typer.Option(help="The field or column that holds the text.")] = "text",
    id_field: Annotated[str, typer.Option(help="The field or column that holds the id.")] = "id",
    encoding: Annotated[str, typer.Option(help="How the files' bytes become text.")] = "utf-8-sig",
    text: Annotated[bool, typer.Option("--text/--no-text", help="Keep each article's text in its record.")] = True,
    fresh: Annotated[bool, typer.Option("--fresh", help="Start over instead of going on.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Find the attributions of articles and write their records.

    The same command, run again, goes on where it was stopped. Articles that cannot be read go to
    OUT.quarantine.jsonl with the reason, and the exit code is 3.
    """
    from claimx.corpus.readers import ReadConfig
    from claimx.corpus.run import Summary
    from claimx.corpus.run import extract as run
    from claimx.extractor import RunConfig, load

    started = time.perf_counter()
    config = RunConfig(backend=backend, device=device, threads=threads, min_score=min_score)  # type: ignore[arg-type]
    with options.progress_bar() as bar:
        bar.disable = quiet
        task = bar.add_task("Extracting", total=None, note="")

        def show(summary: Summary) -> None:
            bar.update(
                task, completed=summary.articles, total=summary.total, note=f"{summary.attributions:,} attributions"
            )

        try:
            summary = run(
                inputs,
                out,
                load(model, config=config),
                read=ReadConfig(text_field=text_field, id_field=id_field, encoding=encoding),
                with_text=text,
                fresh=fresh,
                on_progress=show,
            )
        except KeyboardInterrupt:
            typer.echo("claimx: stopped; the same command goes on from here", err=True)
            raise typer.Exit(STOPPED) from None
    if not quiet:
        spent = time.perf_counter() - started
        counts = f"{summary.articles:,} articles, {summary.words:,} words, {summary.attributions:,} attributions"
        line = f"{counts} in {spent:.1f} s -> {out}"
        if summary.resumed:
            line += f" ({summary.resumed:,} were done before)"
        if summary.quarantined:
            line += f"; {summary.quarantined:,} could not be read -> {out}.quarantine.jsonl"
        typer.echo(line, err=True)
    if summary.quarantined:
        raise typer.Exit(QUARANTINED)
