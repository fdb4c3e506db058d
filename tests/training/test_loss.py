from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch

from claimx.evaluation.gold import GoldArticle, GoldAttribution
from claimx.model import links, store
from claimx.model.decode import UNFITTED, Decoder
from claimx.model.network import DecoderWeights, StanceWeights
from claimx.model.stance import HEDGED, VIEWS, judge
from claimx.model.tags import CONTENT, CUE, SOURCE, TAG_COUNT
from claimx.text.pieces import PieceEncoder
from claimx.text.reading import read_text
from claimx.training.crf import crf_loss
from claimx.training.examples import NO_LINK, Material, add_boilerplate
from claimx.training.lessons import Lesson
from claimx.training.loss import _stance_loss
from tests.conftest import gold


def test_the_crf_loss_is_the_log_share_of_the_gold_path_and_so_are_its_gradients() -> None:
    torch.manual_seed(0)
    weights = DecoderWeights(link_dim=4)
    torch.nn.init.normal_(weights.free_steps)
    torch.nn.init.normal_(weights.ends)
    emissions = torch.randn(2, 3, TAG_COUNT, requires_grad=True)
    tags = torch.tensor([[0, 3, 4], [1, 2, 0]])
    lengths = [3, 2]
    mask = torch.tensor([[True, True, True], [True, True, False]])

    def score(item: int, path: tuple[int, ...]) -> torch.Tensor:
        moves = sum(weights.transitions[a, b] for a, b in zip(path, path[1:], strict=False))
        inner = sum(emissions[item, k, t] for k, t in enumerate(path))
        return weights.starts[path[0]] + weights.ends[path[-1]] + moves + inner

    expected = torch.zeros(())
    for item, n in enumerate(lengths):
        every = torch.stack([score(item, path) for path in product(range(TAG_COUNT), repeat=n)])
        expected = expected + (every.logsumexp(0) - score(item, tuple(tags[item, :n].tolist()))) / sum(lengths)
    inputs = [emissions, weights.free_steps, weights.free_starts, weights.ends]
    loss = crf_loss(emissions, tags, mask, weights)
    assert loss.item() == pytest.approx(expected.item(), abs=1e-5)
    for found, wanted in zip(torch.autograd.grad(loss, inputs), torch.autograd.grad(expected, inputs), strict=True):
        torch.testing.assert_close(found, wanted, atol=1e-5, rtol=1e-4)


def article(marked: str) -> GoldArticle:
    made = gold(marked)

    def ranges(role: str) -> tuple[tuple[int, int], ...]:
        return tuple((made.text.index(w), made.text.index(w) + len(w)) for w in made.roles.get(role, []))

    relation = GoldAttribution(id="E1", source=ranges("source"), cue=ranges("cue"), content=ranges("content"))
    return GoldArticle(id="a", annotator="", text=made.text, attributions=(relation,))


ENCODER = PieceEncoder(store.find_model(None) / store.TOKENIZER)


def test_a_window_holds_the_gold_spans_and_their_links() -> None:
    (example,) = Material(article('[content: "No,"] [source: Ito] [cue: said], [content: "never."]'), ENCODER).examples(
        64
    )
    flat, nested = example.levels
    assert flat is not None
    assert nested is None
    assert [len(flat.spans[role]) for role in (SOURCE, CUE, CONTENT)] == [1, 1, 2]
    assert flat.cue_of_content.tolist() == [0, 0]
    assert flat.source_of_cue.tolist() == [0]
    assert flat.is_open.all()


def test_a_relation_without_a_source_links_to_none() -> None:
    (example,) = Material(article("It was [cue: reported] [content: that it rained]."), ENCODER).examples(64)
    assert example.levels[0] is not None
    assert example.levels[0].source_of_cue.tolist() == [NO_LINK]


def test_a_teachers_stances_are_learned_where_nobody_judged() -> None:
    torch.manual_seed(0)
    gold_article = article('[content: "No,"] [source: Ito] [cue: said], [content: "never."]')
    pieces = len(read_text(gold_article.text, ENCODER, 64).pieces.ids)
    teaching, learning = StanceWeights(stance_dim=4), StanceWeights(stance_dim=4)
    lesson = Lesson(
        tags=np.zeros((pieces, TAG_COUNT), np.float16),
        links=np.zeros((pieces, links.PROJECTIONS * 4), np.float16),
        stances=np.random.default_rng(3).normal(size=(pieces, VIEWS * 4)).astype(np.float16),
        decoder=_decoder(),
        judging=teaching.as_decoder(),
    )
    (example,) = Material(gold_article, ENCODER, lesson).examples(64)
    level = example.levels[0]
    assert level is not None and level.lesson is not None and level.lesson.acts is not None
    assert level.acts.tolist() == [[NO_LINK] * 3]
    (told,) = level.lesson.acts
    assert told[:HEDGED].sum() == pytest.approx(1, abs=1e-5)
    projections = torch.randn(1, pieces + 2, VIEWS * 4)
    optimizer = torch.optim.Adam(learning.parameters(), lr=0.05)
    for _ in range(300):
        optimizer.zero_grad()
        _stance_loss(projections[:, 1:-1], [example], learning).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    span = [(int(b), int(e)) for b, e in level.spans[CONTENT]]
    cue = [(int(b), int(e)) for b, e in level.spans[CUE]]
    (learned,) = judge(projections[0, 1:-1].numpy(), [(cue, span)], learning.as_decoder())
    np.testing.assert_allclose(learned[: HEDGED + 1], told[: HEDGED + 1], atol=0.02)


def _decoder() -> Decoder:
    weights = DecoderWeights(link_dim=4)
    return Decoder(**{name: tensor.numpy() for name, tensor in weights.as_arrays().items()}, calibration=UNFITTED)


def test_boilerplate_is_added_to_a_share_and_never_touches_the_gold() -> None:
    articles = [article(f"[source: Ito {k}] [cue: said] [content: it rained].") for k in range(40)]
    longer = add_boilerplate(articles, share=0.5, seed=1)
    grown = [new for old, new in zip(articles, longer, strict=True) if new.text != old.text]
    assert 10 < len(grown) < 30
    assert all(new.text.startswith(old.text) for old, new in zip(articles, longer, strict=True))
    for new in grown:
        assert tagged(new) == tagged(articles[0])


def tagged(article: GoldArticle) -> int:
    levels = [e.levels[0] for e in Material(article, ENCODER).examples(64)]
    return sum(int((level.tags != 0).sum()) for level in levels if level)
