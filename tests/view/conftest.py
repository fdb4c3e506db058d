"""A headless Chromium for the pages; its tests are skipped only where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium is installed")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens HTML in the browser; fails where the page asks a network for anything or throws."""
    asked: list[str] = []
    pages: list[Page] = []

    def open_page(html: str, *, ready: bool = True, dark: bool = False, width: int = 1300) -> Page:
        file = tmp_path / f"page{len(pages)}.html"
        file.write_text(html, encoding="utf-8", newline="\n")
        page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.goto(file.as_uri())
        if ready:
            page.wait_for_selector("html[data-ready]")
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert all(url.startswith(tmp_path.as_uri()) for url in asked), asked
