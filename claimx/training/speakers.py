"""The weights by which pronouns and descriptions are resolved, learned from articles whose speakers people labelled.

    python -m claimx.training.speakers --data POLNEAR [--gap GAP] [--out FILE]

POLNEAR is the corpus's folder; labels and passages of our own are in ``claimx/training/gold``. GAP is the folder
with ``gap-development.tsv`` (Webster et al., 2018), whose pronouns count for a part. A softmax over the candidates of
each source (Denis and Baldridge, 2007), with an L2 penalty. Names are not learned: they find their bearers by their
words. How sure a speaker is, is learned by Platt's method for each way of finding it, on the halves of the articles
that the weights were not learned from.
"""

from __future__ import annotations

import argparse
import csv
import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimx.assembly import Draft
from claimx.evaluation.gold import GoldAttribution, read_polnear
from claimx.speakers import features
from claimx.speakers.entities import Entity
from claimx.speakers.resolve import Candidate, Resolver
from claimx.speakers.sources import Description
from claimx.training.gold import parse_passage, passage_lines

logger = logging.getLogger(__name__)

FloatArray = NDArray[np.float64]
Weights = dict[str, float]
Model = dict[str, Weights]
Label = Mapping[str, Any]  # name and type of a speaker
PENALTY = 0.5
STEPS = 600
RATE = 0.02
GAP_PART = 0.25  # of a choice of the articles, that one of GAP counts
PASSAGE_PART = 0.3
UNLEARNED: Model = {"weights": {}, "slope": {}, "level": {}}
LEAST = 25  # sources of one way, to calibrate it by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A text with its drafts in order and the speaker of each, None where nobody judged it or there is none."""

    text: str
    drafts: tuple[Draft, ...]
    speakers: tuple[Label | None, ...]
    part: float = 1.0  # how much each of its choices counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What there was to choose from for one source: a row of features a candidate, and which were right."""

    rows: tuple[Mapping[str, float], ...]
    right: tuple[int, ...]
    part: float


def main() -> None:
    """Learn the weights and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--gap", type=Path)
    parser.add_argument("--out", type=Path, default=Path(features.__file__).with_name("weights.json"))
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    examples = [*labelled_articles(options.data), *labelled_passages()]
    if options.gap:
        examples += gap_examples(options.gap / "gap-development.tsv")
    model = learn(examples)
    write(model, options.out)


def learn(examples: Sequence[Labelled]) -> Model:
    """Weights by feature, and by way of finding a speaker the slope and level of its probability."""
    choices = [list(read_options(example)) for example in examples]
    held: list[tuple[str, float, bool]] = []
    for k in (0, 1):
        weights = fit([o for own in choices[1 - k :: 2] for o in own])
        measured = [o for own, e in zip(choices[k::2], examples[k::2], strict=True) for o in own if e.part == 1.0]
        logger.info("half %d: %.1f %% of %d sources right", k, 100 * accuracy(measured, weights), len(measured))
        for example in examples[k::2]:
            if example.part == 1.0:
                held += outcomes(example, UNLEARNED | {"weights": weights})
    slope, level = calibrate(held)
    return {"weights": fit([o for own in choices for o in own]), "slope": slope, "level": level}


def write(model: Model, path: Path) -> None:
    """The model as JSON, rounded, in order."""
    told = {
        part: {k: round(v, 3) for k, v in sorted(values.items()) if abs(v) >= 0.0005} for part, values in model.items()
    }
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def labelled_articles(data: Path) -> Iterator[Labelled]:
    """The articles of PolNeAR train whose speakers were labelled."""
    known = json.loads(files("claimx.training.gold").joinpath("speakers.json").read_text(encoding="utf-8"))
    for article in read_polnear(data, "train"):
        if article.id in known:
            labels = known[article.id]
            names = {r: labels["speakers"].get(s) for r, s in labels["of"].items()}
            yield _labelled(article.text, article.attributions, names, part=1.0)


def labelled_passages() -> Iterator[Labelled]:
    """The passages of our own."""
    for line in chain.from_iterable(passage_lines()):
        passage = parse_passage(line)
        names = {
            k: {"name": v["who"], "type": v["type"]} for k, v in json.loads(line)["labels"].items() if v.get("who")
        }
        yield _labelled(passage.text, (*passage.attributions, *passage.nested), names, part=PASSAGE_PART)


def gap_examples(path: Path) -> Iterator[Labelled]:
    """GAP's pronouns as sources, where one of the two names is whom they mean."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            right = next((row[x] for x in "AB" if row[f"{x}-coref"].upper() == "TRUE"), None)
            if right is not None:
                begin = int(row["Pronoun-offset"])
                source = GoldAttribution(id="", source=((begin, begin + len(row["Pronoun"])),), cue=(), content=())
                yield _labelled(row["Text"], [source], {"": {"name": right, "type": "person"}}, part=GAP_PART)


def _labelled(
    text: str, relations: Iterable[GoldAttribution], names: Mapping[str, Label | None], *, part: float
) -> Labelled:
    ordered = sorted(relations, key=lambda r: min(b for b, _ in (*r.source, *r.cue, *r.content)))
    return Labelled(
        text=text,
        drafts=tuple(to_draft(text, r) for r in ordered),
        speakers=tuple(names.get(r.id) for r in ordered),
        part=part,
    )


def to_draft(text: str, relation: GoldAttribution) -> Draft:
    """A gold relation as a reader would have drafted it."""
    quoted = all(re.match(r"[\"\u201c\u2018']|``", text[b : b + 2]) for b, _ in relation.content)
    return Draft(
        source=relation.source,
        cue=relation.cue,
        content=relation.content,
        addressee=(),
        kind="direct" if relation.content and quoted else "indirect",
        parent=None,
        score=1.0,
    )


def read_options(example: Labelled) -> Iterator[Options]:
    """What there was to choose from for each source that is a pronoun or a description, and what was right."""
    resolver = Resolver(example.text, example.drafts, UNLEARNED)
    for k, label in enumerate(example.speakers):
        told = resolver.describe(k)
        chosen = resolver.choose(k)
        if label and told and chosen.candidates and not _is_unsure(example, told, label, chosen.candidates):
            fitting = [
                i for i, c in enumerate(chosen.candidates) if c.entity is not None and is_speaker(c.entity, label)
            ]
            own = [i for i, c in enumerate(chosen.candidates) if c.entity is None]
            if right := fitting or own:
                rows = tuple(dict(c.features) for c in chosen.candidates)
                yield Options(rows=rows, right=tuple(right), part=example.part)
        entity = chosen.entity
        if label and (entity is None or not is_speaker(entity, label)):  # go on from what is right
            offered = [c.entity for c in chosen.candidates if c.entity is not None]
            right_one = next((e for e in (*offered, *resolver.entities.all) if is_speaker(e, label)), None)
            entity = right_one or resolver.apart(k)
        resolver.note(k, entity, chosen.post)


def _is_unsure(example: Labelled, told: Description, label: Label, candidates: Sequence[Candidate]) -> bool:
    """Whether a passage's label repeats the source's words though somebody like that is there already.

    The passages label each source by itself, so *the official* may be the official of the sentence before.
    """
    if example.part == 1.0 or told.pronoun is not None or _words(label["name"]) != _words(told.words):
        return False
    return any(c.entity is not None and c.entity.head == told.head for c in candidates)


def outcomes(example: Labelled, model: Model) -> Iterator[tuple[str, float, bool]]:
    """For each labelled source: by what way its speaker was found, the model's share, whether it was right."""
    resolver = Resolver(example.text, example.drafts, model)
    for k, label in enumerate(example.speakers):
        choice = resolver.resolve(k)
        if label and choice.entity is not None:
            yield choice.way, choice.share, is_speaker(choice.entity, label)


def is_speaker(entity: Entity, speaker: Label) -> bool:
    """Whether an entity is the labelled speaker, by their names."""
    own, theirs = _words(entity.name), _words(speaker["name"])
    if not own or not theirs:
        return False
    if speaker["type"] == "person" and entity.type == "person":
        return own[-1] == theirs[-1] and (set(own) <= set(theirs) or set(theirs) <= set(own) or own[0] == theirs[0])
    same = len(set(own) & set(theirs))
    return same == min(len(set(own)), len(set(theirs))) and same >= 0.4 * max(len(set(own)), len(set(theirs)))


def _words(name: str) -> list[str]:
    return [w for w in re.findall(r"\w+", name.lower()) if w not in ("the", "a", "an", "of", "for", "s")]


def fit(choices: Sequence[Options]) -> Weights:
    """Weights by feature; each kind of source has features of its own, so each is learned by itself."""
    kinds: dict[str, list[Options]] = defaultdict(list)
    for o in choices:
        kinds[next(iter(o.rows[0])).partition(":")[0]].append(o)
    return {name: value for own in kinds.values() for name, value in fit_together(own).items()}


def fit_together(choices: Sequence[Options]) -> Weights:
    """Adam on the penalised log likelihood of the right candidates together, full batches."""
    names = sorted({name for o in choices for row in o.rows for name in row})
    place = {name: k for k, name in enumerate(names)}
    rows = [row for o in choices for row in o.rows]
    table = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name, value in row.items():
            table[i, place[name]] = value
    sizes = np.array([len(o.rows) for o in choices])
    firsts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(int)
    owner = np.repeat(np.arange(len(choices)), sizes)
    right = np.zeros(len(rows))
    for first, o in zip(firsts, choices, strict=True):
        right[[first + r for r in o.right]] = 1.0
    part = np.array([o.part for o in choices])[owner]
    weights, mean, spread = np.zeros(len(names)), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, STEPS + 1):
        scores = table @ weights
        shares = np.exp(scores - np.maximum.reduceat(scores, firsts)[owner])
        fitting = shares * right
        shares /= np.add.reduceat(shares, firsts)[owner]
        fitting /= np.add.reduceat(fitting, firsts)[owner] + 1e-12
        slope = table.T @ (part * (fitting - shares)) - PENALTY * weights
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope**2
        rate = RATE * (1.0 - 0.9 * step / STEPS)
        weights += rate * mean / (1 - 0.9**step) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return dict(zip(names, weights.tolist(), strict=True))


def accuracy(choices: Sequence[Options], weights: Weights) -> float:
    """The share of sources whose highest candidate is right."""
    hits = 0
    for o in choices:
        scores = [sum(weights.get(n, 0.0) * v for n, v in row.items()) for row in o.rows]
        hits += int(np.argmax(scores)) in o.right
    return hits / max(1, len(choices))


def calibrate(outcomes: Iterable[tuple[str, float, bool]]) -> tuple[Weights, Weights]:
    """By way: slope and level of a logistic curve over the share's log odds; of rare ways a level alone."""
    by_way: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for way, share, hit in outcomes:
        clipped = min(max(share, 1e-3), 1 - 1e-3)
        by_way[way].append((float(np.log(clipped / (1 - clipped))), hit))
    slope, level = {}, {}
    for way, pairs in sorted(by_way.items()):
        odds = np.array([x for x, _ in pairs])
        hits = np.array([float(y) for _, y in pairs])
        prior = (hits.sum() + 2.0) / (len(hits) + 3.0)
        a, b = 0.0, float(np.log(prior / (1 - prior)))
        if len(pairs) >= LEAST and odds.std() > 0.05:
            for _ in range(4000):
                miss = hits - 1.0 / (1.0 + np.exp(-(a * odds + b)))
                a += 0.05 * (float((miss * odds).mean()) - 0.01 * a)
                b += 0.05 * float(miss.mean())
        slope[way], level[way] = a, b
    return slope, level


if __name__ == "__main__":
    main()
