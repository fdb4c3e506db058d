"""Labels of our own: passages are read as they are marked, and every label finds its place."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from claimx.evaluation.gold import GoldArticle, GoldAttribution, Ranges
from claimx.training.gold import parse_passage, read_passages, with_stances
from claimx.training.stances import hold_back

MARKED = (
    "{1s|The envoy} {1c|said} {1t|{2s|he} {2c|told} the guards {2t|that the road was open}}. {3t|“It was not,”} "
    "{3s|one} {3c|said}. {3t|“I was there.”}"
)
PLAIN = "The envoy said he told the guards that the road was open. “It was not,” one said. “I was there.”"


def _line(marked: str, **stances: str) -> str:
    labels = {name.removeprefix("n"): {"stance": stance, "hedged": False} for name, stance in stances.items()}
    return json.dumps({"marked": marked, "labels": labels})


def _words(text: str, ranges: Ranges) -> list[str]:
    return [text[begin:end] for begin, end in ranges]


def test_marks_become_offsets_and_what_stands_inside_a_content_is_nested() -> None:
    passage = parse_passage(_line(MARKED, n1="assert", n2="assert", n3="deny"))
    assert passage.text == PLAIN
    first, third = passage.attributions
    assert _words(PLAIN, first.content) == ["he told the guards that the road was open"]
    assert _words(PLAIN, third.content) == ["“It was not,”", "“I was there.”"]
    assert third.stance == "deny"
    (inner,) = passage.nested
    assert (_words(PLAIN, inner.source), _words(PLAIN, inner.cue)) == (["he"], ["told"])


@pytest.mark.parametrize("marked", ["{1s|She {1c|left} {1t|it}", "She} left"])
def test_marks_that_are_not_closed_are_an_error(marked: str) -> None:
    with pytest.raises(ValueError, match="brace"):
        parse_passage(_line(marked, n1="assert"))


def test_every_passage_that_ships_is_marked_and_labelled_whole() -> None:
    articles = read_passages(together=1, seed=0)
    assert len(articles) >= 1000
    count = 0
    for article in articles:
        for relation in (*article.attributions, *(article.nested or ())):
            count += 1
            assert relation.content and relation.stance and relation.hedged is not None  # the cue may be left out
            assert (relation.decline_kind is not None) == (relation.stance == "decline")
            for begin, end in (*relation.source, *relation.cue, *relation.content):
                assert article.text[begin:end].strip() == article.text[begin:end] != ""
    assert count >= 2000


def test_passages_that_travel_together_keep_their_words() -> None:
    alone = {a.text: a for a in read_passages(together=1, seed=0)}
    for article in read_passages(together=3, seed=0)[:50]:
        told = sorted(_words(article.text, r.cue)[0] for r in article.attributions)
        parts = [a for text, a in alone.items() if text in article.text]
        assert told == sorted(_words(a.text, r.cue)[0] for a in parts for r in a.attributions)


def _article(name: str, *, stance: bool) -> GoldArticle:
    relation = GoldAttribution(id="E1", source=((0, 2),), cue=((3, 7),), content=((8, 10),))
    if stance:
        relation = replace(relation, stance="deny", hedged=True)
    return GoldArticle(id=name, annotator="", text="He said no.", attributions=(relation,), nested=())


def test_a_tenth_of_the_articles_is_trained_on_without_their_stances() -> None:
    kept, held = hold_back([_article(f"a{k}", stance=True) for k in range(500)])
    assert len(kept) == 500
    assert 20 < len(held) < 80
    assert {a.id for a in kept if a.attributions[0].stance is None} == {a.id for a in held}
    assert hold_back([_article("a1", stance=False)])[1] == []


def test_stances_are_given_to_the_first_annotation_of_an_article() -> None:
    name = next(iter(json.loads(_stances())))
    number = next(iter(json.loads(_stances())[name]))
    relation = GoldAttribution(id=number, source=(), cue=((0, 1),), content=((2, 3),))
    article = GoldArticle(id=name, annotator="", text="a b", attributions=(relation,))
    first, second = with_stances([article, article])
    assert first.attributions[0].stance is not None
    assert second.attributions[0].stance is None


def _stances() -> str:
    from importlib.resources import files

    return files("claimx.training.gold").joinpath("stance.json").read_text(encoding="utf-8")
