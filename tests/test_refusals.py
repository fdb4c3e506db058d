from __future__ import annotations

import pytest

import claimx
from claimx.refusals import find_refusals
from claimx.text.quotes import find_paragraphs


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "kind"),
    [
        ("The mill did not respond to requests for comment.", "The mill", "did not respond",
         "to requests for comment", 0),
        ("But Ms. Oduya hasn't returned calls.", "Ms. Oduya", "hasn't returned", "calls", 0),
        ("It rained. The port did not immediately reply to two emails seeking comment on Monday.", "The port",
         "did not immediately reply", "to two emails seeking comment", 0),
        ("Tariq Lund could not be reached for comment.", "Tariq Lund", "could not be reached", "for comment", 1),
        ("Commissioner Ferrand could not be reached.", "Commissioner Ferrand", "could not", "be reached", 1),
        ("He left, and was unavailable for comment.", None, "was unavailable", "for comment", 1),
    ],
)  # fmt: skip
def test_an_answer_that_was_not_given_is_found(
    text: str, source: str | None, cue: str, content: str, kind: int
) -> None:
    ((found, cues, contents, what),) = find_refusals(text, find_paragraphs(text))
    assert [text[b:e] for b, e in (*cues, *contents)] == [cue, content]
    assert [text[b:e] for b, e in found] == ([source] if source else [])
    assert what == ("no_response", "unreachable")[kind]


@pytest.mark.parametrize(
    "text",
    [
        "The patient did not respond to the drug.",
        "An agreement could not be reached by Friday night because both sides walked out of the room in anger",
        "He did not return to the village.",
        "The tickets were not available for purchase.",
    ],
)
def test_what_only_looks_like_a_refusal_is_none(text: str) -> None:
    assert not list(find_refusals(text, find_paragraphs(text)))


def test_an_article_has_its_refusals_with_speaker_and_stance(extractor: claimx.Extractor) -> None:
    text = (
        "Grete Solheim, the harbour master, said on Monday that the quay was safe.\n\n"
        "The operator did not respond to repeated requests for comment.\n\n"
        "Solheim's deputy could not be reached for comment."
    )
    refusals = [a for a in extractor(text).attributions if a.stance.label == "decline"]
    assert [a.stance.decline_kind for a in refusals] == ["no_response", "unreachable"]
    assert [a.source.text if a.source else None for a in refusals] == ["The operator", "Solheim's deputy"]
    assert all(a.speaker for a in refusals)
    strict = claimx.load(config=claimx.RunConfig(min_score=0.6))(text)
    assert all(a.score >= 0.6 for a in strict.attributions)
