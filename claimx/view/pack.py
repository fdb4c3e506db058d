"""Documents for the page: small JSON values with offsets in UTF-16 units, as JavaScript counts."""

from __future__ import annotations

import base64
import gzip
import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from typing import Any

from claimx.types import Attribution, Document, Part
from claimx.view.names import proper_name

_META = ("title", "publisher", "date", "url")
_HEADLINE = 160  # characters; a longer first line is a paragraph


def pack(value: Any) -> str:
    """``value`` as JSON, gzipped, in base64: no text of an article can end the element that holds it."""
    return base64.b64encode(gzip.compress(json.dumps(value).encode(), mtime=0)).decode()


def article(doc: Document) -> dict[str, Any]:
    """All that the page shows of ``doc``; speakers, parents and targets are numbers, counted from 0."""
    unit = _utf16(doc.text)
    speakers = {speaker.id: number for number, speaker in enumerate(doc.speakers)}
    numbers = {a.id: number for number, a in enumerate(doc.attributions)}

    def spans(part: Part | None) -> list[list[int]]:
        return [[unit(s.start), unit(s.end)] for s in part.spans] if part else []

    def claim(a: Attribution) -> dict[str, Any]:
        return {
            "source": spans(a.source),
            "cue": spans(a.cue),
            "content": spans(a.content),
            "addressee": spans(a.addressee),
            "kind": a.kind,
            "speaker": speakers[a.speaker.id] if a.speaker else None,
            "stance": a.stance.label,
            "scores": {label: round(score, 3) for label, score in a.stance.scores.items()},
            "hedged": a.stance.hedged,
            "decline": a.stance.decline_kind,
            "target": numbers.get(a.stance.target or ""),
            "parent": numbers.get(a.parent or ""),
            "score": round(a.score, 3),
        }

    return {
        "id": doc.id,
        "title": title(doc),
        "meta": meta(doc),
        "text": doc.text,
        "speakers": [
            {
                "name": s.name,
                "known": proper_name(s),
                "type": s.type,
                "role": s.role,
                "affiliation": s.affiliation,
                "ground": s.anonymity.ground if s.anonymity else None,
            }
            for s in doc.speakers
        ],
        "claims": [claim(a) for a in doc.attributions],
    }


def entry(doc: Document) -> dict[str, Any]:
    """What the list needs of ``doc``: its title, how often each stance and each named speaker occur."""
    named = Counter(name for a in doc.attributions if a.speaker and (name := proper_name(a.speaker)))
    return {
        "title": title(doc),
        "publisher": meta(doc).get("publisher"),
        "date": meta(doc).get("date"),
        "stances": Counter(a.stance.label for a in doc.attributions),
        "named": named,
    }


def meta(doc: Document) -> dict[str, str]:
    """The fields of the metadata that the page knows, as strings."""
    return {key: str(doc.meta[key]) for key in _META if doc.meta.get(key) not in (None, "")}


def title(doc: Document) -> str:
    """The title that the metadata gives, else the first line if it is short, else the id."""
    first = next((line.strip() for line in doc.text.splitlines() if line.strip()), "")
    return meta(doc).get("title") or (first if 0 < len(first) <= _HEADLINE else doc.id)


def _utf16(text: str) -> Callable[[int], int]:
    """The function from code points of ``text`` to its UTF-16 units."""
    if text.isascii():
        return int
    wide = [place for place, char in enumerate(text) if char > "\uffff"]
    return lambda place: place + bisect_left(wide, place)
