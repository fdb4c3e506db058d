from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import claimx
from claimx import Article, BatchConfig, RunConfig
from claimx.extractor import Extractor
from claimx.inference.backends import FloatArray, IntArray
from claimx.types import Document
from tests.conftest import every_span

SENTENCES = [
    '"We will appeal," said Noor Haddad, a lawyer for the union.',
    "The ministry denied that the dam had leaked.",
    "According to a study by two Dutch universities, bees sleep.",
    "He would not say who paid.",
    "\u201cNo,\u201d she said, \u201cnever again.\u201d",
    "It rained.",
    "Ms. Haddad told reporters on Monday that the vote was stolen \U0001f600.",
    "",
]
STORIES = st.lists(st.lists(st.sampled_from(SENTENCES), max_size=12).map("\n\n".join), min_size=1, max_size=6)
ODD = [
    "",
    " ",
    "\n\n",
    "\x00",
    "\ud800",
    '"',
    '""=',
    "\u201d\u201c",
    "a\x00b said c",
    "\ufeffShe said no.",
    "\U0001f600",
]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters()))
def test_every_span_is_the_text_at_its_offsets(extractor: Extractor, text: str) -> None:
    doc = extractor(text)
    assert doc.text == text
    assert all(text[b:e] == words and b < e for b, e, words in every_span(doc))


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STORIES, st.text(alphabet=st.characters(), max_size=8))
def test_spans_hold_in_stories_with_anything_strewn_in(extractor: Extractor, stories: list[str], odd: str) -> None:
    for story in stories:
        text = odd.join([odd, *story.partition("\n\n"), odd])
        assert all(text[b:e] == words for b, e, words in every_span(extractor(text)))


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_have_a_result(extractor: Extractor, text: str) -> None:
    doc = extractor(text)
    assert all(text[b:e] == words for b, e, words in every_span(doc))


@pytest.mark.parametrize("text", ["x" * 1_000_000, ("word" * 40 + " ") * 6_200, '"no" she said ' * 2_000])
def test_a_line_of_a_megabyte_is_read(text: str, extractor: Extractor) -> None:
    doc = extractor(text)
    assert all(text[b:e] == words for b, e, words in every_span(doc))


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STORIES, st.randoms(use_true_random=False), st.integers(16, 4096), st.integers(1, 8))
def test_batch_size_order_and_neighbours_never_change_a_result(
    extractor: Extractor, stories: list[str], random: object, limit: int, ahead: int
) -> None:
    config = RunConfig(batches=BatchConfig(max_pieces=limit, look_ahead=ahead))
    other = claimx.load(config=config)
    articles = [Article(text=story, id=str(k)) for k, story in enumerate(stories)]
    alone = {a.id: extractor(a.text, id=str(a.id)) for a in articles}
    random.shuffle(articles)  # type: ignore[attr-defined]
    assert {doc.id: doc for doc in other.pipe(articles)} == alone


def test_threads_never_change_a_result(extractor: Extractor, ferry: str) -> None:
    assert claimx.load(config=RunConfig(threads=2))(ferry) == extractor(ferry)


def test_threads_may_share_an_extractor(extractor: Extractor, ferry: str) -> None:
    texts = [f"{sentence}\n\n{ferry}" for sentence in SENTENCES * 2]
    with ThreadPoolExecutor(max_workers=4) as pool:
        assert list(pool.map(extractor, texts)) == [extractor(text) for text in texts]


def test_pipe_is_lazy_keeps_order_and_carries_ids(extractor: Extractor) -> None:
    endless = (Article(text="It rained.", id=f"a{k}", meta={"k": k}) for k in count())
    docs = list(islice(extractor.pipe(endless), 100))
    assert [d.id for d in docs] == [f"a{k}" for k in range(100)]
    assert docs[7].meta == {"k": 7}


def test_texts_without_ids_are_numbered(extractor: Extractor) -> None:
    assert [d.id for d in extractor.pipe(["one"] * 70)] == [str(k) for k in range(70)]


def test_what_is_no_text_is_an_error_that_names_the_article(extractor: Extractor) -> None:
    with pytest.raises(claimx.DocumentError, match="'7'.*expected the text as str, got int"):
        extractor(5, id="7")  # type: ignore[arg-type]


def test_pipe_can_yield_failures_in_place(extractor: Extractor) -> None:
    items: list[str | Article] = ["It rained.", Article(text=None), "It snowed."]  # type: ignore[arg-type]
    first, second, third = extractor.pipe(items, on_error="yield")
    assert isinstance(first, Document) and isinstance(third, Document)
    assert isinstance(second, claimx.Failure) and second.doc_id == "1"


class Refusing:
    """A backend that fails on every batch with a certain piece in it."""

    def __init__(self, inner: object, piece: int) -> None:
        self.inner, self.piece = inner, piece

    def run(self, ids: IntArray, mask: IntArray) -> tuple[FloatArray, FloatArray]:
        if (np.asarray(ids) == self.piece).any():
            raise RuntimeError("out of memory")
        return self.inner.run(ids, mask)  # type: ignore[attr-defined,no-any-return]


def test_a_failed_batch_is_read_one_by_one_and_only_its_cause_fails(
    extractor: Extractor, caplog: pytest.LogCaptureFixture
) -> None:
    poison = extractor._pieces("zebra", [(0, 5)]).ids[0]
    fragile = extractor.with_backend(Refusing(extractor.backend, int(poison)))
    texts = [SENTENCES[0], "The zebra said no.", SENTENCES[1]]
    good, bad, fine = fragile.pipe(texts, on_error="yield")
    assert isinstance(bad, claimx.Failure) and "out of memory" in bad.problem
    assert (good, fine) == tuple(extractor(t, id=i) for t, i in ((texts[0], "0"), (texts[2], "2")))


def test_min_score_leaves_out_what_scores_below(ferry: str) -> None:
    every = claimx.load(config=RunConfig(min_score=0.0))(ferry)
    sure = claimx.load(config=RunConfig(min_score=0.9))(ferry)
    assert 0 < len(sure.attributions) < len(every.attributions)
    assert all(a.score >= 0.9 for a in sure.attributions)


@pytest.mark.parametrize(
    "values",
    [{"backend": "tpu"}, {"threads": 0}, {"min_score": 1.5}, {"backend": "openvino", "device": "cuda"}],
)
def test_options_out_of_range_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(claimx.ConfigError, match="expected|takes|runs on"):
        RunConfig(**values)  # type: ignore[arg-type]


class Counting:
    """A backend that counts its forward passes."""

    def __init__(self, inner: object) -> None:
        self.inner, self.passes = inner, 0

    def run(self, ids: IntArray, mask: IntArray) -> tuple[FloatArray, FloatArray]:
        self.passes += 1
        return self.inner.run(ids, mask)  # type: ignore[attr-defined,no-any-return]


def test_a_stream_that_is_closed_early_reads_no_further(extractor: Extractor) -> None:
    config = RunConfig(batches=BatchConfig(max_pieces=16, look_ahead=40))
    counting = Counting(extractor.backend)
    taken = []
    stream = claimx.load(config=config).with_backend(counting).pipe(taken.append(k) or SENTENCES[0] for k in count())  # type: ignore[func-returns-value]
    next(stream)
    stream.close()
    done = counting.passes
    assert len(taken) == 80  # what is being finished, and what is in the network
    assert done < 80
    next(claimx.load(config=config).with_backend(counting).pipe([SENTENCES[0]]))
    assert counting.passes == done + 1  # nothing ran on after the stream was closed
