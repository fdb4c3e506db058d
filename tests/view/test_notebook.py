"""Documents in a notebook."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

import claimx
from tests.view.documents import document, flood


def test_a_document_shows_itself_in_a_frame_of_its_own(show: Callable[..., Page]) -> None:
    html = flood()._repr_html_()  # type: ignore[attr-defined]
    opened = show(f"<!doctype html><title>notebook</title><style>.mark {{ display: none }}</style>{html}", ready=False)
    frame = opened.frame_locator("iframe")
    frame.locator('.text .content[data-i="2"]').click()
    assert "Marisol Quint" in (frame.locator(".notes li.open").text_content() or "")


def test_display_shows_several_documents_as_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    claimx.display(flood("a"), document("It rained.", id="b"), height=300)
    assert 'title="2 articles"' in shown[0]["text/html"]
    assert "height: 300px" in shown[0]["text/html"]
    assert shown[0]["text/plain"] == "a: 5 attributions\nb: 0 attributions"


def test_importing_claimx_does_not_load_the_pages() -> None:
    code = "import claimx, sys; print('claimx.view' in sys.modules, hasattr(claimx.Document, '_repr_html_'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
