"""What int8 costs and gives: the shipped graph beside the float32 weights, on a split in PolNeAR's layout.

    python -m benchmarks.quantised --data FOLDER [--split dev] [--model NAME]

Both run in OpenVINO with one thread, in one process, one after the other. Prints their scores, the share of
attributions that are equal in every span, and how much faster int8 is, from text to record.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import claimx
from claimx.evaluation.gold import read_polnear
from claimx.evaluation.run import evaluate
from claimx.inference.backends.openvino import OpenVINOBackend
from claimx.inference.backends.pytorch import read_reader
from claimx.model import store
from claimx.training.export import write_network
from claimx.types import Document

ROWS = (
    "attribution.relaxed",
    "attribution.strict",
    "quoted.relaxed",
    "source.piece",
    "cue.piece",
    "content.piece",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--model")
    options = parser.parse_args()

    articles = list(read_polnear(options.data, options.split))
    quantised = claimx.load(options.model)
    folder = store.find_model(options.model)
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch)
        write_network(made, read_reader(folder, quantised.model), tokenizer=folder / store.TOKENIZER, batches=[])
        exact = quantised.with_backend(OpenVINOBackend(made, threads=1))
        results = {}
        for name, extractor in (("float32", exact), ("int8", quantised)):
            extractor(articles[0].text)  # builds the kernels
            started = time.process_time()
            results[name] = (*evaluate(extractor, articles), time.process_time() - started)
    print(f"{'F1':22s}" + "".join(f"{name:>10s}" for name in results) + f"{'lost':>8s}")
    for row in ROWS:
        values = [scores[row].f1 for scores, _, _ in results.values()]
        print(f"{row:22s}" + "".join(f"{v:10.1f}" for v in values) + f"{values[0] - values[1]:8.1f}")
    a, b = (_attributions(docs) for _, docs, _ in results.values())
    print(f"attributions equal in every span: {100 * len(a & b) / len(a | b):.1f} % of {len(a | b)}")
    words = sum(len(article.text.split()) for article in articles)
    speeds = [words / spent for _, _, spent in results.values()]
    print(f"words a CPU second: {speeds[0]:.0f} and {speeds[1]:.0f}, {speeds[1] / speeds[0]:.2f} times as many")


def _attributions(docs: list[Document]) -> set[tuple[str, ...]]:
    """Every attribution as the article's id and its parts' places."""
    return {
        (
            doc.id,
            *(str([(s.start, s.end) for s in part.spans]) if part else "" for part in (a.source, a.cue, a.content)),
        )
        for doc in docs
        for a in doc.attributions
    }


if __name__ == "__main__":
    main()
