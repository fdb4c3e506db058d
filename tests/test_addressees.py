from __future__ import annotations

import pytest

from claimx.addressees import find_addressee


@pytest.mark.parametrize(
    ("sentence", "cue", "addressee"),
    [
        ('"No," Ito told the Courier.', "told", "the Courier"),
        ("Ito told reporters on Friday that it will hold.", "told", "reporters"),
        ("Ito told the Senate finance committee last week that it holds.", "told", "the Senate finance committee"),
        ("Ito reminded voters that it holds.", "reminded", "voters"),
        ("Ito said in an interview with Radio Ellery that it holds.", "said", "Radio Ellery"),
        ("Ito wrote in a letter to the mayor that it holds.", "wrote", "the mayor"),
        ("Ito told him that it holds.", "told", "him"),
        ("Ito said it holds.", "said", None),
        ("Ito told that it holds.", "told", None),
        ("Ito said. In an interview with Radio Ellery, Baker agreed.", "said", None),
    ],
)
def test_the_one_spoken_to_is_found(sentence: str, cue: str, addressee: str | None) -> None:
    begin = sentence.index(cue)
    found = find_addressee(sentence, ((begin, begin + len(cue)),), ())
    assert [sentence[b:e] for b, e in found] == ([addressee] if addressee else [])


def test_an_addressee_never_reaches_into_a_content() -> None:
    sentence = "Ito told voters to stay."
    content = ((sentence.index("voters"), len(sentence)),)
    assert find_addressee(sentence, ((4, 8),), content) == ()
