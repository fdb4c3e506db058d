"""``claimx show``: the attributions of one article in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimx.cli import options

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from claimx.types import Attribution, Document

_COLOURS = {"assert": "cyan", "deny": "magenta", "decline": "yellow", "other": "bright_black"}


def show(
    article: Annotated[Path, typer.Argument(help="A file that holds one article; for text from a pipe, give -.")],
    model: options.Model = None,
    min_score: options.MinScore = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the record instead.")] = False,
) -> None:
    """Show who says what in one article."""
    from rich.console import Console

    from claimx.extractor import RunConfig, load
    from claimx.records import to_json

    doc = load(model, config=RunConfig(min_score=min_score))(_read(article), id=str(article))
    if as_json:
        typer.echo(to_json(doc))
        return
    console = Console()
    console.print(_grid(doc))
    console.print(f"[dim]{len(doc.attributions)} attributions, {len(doc.speakers)} speakers, {doc.model}[/dim]")


def _read(path: Path) -> str:
    from claimx.corpus.readers import ReadConfig, read_articles
    from claimx.errors import CorpusError
    from claimx.types import Failure

    if str(path) == "-":
        return typer.get_text_stream("stdin").read()
    if not path.is_file():
        raise CorpusError(path, None, "expected a file that holds one article")
    items = list(read_articles([path], ReadConfig()))
    if len(items) != 1:
        raise CorpusError(path, None, f"expected one article, got {len(items)}; use `claimx extract` for a corpus")
    if isinstance(items[0], Failure):
        raise CorpusError(path, None, items[0].problem)
    return items[0].text


def _grid(doc: Document) -> Table:
    """A row an attribution: its stance and kind, then who, the cue, to whom, and the content below."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 1, 0))
    grid.add_column(width=8)
    grid.add_column(ratio=1)
    for attribution in doc.attributions:
        grid.add_row(_stance(attribution), _words(attribution))
    return grid


def _stance(attribution: Attribution) -> Text:
    from rich.text import Text

    stance = attribution.stance
    label = Text(stance.label, style=f"bold {_COLOURS[stance.label]}")
    label.append(f"\n{'hedged' if stance.hedged else attribution.kind}", style="dim")
    return label


def _words(attribution: Attribution) -> Text:
    from rich.text import Text

    words = Text("  " if attribution.parent else "")
    words.append(_one_line(attribution.source.text) if attribution.source else "(no source)", style="bold")
    words.append(f" {_one_line(attribution.cue.text)}" if attribution.cue else "")
    words.append(f" {_one_line(attribution.addressee.text)}" if attribution.addressee else "", style="italic")
    words.append(f"  {attribution.score:.2f}\n", style="dim")
    words.append(_one_line(attribution.content.text), style=_COLOURS[attribution.stance.label])
    return words


def _one_line(text: str) -> str:
    return " ".join(text.split())
