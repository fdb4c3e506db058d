from __future__ import annotations

import importlib.util
import json
import random

import pytest

from claimx.evaluation.gold import read_polnear
from claimx.evaluation.scores import Parts, score_corpus
from tests.conftest import SHARED

TEXT = 'Ito said the dam "will hold", and Baker denied it.'


def at(*words: str) -> list[tuple[int, int]]:
    return [(TEXT.index(w), TEXT.index(w) + len(w)) for w in words]


GOLD = [
    Parts(source=at("Ito"), cue=at("said"), content=at('the dam "will hold"')),
    Parts(source=at("Baker"), cue=at("denied"), content=at("it")),
]


def f1(predicted: list[Parts]) -> dict[str, float]:
    return {name: score.f1 for name, score in score_corpus([(TEXT, GOLD, predicted)]).items()}


def test_gold_against_itself_is_perfect() -> None:
    assert set(f1(GOLD).values()) == {100.0}


def test_nothing_predicted_scores_nothing() -> None:
    assert set(f1([]).values()) == {0.0}


def test_marks_and_commas_do_not_count() -> None:
    wide = Parts(source=at("Ito"), cue=at("said"), content=at('the dam "will hold",'))
    assert f1([wide, GOLD[1]])["attribution.strict"] == 100.0


def test_relaxed_forgives_half_a_content_and_strict_does_not() -> None:
    half = Parts(source=at("Ito"), cue=at("said"), content=at("dam", "will hold"))
    scores = f1([half, GOLD[1]])
    assert (scores["attribution.relaxed"], scores["attribution.strict"]) == (100.0, 50.0)


def test_a_wrong_source_fails_the_attribution_and_not_the_content() -> None:
    wrong = Parts(source=at("Baker"), cue=at("said"), content=GOLD[0].content)
    scores = f1([wrong, GOLD[1]])
    assert (scores["attribution.relaxed"], scores["attribution.content"]) == (50.0, 100.0)


def test_scores_do_not_change_when_predictions_are_shuffled() -> None:
    predicted = [*GOLD, Parts(source=[], cue=at("denied"), content=at("hold", "it"))]
    shuffled = random.Random(1).sample(predicted, k=3)
    assert f1(predicted) == f1(shuffled)


@pytest.mark.parametrize("seed", range(3))
def test_the_scorer_agrees_with_the_projects_reference(seed: int) -> None:
    """Where the shared scorer is at hand: equal on every row, on gold with random damage."""
    path = SHARED / "score.py"
    if not path.exists():
        return
    spec = importlib.util.spec_from_file_location("reference_score", path)
    assert spec and spec.loader
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    rng = random.Random(seed)
    golds, preds, rows = {}, {}, []
    for article in list(read_polnear(SHARED / "data/polnear", "dev"))[seed * 5 : seed * 5 + 5]:
        gold = [Parts(source=a.source, cue=a.cue, content=a.content) for a in article.attributions]
        damaged = [
            Parts(
                source=a.source if rng.random() < 0.8 else [],
                cue=a.cue,
                content=[(b, e - rng.randrange(9)) for b, e in a.content],
            )
            for a in gold
            if rng.random() < 0.8
        ]
        damaged = [Parts(source=p.source, cue=p.cue, content=[(b, e) for b, e in p.content if b < e]) for p in damaged]
        rows.append((article.text, gold, damaged))
        golds[article.id] = {"text": article.text, "attributions": [json.loads(json.dumps(vars_of(p))) for p in gold]}
        preds[article.id] = {"attributions": [vars_of(p) for p in damaged]}
    expected = reference.score(golds, preds)
    ours = score_corpus(rows)
    assert {k: (round(s.precision, 1), round(s.recall, 1), round(s.f1, 1)) for k, s in ours.items()} == {
        k: (v["P"], v["R"], v["F1"]) for k, v in expected.items()
    }


def vars_of(parts: Parts) -> dict[str, list[list[int]]]:
    return {role: [list(r) for r in getattr(parts, role)] for role in ("source", "cue", "content")}
