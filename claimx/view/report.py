"""The corpus report: one HTML file with charts, their data and the table of denials; no script and no network."""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from string import Template

from claimx.types import Document
from claimx.view.charts import charts
from claimx.view.page import policy, static
from claimx.view.plot import Chart, to_csv
from claimx.view.tally import Denial, Tally, count
from claimx.view.visible import visible

_ROWS = 300  # of a table on the page; the CSV has all
_CSV = "text/csv;charset=utf-8"


def report(docs: Iterable[Document], *, title: str) -> str:
    """The report of ``docs``, read once.

    Raises:
        MissingExtraError: without the packages of ``claimx[view]``, which draw the charts.
    """
    tally = count(docs)
    parts = {chart.name: _figure(chart) for chart in charts(tally)}
    last = [parts.pop(name, "") for name in ("kinds", "lengths")]
    return Template(static("report.html")).substitute(
        title=html.escape(visible(title)),
        policy=policy(),
        style=static("base.css") + static("report.css"),
        facts="".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in _facts(tally)),
        sections="\n".join([*parts.values(), _denials(tally), *last]),
    )


def _facts(tally: Tally) -> list[tuple[str, str]]:
    unnamed = sum(part for part, _ in tally.unnamed_by_outlet.values())
    known = sum(whole for _, whole in tally.unnamed_by_outlet.values())
    return [
        ("articles", f"{tally.articles:,}"),
        ("attributions", f"{tally.attributions:,}"),
        ("named speakers", f"{len(tally.speakers):,}"),
        ("speakers not named", f"{unnamed / known:.0%}" if known else "–"),
        ("denials", f"{tally.n_denials:,}"),
        ("answers declined", f"{tally.stances['decline']:,}"),
    ]


def _figure(chart: Chart) -> str:
    """A chart with its title, what it shows, its downloads, and its data as a table."""
    name = chart.name
    return (
        f'<section><h2 id="{name}">{html.escape(chart.title)}</h2><p class="note">{html.escape(chart.note)}</p>'
        f'<figure role="group" aria-labelledby="{name}" tabindex="0">{chart.svg()}</figure>'
        f'<p class="get">{_download(f"{name}.png", "image/png", chart.png(), "PNG")}'
        f"{_download(f'{name}.csv', 'text/csv;charset=utf-8', chart.csv().encode(), 'CSV')}</p>"
        f"<details><summary>The data</summary>{_table(chart.rows, chart.title)}</details></section>"
    )


def _denials(tally: Tally) -> str:
    if not tally.denials:
        return ""
    rows = sorted(tally.denials, key=lambda denial: not denial.claim)
    note = (
        f"{tally.n_denials:,} denials; first those whose denied claim was found in the article too. Which claim is "
        "denied is told by likeness of words, order and cue: often wrongly where other attributions stand between."
    )
    csv = to_csv([asdict(row) for row in rows])
    body = "".join(_denial(row) for row in rows[:_ROWS])
    more = f'<p class="note">{len(rows) - _ROWS:,} more are in the CSV.</p>' if len(rows) > _ROWS else ""
    return (
        f'<section><h2 id="denials">Who denies what</h2><p class="note">{note}</p>'
        '<div class="wide" role="region" tabindex="0" aria-labelledby="denials"><table class="denials"><thead><tr>'
        '<th scope="col">Who</th><th scope="col">The denial</th>'
        '<th scope="col">The claim</th><th scope="col">Article</th>'
        f"</tr></thead><tbody>{body}</tbody></table></div>{more}"
        f'<p class="get">{_download("denials.csv", _CSV, csv.encode(), "CSV")}</p>'
        "</section>"
    )


def _denial(row: Denial) -> str:
    who, cue, content, by, claim = map(html.escape, (row.speaker, row.cue, row.content, row.claimed_by, row.claim))
    where = " · ".join(html.escape(part) for part in (row.outlet, row.date, row.article) if part)
    return (
        f'<tr><th scope="row">{who or "–"}</th><td><i>{cue}</i> {content}</td>'
        f'<td>{f"<b>{by}</b> {claim}" if claim else "–"}</td><td class="where">{where}</td></tr>'
    )


def _table(rows: Sequence[dict[str, object]], title: str) -> str:
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in rows[0])
    body = "".join(f"<tr>{''.join(map(_cell, row.values()))}</tr>" for row in rows[:_ROWS])
    more = f'<p class="note">{len(rows) - _ROWS:,} more rows are in the CSV.</p>' if len(rows) > _ROWS else ""
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{html.escape(title)}: the data">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}"
    )


def _cell(value: object) -> str:
    return f"<td>{html.escape(str(value))}</td>"


def _download(name: str, kind: str, content: bytes, label: str) -> str:
    data = base64.b64encode(content).decode()
    return f'<a download="{name}" href="data:{kind};base64,{data}">{label} <span class="hidden">of {name}</span></a>'
