"""Options that several commands share, and the progress bar."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

Model = Annotated[str | None, typer.Option("--model", "-m", help="A shipped model's name, or a model folder.")]
MinScore = Annotated[float | None, typer.Option(min=0.0, max=1.0, help="Leave out attributions that score below.")]
Backend = Annotated[str, typer.Option(help="What runs the model: openvino, or pytorch (needs claimx\\[torch]).")]
Device = Annotated[str, typer.Option(help="Where the pytorch backend runs: cpu, cuda, cuda:1 ...")]
Threads = Annotated[int, typer.Option(min=1, help="Processor threads.")]
Precision = Annotated[
    str, typer.Option(help="Of what is not int8: f32, bf16, or auto (bf16 where the processor has it: a tenth faster).")
]
Workers = Annotated[int, typer.Option(min=1, help="Processes that share the articles, each with the model once.")]

errors = Console(stderr=True)


def progress_bar() -> Progress:
    """A bar on stderr with counts, time spent and time left; ``fields[note]`` is free text."""
    return Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=errors,
        transient=True,
    )
