"""The spaCy component beside the library: the same attributions, and what ``nlp.pipe`` costs on top.

    python -m benchmarks.spacy_pipe [--data POLNEAR] [--articles N] [--rounds N]

Both read the same articles in turn, in one process, on one thread. Told are the words a CPU second of each, median over
the rounds, and the median of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import spacy

import claimx
from benchmarks.texts import read_texts


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()

    texts = read_texts(options.data, options.articles)
    words = sum(len(text.split()) for text in texts)
    extractor = claimx.load()
    nlp = spacy.blank("en")
    nlp.add_pipe("claimx")
    ours, theirs = list(extractor.pipe(texts)), list(nlp.pipe(texts))  # a warm-up too
    equal = sum(len(a.attributions) for a in ours)
    for doc, seen in zip(ours, theirs, strict=True):
        if [a.content for a in doc.attributions] != [a.content for a in seen._.attributions]:
            raise SystemExit(f"article {doc.id}: the component found other attributions than the library")
    print(f"{equal} attributions in {len(texts)} articles of {words} words, the same by both")
    library, component = [], []
    for _ in range(options.rounds):
        library.append(_seconds(lambda: extractor.pipe(texts)))
        component.append(_seconds(lambda: nlp.pipe(texts)))
    ratio = statistics.median(a / b for a, b in zip(library, component, strict=True))
    print(f"library      {words / statistics.median(library):8.0f} words a CPU second")
    print(f"nlp.pipe     {words / statistics.median(component):8.0f} words a CPU second: {ratio:.2f} of the library's")


def _seconds(read: Callable[[], Iterable[Any]]) -> float:
    begin = time.process_time()
    for _ in read():
        pass
    return time.process_time() - begin


if __name__ == "__main__":
    main()
