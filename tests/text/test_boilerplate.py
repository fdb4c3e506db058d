from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import claimx
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


@pytest.mark.parametrize(
    "line",
    [
        "Share this article",
        "Facebook",
        "12 comments",
        "Advertisement",
        "Continue reading the main story",
        "Scroll down for video",
        "RELATED ARTICLES",
        "Read more: Mayor says the port will close",
        "SEE ALSO: Minister denies the ferry is unsafe",
        "Follow us on Twitter and Facebook.",
        "Sign up for our morning newsletter",
        "Photo: Ana Ruiz/AP",
        "Tomas Lind/Getty Images.",
        "The mayor says goodbye to the ferry. (Ana Ruiz/Reuters)",
        "The mayor, left, at the port. Photograph: Ana Ruiz",
    ],
)
def test_what_stands_apart_is_found_anywhere(line: str) -> None:
    assert found(f"{line}\n\n{STORY}{line}\n\n{STORY}") == [line, line]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell, the bank said.",
        "Facebook said it would appeal.",
        "More than 40 people denied it.",
        "Watch the port, she said: it will close.",
        "The photo shows the mayor, Reuters reported.",
        "The mayor said the vote was fair. (Reuters)",
        "Sign language will be taught in every school of the city, the minister for education said in May.",
        "Like many, she said no.",
        "Read the letter, he said.",
    ],
)
def test_sentences_that_begin_alike_are_read(line: str) -> None:
    assert found(f"{line}\n\n{STORY}") == []


def test_nothing_is_claimed_from_what_stands_apart(extractor: claimx.Extractor) -> None:
    text = 'Read more: "The port will close," said Ana Ruiz\n\n"It will stay open," said Noor Haddad.'
    assert [a.content.text for a in extractor(text).attributions] == ['"It will stay open,"']


@given(st.text(alphabet="photo: AP/Getty()[]. ABab\n", max_size=400))
def test_any_text_has_its_paragraphs_judged_in_no_time(text: str) -> None:
    paragraphs = find_paragraphs(text)
    assert set(find_boilerplate(text, paragraphs)) <= set(paragraphs)
