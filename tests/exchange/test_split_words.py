from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.exchange.words import find_sentences, find_words
from claimx.text.quotes import find_paragraphs

TEXTS = st.text(alphabet="aB.!\"'\u2019 \n\r\u2028-1\U0001f469\u200d\ufe0f\u0301", max_size=60)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She didn't go, they're here.", "She did n't go , they 're here ."),
        ("O'Brien's U.S. visa won\u2019t help", "O'Brien 's U.S. visa wo n\u2019t help"),
        ("Mr. J. Okafor paid $3,000.50 at 10:30...", "Mr. J. Okafor paid $ 3,000.50 at 10:30 ..."),
        ("a well-known \u201cfact\u201d -- ``so''", "a well - known \u201c fact \u201d -- `` so ''"),
        (
            "\U0001f469\u200d\U0001f692 cafe\u0301 \U0001f44d\U0001f3fd!",
            "\U0001f469\u200d\U0001f692 cafe\u0301 \U0001f44d\U0001f3fd !",
        ),
    ],
)
def test_words_are_split_as_in_treebanks(text: str, words: str) -> None:
    assert [text[b:e] for b, e in find_words(text)] == words.split(" ")


def test_a_sentence_ends_at_a_stop_or_with_its_paragraph() -> None:
    text = 'Rain fell\n\n"It\'s over." She left. Mr. J. Okafor (of the U.S. office) paid 1.5 m. in cash? Yes.'
    sentences = find_sentences(text)
    assert [text[s.start : s.end] for s in sentences] == [
        "Rain fell",
        '"It\'s over."',
        "She left.",
        "Mr. J. Okafor (of the U.S. office) paid 1.5 m. in cash?",
        "Yes.",
    ]
    assert [s.opens_paragraph for s in sentences] == [True, True, False, False, False]


def test_a_word_is_cut_where_a_span_ends_in_it() -> None:
    (sentence,) = find_sentences("unpaid bills", [2, 6])
    assert sentence.words == ((0, 2), (2, 6), (7, 12))


@settings(deadline=None)
@given(TEXTS, st.sets(st.integers(0, 60)))
def test_every_character_but_blanks_is_in_one_word_of_one_sentence(text: str, edges: set[int]) -> None:
    sentences = find_sentences(text, edges)
    words = [word for sentence in sentences for word in sentence.words]
    covered = [place for begin, end in words for place in range(begin, end)]
    assert covered == [place for place, char in enumerate(text) if not char.isspace()]
    assert not any(begin < edge < end for edge in edges for begin, end in words)
    assert sum(s.opens_paragraph for s in sentences) == len(find_paragraphs(text))
