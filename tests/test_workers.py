"""Several processes find what one finds, in its order, and a worker that dies takes one article with it at most."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

import claimx
from claimx import Article, BatchConfig, Extractor, Failure, RunConfig
from claimx.workers import _cores

TWO = RunConfig(workers=2, batches=BatchConfig(look_ahead=4))
SENTENCES = ['"We will appeal," said Noor Haddad.', "The ministry denied that the dam had leaked.", "It rained."]


@pytest.fixture(scope="module")
def apart() -> Extractor:
    return claimx.load(config=TWO)


class Deadly:
    """Kills the process that takes it out of its envelope, as an article does that needs too much memory."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (9,)


def test_two_workers_find_what_one_process_finds(apart: Extractor, extractor: Extractor, ferry: str) -> None:
    texts = [f"{SENTENCES[k % 3]}\n\n{ferry[: 200 * (k % 5)]}" for k in range(13)]
    assert list(apart.pipe(texts)) == list(extractor.pipe(texts))


def test_a_failure_keeps_its_place_among_the_documents_of_workers(apart: Extractor) -> None:
    torn = Failure(doc_id="b", stage="input", problem="torn")
    items: list[Any] = [Article(text="It rained.", id="a"), torn, "", None]
    outcomes = list(apart.pipe(items, on_error="yield"))
    assert [isinstance(o, Failure) for o in outcomes] == [False, True, False, True]
    assert outcomes[1] == torn


def test_an_article_that_kills_its_reader_is_the_only_one_lost(apart: Extractor) -> None:
    articles = [Article(text=SENTENCES[0], id=str(k)) for k in range(9)]
    articles[4] = Article(text="It snowed.", id="4", meta={"bomb": Deadly()})
    outcomes = list(apart.pipe(articles, on_error="yield"))
    assert [k for k, o in enumerate(outcomes) if isinstance(o, Failure)] == [4]
    assert "the process that read it died" in str(outcomes[4])
    with pytest.raises(claimx.DocumentError, match="'4'.*died"):
        list(apart.pipe(articles))


def test_workers_read_an_endless_stream_in_bounded_steps(apart: Extractor) -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        for taken in count(1):
            yield SENTENCES[taken % 3]

    stream = apart.pipe(endless())
    assert [d.id for d in islice(stream, 20)] == [str(k) for k in range(20)]
    stream.close()
    assert taken <= 20 + 2 * 2 * 2 + 2


def test_workers_end_when_their_parent_is_killed() -> None:
    code = (
        "import multiprocessing, claimx, time\n"
        "if __name__ == '__main__':\n"
        "    run = claimx.RunConfig(workers=2)\n"
        "    next(claimx.load(config=run).pipe(['It rained.'] * 500))\n"
        "    print(*(p.pid for p in multiprocessing.active_children()), flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(workers) == 2
        parent.kill()
    for _ in range(100):
        if not any(_is_alive(pid) for pid in workers):
            return
        time.sleep(0.1)
    pytest.fail("the workers outlive their parent by ten seconds")


def _is_alive(pid: int) -> bool:
    try:
        with Path(f"/proc/{pid}/stat").open(encoding="ascii") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_workers_are_pinned_where_each_has_a_core() -> None:
    free = sorted(os.sched_getaffinity(0))
    assert _cores(len(free), 1) == free
    assert _cores(len(free) + 1, 1) == [None] * (len(free) + 1)
    assert _cores(1, 2) == [None]


def test_a_run_needs_a_worker() -> None:
    with pytest.raises(claimx.ConfigError, match="workers is 0"):
        RunConfig(workers=0)
