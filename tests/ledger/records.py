"""Records as `claimx extract` writes them, from a few words each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from claimx.ledger.link import link


@dataclass(frozen=True, kw_only=True)
class Said:
    """One attribution: who says what; ``source`` are the words of the text for the speaker."""

    who: str | None
    what: str
    type: str = "person"
    role: str | None = None
    of: str | None = None
    stance: str = "assert"
    target: int | None = None
    source: str | None = None


def record(doc_id: str, *said: Said, **meta: str) -> dict[str, Any]:
    """The record of an article in which these attributions stand one after the other."""
    text, attributions = "", []
    speakers: dict[str, dict[str, Any]] = {}
    for k, one in enumerate(said):
        source = one.source or one.who
        parts = {}
        for name, words in (("source", source), ("content", one.what)):
            parts[name] = {"text": words, "spans": [[len(text), len(text) + len(words)]]} if words else None
            text += f"{words} " if words else ""
        if one.who is not None:
            known = {"name": one.who, "type": one.type, "role": one.role, "affiliation": one.of}
            anonymity = {"count": "one", "ground": None} if one.type == "unnamed" else None
            speakers.setdefault(
                one.who, {"id": f"S{len(speakers) + 1}", **known, "mentions": [], "anonymity": anonymity}
            )
        scores = {label: float(label == one.stance) for label in ("assert", "deny", "decline", "other")}
        target = None if one.target is None else f"{doc_id}#{one.target}"
        attributions.append(
            {
                "id": f"{doc_id}#{k}",
                "source": parts["source"],
                "cue": None,
                "content": parts["content"],
                "kind": "direct" if one.what[:1] == "“" else "indirect",
                "speaker": speakers[one.who]["id"] if one.who is not None else None,
                "speaker_score": 0.9 if one.who is not None else None,
                "addressee": None,
                "stance": {
                    "label": one.stance,
                    "scores": scores,
                    "hedged": False,
                    "target": target,
                    "decline_kind": None,
                },
                "parent": None,
                "score": 0.9,
            }
        )
    return {
        "id": doc_id,
        "schema": 1,
        "model": "m-1",
        "text": text,
        "attributions": attributions,
        "speakers": list(speakers.values()),
        "meta": meta,
    }


def write(path: Path, records: Iterable[dict[str, Any]]) -> Path:
    """The records as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def ledger(folder: Path, records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of the ledger over ``records``."""
    link([str(write(folder / "in.jsonl", records))], folder / "ledger.parquet")
    rows: list[dict[str, Any]] = pq.read_table(folder / "ledger.parquet").to_pylist()
    return rows
