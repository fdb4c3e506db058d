"""The articles' page in a browser."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from claimx.view.page import PER_CHUNK, page
from claimx.view.visible import visible
from tests.view.documents import FLOOD_TEXT, HOSTILE, document, flood, person

Show = Callable[..., Page]


def texts(opened: Page, selector: str) -> list[str]:
    return [" ".join(text.split()) for text in opened.locator(selector).all_text_contents()]


def test_the_text_is_shown_as_it_is_with_its_parts_marked(show: Show) -> None:
    opened = show(page([flood()], title="t"))
    shown = "".join(texts(opened, "h1") + texts(opened, ".text p"))
    assert "".join(shown.split()) == "".join(FLOOD_TEXT.split())
    assert "denied" in texts(opened, ".mark.cue.deny")
    assert "questions about the gauge" in texts(opened, ".mark.content.decline")


def test_a_title_that_is_the_first_line_stands_once(show: Show) -> None:
    opened = show(
        page([document("Rain ahead\r\nBy a reporter\n\nIt rained, said Zed.", {"content": "It rained"})], title="t")
    )
    assert texts(opened, "h1, .text p") == ["Rain ahead", "By a reporter", "It rained, said Zed."]


def test_an_attribution_inside_another_is_marked_inside_it(show: Show) -> None:
    opened = show(page([flood()], title="t"))
    assert texts(opened, '.content[data-i="0"] .content[data-i="1"]') == ["the dam was leaking"]
    assert opened.locator('.notes li.inner[data-i="1"]').count() == 1


@pytest.mark.parametrize("part", ["content", "cue", "source"])
def test_a_click_on_any_part_joins_all_and_tells_what_is_known(show: Show, part: str) -> None:
    opened = show(page([flood()], title="t"))
    opened.locator(f'.text .{part}[data-i="2"]').first.click()
    assert texts(opened, ".mark.on") == ["Quint, the mayor of Tarrow", "denied", "that anyone had warned the town"]
    card = texts(opened, ".notes li.open")[0]
    for known in ("Marisol Quint", "denies", "mayor", "Tarrow", "the dam was leaking", "deny 1.00", "87 in 100"):
        assert known in card


def test_pointing_shows_the_same_and_goes_away_again(show: Show) -> None:
    opened = show(page([flood()], title="t"))
    opened.locator('.text .cue[data-i="4"]').hover()
    assert "did not respond" in texts(opened, ".notes li.peek")[0]
    opened.locator("h1").hover()
    assert not texts(opened, ".notes li.peek")


def test_a_denial_leads_to_the_claim_it_denies(show: Show) -> None:
    opened = show(page([flood()], title="t"))
    opened.locator('.text .content[data-i="2"]').click()
    opened.locator(".notes li.open .card button").click()
    assert opened.locator(".notes li.open").get_attribute("data-i") == "1"


def test_the_keyboard_alone_steps_opens_and_closes(show: Show) -> None:
    opened = show(page([flood()], title="t"))
    opened.keyboard.press("j")
    opened.keyboard.press("ArrowDown")
    assert opened.locator(".notes li.open").get_attribute("data-i") == "1"
    assert opened.evaluate("document.activeElement.parentElement.dataset.i") == "1"
    opened.keyboard.press("Escape")
    assert opened.locator(".notes li.open").count() == 0
    opened.keyboard.press("Enter")
    assert opened.locator('.note[aria-expanded="true"]').count() == 1


def test_a_speaker_and_a_stance_filter_the_attributions(show: Show) -> None:
    opened = show(page([flood()], title="t"))
    names = dict(zip(texts(opened, "#here .name"), texts(opened, "#here .count"), strict=True))
    assert names["Marisol Quint"].startswith("3")
    opened.get_by_role("button", name="Marisol Quint 3").click()
    assert opened.locator(".notes li:visible").count() == 3
    opened.get_by_role("button", name="denies 1").click()
    assert texts(opened, ".text .mark.content:not(.off)") == ["that anyone had warned the town"]
    opened.get_by_role("button", name="show all").click()
    assert opened.locator(".notes li:visible").count() == 5


def test_many_articles_are_searched_by_their_text_and_opened(show: Show) -> None:
    docs = [document(f"Story {k}\n\nThe harvest of year {k} was thin.", id=f"a{k}") for k in range(3 * PER_CHUNK)]
    opened = show(page([*docs, flood(publisher="Gazette")], title="t"))
    opened.fill("#search", "rang ME")
    expect(opened.locator("#found")).to_have_text("1 of 151 articles")
    opened.locator("#list button").click()
    opened.wait_for_selector(".mark.deny")
    opened.fill("#search", "")
    opened.select_option("#having", "decline")
    expect(opened.locator("#found")).to_have_text("1 of 151 articles")


def test_one_speaker_is_read_across_articles_in_order_of_date(show: Show) -> None:
    docs = [flood("late", date="2024-05-02", title="Late"), flood("early", date="2023-01-09", title="Early")]
    opened = show(page(docs, title="t"))
    opened.locator("#tab-speakers").click()
    opened.locator("#everywhere button", has_text="Marisol Quint").click()
    expect(opened.locator(".claims .claim")).to_have_count(6)
    assert texts(opened, ".claims h2") == ["2023-01-09 · Early", "2024-05-02 · Late"]
    opened.locator(".claims .claim").first.click()
    opened.wait_for_selector('.notes li.open[data-i="1"]')


def test_the_address_keeps_what_is_open(show: Show) -> None:
    opened = show(page([flood("a"), flood("b", title="Second")], title="t"))
    opened.locator("#list button").nth(1).click()
    opened.wait_for_selector("h1:text('Second')")
    opened.locator('.text .content[data-i="2"]').click()
    assert opened.url.endswith("#2.3")
    opened.reload()
    opened.wait_for_selector('.notes li.open[data-i="2"]')
    assert texts(opened, "h1") == ["Second"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_inert_wherever_it_stands(show: Show, hostile: str) -> None:
    speaker = person(1, f"Zed {hostile}", role=hostile, affiliation=hostile)
    text = f"Headline\n\nZed {hostile} said {hostile} twice."
    claim = {"source": f"Zed {hostile}", "cue": "said", "content": f"{hostile} twice", "speaker": 0}
    doc = document(
        text, claim, speakers=(speaker,), id=hostile, title=hostile, publisher=hostile, url=f"javascript:{hostile}"
    )
    opened = show(page([doc, flood()], title=hostile))
    opened.locator(".text .cue").click()
    opened.locator("#tab-speakers").click()
    opened.locator("#everywhere button", has_text="Zed").click()
    opened.wait_for_selector(".claims .claim")
    opened.reload()
    opened.wait_for_selector(".mark.content")
    assert opened.evaluate("window.owned") is None
    assert opened.locator("main script, main img, main svg, main a, #side img, #side svg, header img").count() == 0
    assert visible(texts(opened, ".mark.content")[0]) == visible(f"{hostile} twice")


def test_a_line_of_a_megabyte_is_shown_whole_and_soon(show: Show) -> None:
    line = "x<b>" * 262_144 + " said it all"
    started = time.perf_counter()
    opened = show(page([document(line, {"cue": "said", "content": "it all"})], title="t"))
    assert opened.evaluate("document.querySelector('.text').textContent.length") == len(line)
    assert time.perf_counter() - started < 60


def test_characters_beyond_the_first_plane_keep_the_marks_in_place(show: Show) -> None:
    text = "🐟🐟 Fish fell 🐟 in Kilmore, said 𝒩𝓊𝒶𝓁𝒶 Byrne."
    claim = {"source": "𝒩𝓊𝒶𝓁𝒶 Byrne", "cue": "said", "content": "Fish fell 🐟 in Kilmore"}
    opened = show(page([document(text, claim)], title="t"))
    assert texts(opened, ".mark") == ["Fish fell 🐟 in Kilmore", "said", "𝒩𝓊𝒶𝓁𝒶 Byrne"]


@pytest.mark.parametrize(("width", "dark"), [(1300, False), (1300, True), (420, False)])
def test_axe_finds_no_fault(show: Show, width: int, dark: bool) -> None:
    opened = show(
        page([flood("a", publisher="Gazette"), flood("b", publisher="Post")], title="t"), width=width, dark=dark
    )
    for step in ("'.text .content'", "'#tab-speakers'", "'#everywhere button'"):
        opened.evaluate(f"document.querySelector({step}).click()")
        opened.wait_for_timeout(200)
        found = Axe().run(opened)
        assert found.violations_count == 0, found.generate_report()
