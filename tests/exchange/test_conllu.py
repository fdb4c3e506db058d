from __future__ import annotations

import json
import re
from typing import Any

import conllu
import pytest
from hypothesis import given, settings

from claimx.exchange.conllu import to_conllu
from claimx.text.view import replace_surrogates
from claimx.types import Document
from tests.exchange.cases import DAM, HOSTILE, LINES, PIER, SILENT, spans
from tests.exchange.made import documents

_ESCAPED = re.compile(r"\\(s|t|r|n|u[0-9a-f]{4})")
_CHARS = {"s": " ", "t": "\t", "r": "\r", "n": "\n"}


def read(lines: str) -> tuple[str, list[dict[str, list[tuple[int, int]]]]]:
    """The text and the parts of each attribution, from the words alone."""
    text = ""
    parts: dict[int, dict[str, list[tuple[int, int]]]] = {}
    for sentence in conllu.parse(lines):
        for token in sentence:
            misc: dict[str, str] = token["misc"]
            text += unescape(misc.get("SpacesBefore", ""))
            begin, end = map(int, misc["TokenRange"].split(":"))
            assert begin == len(text)
            text += token["form"]
            assert end == len(text)
            text += "" if misc.get("SpaceAfter") == "No" else unescape(misc.get("SpacesAfter", "\\s"))
            for label in misc["Attribution"].split(",") if "Attribution" in misc else []:
                tag, role, number = label.split("-")
                pieces = parts.setdefault(int(number), {}).setdefault(role, [])
                if tag == "B":
                    pieces.append((begin, end))
                else:
                    pieces[-1] = (pieces[-1][0], end)
    return text, [parts[k] for k in range(len(parts))]


def unescape(blanks: str) -> str:
    return _ESCAPED.sub(lambda m: _CHARS.get(m[1]) or chr(int(m[1][1:], 16)), blanks)


def check_form(lines: str) -> None:
    """What the format's page asks of a file whose words have no tags and trees."""
    assert lines.endswith("\n\n")
    ids = set()
    for block in lines[:-2].split("\n\n"):
        comments = [line for line in block.split("\n") if line.startswith("#")]
        rows = [line.split("\t") for line in block.split("\n")[len(comments) :]]
        told = dict(line[2:].split(" = ", 1) for line in comments if " = " in line)
        assert len(block.splitlines()) == len(comments) + len(rows)  # no reader sees more lines
        assert not re.search(r"[\s/]", told["sent_id"]) and told["sent_id"] not in ids
        ids.add(told["sent_id"])
        assert [row[0] for row in rows] == [str(k) for k in range(1, len(rows) + 1)]
        assert all(len(row) == 10 and all(row) and not re.search(r"\s", row[1]) for row in rows)
        text = "".join(row[1] + ("" if "SpaceAfter=No" in row[9].split("|") else " ") for row in rows)
        assert told["text"] == text.rstrip(" ")


@pytest.mark.parametrize("doc", [PIER, DAM, LINES], ids=ascii)
def test_text_and_spans_come_back(doc: Document) -> None:
    lines = to_conllu(doc)
    check_form(lines)
    assert read(lines) == (doc.text, spans(doc))


def test_control_characters_and_surrogates_are_replaced_in_place() -> None:
    lines = to_conllu(HOSTILE)
    check_form(lines)
    text, parts = read(lines)
    assert parts == spans(HOSTILE)
    assert text == replace_surrogates(HOSTILE.text).replace("\0", "\ufffd").replace("\x1b", "\ufffd")
    assert lines.startswith("# newdoc id = hostile #1 \ufffd/100%\n")


def test_comments_tell_what_no_word_can_carry() -> None:
    told: list[dict[str, Any]] = [
        json.loads(value)
        for sentence in conllu.parse(to_conllu(DAM))
        for key, value in sentence.metadata.items()
        if key.startswith("attribution-")
    ]
    assert [t["parent"] for t in told] == [None, "dam#0", None, None]
    assert [(t["stance"], t["target"], t["kind"]) for t in told][2:] == [
        ("deny", "dam#0", "indirect"),
        ("assert", None, "mixed"),
    ]
    assert told[1]["speaker"]["affiliation"] == "the dam's owner"


def test_a_word_of_two_attributions_has_both() -> None:
    words = {token["form"]: token["misc"].get("Attribution") for token in conllu.parse(to_conllu(DAM))[0]}
    assert words["leaking"] == "I-content-0,I-content-1"
    assert words["Ola"] == "B-content-0,B-source-1"


def test_paragraphs_are_told() -> None:
    sentences = conllu.parse(to_conllu(PIER))
    assert ["newpar" in s.metadata for s in sentences] == [True, True, False, True]
    assert sentences[0].metadata["text"] == "Pier stays shut 🚧"


def test_an_article_without_attributions_has_its_words_alone() -> None:
    assert "ttribution" not in to_conllu(SILENT)
    assert read(to_conllu(SILENT)) == (SILENT.text, [])


@settings(deadline=None)
@given(documents())
def test_any_text_and_any_spans_come_back(doc: Document) -> None:
    lines = to_conllu(doc)
    check_form(lines)
    assert read(lines) == (replace_surrogates(doc.text), spans(doc))
