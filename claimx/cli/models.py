"""``claimx models``: which models are here and how well they read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def models(
    seal: Annotated[Path | None, typer.Option(help="Write the sums of this model folder's files anew.")] = None,
) -> None:
    """List the models that came with claimx, or seal a folder after a file in it was changed on purpose."""
    from rich.console import Console
    from rich.table import Table

    from claimx.model import store
    from claimx.model.config import read_config

    if seal is not None:
        read_config(seal / store.CONFIG)
        store.seal(seal)
        typer.echo(f"sealed {seal}")
        return
    table = Table("model", "relaxed F1", "strict F1", "quoted F1", "MiB", "folder", box=None, header_style="bold")
    for folder in store.shipped_models():
        size = sum(p.stat().st_size for p in folder.iterdir() if p.is_file()) / 2**20
        table.add_row(read_config(folder / store.CONFIG).label, *_scores(folder), f"{size:.0f}", str(folder))
    Console(soft_wrap=True).print(table)


def _scores(folder: Path) -> list[str]:
    """Dev F1 of the attributions, from the folder's own scores.json, or dashes."""
    from claimx.model import store

    names = ("attribution.relaxed", "attribution.strict", "quoted.relaxed")
    try:
        scores = json.loads((folder / store.SCORES).read_text(encoding="utf-8"))["scores"]
        return [f"{scores[name]['F1']:.1f}" for name in names]
    except (OSError, KeyError, ValueError):
        return ["-"] * len(names)
