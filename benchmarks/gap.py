"""How often a pronoun finds its name in GAP (Webster et al., 2018), beside published systems.

    python -m benchmarks.gap --data GAP [--split validation] [--json]

GAP is the folder with ``gap-validation.tsv`` (454 snippets, 908 pairs); the weights saw ``gap-development.tsv``, never
this. A pair counts as found where the person that the resolver chooses for the pronoun bears the name at the pair's
offset; F1 is over pairs, by the pronoun's gender and over all, bias is F over M, as GAP's own scorer has it. The
resolver reads regular expressions and a linear model and knows no syntax; the baseline beside it is given a parse.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from claimx.assembly import Draft
from claimx.speakers.resolve import Resolver

FEMALE = frozenset(["she", "her", "hers"])
PUBLISHED = {  # F1 on the test part (4,000 pairs), as GAP's README reports them
    "syntactic parallelism, snippet context": 66.9,
    "syntactic parallelism, page context": 70.6,
}


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", default="validation")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    scores = measure(read_rows(options.data / f"gap-{options.split}.tsv"))
    if options.json:
        print(json.dumps({"corpus": "gap", "split": options.split, **scores, "published_on_test": PUBLISHED}))
        return
    print(f"GAP {options.split}: " + "  ".join(f"{name} {value}" for name, value in scores.items()))
    for name, f1 in PUBLISHED.items():
        print(f"{f1:6.1f}  {name}, test")


def read_rows(path: Path) -> Iterator[Mapping[str, str]]:
    """The rows of one of GAP's files."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def measure(rows: Iterator[Mapping[str, str]]) -> dict[str, float]:
    """F1 in percent over the pairs: overall, of masculine and feminine pronouns, and their ratio."""
    counts: Counter[tuple[str, bool, bool]] = Counter()
    for row in rows:
        gender = "F" if row["Pronoun"].lower() in FEMALE else "M"
        for name, found in zip("AB", _found(row), strict=True):
            counts[gender, row[f"{name}-coref"].upper() == "TRUE", found] += 1
    both = {
        (right, found): counts["F", right, found] + counts["M", right, found]
        for right in (False, True)
        for found in (False, True)
    }
    women, men = (_f1({k: counts[gender, *k] for k in both}) for gender in "FM")
    return {"F1": round(_f1(both), 1), "M": round(men, 1), "F": round(women, 1), "bias": round(women / max(men, 1), 2)}


def _found(row: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether the pronoun's person bears the name A, and B."""
    begin = int(row["Pronoun-offset"])
    source = ((begin, begin + len(row["Pronoun"])),)
    draft = Draft(source=source, cue=(), content=(), addressee=(), kind="indirect", parent=None, score=1.0)
    entity = Resolver(row["Text"], [draft]).resolve(0).entity
    mentions = entity.mentions if entity is not None else []

    def bears(name: str) -> bool:
        start = int(row[f"{name}-offset"])
        end = start + len(row[name])
        return any(b < end and start < e for b, e in mentions)

    return bears("A"), bears("B")


def _f1(counts: Mapping[tuple[bool, bool], int]) -> float:
    hits = counts.get((True, True), 0)
    wrong = counts.get((False, True), 0) + counts.get((True, False), 0)
    return 200.0 * hits / max(1, 2 * hits + wrong)


if __name__ == "__main__":
    main()
