"""The corpus report: what it counts, and that it stands alone."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from claimx.types import Document
from claimx.view.charts import charts, interval
from claimx.view.report import report
from claimx.view.tally import count
from tests.view.documents import HOSTILE, document, flood, person

CORPUS = [
    flood("a", publisher="Gazette", date="2023-01-09"),
    flood("b", publisher="Gazette", date="2023-02-01T10:00:00Z"),
    flood("c", publisher="Post", date="last week"),
    document("It rained.", id="d"),
]


def rows(docs: list[Document], name: str) -> list[dict[str, str]]:
    chart = next(chart for chart in charts(count(docs)) if chart.name == name)
    return list(csv.DictReader(io.StringIO(chart.csv())))


def test_speakers_are_counted_by_their_own_names() -> None:
    assert rows(CORPUS, "who-speaks") == [{"speaker": "Marisol Quint", "attributions": "9"}]


def test_the_share_unnamed_is_told_by_outlet_with_its_interval() -> None:
    shares = {row["outlet"]: row for row in rows(CORPUS, "unnamed-by-outlet")}
    assert set(shares) == {"Gazette", "Post"}
    assert (shares["Gazette"]["unnamed"], shares["Gazette"]["attributions"]) == ("2", "10")
    assert float(shares["Gazette"]["low"]) < float(shares["Gazette"]["share"]) < float(shares["Gazette"]["high"])


def test_time_goes_by_readable_dates_alone() -> None:
    assert [row["period"] for row in rows(CORPUS, "unnamed-over-time")] == ["2023-01-09", "2023-02-01"]
    months = [flood(f"m{k}", date=f"20{10 + k // 12}-{k % 12 + 1:02}-{d}") for k in range(40) for d in (10, 20)]
    assert len(rows(months, "unnamed-over-time")) == 40


def test_stances_kinds_and_lengths_are_counted() -> None:
    assert rows(CORPUS, "stance-by-speaker")[0] == {
        "speaker": "Marisol Quint",
        "assert": "6",
        "deny": "3",
        "decline": "0",
        "other": "0",
    }
    assert {row["outlet"]: row["direct"] for row in rows(CORPUS, "kinds")} == {"Gazette": "2", "Post": "1"}
    lengths = rows(CORPUS, "lengths")
    assert sum(int(row["attributions"]) for row in lengths) == 15
    assert next(row for row in lengths if row["kind"] == "direct")["attributions"] == "3"  # three words: 1-5


def test_a_denial_stands_beside_the_claim_it_denies() -> None:
    denial = count(CORPUS).denials[0]
    assert (denial.speaker, denial.content) == ("Marisol Quint", "that anyone had warned the town")
    assert (denial.claimed_by, denial.claim, denial.article) == ("Marisol Quint", "the dam was leaking", "a")


def test_the_interval_is_wilsons() -> None:
    assert interval(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert interval(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_every_chart_can_be_taken_away_as_png_and_csv() -> None:
    page = report(CORPUS, title="t")
    files = dict(re.findall(r'download="([\w.-]+)" href="data:[\w/;=-]+?,([^"]+)"', page))
    names = [chart.name for chart in charts(count(CORPUS))]
    assert set(files) == {f"{name}.{form}" for name in names for form in ("png", "csv")} | {"denials.csv"}
    for name, data in files.items():
        content = base64.b64decode(data)
        assert content.startswith(b"\x89PNG") if name.endswith("png") else b"," in content


def test_a_corpus_without_attributions_has_a_report(show: Callable[..., Page]) -> None:
    opened = show(report([document("It rained.")], title="Dry"), ready=False)
    assert opened.locator("h1").text_content() == "Dry"
    assert opened.locator("svg").count() == 0


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_no_fault_in_the_report(show: Callable[..., Page], dark: bool) -> None:
    found = Axe().run(show(report(CORPUS, title="t"), ready=False, dark=dark))
    assert found.violations_count == 0, found.generate_report()


def test_hostile_text_is_inert_in_the_report(show: Callable[..., Page]) -> None:
    docs = []
    for k, hostile in enumerate(HOSTILE):
        speaker = person(1, f"Zed {hostile}")
        claim = {"content": hostile, "speaker": 0, "stance": "deny", "target": 0}
        docs.append(document(hostile, claim, speakers=(speaker,), id=hostile, publisher=f"{k}{hostile}", date="2023"))
    opened = show(report(docs, title="".join(HOSTILE)), ready=False)
    assert opened.evaluate("window.owned") is None
    assert opened.locator("script, img, foreignObject").count() == 0
    shown = opened.locator(".denials").text_content() or ""
    assert shown.count("<script>window.owned = 1</script>") >= 2
    assert shown.count("window.owned=1}") >= 1
