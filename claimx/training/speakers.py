"""The weights by which pronouns and descriptions are resolved, learned from articles whose speakers people labelled.

    python -m claimx.training.speakers --data POLNEAR [--out FILE]

A softmax over the candidates of each source (Denis and Baldridge, 2007), with an L2 penalty. Names are not learned:
they find their bearers by their words.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimx.assembly import Draft
from claimx.evaluation.gold import GoldArticle, GoldAttribution, read_polnear
from claimx.speakers.entities import Entity
from claimx.speakers.resolve import Resolver

FloatArray = NDArray[np.float64]
PENALTY = 0.5
STEPS = 400
Choice = tuple[list[dict[str, float]], int]  # candidates' features, and which is right; the last for none of them


def main() -> None:
    """Learn the weights and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "speakers" / "weights.json")
    options = parser.parse_args()
    articles = labelled_articles(options.data)
    choices = [choice for article, labels in articles for choice in read_choices(article, labels)]
    half = [[c for a, own in articles[k::2] for c in read_choices(a, own)] for k in (0, 1)]
    for trained, measured in (half, half[::-1]):
        print(f"right on the other half: {accuracy(measured, fit(trained)):.1f} of {len(measured)}")
    weights = fit(choices)
    print(f"right on what was learned from: {accuracy(choices, weights):.1f} of {len(choices)}")
    options.out.write_text(json.dumps({k: round(v, 3) for k, v in sorted(weights.items())}, indent=1) + "\n")


def labelled_articles(data: Path) -> list[tuple[GoldArticle, dict[str, Any]]]:
    """The articles of PolNeAR train whose speakers were labelled, with the labels (``claimx/training/gold``)."""
    known = json.loads(files("claimx.training.gold").joinpath("speakers.json").read_text(encoding="utf-8"))
    return [(a, known[a.id]) for a in read_polnear(data, "train") if a.id in known]


def read_choices(article: GoldArticle, labels: dict[str, Any]) -> Iterator[Choice]:
    """What there was to choose from for each source that is a pronoun or a description, and what was right."""
    gold = sorted(article.attributions, key=lambda r: min(b for b, _ in (*r.source, *r.cue, *r.content)))
    resolver = Resolver(article.text, [_draft(r) for r in gold])
    for k, relation in enumerate(gold):
        told = resolver.describe(k)
        speaker = labels["speakers"].get(labels["of"].get(relation.id) or "")
        resolvable = told is not None and not told.name and not told.names
        if speaker and told and resolvable:
            candidates = resolver.candidates(k, told)
            right = next((i for i, c in enumerate(candidates) if is_speaker(c.entity, speaker)), len(candidates))
            if candidates and (right < len(candidates) or told.pronoun is None):
                options = [dict(c.features) for c in candidates]
                yield ([*options, {}] if told.pronoun is None else options), right
        entity = resolver.resolve(k)
        if speaker and (entity is None or not is_speaker(entity, speaker)):  # go on from what is right
            resolver.chosen[k] = next((e for e in resolver.entities if is_speaker(e, speaker)), entity)


def is_speaker(entity: Entity, speaker: dict[str, Any]) -> bool:
    """Whether an entity is the labelled speaker, by their names."""
    own, theirs = _words(entity.name), _words(speaker["name"])
    if speaker["type"] == "person" and entity.type == "person":
        return own[-1:] == theirs[-1:] and (set(own) <= set(theirs) or set(theirs) <= set(own) or own[0] == theirs[0])
    return set(own) == set(theirs)


def _words(name: str) -> list[str]:
    return [w.strip(".,'\u2019") for w in name.lower().split() if w not in ("the", "a", "an")]


def _draft(relation: GoldAttribution) -> Draft:
    return Draft(
        source=relation.source,
        cue=relation.cue,
        content=relation.content,
        addressee=(),
        kind="indirect",
        parent=None,
        score=1.0,
    )


def fit(choices: Sequence[Choice]) -> dict[str, float]:
    """Weights by feature: full-batch gradient ascent on the penalised log likelihood."""
    names = sorted({name for options, _ in choices for features in options for name in features})
    place = {name: k for k, name in enumerate(names)}
    tables = []
    for options, right in choices:
        table = np.zeros((len(options), len(names)))
        for row, features in enumerate(options):
            for name, value in features.items():
                table[row, place[name]] = value
        tables.append((table, right))
    weights = np.zeros(len(names))
    for step in range(STEPS):
        slope = -PENALTY * weights
        for table, right in tables:
            scores = table @ weights
            shares = np.exp(scores - scores.max())
            slope += table[right] - shares @ table / shares.sum()
        weights += slope * (0.02 if step < STEPS // 2 else 0.005)
    return dict(zip(names, weights.tolist(), strict=True))


def accuracy(choices: Sequence[Choice], weights: dict[str, float]) -> float:
    """The share of sources, in percent, whose highest candidate is the right one."""
    hits = 0
    for options, right in choices:
        scores = [sum(weights.get(n, 0.0) * v for n, v in features.items()) for features in options]
        hits += int(np.argmax(scores)) == right
    return 100.0 * hits / max(1, len(choices))


if __name__ == "__main__":
    main()
