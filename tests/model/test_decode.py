from __future__ import annotations

import numpy as np

from claimx.model.decode import EVIDENCE, UNFITTED, Decoder, Relation, decode_windows, probability
from claimx.model.links import FEATURE_COUNT, PROJECTIONS
from claimx.model.tags import CONTENT, CUE, SOURCE, TAG_COUNT, begin_tag, forbidden_steps, inside_tag

DIM = 8


def decoder() -> Decoder:
    steps, starts = forbidden_steps()
    return Decoder(
        transitions=steps,
        starts=starts,
        ends=np.zeros(TAG_COUNT, np.float32),
        cue_biases=np.zeros(FEATURE_COUNT, np.float32),
        source_biases=np.zeros(FEATURE_COUNT, np.float32),
        no_source=np.zeros(DIM, np.float32),
        no_source_bias=np.zeros(1, np.float32),
        calibration=UNFITTED,
    )


def decode(spans: list[tuple[int, int, int, int]], paragraph: list[int], no_source: float = 0.0) -> list[Relation]:
    """Relations of a window with (role, begin, end, family); spans of one family ask for and offer one another."""
    n = len(paragraph)
    tags = np.zeros((1, n, TAG_COUNT), np.float32)
    tags[0, :, 0] = 5
    links = np.zeros((n, PROJECTIONS, DIM), np.float32)
    for role, begin, end, family in spans:
        tags[0, begin:end, inside_tag(role)] = 10
        tags[0, begin, begin_tag(role)] = 20
        links[begin:end, :, family] = 6
    weights = decoder()
    weights.no_source_bias[:] = no_source
    out = decode_windows([(tags[0], links.reshape(n, -1))], [np.array(paragraph, np.int32)], [weights])
    return out[0]


def test_a_content_in_two_pieces_is_one_relation() -> None:
    (relation,) = decode([(CONTENT, 0, 3, 0), (SOURCE, 3, 4, 0), (CUE, 4, 5, 0), (CONTENT, 5, 8, 0)], [0] * 8)
    assert relation.content == ((0, 3), (5, 8))
    assert (relation.source, relation.cue) == (((3, 4),), ((4, 5),))
    assert 0.5 < relation.score <= 1


def test_a_source_may_serve_two_cues() -> None:
    found = decode([(SOURCE, 0, 1, 0), (CUE, 1, 2, 0), (CONTENT, 2, 4, 0), (CUE, 5, 6, 0), (CONTENT, 6, 8, 0)], [0] * 8)
    assert {r.source for r in found} <= {((0, 1),), ()}
    assert found[0].source == ((0, 1),)


def test_spans_go_with_their_family_and_not_with_the_nearest() -> None:
    spans = [
        (SOURCE, 0, 1, 0),
        (SOURCE, 1, 2, 1),
        (CUE, 2, 3, 1),
        (CUE, 3, 4, 0),
        (CONTENT, 4, 6, 1),
        (CONTENT, 6, 8, 0),
    ]
    found = decode(spans, [0] * 8)
    assert [(r.source, r.cue, r.content) for r in found] == [
        (((1, 2),), ((2, 3),), ((4, 6),)),
        (((0, 1),), ((3, 4),), ((6, 8),)),
    ]


def test_a_cue_may_have_no_source() -> None:
    (relation,) = decode([(SOURCE, 0, 1, 0), (CUE, 1, 2, 0), (CONTENT, 2, 4, 0)], [0] * 4, no_source=1e4)
    assert relation.source == ()


def test_a_cue_without_content_is_no_relation() -> None:
    assert decode([(SOURCE, 0, 1, 0), (CUE, 1, 2, 0)], [0] * 4) == []


def test_level_1_sees_the_contents_of_level_0_alone() -> None:
    n = 12
    tags = np.zeros((1, n, 2 * TAG_COUNT), np.float32)
    tags[0, :, [0, TAG_COUNT]] = 5
    links = np.zeros((n, 2, PROJECTIONS, DIM), np.float32)
    flat = [(SOURCE, 0, 1), (CUE, 1, 2), (CONTENT, 2, 8)]
    inner = [(SOURCE, 2, 3), (CUE, 3, 4), (CONTENT, 4, 8)]
    outside = [(SOURCE, 8, 9), (CUE, 9, 10), (CONTENT, 10, 12)]
    for level, spans in ((0, flat), (1, [*inner, *outside])):
        for role, begin, end in spans:
            tags[0, begin:end, level * TAG_COUNT + inside_tag(role)] = 10
            tags[0, begin, level * TAG_COUNT + begin_tag(role)] = 20
            links[begin:end, level, :, 0] = 6
    window = (tags[0], links.reshape(n, -1))
    (found,) = decode_windows([window], [np.zeros(n, np.int32)], [decoder(), decoder()])
    assert [(r.level, r.source, r.cue, r.content) for r in found] == [
        (0, ((0, 1),), ((1, 2),), ((2, 8),)),
        (1, ((2, 3),), ((3, 4),), ((4, 8),)),
    ]


def test_leaning_adds_to_steps_into_beginnings_alone() -> None:
    before, after = decoder(), decoder().leaning(0.5)
    changed = after.transitions - before.transitions
    opens = [begin_tag(role) for role in (SOURCE, CUE, CONTENT)]
    assert (changed[:, opens] == 0.5).all()
    assert changed.sum() == 0.5 * TAG_COUNT * 3


def test_the_score_is_made_of_the_evidence() -> None:
    (relation,) = decode([(SOURCE, 0, 1, 0), (CUE, 1, 2, 0), (CONTENT, 2, 4, 0)], [0] * 4)
    assert len(relation.evidence) == EVIDENCE
    assert relation.evidence[-2:] == (1.0, 1.0)  # it has a source; the constant
    assert relation.score == float(probability(relation.evidence, UNFITTED))
    (without,) = decode([(CUE, 1, 2, 0), (CONTENT, 2, 4, 0)], [0] * 4)
    assert without.evidence[-2:] == (0.0, 1.0)
