"""The shipped model on real articles, where the shared data is at hand (it is others' copyright, so none is here)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claimx import Attribution, Extractor
from claimx.evaluation.gold import read_polnear
from claimx.evaluation.run import evaluate
from claimx.model import store
from tests.conftest import SHARED, every_span, plain

SEEDS = [path for path in [SHARED / "seed_article.txt"] if path.exists()]
CORPORA = [path for path in [SHARED / "data/polnear"] if path.exists()]


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.name)
def test_the_seed_article_is_read_as_its_founders_asked(extractor: Extractor, path: Path) -> None:
    doc = extractor(path.read_text(encoding="utf-8"))

    def said(source: str, cue: str, first: str) -> Attribution:
        """The attribution whose source and cue hold the words given, and whose content begins so."""
        found = [
            a
            for a in doc.attributions
            if a.source
            and source in " ".join(a.source.text.split())
            and a.cue
            and cue in a.cue.text
            and plain(a.content.text).startswith(first)
        ]
        assert found, f"nothing like {source} | {cue} | {first}"
        return found[0]

    hedge = said("the official", "said", "As far as we can tell")
    assert hedge.kind == "direct" and hedge.stance.hedged
    assert said("official in the PMO", "would not say", "if Trump").stance.label == "decline"
    assert said("Canadian government", "denying", "").stance.label == "deny"
    assert said("Associated Press report", "said", "Trump has been")
    assert said("the report", "said", "Trump urged")
    assert said("The report", "also said", "of the two")
    assert said("the report", "according to", "The unusual invitation")
    assert said("readout", "said", "Trudeau").kind == "mixed"
    quotation = said("Paul Duchesne", "told", "Every time")
    assert quotation.kind == "direct"
    assert quotation.addressee and quotation.addressee.text == "CBC News"
    assert said("Andrew MacDougall", "said", "PCO would")
    process = said("he", "said", "It was very much")
    assert process.kind == "direct"
    assert process.speaker and process.speaker.name == "Andrew MacDougall"
    assert said("MacDougall", "said", "security was")
    assert said("PMO", "declined", "protocol for").stance.label == "decline"
    footer = doc.text.index("To encourage thoughtful")
    assert all(end <= footer for _, end, _ in every_span(doc))


@pytest.mark.parametrize("path", CORPORA, ids=lambda p: p.name)
def test_dev_is_read_as_well_as_the_model_card_says(extractor: Extractor, path: Path) -> None:
    scores, _ = evaluate(extractor, list(read_polnear(path, "dev")))
    card = json.loads((store.find_model(None) / store.SCORES).read_text(encoding="utf-8"))["scores"]
    for name, least in (("attribution.relaxed", 70), ("attribution.strict", 55), ("quoted.relaxed", 85)):
        assert scores[name].f1 >= least
        assert scores[name].f1 == pytest.approx(card[name]["F1"], abs=0.3)
