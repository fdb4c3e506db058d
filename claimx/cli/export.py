"""``claimx export``: records to the forms of other tools, and from brat back."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from claimx.cli import options


class To(StrEnum):
    """The forms there are."""

    CITRON = "citron"
    CORENLP = "corenlp"
    BRAT = "brat"
    CSV_ATAP = "csv-atap"
    CONLLU = "conllu"
    RECORDS = "records"


def export(
    inputs: Annotated[
        list[str],
        typer.Argument(
            help="Records of `claimx extract`: files, folders or globs; .jsonl, also .gz .zst. "
            "For --to records: folders of brat's."
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="A .csv, .conllu or .jsonl file; for the other forms a folder.")
    ],
    to: Annotated[To, typer.Option(help="The form.")],
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Write records in a form that other tools read, or what was corrected in brat as records.

    citron: BBC Citron's annotation format.
    corenlp: Stanford CoreNLP's JSON with quotes.
    brat: a folder for a brat server.
    csv-atap: the table of the ATAP Quotation Tool.
    conllu: CoNLL-U, the attributions in MISC.
    records: from brat back, for `claimx train --data`.

    Offsets are those of the texts as they were given.
    """
    from claimx.exchange.convert import export as run

    with options.progress_bar() as bar:
        bar.disable = quiet
        task = bar.add_task("Exporting", total=None, note="articles")
        summary = run(inputs, out, to=to.value, on_progress=lambda done: bar.update(task, completed=done))
    if not quiet:
        line = f"{summary.attributions:,} attributions of {summary.articles:,} articles -> {out}"
        if summary.left_out:
            line += f"; {summary.left_out:,} of them have no place in this form"
        typer.echo(line, err=True)
