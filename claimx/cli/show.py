"""``claimx show``: the attributions of one article in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimx.cli import options

if TYPE_CHECKING:
    from rich.console import RenderableType

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
    for attribution in doc.attributions:
        console.print(_line(attribution))
    console.print(_summary(doc))


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


def _line(attribution: Attribution) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    stance = attribution.stance
    line = Text()
    line.append(attribution.speaker.name if attribution.speaker else "(no source)", style="bold")
    line.append(f"  {attribution.cue.text if attribution.cue else ''}")
    if attribution.addressee:
        line.append(f" [to {attribution.addressee.text}]", style="dim")
    line.append(f"  {stance.label}{', hedged' if stance.hedged else ''}", style=_COLOURS[stance.label])
    line.append(f"  {attribution.kind} {attribution.score:.2f}\n", style="dim")
    line.append(" ".join(attribution.content.text.split()))
    return Padding(line, (0, 2 if attribution.parent is None else 6, 1, 0 if attribution.parent is None else 4))


def _summary(doc: Document) -> str:
    return f"[dim]{len(doc.attributions)} attributions, {len(doc.speakers)} speakers, {doc.model}[/dim]"
