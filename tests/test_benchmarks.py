"""The page of mistakes: each mistake has its kind, and the page shows both sides of it."""

from __future__ import annotations

import pytest

from benchmarks.errors import KINDS, find_mistakes, to_page
from claimx.evaluation.scores import Parts

TEXT = "Ito said the dam will hold. Baker denied that the port had closed in May, <and> left."


def parts(source: str, cue: str, content: str) -> Parts:
    def ranges(words: str) -> list[tuple[int, int]]:
        return [(TEXT.index(words), TEXT.index(words) + len(words))] if words else []

    return Parts(source=ranges(source), cue=ranges(cue), content=ranges(content))


DAM = parts("Ito", "said", "the dam will hold")
PORT = parts("Baker", "denied", "that the port had closed in May")


@pytest.mark.parametrize(
    ("gold", "found", "kinds"),
    [
        ([DAM, PORT], [DAM, PORT], []),
        ([DAM, PORT], [DAM], ["missed"]),
        ([DAM], [DAM, PORT], ["spurious"]),
        ([DAM], [parts("Baker", "said", "the dam will hold")], ["other source"]),
        ([DAM], [parts("", "said", "the dam will hold")], ["source missing"]),
        ([parts("", "said", "the dam will hold")], [DAM], ["source invented"]),
        ([PORT], [parts("Baker denied that", "denied", "that the port had closed in May")], ["source boundary"]),
        ([PORT], [parts("Baker", "denied", "May")], ["content too short"]),
        ([parts("Baker", "denied", "May")], [PORT], ["content too long"]),
        ([DAM, PORT], [parts("Ito", "said", TEXT[9:73])], ["contents joined", "missed"]),
        (
            [PORT],
            [parts("Baker", "denied", "the port"), parts("Baker", "denied", "in May")],
            ["content split", "spurious"],
        ),
    ],
)
def test_a_mistake_has_its_kind(gold: list[Parts], found: list[Parts], kinds: list[str]) -> None:
    mistakes = find_mistakes(TEXT, gold, found)
    assert sorted(m.kind for m in mistakes) == sorted(kinds)
    assert {m.kind for m in mistakes} <= set(KINDS)


def test_the_page_shows_gold_and_found_and_escapes_the_text() -> None:
    page = to_page("Mistakes", "a table", find_mistakes(TEXT, [PORT], [parts("Baker", "denied", "May")]), examples=3)
    assert '<mark class="source">Baker</mark>' in page
    assert "&lt;and&gt;" in page
    assert "content too short" in page
