"""``claimx evaluate``: how well a model reads gold articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from claimx.cli import options


def evaluate(
    data: Annotated[Path, typer.Option(help="A folder in PolNeAR's layout.")],
    split: Annotated[str, typer.Option(help="Its part to score on.")] = "dev",
    model: options.Model = None,
    min_score: options.MinScore = None,
    backend: options.Backend = "openvino",
    device: options.Device = "cpu",
    threads: options.Threads = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
    records: Annotated[Path | None, typer.Option(help="Also write the records there, as JSON lines.")] = None,
) -> None:
    """Score a model, whole path, on gold articles."""
    from claimx.evaluation.gold import read_polnear
    from claimx.evaluation.run import evaluate as run
    from claimx.evaluation.scores import SIGNATURE, as_table
    from claimx.evaluation.scores import as_json as to_plain
    from claimx.extractor import RunConfig, load
    from claimx.records import to_json
    from claimx.training.gold import with_nested

    articles = with_nested(read_polnear(data, split))
    config = RunConfig(backend=backend, device=device, threads=threads, min_score=min_score)  # type: ignore[arg-type]
    extractor = load(model, config=config)
    with options.progress_bar() as bar:
        task = bar.add_task("Reading", total=len(articles), note="")
        scores, docs = run(extractor, articles, on_progress=lambda done, _: bar.update(task, completed=done))
    if records:
        records.write_text("".join(to_json(doc) + "\n" for doc in docs), encoding="utf-8")
    signature = f"polnear/{split}|{SIGNATURE}|{extractor.model.label}|{backend}"
    if as_json:
        typer.echo(json.dumps({"signature": signature, "scores": to_plain(scores)}))
    else:
        typer.echo(as_table(scores))
        typer.echo(signature)
