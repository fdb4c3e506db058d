"""The spaCy component: what the library finds, in spaCy's own places, through pipes, processes and files."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy import displacy
from spacy.tokens import Doc, DocBin

import claimx
from claimx.errors import ConfigError, DocumentError
from claimx.types import Attribution

TEXTS = (
    'The mayor denied that the pier had been sold. "Nobody has signed anything," Ida Voss said.',
    "Nothing is reported here.",
    "Crews \U0001f6a2 warned, in a letter dated May 3,\r\nthat the hull leaks, and the ministry declined to comment.",
    "",
)


@pytest.fixture(scope="module")
def nlp() -> Any:
    nlp = spacy.blank("en")
    nlp.add_pipe("claimx")
    return nlp


def unnamed(attributions: tuple[Attribution, ...]) -> list[Attribution]:
    """Without the document's part of the ids."""
    return [replace(a, id="", parent=None, stance=replace(a.stance, target=None)) for a in attributions]


def test_the_component_finds_what_the_library_finds(nlp: Any) -> None:
    extractor = claimx.load()
    for text in TEXTS:
        assert unnamed(nlp(text)._.attributions) == unnamed(extractor(text).attributions)


def test_a_pipe_gives_the_same_in_order_at_any_batch_size(nlp: Any) -> None:
    alone = [unnamed(nlp(text)._.attributions) for text in TEXTS * 3]
    for batch_size in (1, 5):
        docs = list(nlp.pipe(TEXTS * 3, batch_size=batch_size))
        assert [doc.text for doc in docs] == list(TEXTS * 3)
        assert [unnamed(doc._.attributions) for doc in docs] == alone


def test_two_processes_give_the_same(nlp: Any) -> None:
    docs = list(nlp.pipe(TEXTS, n_process=2, batch_size=2))
    assert [unnamed(d._.attributions) for d in docs] == [unnamed(nlp(t)._.attributions) for t in TEXTS]


def test_offsets_are_characters_of_the_text_behind_any_tokenizer(nlp: Any) -> None:
    words = ["“We", "said", "no,”", "Ida", "Voss", "told", "reporters."]
    doc = nlp(Doc(nlp.vocab, words=words))
    assert doc._.attributions
    for a in doc._.attributions:
        for part in (a.source, a.cue, a.content):
            for span in part.spans if part else ():
                assert doc.text[span.start : span.end] == span.text


def test_spans_carry_role_attribution_and_speaker(nlp: Any) -> None:
    doc = nlp(TEXTS[0])
    (source,) = [s for s in doc.spans["claimx"] if s.label_ == "SOURCE" and s.text == "Ida Voss"]
    assert source._.speaker.name == "Ida Voss"
    assert source._.attribution in doc._.attributions
    assert {s.label_ for s in doc.spans["claimx"]} == {"SOURCE", "CUE", "CONTENT"}
    assert "Ida Voss" in [s.name for s in doc._.speakers]
    assert doc[0:2]._.speaker is None


def test_displacy_draws_the_spans(nlp: Any) -> None:
    page = displacy.render(nlp(TEXTS[0]), style="span", options={"spans_key": "claimx"}, page=True)
    assert "CONTENT" in page


def test_what_was_found_travels_through_bytes_and_docbin(nlp: Any) -> None:
    doc = nlp(TEXTS[0])
    kept = DocBin(store_user_data=True, docs=[doc])
    (read,) = DocBin(store_user_data=True).from_bytes(kept.to_bytes()).get_docs(nlp.vocab)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    for other in (read, again):
        assert other._.attributions == doc._.attributions
        spans = [(s.start, s.end, s.label_, s.id_) for s in other.spans["claimx"]]
        assert spans == [(s.start, s.end, s.label_, s.id_) for s in doc.spans["claimx"]]
        assert other.spans["claimx"][0]._.speaker == doc.spans["claimx"][0]._.speaker


def test_a_pipeline_is_written_and_loaded_with_its_settings(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("claimx", config={"min_score": 1.0, "spans_key": "said"})
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    component: Any = again.get_pipe("claimx")
    assert component.settings.min_score == 1.0
    doc = again(TEXTS[0])
    assert doc.spans["said"] is not None and doc._.attributions == ()
    copy: Any = spacy.blank("en").add_pipe("claimx")
    assert copy.from_bytes(component.to_bytes()).settings == component.settings
    with pytest.raises(ConfigError, match="settings of a claimx component"):
        copy.from_bytes(b'{"colour": 1}')


def test_wrong_settings_say_what_was_expected() -> None:
    with pytest.raises(ConfigError, match="0 to 1"):
        spacy.blank("en").add_pipe("claimx", config={"min_score": 2.0})
    with pytest.raises(ConfigError, match="spans_key"):
        spacy.blank("en").add_pipe("claimx", config={"spans_key": ""})


def test_the_pipeline_knows_what_the_component_sets(nlp: Any) -> None:
    told = nlp.analyze_pipes()
    assert "doc._.attributions" in told["summary"]["claimx"]["assigns"]
    assert not told["problems"]["claimx"]


def test_a_doc_that_was_not_read_has_no_attributions(nlp: Any) -> None:
    doc = nlp.make_doc(TEXTS[0])
    assert doc._.attributions == () and doc._.speakers == () and doc[0:1]._.attribution is None


class _Broken:
    """A backend that fails on every batch."""

    def run(self, ids: Any, mask: Any) -> Any:
        raise RuntimeError("out of memory")


def test_a_doc_that_cannot_be_read_goes_to_the_error_handler() -> None:
    nlp = spacy.blank("en")
    component: Any = nlp.add_pipe("claimx")
    component._opened[os.getpid()] = claimx.load().with_backend(_Broken())
    with pytest.raises(DocumentError, match="out of memory"):
        list(nlp.pipe([TEXTS[0]]))
    told: list[Any] = []
    nlp.set_error_handler(lambda name, _, docs, error: told.append((name, docs[0].text, str(error))))
    assert list(nlp.pipe([TEXTS[0]])) == []
    ((name, text, message),) = told
    assert (name, text) == ("claimx", TEXTS[0]) and "out of memory" in message
