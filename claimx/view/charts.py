"""The report's charts: what each shows of the counts. A colour is written ``@name``; see `plot.SCREEN`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt

from claimx.types import STANCES
from claimx.view.plot import Chart, Row
from claimx.view.tally import LENGTHS, Tally

WIDTH = 780
_MOST = 20  # bars of one chart; its CSV has all rows
_POINTS = 60  # of one line
_NO_OUTLET = "no outlet given"
_KINDS = ("direct", "mixed", "indirect")


def charts(tally: Tally) -> list[Chart]:
    """The charts that ``tally`` has data for."""
    made = [_who(tally), _by_outlet(tally), _over_time(tally), _stances(tally), _kinds(tally), _lengths(tally)]
    return [chart for chart in made if chart]


def interval(part: int, whole: int) -> tuple[float, float]:
    """95 % interval of the share ``part / whole`` (Wilson, 1927)."""
    z = 1.96
    share, spread = part / whole, z * z / whole
    middle = share + spread / 2
    reach = z * sqrt(share * (1 - share) / whole + spread / (4 * whole))
    return max(0.0, (middle - reach) / (1 + spread)), min(1.0, (middle + reach) / (1 + spread))


def _who(tally: Tally) -> Chart | None:
    rows: list[Row] = [{"speaker": name, "attributions": n.total()} for name, n in _ranked(tally)]
    x = {"field": "attributions", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1}}
    numbers = {"text": {"field": "attributions", "format": ","}}
    layers = [
        {"mark": {"type": "bar", "color": "@assert", "height": {"band": 0.72}}},
        {"mark": {"type": "text", "align": "left", "dx": 4, "color": "@quiet"}, "encoding": numbers},
    ]
    return _chart(
        "who-speaks",
        "Who speaks",
        f"The {min(_MOST, len(rows))} most heard of {len(rows):,} named speakers, joined by their names alone.",
        rows,
        {"encoding": {"y": _names("speaker"), "x": x}, "layer": layers, "height": {"step": 22}},
        shown=_MOST,
    )


def _by_outlet(tally: Tally) -> Chart | None:
    ranked = sorted(tally.unnamed_by_outlet.items(), key=lambda item: -item[1][0] / item[1][1])
    rows = [{"outlet": outlet or _NO_OUTLET} | _share(*n) for outlet, n in ranked]
    line = {"type": "rule", "color": "@assert", "strokeWidth": 2}
    point = {"type": "point", "filled": True, "size": 70, "opacity": 1, "color": "@assert"}
    layers = [
        {"mark": line, "encoding": {"x": _percent("low"), "x2": {"field": "high"}}},
        {"mark": point, "encoding": {"x": _percent("share")}},
    ]
    return _chart(
        "unnamed-by-outlet",
        "Who is not named, by outlet",
        "Attributions whose speaker is not named (an official, critics), of all that have a speaker other than the "
        "author; the line is the 95 % interval.",
        rows if len(rows) > 1 else [],
        {"encoding": {"y": _names("outlet")}, "layer": layers, "height": {"step": 26}},
        shown=2 * _MOST,
    )


def _over_time(tally: Tally) -> Chart | None:
    unit, periods = _periods(tally.unnamed_by_date)
    rows = [{"period": period} | _share(*n) for period, n in sorted(periods.items())]
    x = {"field": "period", "type": "temporal", "title": None, "scale": {"type": "utc"}, "axis": {"grid": False}}
    line = {"type": "line", "color": "@assert", "point": {"size": 45, "color": "@assert", "filled": True}}
    band = {"type": "area", "color": "@assert", "opacity": 0.18}
    layers = [
        {"mark": band, "encoding": {"y": _percent("low"), "y2": {"field": "high"}}},
        {"mark": line, "encoding": {"y": _percent("share")}},
    ]
    return _chart(
        "unnamed-over-time",
        "Who is not named, over time",
        f"The same share, a point a {unit}; the band is the 95 % interval. {tally.dated:,} of {tally.articles:,} "
        "articles tell their date.",
        rows if len(rows) > 1 else [],
        {"encoding": {"x": x}, "layer": layers, "height": 220},
    )


def _periods(counts: Mapping[str, Sequence[int]]) -> tuple[str, dict[str, list[int]]]:
    """The sums by day, month or year: the finest that leaves a chart readable; and what the unit is called."""
    for size, unit in ((10, "day"), (7, "month"), (4, "year")):
        sums: dict[str, list[int]] = {}
        for date, (part, whole) in counts.items():
            if len(date) >= size:
                before = sums.setdefault(date[:size], [0, 0])
                sums[date[:size]] = [before[0] + part, before[1] + whole]
        if 2 <= len(sums) <= _POINTS:
            return unit, sums
    return "year", sums


def _stances(tally: Tally) -> Chart | None:
    rows: list[Row] = [{"speaker": name} | {s: n[s] for s in STANCES} for name, n in _ranked(tally)]
    return _chart(
        "stance-by-speaker",
        "Stance, by speaker",
        f"How the {min(_MOST, len(rows))} most heard speakers stand towards what they say, by share.",
        rows,
        _stack("speaker", ("deny", "decline", "other", "assert")),
        shown=_MOST,
    )


def _kinds(tally: Tally) -> Chart | None:
    rows: list[Row] = [
        {"outlet": outlet or _NO_OUTLET} | {k: n[k] for k in _KINDS} for outlet, n in sorted(tally.kinds.items())
    ]
    return _chart(
        "kinds",
        "Kinds of quotation",
        "Direct: all of it inside quotation marks; mixed: some of it; indirect: none. Shares of all attributions.",
        rows,
        _stack("outlet", _KINDS),
        shown=2 * _MOST,
    )


def _lengths(tally: Tally) -> Chart | None:
    labels = [f"{low + 1}–{high}" for low, high in zip((0, *LENGTHS), LENGTHS, strict=False)] + [f"over {LENGTHS[-1]}"]
    rows: list[Row] = [
        {"kind": kind, "words": label, "attributions": tally.lengths[kind][k]}
        for kind in _KINDS
        if kind in tally.lengths
        for k, label in enumerate(labels)
    ]
    header = {"labelAngle": 0, "labelAlign": "left"}
    encoding = {
        "x": {"field": "words", "type": "ordinal", "sort": labels, "title": "words", "axis": {"labelAngle": 0}},
        "y": {"field": "attributions", "type": "quantitative", "title": None, "axis": {"tickCount": 3}},
        "row": {"field": "kind", "title": None, "sort": list(_KINDS), "header": header},
        "color": _colours("kind", _KINDS) | {"legend": None},
    }
    return _chart(
        "lengths",
        "Length of quotation",
        "Words of the content, by kind; each row has a scale of its own.",
        rows,
        {
            "mark": {"type": "bar", "width": {"band": 0.9}},
            "encoding": encoding,
            "resolve": {"scale": {"y": "independent"}},
            "height": 80,
            "width": WIDTH - 100,  # a chart of rows cannot fit itself
        },
    )


def _chart(
    name: str, title: str, note: str, rows: Sequence[Row], spec: Row, *, shown: int | None = None
) -> Chart | None:
    fitted = spec if "width" in spec else spec | {"width": WIDTH, "autosize": {"type": "fit-x", "contains": "padding"}}
    return Chart(name=name, title=title, note=note, rows=rows, spec=fitted, shown=shown) if rows else None


def _ranked(tally: Tally) -> list[tuple[str, Counter[str]]]:
    return sorted(tally.speakers.items(), key=lambda item: (-item[1].total(), item[0]))


def _share(part: int, whole: int) -> Row:
    low, high = interval(part, whole)
    share = round(part / whole, 4)
    return {"unnamed": part, "attributions": whole, "share": share, "low": round(low, 4), "high": round(high, 4)}


def _names(field: str) -> Row:
    return {"field": field, "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 210, "grid": False}}


def _percent(field: str) -> Row:
    return {"field": field, "type": "quantitative", "title": None, "axis": {"format": "%"}, "scale": {"zero": True}}


def _colours(field: str, order: Sequence[str]) -> Row:
    return {"field": field, "scale": {"domain": list(order), "range": [f"@{name}" for name in order]}, "title": None}


def _stack(y: str, parts: Sequence[str]) -> Row:
    """Bars of equal length, parted by the shares of the columns ``parts``, in their order."""
    x = {"field": "count", "type": "quantitative", "stack": "normalize", "title": None, "axis": {"format": "%"}}
    legend = {"orient": "top", "symbolType": "square"}
    return {
        "transform": [
            {"fold": list(parts), "as": ["part", "count"]},
            {"calculate": f"indexof({list(parts)}, datum.part)", "as": "rank"},
        ],
        "mark": {"type": "bar", "height": {"band": 0.72}, "stroke": "@paper", "strokeWidth": 1},
        "encoding": {
            "y": _names(y),
            "x": x,
            "color": _colours("part", parts) | {"legend": legend},
            "order": {"field": "rank"},
        },
        "height": {"step": 22},
    }
