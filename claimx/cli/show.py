"""``claimx show``: the attributions of one article in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from claimx.cli import options
from claimx.view.visible import visible

if TYPE_CHECKING:
    from rich.table import Table

    from claimx.types import Attribution, Document

_COLOURS = {"assert": "cyan", "deny": "magenta", "decline": "yellow", "other": "bright_black"}
_SIGNS = {"assert": ("●", "asserts"), "deny": ("×", "denies"), "decline": ("–", "declines"), "other": ("○", "other")}


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
    console.print(grid(doc))
    console.print(f"{len(doc.attributions)} attributions, {len(doc.speakers)} speakers, {doc.model}", style="dim")


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


def grid(doc: Document) -> Table:
    """A row an attribution: its stance, then the speaker, the words that tell it, and the content, wrapped to fit."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(width=13)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(justify="right", width=4)
    claims = {a.id: a for a in doc.attributions}
    for attribution in doc.attributions:
        row = _words(attribution, claims.get(attribution.stance.target or ""))
        inner = Padding(row, (0, 0, 0, 2 * _depth(attribution, claims)))
        grid.add_row(_stance(attribution), inner, Text(f"{attribution.score:.2f}", style="dim"))
    return grid


def _depth(attribution: Attribution, claims: Mapping[str, Attribution]) -> int:
    """How many contents it stands inside, three at most."""
    depth = 0
    while depth < 3 and attribution.parent and attribution.parent in claims:
        attribution, depth = claims[attribution.parent], depth + 1
    return depth


def _stance(attribution: Attribution) -> Text:
    stance = attribution.stance
    sign, word = _SIGNS[stance.label]
    label = Text(f"{sign} {word}", style=f"bold {_COLOURS[stance.label]}")
    notes = [stance.decline_kind.replace("_", " ") if stance.decline_kind else "", "hedged" if stance.hedged else ""]
    return label.append("".join(f"\n  {note}" for note in notes if note), style="dim")


def _words(a: Attribution, denied: Attribution | None) -> Text:
    words = Text(_speaker(a), style="bold")
    about = [visible(part) for part in (a.speaker.role, a.speaker.affiliation) if part] if a.speaker else []
    words.append(f"  {', '.join(about)}\n" if about else "\n", style="not bold dim")
    said = " ".join(visible(part.text) for part in (a.cue, a.addressee) if part)
    words.append(f"{said}\n" if said else "", style="not bold italic")
    words.append(visible(a.content.text), style=f"not bold {_COLOURS[a.stance.label]}")
    if denied:
        words.append(f"\nagainst {_speaker(denied)}: {visible(denied.content.text)}", style="not bold dim")
    return words.append("\n")


def _speaker(attribution: Attribution) -> str:
    if attribution.speaker:
        return visible(attribution.speaker.name)
    return visible(attribution.source.text) if attribution.source else "(no source)"
