from __future__ import annotations

import pytest

from claimx.text.boilerplate import find_boilerplate
from claimx.text.quotes import find_paragraphs

STORY = "The bridge will close, the mayor said.\n\n" * 6


def found(text: str) -> list[str]:
    return [text[b:e] for b, e in find_boilerplate(text, find_paragraphs(text))]


@pytest.mark.parametrize(
    "footer",
    [
        "By posting a comment you agree that the Gazette may print it.",
        "Comments are moderated and may take an hour to appear.",
        "We reserve the right to remove any post.",
        "All rights reserved.",
        "Already have an account?",
        "This website uses cookies.",
        "The Gazette does not endorse the opinions of its readers.",
    ],
)
def test_the_sites_own_words_at_the_end_are_found(footer: str) -> None:
    assert found(STORY + footer) == [footer]


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        '"We reserve the right to appeal," the union said.',
        "We reserve the right to remove any post.\n\n" + STORY,
        STORY + 'The site\'s chief said its privacy policy "was never read by anyone".',
    ],
)
def test_articles_about_such_matters_are_read(text: str) -> None:
    assert found(text) == []
