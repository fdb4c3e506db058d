"""The stance of an attribution from the probabilities that the model gives it."""

from __future__ import annotations

from collections.abc import Sequence

from claimx.model.stance import HEDGED
from claimx.types import DECLINE_KINDS, STANCES, Stance


def to_stance(probabilities: Sequence[float]) -> Stance:
    """The stance for ``probabilities`` in the order of `claimx.model.stance.SCORES`; rounded, they still sum to 1."""
    scores = {label: round(p, 4) for label, p in zip(STANCES, probabilities, strict=False)}
    label = max(STANCES, key=scores.__getitem__)
    scores[label] = round(1.0 - sum(p for name, p in scores.items() if name != label), 4)
    kinds = probabilities[HEDGED + 1 :]
    kind = DECLINE_KINDS[max(range(len(kinds)), key=kinds.__getitem__)]
    return Stance(
        label=label,
        scores=scores,
        hedged=probabilities[HEDGED] >= 0.5,
        decline_kind=kind if label == "decline" else None,
    )
