"""The first reading: what linking needs of every attribution, in arrays, so that a corpus fits in memory."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from claimx.errors import CorpusError
from claimx.ledger.evidence import Evidence, acronyms, names_near, telling_words
from claimx.ledger.people import People
from claimx.ledger.published import Published, read_meta
from claimx.ledger.words import Words

NONE = 2**32 - 1  # in arrays: there is none
_NEEDED = [
    "doc_id",
    "attribution_id",
    "source",
    "content",
    "speaker_id",
    "speaker_name",
    "speaker_type",
    "speaker_role",
    "speaker_affiliation",
    "stance",
    "target",
    "meta",
]


class Gathered:
    """Rows in input order: of each its article, speaker, stance, words and target; articles with date and outlet."""

    def __init__(self) -> None:
        self.people = People()
        self.words = Words()
        self.doc_of = array("I")
        self.mention_of = array("I")  # among `people`, or NONE
        self.has_speaker = array("b")
        self.target_of = array("I")  # the row that a denial denies in its own article, or NONE
        self.stances: list[str] = []
        self.attribution_ids: list[str] = []
        self.doc_ids: dict[str, int] = {}
        self.published: list[Published] = []
        self.near: list[tuple[str, ...]] = []
        self._flat = array("I")
        self._starts = array("Q", [0])

    def __len__(self) -> int:
        return len(self.doc_of)

    def words_of(self, row: int) -> array[int]:
        """The words of a row's content, by number."""
        return self._flat[self._starts[row] : self._starts[row + 1]]

    def day(self, doc: int) -> float | None:
        """When an article appeared, in days."""
        date = self.published[doc].date
        return None if date is None else (date - datetime(1970, 1, 1)).total_seconds() / 86_400

    def take(self, rows: Sequence[Mapping[str, Any]], file: Path) -> None:
        """Take all rows of one article.

        Raises:
            CorpusError: if an article of that id was there before.
        """
        doc_id = rows[0]["doc_id"]
        if doc_id in self.doc_ids or len({r["attribution_id"] for r in rows}) < len(rows):
            raise CorpusError(
                file, None, f"the article {doc_id!r} comes twice; give each record once, with ids of its own"
            )
        doc = self.doc_ids[doc_id] = len(self.doc_ids)
        near = names_near(
            text
            for r in rows
            for text in (r["source"], r["content"], r["speaker_name"], r["speaker_affiliation"])
            if text
        )
        self.near.append(near)
        self.published.append(read_meta(rows[0]["meta"]))
        mentions = {key: self._mention(doc, list(own), near) for key, own in _by_speaker(rows)}
        row_of = {r["attribution_id"]: len(self) + k for k, r in enumerate(rows)}
        for r in rows:
            self.doc_of.append(doc)
            self.mention_of.append(mentions.get(r["speaker_id"], NONE))
            self.has_speaker.append(r["speaker_id"] is not None)
            self.target_of.append(row_of.get(r["target"], NONE))
            self.stances.append(sys.intern(r["stance"]))
            self.attribution_ids.append(r["attribution_id"])
            self._flat.extend(self.words.read(r["content"]))
            self._starts.append(len(self._flat))
            for acronym, name in acronyms(r["content"]):
                self.people.spell_out(acronym, name)

    def _mention(self, doc: int, rows: Sequence[Mapping[str, Any]], near: tuple[str, ...]) -> int:
        """The number of a speaker of the article among the people, NONE if it cannot be joined."""
        name, kind = rows[0]["speaker_name"], rows[0]["speaker_type"]
        if kind not in ("person", "organization"):
            return NONE
        for source in dict.fromkeys(r["source"] for r in rows if r["source"]):
            if kind == "organization" and source.removeprefix("the ").removeprefix("The ").isupper():
                self.people.spell_out(source, name)
            for acronym, written_out in acronyms(source):
                self.people.spell_out(acronym, written_out)
        told = Evidence(telling_words(rows[0]["speaker_role"]), telling_words(rows[0]["speaker_affiliation"]), near)
        number = self.people.add(doc, name, kind, told)
        return NONE if number is None else number


def articles(tables: Iterator[tuple[Path, pa.Table]]) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """The rows of each article, which stand together, though maybe in two tables."""
    rows = ((file, row) for file, table in tables for row in table.select(_NEEDED).to_pylist())
    for _, own in groupby(rows, key=lambda pair: (pair[0], pair[1]["doc_id"])):
        pairs = list(own)
        yield pairs[0][0], [row for _, row in pairs]


def _by_speaker(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Iterator[Mapping[str, Any]]]]:
    known = sorted((r for r in rows if r["speaker_id"] is not None), key=lambda r: str(r["speaker_id"]))
    return groupby(known, key=lambda r: str(r["speaker_id"]))
