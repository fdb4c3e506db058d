"""The files of one run: what is being written, what is finished, and what stands beside it.

Beside the output ``OUT`` stand ``OUT.run.json`` (what the run is made of, and at the end what it did), while it lasts
the folder ``OUT.partial`` (its journal and the parts that are growing) and, if any article failed,
``OUT.quarantine.jsonl``. A part takes its place when it is whole and on the disk: ``OUT`` itself, or, in shards,
``OUT/part-00000.jsonl`` and so on, each as soon as it is full.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from claimx.corpus.journal import State
from claimx.corpus.writers import Form
from claimx.errors import CorpusError
from claimx.types import Document, Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Where a run writes; ``in_shards`` makes ``out`` a folder."""

    out: Path
    form: Form
    in_shards: bool

    @property
    def partial(self) -> Path:
        """The folder of what is not finished."""
        return self.out.with_name(self.out.name + ".partial")

    @property
    def manifest(self) -> Path:
        """What the run is made of."""
        return self.out.with_name(self.out.name + ".run.json")

    @property
    def quarantine(self) -> Path:
        """The articles that failed, and why."""
        return self.out.with_name(self.out.name + ".quarantine.jsonl")

    @property
    def places(self) -> frozenset[Path]:
        """All that this run writes, which is no input of it."""
        return frozenset(p.resolve() for p in (self.out, self.partial, self.manifest, self.quarantine))

    def check(self, *, fresh: bool) -> None:
        """Refuse to touch what no run of claimx made.

        Raises:
            CorpusError: if the output is there already, without a manifest, or cannot take its place.
        """
        if not self.out.exists():
            return
        is_folder = self.out.is_dir()
        if is_folder != self.in_shards:
            problem = "is a file; shards need a folder" if self.in_shards else "is a folder; --shard-size fills one"
            raise CorpusError(self.out, None, f"{problem}; give another --out")
        held = [path.name for path in self.out.iterdir()] if is_folder else [self.out.name]
        others = [name for name in held if is_folder and not name.startswith("part-")]
        if others:
            raise CorpusError(self.out, None, f"holds {others[0]}; shards need a folder of their own")
        if held and not fresh and not self.manifest.exists():
            raise CorpusError(self.out, None, "exists, and no run of claimx made it; give --fresh to replace it")

    def clear(self) -> None:
        """Remove what a run left, all but its journal, which the caller holds."""
        for path in (*self.partial.glob("part-*"), *(self.out.glob("part-*") if self.in_shards else [self.out])):
            path.unlink(missing_ok=True)
        self.manifest.unlink(missing_ok=True)
        self.quarantine.unlink(missing_ok=True)

    def cut(self, state: State) -> None:
        """Cut off what was written after ``state``.

        Raises:
            CorpusError: if there is less than that.
        """
        self.partial.mkdir(parents=True, exist_ok=True)
        for path, size in ((self._part(state.shard), state.shard_bytes), (self.quarantine, state.quarantine_bytes)):
            has = path.stat().st_size if path.exists() else 0
            if has < size:
                raise CorpusError(path, None, f"expected {size} bytes of this run, got {has}; give --fresh")
            if has > size:
                os.truncate(path, size)

    def write(self, docs: Sequence[Document], failures: Sequence[Failure], state: State) -> tuple[int, int]:
        """Add a chunk after what ``state`` says; the bytes that the part and the quarantine have then, on the disk."""
        part = b"" if state.shard_bytes else self.form.header
        lines = "".join(json.dumps(asdict(failure)) + "\n" for failure in failures).encode()
        return (
            state.shard_bytes + _append(self._part(state.shard), part + (self.form.encode(docs) if docs else b"")),
            state.quarantine_bytes + (_append(self.quarantine, lines) if lines else 0),
        )

    def settle(self, state: State) -> None:
        """Put the parts that are full in their places; again, if a kill came in between."""
        for part in sorted(self.partial.glob(f"part-*{self.form.suffix}")):
            number = int(part.name[len("part-") :].split(".")[0])
            if number < state.shard or state.finished:
                place = self.out / part.name if self.in_shards else self.out
                place.parent.mkdir(parents=True, exist_ok=True)
                self.form.finish(part, place)

    def read_manifest(self) -> dict[str, Any] | None:
        """What the run in this place is made of, or None if there is none.

        Raises:
            CorpusError: if it cannot be read.
        """
        try:
            return dict(json.loads(self.manifest.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except ValueError as error:
            problem = f"expected the JSON of a run; give --fresh to start over; {error}"
            raise CorpusError(self.manifest, None, problem) from error

    def write_manifest(self, manifest: dict[str, Any]) -> None:
        """Put the manifest in its place, whole."""
        new = self.partial / "run.json.new"
        new.unlink(missing_ok=True)
        _append(new, json.dumps(manifest, indent=1).encode() + b"\n")
        new.replace(self.manifest)

    def _part(self, shard: int) -> Path:
        return self.partial / f"part-{shard:05}{self.form.suffix}"


def _append(path: Path, data: bytes) -> int:
    with path.open("ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return len(data)
