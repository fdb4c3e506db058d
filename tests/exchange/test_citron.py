from __future__ import annotations

import json
from typing import Any

import pytest

from claimx.exchange.citron import to_citron
from claimx.text.view import replace_surrogates
from claimx.types import Document
from tests.exchange.cases import CASES, DAM, LINES, PIER, SILENT


def every_span(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value] if "start" in value else [s for inner in value.values() for s in every_span(inner)]
    return [s for inner in value for s in every_span(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("doc", CASES, ids=ascii)
def test_every_span_is_characters_of_the_text(doc: Document) -> None:
    out = json.loads(json.dumps(to_citron(doc)))
    assert out["text"] == replace_surrogates(doc.text)
    assert all(out["text"][s["start"] : s["end"]] == s["text"] for s in every_span(out))


def test_a_quote_has_the_keys_of_citrons_format() -> None:
    quote = to_citron(PIER)["quotes"][0]
    assert list(quote) == ["id", "cue", "sources", "contents", "coreferences", "confidence"]
    assert [s["text"] for s in quote["contents"]] == ["“Not this year,”", "“and not next.”"]
    assert (quote["cue"]["text"], [s["text"] for s in quote["sources"]]) == ("told", ["Inés Duarte"])
    assert quote["confidence"] == "0.9000"


def test_a_source_that_is_no_name_has_the_name_as_its_coreference() -> None:
    quotes = to_citron(PIER)["quotes"]
    assert [[s["text"] for s in quote["coreferences"]] for quote in quotes] == [[], ["Inés Duarte"], []]
    assert [[s["text"] for s in group] for group in to_citron(PIER)["coreference_groups"]] == [["Inés Duarte", "She"]]


def test_a_quote_has_one_cue_span_and_none_is_without() -> None:
    assert [quote["cue"]["text"] for quote in to_citron(DAM)["quotes"]] == ["said", "had known", "denied", "called"]
    assert [quote["id"] for quote in to_citron(LINES)["quotes"]] == ["lines#1", "lines#2"]
    assert to_citron(LINES)["quotes"][1]["sources"] == []


def test_an_article_without_attributions_has_no_quotes() -> None:
    assert to_citron(SILENT)["quotes"] == to_citron(SILENT)["coreference_groups"] == []
