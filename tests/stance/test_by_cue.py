from __future__ import annotations

import pytest

from claimx.assembly import Draft
from claimx.stance.by_cue import read_stance
from claimx.types import STANCES, Stance
from tests.conftest import gold


def stance(marked: str) -> Stance:
    made = gold(marked)

    def ranges(role: str) -> tuple[tuple[int, int], ...]:
        return tuple((made.text.index(w), made.text.index(w) + len(w)) for w in made.roles.get(role, []))

    draft = Draft(
        source=ranges("source"),
        cue=ranges("cue"),
        content=ranges("content"),
        addressee=(),
        kind="indirect",
        parent=None,
        score=1.0,
    )
    return read_stance(made.text, draft)


@pytest.mark.parametrize(
    ("marked", "label"),
    [
        ("[source: Ito] [cue: said] [content: the dam will hold].", "assert"),
        ("[source: Ito] [cue: accused] [content: the builder of fraud].", "assert"),
        ("[source: Ito] [cue: did not deny] [content: that the dam leaks].", "assert"),
        ("[source: Ito] [cue: denied] [content: that the dam leaks].", "deny"),
        ("[source: The firm] [cue: is disputing] [content: claims of a leak].", "deny"),
        ("[source: The firm] [cue: rejected] [content: the accusation that it lied].", "deny"),
        ('[content: "That is false,"] [cue: said] [source: Ito].', "deny"),
        ("[source: The office] [cue: says] [content: it is not aware of any leak].", "deny"),
        ("[source: Ito] [cue: declined] [content: to comment].", "decline"),
        ("[source: Ito] [cue: would not say] [content: who paid].", "decline"),
        ('[content: "No comment,"] [source: she] [cue: said].', "decline"),
        ("[source: The office] [cue: did not respond] [content: to requests for comment].", "decline"),
        ("[source: Ito] [cue: asked] [content: whether the dam holds].", "other"),
        ("[source: Ito] [cue: urged] [content: the mayor to act].", "other"),
        ("[source: Ito] [cue: refused] [content: to endorse him].", "other"),
    ],
)
def test_the_label_is_read_from_cue_and_content(marked: str, label: str) -> None:
    found = stance(marked)
    assert found.label == label
    assert set(found.scores) == set(STANCES)
    assert sum(found.scores.values()) == pytest.approx(1)
    assert max(found.scores, key=lambda name: found.scores[name]) == label


@pytest.mark.parametrize(
    ("marked", "hedged"),
    [
        ("[source: Ito] [cue: believes] [content: the dam will hold].", True),
        ('[content: "As far as we can tell, it holds,"] [source: Ito] [cue: said].', True),
        ("[source: The office] [cue: says] [content: it is not aware of any leak].", True),
        ("[source: Ito] [cue: said] [content: the dam will hold].", False),
    ],
)
def test_a_weakened_commitment_is_hedged(marked: str, hedged: bool) -> None:
    assert stance(marked).hedged is hedged
