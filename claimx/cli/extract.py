"""``claimx extract``: articles to records."""

from __future__ import annotations

import logging
import signal
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from claimx.cli import options
from claimx.cli.progress import Pace, Progress, as_json, shown
from claimx.errors import ConfigError

QUARANTINED, STOPPED = 3, 130  # exit codes


def extract(
    inputs: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders or globs: .txt .html .warc .jsonl .json .csv .tsv .parquet, also .gz .zst .bz2."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The output: .jsonl or .csv, also .gz .zst, or .parquet.")],
    model: options.Model = None,
    min_score: options.MinScore = None,
    backend: options.Backend = "openvino",
    device: options.Device = "cpu",
    threads: options.Threads = 1,
    workers: options.Workers = 1,
    precision: options.Precision = "f32",
    text_field: Annotated[str, typer.Option(help="The field or column that holds the text.")] = "text",
    id_field: Annotated[str, typer.Option(help="The field or column that holds the id.")] = "id",
    meta_field: Annotated[
        list[str] | None,
        typer.Option(help="Where a title, date, url or publisher is: date=COLUMN; repeatable. Common names are known."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="How the files' bytes become text; detected if not given.")
    ] = None,
    text: Annotated[bool, typer.Option("--text/--no-text", help="Keep each article's text in its record.")] = True,
    shard_size: Annotated[
        int | None,
        typer.Option(min=1, help="Make OUT a folder of parts with so many articles, each there as soon as it is full."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Start over instead of going on.")] = False,
    progress: Annotated[
        Progress, typer.Option(help="A bar (in a log: lines), lines of JSON, or none; on stderr.")
    ] = Progress.BAR,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Find the attributions of articles and write their records.

    The same command, run again, goes on where it was stopped. Articles that cannot be read go to
    OUT.quarantine.jsonl with the reason. Exit codes: 0 done; 3 done, some articles quarantined; 2 wrong use;
    1 failed, what was done stays; 130 stopped by Ctrl-C or SIGTERM.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as schedulers stop jobs
    pace = Pace()
    try:
        from claimx.corpus.readers import ReadConfig
        from claimx.corpus.run import WriteConfig
        from claimx.corpus.run import extract as run
        from claimx.extractor import RunConfig, load
        from claimx.model.store import SUMS, find_model

        if not quiet:
            logging.basicConfig(format="claimx: %(message)s")
        logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # pages without a text are told in the quarantine
        config = RunConfig(
            backend=backend,  # type: ignore[arg-type]
            device=device,
            precision=precision,  # type: ignore[arg-type]
            threads=threads,
            workers=workers,
            min_score=min_score,
        )
        read = ReadConfig(
            text_field=text_field, id_field=id_field, meta_fields=_pairs(meta_field or []), encoding=encoding
        )
        with shown(Progress.NONE if quiet else progress, pace) as show:
            summary = run(
                inputs,
                out,
                load(model, config=config),
                read=read,
                write=WriteConfig(with_text=text, shard_size=shard_size),
                weights=sha256((find_model(model) / SUMS).read_bytes()).hexdigest(),
                fresh=fresh,
                on_progress=show,
            )
    except KeyboardInterrupt:
        typer.echo("claimx: stopped; the same command goes on from here", err=True)
        raise typer.Exit(STOPPED) from None
    if progress is Progress.JSON and not quiet:
        typer.echo(as_json(summary, pace, done=True), err=True)
    elif not quiet:
        told = pace.measure(summary)
        counts = f"{summary.articles:,} articles, {summary.words:,} words, {summary.attributions:,} attributions"
        speed = f"{told['articles_s']:,} articles/s, {told['words_s']:,} words/s"
        line = f"{counts} in {told['elapsed_s']} s ({speed}) -> {out}"
        if summary.resumed:
            line += f" ({summary.resumed:,} were done before)"
        if summary.quarantined:
            line += f"; {summary.quarantined:,} could not be read -> {out}.quarantine.jsonl"
        typer.echo(line, err=True)
    if summary.quarantined:
        raise typer.Exit(QUARANTINED)


def _pairs(given: list[str]) -> tuple[tuple[str, str], ...]:
    pairs = [(name.strip(), column) for name, _, column in (text.partition("=") for text in given)]
    wrong = [text for text, (_, column) in zip(given, pairs, strict=True) if not column]
    if wrong:
        raise ConfigError(f"--meta-field is {wrong[0]!r}; expected NAME=COLUMN, as in date=published_on")
    return tuple(sorted(pairs))
