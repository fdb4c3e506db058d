"""Made examples: what is wrapped stays true to its offsets, and says what its form says."""

from __future__ import annotations

from collections.abc import Sequence

from claimx.evaluation.gold import GoldArticle, GoldAttribution, Ranges
from claimx.training.wrapping import wrap_articles

PASSAGES = (
    ("The mayor", "said", "that the old bridge was safe for cars and buses", "{s} {u} {c}."),
    ("Lena Brandt", "argued", "the harbour had been full since the spring", "{c}, {s} {u}."),
    ("", "", "", "The ferry leaves at noon and comes back in the evening."),
    ("The union", "asked", '"Who pays for the night shift in winter?"', "{s} {u}: {c}"),
)


def _article(number: int) -> GoldArticle:
    text = ""
    relations: list[GoldAttribution] = []
    for source, cue, content, form in PASSAGES:
        text += "\n\n" if text else ""
        begin = len(text)
        text += form.format(s=source, u=cue, c=content)
        if cue:
            places: list[Ranges] = []
            for part in (source, cue, content):
                at = text.index(part, begin)
                places.append(((at, at + len(part)),))
            relations.append(
                GoldAttribution(id=str(len(relations)), source=places[0], cue=places[1], content=places[2])
            )
    return GoldArticle(id=f"a{number}", annotator="", text=text, attributions=tuple(relations))


def _words(text: str, ranges: Ranges) -> str:
    return " ".join(text[begin:end] for begin, end in ranges)


def _made(count: int = 60) -> Sequence[GoldArticle]:
    return wrap_articles([_article(k) for k in range(count)], share=1.0, seed=3)


def test_a_passage_keeps_its_attribution_inside_the_words_of_another() -> None:
    reported = {(s, u, c.replace('"', "'")) for s, u, c, _ in PASSAGES if u}
    made = _made()
    assert len(made) == 60
    for article in made:
        assert article.nested is not None
        contents = [span for r in article.attributions for span in r.content]
        for relation in article.nested:
            told = tuple(_words(article.text, part) for part in (relation.source, relation.cue, relation.content))
            assert (told[0][:1].upper() + told[0][1:], told[1], told[2]) in reported
            assert any(b <= relation.content[0][0] and relation.content[-1][1] <= e for b, e in contents)


def test_the_words_of_the_outer_speaker_are_flat_and_in_every_form() -> None:
    cues = {_words(a.text, r.cue) for a in _made(200) for r in a.attributions}
    assert {"said", "According to", ":", "\u2014", "told"} <= cues
    for article in _made():
        for relation in article.attributions:
            source, content = _words(article.text, relation.source), _words(article.text, relation.content)
            assert source
            assert len(content.split()) >= 6
            assert "\n" not in content


def test_some_wrapped_passages_report_nothing() -> None:
    empty = 0
    for article in _made():
        places = [r.cue[0][0] for r in article.nested or ()]
        empty += sum(not any(b <= place < e for place in places) for r in article.attributions for b, e in r.content)
    assert empty


def test_the_same_seed_makes_the_same_and_no_share_makes_none() -> None:
    assert _made() == _made()
    assert wrap_articles([_article(0)], share=0.0, seed=3) == []
