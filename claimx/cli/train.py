"""``claimx train``: a model folder from gold articles and a pretrained encoder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claimx.cli import options


def train(
    data: Annotated[
        list[Path], typer.Option(help="A folder in PolNeAR's layout, or a .jsonl of corrected records; repeatable.")
    ],
    out: Annotated[Path, typer.Option(help="The model folder to make; its checkpoint lies in OUT/.training.")],
    encoder: Annotated[
        str | None, typer.Option(help="Start from a pretrained encoder: a folder or a hub name.")
    ] = None,
    init: Annotated[str | None, typer.Option(help="Start from a model instead: a shipped name or a folder.")] = None,
    config: Annotated[
        Path | None, typer.Option(help="A training config in JSON; what it leaves out keeps its default.")
    ] = None,
    teacher: Annotated[str | None, typer.Option(help="Learn from this model too: a shipped name or a folder.")] = None,
    unlabelled: Annotated[
        list[str] | None, typer.Option(help="Files, folders or globs with texts for the teacher to read; repeatable.")
    ] = None,
    text_field: Annotated[str, typer.Option(help="The field or column of those that holds the text.")] = "text",
    threads: options.Threads = 2,
) -> None:
    """Train a reader, export it and score it. The same command, run again, goes on where it was stopped."""
    try:
        from claimx.training.make import Progress, Start, Teacher, make_model
    except ModuleNotFoundError as error:
        from claimx.errors import MissingExtraError

        raise MissingExtraError("training", "train") from error
    from claimx.corpus.readers import ReadConfig, find_files, read_articles
    from claimx.errors import ConfigError
    from claimx.evaluation.scores import Score, as_table
    from claimx.training.config import FINE_TUNING, TrainConfig, read_train_config
    from claimx.types import Article

    default = FINE_TUNING if init else TrainConfig()
    if unlabelled and not teacher:
        raise ConfigError("--unlabelled needs a --teacher to read it")
    read = read_articles(find_files(unlabelled), ReadConfig(text_field=text_field)) if unlabelled else iter(())
    texts = []
    for article in read:
        if isinstance(article, Article):
            texts.append(article.text)
        else:
            typer.echo(f"claimx: left out {article.doc_id}: {article.problem}", err=True)
    with options.progress_bar() as bar:
        task = bar.add_task("Training", total=None, note="")

        def lesson(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, note="articles read by the teacher")

        def step(done: int, total: int, loss: float) -> None:
            bar.update(task, completed=done, total=total, note=f"loss {loss:.3f}")

        def epoch(number: int, scores: dict[str, Score]) -> None:
            row = "  ".join(
                f"{name} {scores[name].f1:.1f}"
                for name in ("attribution.relaxed", "attribution.strict", "quoted.relaxed")
            )
            bar.console.print(f"epoch {number}: {row}")

        scores = make_model(
            data,
            Start(encoder=encoder, model=init),
            out,
            config=read_train_config(config, default) if config else default,
            teacher=Teacher(model=teacher, unlabelled=texts) if teacher else None,
            threads=threads,
            progress=Progress(lesson=lesson, step=step, epoch=epoch),
        )
    typer.echo(as_table(scores))
    typer.echo(f"wrote {out}")
