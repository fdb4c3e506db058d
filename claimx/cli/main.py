"""The entry point: collects the commands and turns claimx's errors into exit codes."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from claimx.cli.evaluate import evaluate
from claimx.cli.export import export
from claimx.cli.extract import extract
from claimx.cli.link import link
from claimx.cli.models import models
from claimx.cli.report import report
from claimx.cli.show import show
from claimx.cli.train import train
from claimx.cli.view import view
from claimx.errors import ClaimxError

app = typer.Typer(
    name="claimx",
    help="Who said what in the news, in which words, and how they stand towards it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(extract)
app.command()(show)
app.command()(view)
app.command()(report)
app.command()(train)
app.command()(evaluate)
app.command()(models)
app.command()(link)
app.command()(export)


def _print_version(wanted: bool) -> None:
    if wanted:
        from claimx import __version__

        typer.echo(f"claimx {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and stop.", callback=_print_version, is_eager=True)
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens, on stderr.")] = False,
) -> None:
    """Options of every command."""
    if verbose:
        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)


def main() -> None:
    """Run the command line. Exit codes: 0 done; 1 failed; 2 wrong use; 3 some articles quarantined; 130 stopped."""
    try:
        app()
    except ClaimxError as error:
        typer.echo(f"claimx: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
