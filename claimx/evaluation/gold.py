"""Gold attributions: the PolNeAR standoff layout (Newell et al., 2018) as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claimx.errors import CorpusError
from claimx.types import DeclineKind, StanceLabel

Ranges = tuple[tuple[int, int], ...]

_LINE = re.compile(r"^[TE]\d+\t")
_ANNOTATOR = re.compile(r"_[0-9a-f]{4}$")
_ROLE = {"Source": "source", "Cue": "cue", "Content": "content"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldAttribution:
    """One gold relation; a role that the text does not express is empty. Offsets in code points.

    Stance, hedging and the kind of declining are None where nobody judged them.
    """

    id: str
    source: Ranges
    cue: Ranges
    content: Ranges
    stance: StanceLabel | None = None
    hedged: bool | None = None
    decline_kind: DeclineKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldArticle:
    """An article with the attributions that one annotator marked in it.

    ``nested`` are those that stand inside their contents; None where nobody looked for them.
    """

    id: str
    annotator: str
    text: str
    attributions: tuple[GoldAttribution, ...]
    nested: tuple[GoldAttribution, ...] | None = None


def read_polnear(folder: Path, split: str, *, every_annotator: bool = False) -> Iterator[GoldArticle]:
    """Articles of ``folder/data/<split>`` (or ``folder/<split>``), ordered by file name.

    With ``every_annotator`` an article that several people annotated comes once for each; else only the first.

    Raises:
        CorpusError: if a file is missing or a line does not follow the layout.
    """
    root = folder / "data" / split if (folder / "data" / split).is_dir() else folder / split
    files = sorted((root / "attributions").glob("*.ann"))
    if not files:
        raise CorpusError(root, None, "expected PolNeAR's layout: attributions/*.ann and text/*.txt")
    last = ""
    for path in files:
        doc_id = _ANNOTATOR.sub("", path.stem)
        if doc_id == last and not every_annotator:
            continue
        last = doc_id
        text_path = root / "text" / f"{doc_id}.txt"
        try:
            text = text_path.read_bytes().decode("utf-8")
        except OSError as error:
            raise CorpusError(text_path, None, f"the text of {path.name} cannot be read: {error.strerror}") from error
        yield GoldArticle(
            id=doc_id,
            annotator=path.stem[len(doc_id) + 1 :],
            text=text,
            attributions=tuple(_read_relations(path, len(text))),
        )


def _read_relations(path: Path, length: int) -> Iterator[GoldAttribution]:
    spans: dict[str, tuple[str, Ranges]] = {}
    relations: list[tuple[int, str, list[list[str]]]] = []
    for number, line in enumerate(path.read_bytes().decode("utf-8").split("\n"), start=1):
        if not _LINE.match(line):
            continue  # notes, and the rest of a span's text that holds a line end
        fields = line.rstrip("\r").split("\t")
        try:
            if fields[0].startswith("T"):
                kind, _, places = fields[1].partition(" ")
                ranges = tuple((int(b), int(e)) for b, e in (p.split() for p in places.split(";")))
                spans[fields[0]] = (kind, ranges)
            else:
                relations.append((number, fields[0], [part.rsplit(":", 1) for part in fields[1].split()]))
        except (ValueError, IndexError) as error:
            raise CorpusError(path, number, f"expected a span or a relation in standoff form; {error}") from error
    for number, name, parts in relations:
        roles: dict[str, list[tuple[int, int]]] = {role: [] for role in _ROLE.values()}
        for key, target in parts:
            role = _ROLE.get(key.rstrip("0123456789"))
            if role is None:
                continue
            if target not in spans:
                raise CorpusError(path, number, f"relation {name} names {target}, which is no span of the file")
            for begin, end in spans[target][1]:
                if not 0 <= begin < end <= length:
                    raise CorpusError(path, number, f"span {begin}:{end} does not fit the text ({length} characters)")
                roles[role].append((begin, end))
        yield GoldAttribution(
            id=name,
            source=tuple(sorted(roles["source"])),
            cue=tuple(sorted(roles["cue"])),
            content=tuple(sorted(roles["content"])),
        )
