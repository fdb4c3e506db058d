"""The weights by which the target of a denial is found, learned from our own passages (`claimx/training/gold`).

    python -m claimx.training.targets [--out FILE]

A softmax over the candidates of each denial and *none*. Tells what five-fold cross-validation gives.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from claimx.evaluation.gold import GoldAttribution
from claimx.stance.targets import NONE, candidates
from claimx.training.gold import moved, parse_passage, passage_lines
from claimx.training.speakers import Options, accuracy, fit_together, to_draft

logger = logging.getLogger(__name__)

FOLDS = 5
FOREIGN_PART = 0.3  # of a choice of a passage as it is, that one with a foreign attribution counts


def main() -> None:
    """Learn the weights and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "stance" / "targets.json")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    lines = list(chain.from_iterable(passage_lines()))
    by_passage = [
        [*read_options(line), *read_options(line, lines[(n + FOLDS) % len(lines)])] for n, line in enumerate(lines)
    ]
    weighed, right = 0, 0.0
    for k in range(FOLDS):
        weights = fit_together([o for n, own in enumerate(by_passage) if n % FOLDS != k for o in own])
        held = [o for own in by_passage[k::FOLDS] for o in own]
        weighed, right = weighed + len(held), right + accuracy(held, weights) * len(held)
    logger.info("right on passages not learned from: %.1f %% of %d choices", 100 * right / weighed, weighed)
    write([o for own in by_passage for o in own], options.out)


def write(choices: Iterable[Options], path: Path) -> None:
    """Fit the weights and write them as JSON."""
    weights = {name: round(value, 3) for name, value in sorted(fit_together(list(choices)).items())}
    path.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


def read_options(line: str, foreign: str | None = None) -> Iterator[Options]:
    """What there was to choose from for each denial of a passage (a line of `passage_lines`); *none* comes last.

    With a ``foreign`` passage its first attribution is put right before each denial: in news the claim is not always
    the nearest, and likeness has to tell.
    """
    passage, labels = parse_passage(line), json.loads(line)["labels"]
    gold = sorted((*passage.attributions, *passage.nested), key=_place)
    text = passage.text
    other: GoldAttribution | None = None
    if foreign is not None:
        strange = parse_passage(foreign)
        other = next(iter(moved(sorted(strange.attributions, key=_place), len(text) + 1)), None)
        text = f"{text} {strange.text}"
    for k, denial in enumerate(gold):
        if denial.stance != "deny":
            continue
        order = [*gold[:k], *([other] if other else []), *gold[k:]]
        speakers = [labels[r.id].get("who") or None if r is not other else "somebody else" for r in order]
        stances = [r.stance or "assert" for r in order]
        offered = candidates(text, [to_draft(text, r) for r in order], order.index(denial), stances, speakers)
        target = labels[denial.id].get("target")
        places = [i for i, c in enumerate(offered) if order[c.index] is not other and order[c.index].id == str(target)]
        if target is None or places:
            rows = (*(c.features for c in offered), NONE)
            yield Options(rows=rows, right=tuple(places) or (len(offered),), part=FOREIGN_PART if other else 1.0)


def _place(relation: GoldAttribution) -> tuple[int, int]:
    return min((*relation.source, *relation.cue, *relation.content))


if __name__ == "__main__":
    main()
