"""A chart: Vega-Lite drawn by vl-convert, as SVG in the page's own colours and as PNG, with its rows as CSV."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claimx.errors import MissingExtraError

Row = dict[str, Any]

# SVG takes the colours of the page, which follow the reader's light or dark; a PNG stands on white.
SCREEN = {
    name: f"var(--{name})" for name in ("ink", "quiet", "rule", "paper", "assert", "deny", "decline", "other")
} | {"direct": "var(--assert)", "mixed": "var(--half)", "indirect": "var(--third)"}
PAPER = {
    "ink": "#1b1b1a", "quiet": "#5d5b57", "rule": "#e0dcd4", "paper": "#ffffff",
    "assert": "#1d7fc9", "deny": "#c4420f", "decline": "#4b1263", "other": "#7a7a7a",
    "direct": "#1d7fc9", "mixed": "#8ebfe4", "indirect": "#c9c5bd",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart before it is drawn: its rows, all of which go to the CSV, and its specification but for the colours."""

    name: str
    title: str
    note: str
    rows: Sequence[Row]
    spec: Row
    shown: int | None = None  # how many of the rows are drawn

    def svg(self) -> str:
        """The chart for the page."""
        return str(_converter().vegalite_to_svg(self._whole(SCREEN), allowed_base_urls=[]))

    def png(self) -> bytes:
        """The chart as a picture with its title, at twice its size."""
        title = {"text": self.title, "subtitle": textwrap.wrap(self.note, 100), "anchor": "start", "frame": "group"}
        whole = self._whole(PAPER) | {"title": title, "padding": 16}
        return bytes(_converter().vegalite_to_png(whole, scale=2, allowed_base_urls=[]))

    def csv(self) -> str:
        """All rows, with a header."""
        return to_csv(self.rows)

    def _whole(self, colours: dict[str, str]) -> Row:
        data = {"values": list(self.rows[: self.shown])}
        whole: Row = _coloured(self.spec, colours)
        return whole | {"data": data, "config": _config(colours)}


def to_csv(rows: Sequence[Row]) -> str:
    """``rows`` with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _coloured(value: Any, colours: dict[str, str]) -> Any:
    """``value`` with each ``@name`` replaced by the colour of that name."""
    if isinstance(value, dict):
        return {key: _coloured(item, colours) for key, item in value.items()}
    if isinstance(value, list):
        return [_coloured(item, colours) for item in value]
    return colours[value[1:]] if isinstance(value, str) and value.startswith("@") else value


def _config(colours: dict[str, str]) -> Row:
    text = {"labelColor": colours["ink"], "titleColor": colours["quiet"], "labelFontSize": 12, "titleFontWeight": 400}
    axis = {
        "domain": False,
        "ticks": False,
        "gridColor": colours["rule"],
        "labelPadding": 6,
        "labelFlush": False,
        "tickCount": 6,
    }
    return {
        "font": "Liberation Sans, Helvetica, Arial, sans-serif",
        "background": None if colours is SCREEN else colours["paper"],
        "view": {"stroke": None},
        "axis": text | axis,
        "header": text,
        "legend": text | {"labelFontSize": 12},
        "title": {"fontSize": 17, "subtitleFontSize": 12, "subtitleColor": colours["quiet"], "offset": 14},
        "text": {"fontSize": 12},
    }


def _converter() -> Any:
    try:
        import vl_convert
    except ModuleNotFoundError as error:
        raise MissingExtraError("`claimx report`", "view") from error
    return vl_convert
