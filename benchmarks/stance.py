"""How well the stance is read on 300 invented passages that no model was trained or tuned on, whole path.

    python -m benchmarks.stance [--model NAME] [--mistakes]

The passages (``stance_passages.jsonl``, marked as in `claimx/training/gold`) were written before the model was tuned,
by other hands than the training passages', on other topics and for the most part with other cues. An attribution is
found where a read one has content IoU of at least .5 in words. Prints for each stance precision and recall over the
found ones and F1, the same with those not found as missed, and the calibration error of the stance's probability.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

import claimx
from claimx.evaluation.gold import GoldAttribution
from claimx.evaluation.run import found_parts, gold_parts
from claimx.evaluation.scores import in_words, iou
from claimx.training.calibrate import expected_error
from claimx.training.gold import parse_passage
from claimx.types import STANCES, Attribution, Document

PASSAGES = Path(__file__).with_name("stance_passages.jsonl")
Pair = tuple[GoldAttribution, Attribution | None]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--mistakes", action="store_true", help="print each attribution whose stance is wrong")
    options = parser.parse_args()
    passages = [parse_passage(line) for line in PASSAGES.read_text(encoding="utf-8").splitlines()]
    extractor = claimx.load(options.model)
    pairs: list[Pair] = []
    for passage, doc in zip(passages, extractor.pipe(p.text for p in passages), strict=True):
        own = list(pair((*passage.attributions, *passage.nested), doc))
        pairs += own
        for gold, found in own if options.mistakes else ():
            label = found.stance.label if found else "missed"
            if label != gold.stance:
                words = " ... ".join(doc.text[b:e] for b, e in (*gold.cue, *gold.content))
                print(f"{gold.stance} -> {label}: {words[:120]}")
    _show(pairs, extractor.model.label)


def pair(gold: Sequence[GoldAttribution], doc: Document) -> Iterator[Pair]:
    """Each gold attribution with the one in ``doc`` whose content is most like its own, one to one; None if none is."""
    wanted = in_words(doc.text, [gold_parts(g) for g in gold])
    found = in_words(doc.text, [found_parts(a) for a in doc.attributions])
    ranked = sorted(
        ((iou(g.content, f.content), -i, -j) for i, g in enumerate(wanted) for j, f in enumerate(found)), reverse=True
    )
    mate: dict[int, int] = {}
    for likeness, i, j in ranked:
        if likeness >= 0.5 and -i not in mate and -j not in mate.values():
            mate[-i] = -j
    for k, attribution in enumerate(gold):
        yield attribution, doc.attributions[mate[k]] if k in mate else None


def _show(pairs: Sequence[Pair], model: str) -> None:
    both = [(g, f) for g, f in pairs if f is not None]
    print(f"{len(pairs)} attributions, {len(both)} found ({100 * len(both) / len(pairs):.1f} %); {model}")
    print("              found:   P      R     F1    missed counted: R     F1")
    rows = {}
    for label in STANCES:
        right = sum(g.stance == label == f.stance.label for g, f in both)
        said = sum(f.stance.label == label for _, f in both)
        gold, gold_found = sum(g.stance == label for g, _ in pairs), sum(g.stance == label for g, _ in both)
        p, r, whole = right / max(1, said), right / max(1, gold_found), right / max(1, gold)
        rows[label] = (_f1(p, r), _f1(p, whole))
        values = f"{100 * p:12.1f} {100 * r:6.1f} {rows[label][0]:6.1f} {100 * whole:18.1f} {rows[label][1]:6.1f}"
        print(f"{label:12s} {values}")
    macro = [sum(rows[label][k] for label in ("assert", "deny", "decline")) / 3 for k in (0, 1)]
    print(f"macro of assert, deny, decline: {macro[0]:.1f}; missed counted {macro[1]:.1f}")
    hits = sum(bool(g.hedged) and f.stance.hedged for g, f in both)
    p, r = hits / max(1, sum(f.stance.hedged for _, f in both)), hits / max(1, sum(bool(g.hedged) for g, _ in both))
    print(f"hedged: P {100 * p:.1f}  R {100 * r:.1f}  F1 {_f1(p, r):.1f}")
    sure = np.array([f.stance.scores[f.stance.label] for _, f in both])
    right_ones = np.array([float(g.stance == f.stance.label) for g, f in both])
    print(f"expected calibration error of the stance: {expected_error(sure, right_ones):.3f}")
    for kind in ("deny", "decline"):
        own = [f for g, f in pairs if g.stance == kind]
        print(f"found of the {kind}: {100 * sum(f is not None for f in own) / max(1, len(own)):.1f} %")


def _f1(p: float, r: float) -> float:
    return 200 * p * r / (p + r) if p + r else 0.0


if __name__ == "__main__":
    main()
