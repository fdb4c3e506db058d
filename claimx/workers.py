"""A stream of articles read by several processes, each with the model once and, where it can be, on a core of its own.

What is found is what one process finds, in the same order. A worker that dies takes no article with it: what it had is
read again, one article at a time, and the one that kills its reader becomes a `Failure`.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import TYPE_CHECKING

from claimx.types import Article, Document, Failure

if TYPE_CHECKING:
    from claimx.extractor import Extractor, RunConfig

Item = Article | Failure
Outcomes = list[Document | Failure]
_AHEAD = 2  # chunks in flight for each worker: one that it reads, one that waits for it

_own: Extractor  # a worker's


def read_apart(folder: Path, config: RunConfig, items: Iterable[Item]) -> Generator[Document | Failure]:
    """The outcomes of ``items`` in order, read by ``config.workers`` processes; each article has its id.

    In flight are at most two chunks a worker, each half a look-ahead long, so memory is bounded.
    """
    stream = iter(items)
    size = max(1, config.batches.look_ahead // 2)
    pool = _open_pool(folder, config, config.workers)
    ahead: deque[tuple[list[Item], Future[Outcomes]]] = deque()
    try:
        while True:
            while len(ahead) < _AHEAD * config.workers and (chunk := list(islice(stream, size))):
                ahead.append((chunk, _submit(pool, chunk)))
            if not ahead:
                return
            chunk, future = ahead.popleft()
            try:
                outcomes = future.result()
            except BrokenProcessPool:  # every chunk in flight is lost
                pool.shutdown(wait=False, cancel_futures=True)
                for lost in (chunk, *(c for c, _ in ahead)):
                    yield from _one_by_one(folder, config, lost)
                ahead.clear()
                pool = _open_pool(folder, config, config.workers)
            else:
                yield from outcomes
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _one_by_one(folder: Path, config: RunConfig, items: Sequence[Item]) -> Iterator[Document | Failure]:
    """Each item in a process that may die of it."""
    pool = _open_pool(folder, config, 1)
    try:
        for item in items:
            try:
                yield from _submit(pool, [item]).result()
            except BrokenProcessPool:
                pool = _open_pool(folder, config, 1)
                problem = "the process that read it died, perhaps for want of memory; leave the article out or cut it"
                yield Failure(doc_id=_id_of(item), stage="read", problem=problem)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, items: list[Item]) -> Future[Outcomes]:
    """A pool that is known to be broken says so at once; it is to say so when the outcomes are asked for."""
    try:
        return pool.submit(_read, items)
    except BrokenProcessPool as error:
        broken: Future[Outcomes] = Future()
        broken.set_exception(error)
        return broken


def _id_of(item: Item) -> str:
    return item.doc_id if isinstance(item, Failure) else str(item.id)


def _open_pool(folder: Path, config: RunConfig, workers: int) -> ProcessPoolExecutor:
    context = mp.get_context("spawn")  # a fork would copy the threads' locks
    cores = context.SimpleQueue()
    for core in _cores(workers, config.threads):
        cores.put(core)
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_open, initargs=(folder, config, cores))


def _cores(workers: int, threads: int) -> list[int | None]:
    """A core for each worker; none where there are too few, or the system cannot pin a process."""
    free = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if threads > 1 or workers > len(free):
        return [None] * workers
    return list(free[:workers])


def _open(folder: Path, config: RunConfig, cores: SimpleQueue[int | None]) -> None:
    """What a worker does first."""
    from dataclasses import replace

    from claimx.extractor import load

    global _own
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops the run
    threading.Thread(target=_end_with_parent, daemon=True).start()
    core = cores.get()
    if core is not None:
        os.sched_setaffinity(0, {core})
    _own = load(folder, config=replace(config, workers=1))


def _end_with_parent() -> None:
    """A parent that is killed cannot tell its workers."""
    parent = mp.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read(items: list[Item]) -> Outcomes:
    return list(_own.pipe(items, on_error="yield"))
