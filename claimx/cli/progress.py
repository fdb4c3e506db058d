"""How a run over a corpus tells how far it is, on stderr: a bar, lines for logs, lines of JSON for jobs, or nothing."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from claimx.corpus.run import Summary

_BAR_EVERY_S, _LINE_EVERY_S, _JSON_EVERY_S = 0.1, 60.0, 5.0


class Progress(StrEnum):
    """A bar (in a log: lines), or lines of JSON."""

    BAR = "bar"
    JSON = "json"
    NONE = "none"


class Pace:
    """The speed of a run, since it started or went on."""

    def __init__(self) -> None:
        self._started = time.perf_counter()

    def measure(self, summary: Summary) -> dict[str, float | None]:
        """Seconds spent and left, articles and words a second; what cannot be told yet is None."""
        spent = time.perf_counter() - self._started
        gained = summary.share - summary.resumed_share
        return {
            "elapsed_s": round(spent, 1),
            "remaining_s": round(spent / gained * (1 - summary.share), 1) if gained > 0 else None,
            "articles_s": round((summary.articles - summary.resumed) / max(spent, 1e-9), 1),
            "words_s": round((summary.words - summary.resumed_words) / max(spent, 1e-9)),
        }


@contextmanager
def shown(kind: Progress, pace: Pace) -> Iterator[Callable[[Summary], None]]:
    """What to call with each `Summary`; it shows one now and then."""
    if kind is Progress.NONE:
        yield lambda _: None
    elif kind is Progress.JSON:
        yield _now_and_then(_JSON_EVERY_S, lambda s: typer.echo(as_json(s, pace, done=False), err=True))
    elif not sys.stderr.isatty():
        yield _now_and_then(_LINE_EVERY_S, lambda s: typer.echo(f"claimx: {as_line(s, pace)}", err=True))
    else:
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn
        from rich.progress import Progress as Bar

        from claimx.cli.options import errors

        columns = (BarColumn(bar_width=24), TaskProgressColumn(), TextColumn("{task.description}"))
        with Bar(*columns, console=errors, transient=True) as bar:
            task = bar.add_task("loading the model", total=1.0)
            yield _now_and_then(
                _BAR_EVERY_S, lambda s: bar.update(task, completed=s.share, description=as_line(s, pace))
            )


def as_line(summary: Summary, pace: Pace) -> str:
    """How far a run is, for people."""
    told = pace.measure(summary)
    left = told["remaining_s"]
    speed = f"{told['articles_s']:,} articles/s, {told['words_s']:,} words/s"
    time_left = f", {timedelta(seconds=round(left))} left" if left is not None else ""
    lost = f", {summary.quarantined:,} in quarantine" if summary.quarantined else ""
    return f"{summary.articles:,} articles, {summary.attributions:,} attributions{lost}; {speed}{time_left}"


def as_json(summary: Summary, pace: Pace, *, done: bool) -> str:
    """How far a run is, for programs."""
    counts = {
        "articles": summary.articles,
        "words": summary.words,
        "attributions": summary.attributions,
        "quarantined": summary.quarantined,
        "resumed": summary.resumed,
        "share": round(summary.share, 4),
    }
    return json.dumps(counts | pace.measure(summary) | {"done": done})


def _now_and_then(every_s: float, show: Callable[[Summary], object]) -> Callable[[Summary], None]:
    last = time.monotonic()

    def maybe(summary: Summary) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= every_s:
            last = now
            show(summary)

    return maybe
