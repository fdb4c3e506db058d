"""The journal of a run: how far it is, in a SQLite file that no kill can tear and that only one process can hold.

What was written to the outputs counts only as far as the journal says; the rest is cut off when a run goes on. Beside
that it keeps a hash of every id, so that none comes twice, also in runs whose ids do not fit in memory.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from types import TracebackType

from claimx.errors import CorpusError

_SETTINGS = """
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS ids (
    digest INTEGER, times INTEGER, article INTEGER, PRIMARY KEY (digest, times)) WITHOUT ROWID;
BEGIN IMMEDIATE; COMMIT;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far a run is. ``articles`` counts those in quarantine too; bytes tell how much of a file counts."""

    file: int = 0  # where reading goes on: the input's index,
    number: int = 0  # the items of it that are done,
    offset: int = 0  # and its bytes that are read
    articles: int = 0
    attributions: int = 0
    words: int = 0
    quarantined: int = 0
    quarantine_bytes: int = 0
    shard: int = 0
    shard_articles: int = 0
    shard_bytes: int = 0
    finished: bool = False  # all is read; the last shard may yet have to be put in its place


class Journal:
    """The journal in ``path``, held until it is closed; may be used by several threads.

    Raises:
        CorpusError: if another process holds it, or it is none of ours.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._db = sqlite3.connect(path, timeout=0, check_same_thread=False)
        try:
            self._db.executescript(_SETTINGS)
            row = self._db.execute("SELECT value FROM state").fetchone()
            self.state = State(**json.loads(row[0])) if row else State()
            self._db.execute("DELETE FROM ids WHERE article >= ?", (self.state.articles,))
        except (sqlite3.Error, ValueError, TypeError) as error:
            self._db.close()
            if "locked" in str(error):
                raise CorpusError(path, None, "another run is writing this output; wait for it, or stop it") from error
            raise CorpusError(path, None, f"the run's journal cannot be read: {error}; give --fresh") from error

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._db.close()  # what was not committed is undone

    def commit(self, state: State) -> None:
        """From now on the run is as far as ``state`` says; what counts must be on the disk before."""
        with self._lock:
            self._db.execute("INSERT OR REPLACE INTO state VALUES (1, ?)", (json.dumps(asdict(state)),))
            self._db.commit()
        self.state = state

    def unique(self, given: str, article: int) -> str:
        """The id of article number ``article``: ``given``, or where that is taken ``given~2``, ``given~3`` ..."""
        with self._lock:
            name, times = given, self._take(given, article)
            while times > 1:
                name = f"{name}~{times}"
                times = self._take(name, article)
            return name

    def clear(self) -> None:
        """Forget the run."""
        with self._lock:
            self._db.execute("DELETE FROM ids")
            self._db.execute("DELETE FROM state")
            self._db.commit()
        self.state = State()

    def _take(self, name: str, article: int) -> int:
        """How many times ``name`` was taken, this time included."""
        digest = int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)
        (before,) = self._db.execute("SELECT max(times) FROM ids WHERE digest = ?", (digest,)).fetchone()
        times = (before or 0) + 1
        self._db.execute("INSERT INTO ids VALUES (?, ?, ?)", (digest, times, article))
        return int(times)
