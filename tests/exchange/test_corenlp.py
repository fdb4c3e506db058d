from __future__ import annotations

import json
from typing import Any

import pytest

from claimx.exchange.corenlp import to_corenlp
from claimx.text.view import replace_surrogates
from claimx.types import Document
from tests.exchange.cases import CASES, DAM, LINES, PIER, SILENT


def as_java(text: str, begin: int, end: int) -> str:
    """``text.substring(begin, end)``."""
    return text.encode("utf-16-le")[2 * begin : 2 * end].decode("utf-16-le")


def tokens(out: dict[str, Any]) -> list[dict[str, Any]]:
    return [token for sentence in out["sentences"] for token in sentence["tokens"]]


@pytest.mark.parametrize("doc", CASES, ids=ascii)
def test_every_offset_fits_in_utf16_units_and_in_code_points(doc: Document) -> None:
    out = json.loads(json.dumps(to_corenlp(doc)))
    text = out["text"]
    assert text == replace_surrogates(doc.text)
    for token in tokens(out):
        assert as_java(text, token["characterOffsetBegin"], token["characterOffsetEnd"]) == token["originalText"]
        assert text[token["codepointOffsetBegin"] : token["codepointOffsetEnd"]] == token["word"]
    for quote in out["quotes"]:
        assert as_java(text, quote["beginIndex"], quote["endIndex"]) == quote["text"]
        assert text[quote["codepointOffsetBegin"] : quote["codepointOffsetEnd"]] == quote["text"]
    assert "".join(t["before"] + t["word"] for t in tokens(out)) + tokens(out)[-1]["after"] == text


@pytest.mark.parametrize("doc", CASES, ids=ascii)
def test_token_numbers_are_inclusive_and_their_sentences_fit(doc: Document) -> None:
    out = to_corenlp(doc)
    numbered = [(k, token) for k, sentence in enumerate(out["sentences"]) for token in sentence["tokens"]]
    for quote in out["quotes"]:
        sentence, first = numbered[quote["beginToken"]]
        assert (first["characterOffsetBegin"], sentence) == (quote["beginIndex"], quote["beginSentence"])
        sentence, last = numbered[quote["endToken"]]
        assert (last["characterOffsetEnd"], sentence) == (quote["endIndex"], quote["endSentence"])
        if "mention" in quote:
            inside = [token for _, token in numbered[quote["mentionBegin"] : quote["mentionEnd"] + 1]]
            assert "".join(t["word"] + t["after"] for t in inside).startswith(quote["mention"])


def test_a_quote_has_the_keys_of_corenlp() -> None:
    first, second = to_corenlp(PIER)["quotes"]
    assert [k for k in first if "codepoint" not in k] == (
        ["id", "text", "beginIndex", "endIndex", "beginToken", "endToken", "beginSentence", "endSentence"]
        + ["mention", "mentionBegin", "mentionEnd", "mentionType"]
        + ["speaker", "canonicalSpeaker", "canonicalMentionBegin", "canonicalMentionEnd"]
    )
    assert (first["text"], second["text"], second["id"]) == ("“Not this year,”", "“and not next.”", 1)
    assert (first["mention"], first["mentionType"], first["speaker"]) == ("Inés Duarte", "name", "Inés Duarte")
    assert first["endIndex"] == first["codepointOffsetEnd"] + 1  # an emoji stands before it


def test_of_a_mixed_content_the_quotation_is_a_quote() -> None:
    (quote,) = to_corenlp(DAM)["quotes"]
    assert (quote["text"], quote["mention"], quote["mentionType"]) == ("“a work of fiction”", "She", "pronoun")
    assert (quote["speaker"], quote["canonicalSpeaker"]) == ("Ola Brandt", "Ola Brandt")


def test_a_quote_of_nobody_is_of_the_unknown() -> None:
    quotes = to_corenlp(LINES)["quotes"]
    assert (quotes[-1]["text"], quotes[-1]["speaker"], quotes[-1]["canonicalSpeaker"]) == (
        "“No.”",
        "Unknown",
        "Unknown",
    )
    assert "mention" not in quotes[-1]
    assert "\r\n" in quotes[0]["text"]


def test_an_article_without_attributions_has_no_quotes() -> None:
    out = to_corenlp(SILENT)
    assert (out["quotes"], [len(s["tokens"]) for s in out["sentences"]]) == ([], [3, 3])
