from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claimx.text.quotes import find_quotations
from claimx.text.view import reading_view


def view(text: str) -> str:
    return reading_view(text, find_quotations(text)).replace("\u200b", "")


def test_all_styles_of_marks_look_alike() -> None:
    styles = ['"Go," she said.', "\u201cGo,\u201d she said.", "``Go,'' she said.", "\u00abGo,\u00bb she said."]
    assert {view(style) for style in styles} == {"\u201cGo,\u201d she said."}


def test_quotations_between_double_apostrophes_are_read_as_they_stand() -> None:
    assert view("''Go,'' she said.") == "''Go,'' she said."


def test_apostrophes_look_alike_and_are_no_marks() -> None:
    assert view("It\u2019s the bakers\u2019 day.") == "It's the bakers' day."


@given(st.text(alphabet=st.characters()))
def test_the_view_has_the_length_of_the_text_and_can_be_encoded(text: str) -> None:
    seen = reading_view(text, find_quotations(text))
    assert len(seen) == len(text)
    seen.encode("utf-8")
