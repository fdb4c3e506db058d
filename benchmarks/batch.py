"""What a run over a corpus costs beside the reading of articles: time in each form, and memory in two sizes.

    python -m benchmarks.batch --data FOLDER [--split dev] [--json] [--sizes 1000 20000]

Time: the articles of a split in PolNeAR's layout are extracted once; then runs read them from each form and write each
form, with the documents at hand. Told in CPU seconds for all articles, and as a share of the whole. Memory: peak of a
process of the command line over so many articles of a sentence.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

import claimx
from claimx.corpus.readers import ReadConfig
from claimx.corpus.run import extract
from claimx.evaluation.gold import read_polnear
from claimx.types import Article, Document, Failure

OUT_FORMS = ("jsonl", "jsonl.zst", "jsonl.gz", "csv", "parquet")
TIMES = 5  # the articles are written so many times, for times that can be measured


class Ready:
    """A reader that has read everything before, by text."""

    def __init__(self, extractor: claimx.Extractor, docs: Mapping[str, Document]) -> None:
        self.model, self.config = extractor.model, extractor.config
        self._docs = docs

    def pipe(
        self, articles: Iterable[str | Article | Failure], *, on_error: Literal["yield"]
    ) -> Generator[Document | Failure, None, None]:
        """The document of each article."""
        for article in articles:
            if isinstance(article, Article) and article.text in self._docs:
                yield replace(self._docs[article.text], id=article.id or "", meta=article.meta)
            else:
                yield article if isinstance(article, Failure) else _unknown(article)


def _unknown(article: str | Article) -> Failure:
    return Failure(doc_id=str(article), stage="read", problem="was not read before")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 20_000])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    texts = [article.text for article in read_polnear(options.data, options.split)]
    with tempfile.TemporaryDirectory() as folder:
        facts: dict[str, object] = {"articles": len(texts), "words": sum(len(t.split()) for t in texts)}
        facts |= time_forms(texts, Path(folder)) | weigh(options.sizes, Path(folder))
    print(json.dumps(facts) if options.json else "\n".join(f"{key}: {value}" for key, value in facts.items()))


def time_forms(texts: Sequence[str], folder: Path) -> dict[str, object]:
    """CPU seconds of extracting, and of reading and writing around it."""
    extractor = claimx.load()
    extractor(texts[0])
    started = time.process_time()
    docs = dict(zip(texts, extractor.pipe(texts), strict=True))
    extract_s = time.process_time() - started
    reader = Ready(extractor, docs)
    facts: dict[str, object] = {"extracting_s": round(extract_s, 2)}
    pairs = [(source, "jsonl") for source in write_inputs(texts, folder)]
    for source, form in [*pairs, *((pairs[0][0], form) for form in OUT_FORMS[1:])]:
        started = time.process_time()
        summary = extract([str(source)], folder / f"{source.name}.out.{form}", reader, read=ReadConfig())
        spent = (time.process_time() - started) * len(texts) / summary.articles
        if summary.quarantined and source.name != "pages":  # whose text may differ by a blank
            raise SystemExit(f"{source}: {summary.quarantined} articles were not read")
        facts[f"{source.name} to {form}"] = f"{spent:.3f} s, {100 * spent / (spent + extract_s):.1f} %"
    return facts


def write_inputs(texts: Sequence[str], folder: Path) -> Iterator[Path]:
    """The articles, `TIMES` over, in each form; pages once."""
    rows = [{"id": str(k), "text": text, "date": "2026-05-01"} for k, text in enumerate(list(texts) * TIMES)]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    yield _write(folder / "in.jsonl", lines.encode())
    yield _write(folder / "in.jsonl.zst", pa.Codec("zstd").compress(lines.encode(), asbytes=True))
    pq.write_table(pa.Table.from_pylist(rows), folder / "in.parquet")
    yield folder / "in.parquet"
    for form in ("text", "pages"):
        (folder / form).mkdir()
        for k, text in enumerate(texts):
            body = "".join(f"<p>{paragraph}</p>" for paragraph in text.splitlines())
            page = f"<html><head><title>{k}</title></head><body><article>{body}</article></body></html>"
            name, data = (f"{k}.txt", text) if form == "text" else (f"{k}.html", page)
            _write(folder / form / name, data.encode())
        yield folder / form


def weigh(sizes: Sequence[int], folder: Path) -> dict[str, object]:
    """Peak memory and articles a second of the command line, over tiny articles."""
    facts: dict[str, object] = {}
    for size in sizes:
        source = folder / f"tiny{size}.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for k in range(size):
                file.write(json.dumps({"id": f"a{k}", "text": f'"It rose {k} inches," said Noor Haddad.'}) + "\n")
        out = folder / f"tiny{size}.out.parquet"
        command = [sys.executable, "-m", "claimx.cli.main", "extract", str(source), "-o", str(out), "--quiet"]
        started = time.perf_counter()
        process = subprocess.Popen(command)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{' '.join(command)} failed")
        spent = time.perf_counter() - started
        facts[f"{size} tiny articles"] = f"{used.ru_maxrss / 1024:.0f} MiB, {size / spent:.0f} articles/s"
    return facts


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    main()
