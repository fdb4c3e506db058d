"""Scores and speed of a model on a split in PolNeAR's layout, whole path.

    python -m benchmarks.polnear --data FOLDER [--split dev] [--model NAME] [--backend openvino] [--json]

Prints the rows of the project's scorer, and words a CPU second from text to attribution. Speed is never shown
without accuracy, so the two come from one run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from importlib.metadata import version
from pathlib import Path

import claimx
from claimx.evaluation.gold import read_polnear
from claimx.evaluation.run import evaluate
from claimx.evaluation.scores import SIGNATURE, as_json, as_table


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--model")
    parser.add_argument("--backend", choices=("openvino", "pytorch"), default="openvino")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    articles = list(read_polnear(options.data, options.split))
    extractor = claimx.load(options.model, config=claimx.RunConfig(backend=options.backend))
    extractor(articles[0].text)  # builds the kernels
    started = time.process_time()
    scores, docs = evaluate(extractor, articles)
    spent = time.process_time() - started
    words = sum(len(article.text.split()) for article in articles)
    facts = {
        "signature": f"polnear/{options.split}|{SIGNATURE}|{extractor.model.label}|{options.backend}",
        "articles": len(docs),
        "words": words,
        "cpu_s": round(spent, 2),
        "words_per_cpu_s": round(words / spent),
        "versions": {name: version(name) for name in ("claimx", "openvino", "numpy", "tokenizers")},
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, 1 thread used",
    }
    if options.json:
        print(json.dumps({**facts, "scores": as_json(scores)}))
    else:
        print(as_table(scores))
        print("\n".join(f"{key}: {value}" for key, value in facts.items()))


if __name__ == "__main__":
    main()
