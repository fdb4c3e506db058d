"""``claimx train``: a model folder from gold articles and a pretrained encoder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claimx.cli import options


def train(
    data: Annotated[Path, typer.Option(help="A folder in PolNeAR's layout, with the parts train and dev.")],
    encoder: Annotated[str, typer.Option(help="A folder with a pretrained encoder, or a hub name.")],
    out: Annotated[Path, typer.Option(help="The model folder to make; its checkpoint lies in OUT/.training.")],
    config: Annotated[
        Path | None, typer.Option(help="A training config in JSON; what it leaves out keeps its default.")
    ] = None,
    threads: options.Threads = 2,
) -> None:
    """Train a reader, export it and score it. The same command, run again, goes on where it was stopped."""
    try:
        from claimx.training.make import make_model
    except ModuleNotFoundError as error:
        from claimx.errors import MissingExtraError

        raise MissingExtraError("training", "train") from error
    from claimx.evaluation.scores import Score, as_table
    from claimx.training.config import TrainConfig, read_train_config

    chosen = read_train_config(config) if config else TrainConfig()
    with options.progress_bar() as bar:
        task = bar.add_task("Training", total=None, note="")

        def step(done: int, total: int, loss: float) -> None:
            bar.update(task, completed=done, total=total, note=f"loss {loss:.3f}")

        def epoch(number: int, scores: dict[str, Score]) -> None:
            row = "  ".join(
                f"{name} {scores[name].f1:.1f}"
                for name in ("attribution.relaxed", "attribution.strict", "quoted.relaxed")
            )
            bar.console.print(f"epoch {number}: {row}")

        scores = make_model(data, encoder, out, config=chosen, threads=threads, on_step=step, on_epoch=epoch)
    typer.echo(as_table(scores))
    typer.echo(f"wrote {out}")
