"""What many tests share: the shipped model, and articles written with their gold in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

import claimx
from claimx.types import Document, Part

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"  # data and gold that are not ours to copy; absent outside our own machines

_MARKUP = re.compile(r"\[(source|cue|content|addressee): (.*?)\]", re.DOTALL)


@dataclass(frozen=True)
class Gold:
    """A text and what its inline markup says, by role."""

    text: str
    roles: dict[str, list[str]]


def gold(marked: str) -> Gold:
    """``"[source: She] [cue: said] [content: no]."`` as a text and its roles."""
    roles: dict[str, list[str]] = {}
    for match in _MARKUP.finditer(marked):
        roles.setdefault(match[1], []).append(match[2])
    return Gold(text=_MARKUP.sub(r"\2", marked), roles=roles)


def roles(doc: Document) -> dict[str, list[str]]:
    """The texts of each role's spans in a document, in text order, without marks and pauses at their ends."""
    found: dict[str, set[tuple[int, str]]] = {}
    for a in doc.attributions:
        parts: tuple[tuple[str, Part | None], ...] = (("source", a.source), ("cue", a.cue), ("content", a.content))
        for role, part in parts:
            for span in part.spans if part else ():
                found.setdefault(role, set()).add((span.start, span.text))
    return {role: [plain(text) for _, text in sorted(spans)] for role, spans in found.items()}


def plain(text: str) -> str:
    """``text`` without marks, pauses and full stops at its ends."""
    return text.strip(" .,;:!?\"'`\u201c\u201d\u2018\u2019\u00ab\u00bb\u00e2\u20ac\u0153\u009d")


def every_span(doc: Document) -> list[tuple[int, int, str]]:
    """Start, end and text of every span of a document."""
    parts = [p for a in doc.attributions for p in (a.source, a.cue, a.content, a.addressee) if p]
    spans = [s for p in parts for s in p.spans] + [m for s in doc.speakers for m in s.mentions]
    return [(s.start, s.end, s.text) for s in spans]


@pytest.fixture(scope="session")
def extractor() -> claimx.Extractor:
    """The model that ships."""
    return claimx.load()


@pytest.fixture(scope="session")
def ferry() -> str:
    """An article of our own."""
    return (ROOT / "tests/articles/ferry.txt").read_text(encoding="utf-8")
