"""The ledger's own columns, which stand behind those of the flat form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from claimx.ledger.gather import NONE, Gathered
from claimx.ledger.people import Joined
from claimx.ledger.statements import Place
from claimx.records import table_schema

_OWN = [
    ("date", pa.timestamp("ms")),
    ("outlet", pa.string()),
    ("url", pa.string()),
    ("title", pa.string()),
    ("speaker_key", pa.string()),
    ("speaker_label", pa.string()),
    ("speaker_key_score", pa.float32()),
    ("statement_id", pa.string()),
    ("statement_relation", pa.string()),
    ("statement_score", pa.float32()),
    ("statement_articles", pa.int32()),
    ("statement_outlets", pa.int32()),
    ("statement_first_date", pa.timestamp("ms")),
    ("denies", pa.string()),
    ("denies_score", pa.float32()),
    ("target_statement", pa.string()),
]


def ledger_schema() -> pa.Schema:
    """The typed columns of the ledger: those of the flat form, then its own."""
    return pa.schema([*table_schema(), *_OWN])


@dataclass(slots=True)
class _Statement:
    """All sightings of one statement."""

    first_row: int  # of its fullest telling
    articles: int = 0
    last_doc: int = -1
    first: datetime | None = None
    outlets: set[str] | None = None


class LinkedColumns:
    """What linking found, ready to be added to the rows that it was found for."""

    def __init__(
        self,
        gathered: Gathered,
        joined: Sequence[Joined | None],
        content_of: Sequence[int],
        places: Sequence[Place],
        denied: Mapping[int, tuple[int, float]],
    ) -> None:
        self._gathered, self._joined, self._denied = gathered, joined, denied
        self._content_of, self._places = content_of, places
        self._statements: dict[int, _Statement] = {}
        for row, content in enumerate(content_of):
            if places[content].root == content:
                self._statements.setdefault(content, _Statement(row))
        for row, content in enumerate(content_of):
            self._see(row, self._statements[places[content].root])

    def _see(self, row: int, statement: _Statement) -> None:
        doc = self._gathered.doc_of[row]
        if doc == statement.last_doc:
            return
        statement.articles, statement.last_doc = statement.articles + 1, doc
        published = self._gathered.published[doc]
        if published.date is not None:
            statement.first = min(statement.first or published.date, published.date)
        if published.outlet is not None:
            statement.outlets = statement.outlets or set()
            statement.outlets.add(published.outlet)

    def counts(self) -> dict[str, int]:
        """How many speakers and statements more than one article has, and how many denials found their claim."""
        docs: defaultdict[str, set[int]] = defaultdict(set)
        for row, mention in enumerate(self._gathered.mention_of):
            who = self._joined[mention] if mention != NONE else None
            if who is not None and who.score is not None:
                docs[who.key].add(self._gathered.doc_of[row])
        return {
            "speakers": sum(len(own) > 1 for own in docs.values()),
            "statements": sum(s.articles > 1 for s in self._statements.values()),
            "denials": len(self._denied),
        }

    def add_to(self, table: pa.Table, first: int) -> pa.Table:
        """``table``, whose first row is row ``first`` of the corpus, with the ledger's columns."""
        known = zip(table["doc_id"].to_pylist(), table["speaker_id"].to_pylist(), strict=True)
        own = [self._row(first + k, doc_id, speaker) for k, (doc_id, speaker) in enumerate(known)]
        added = pa.Table.from_pylist(own, schema=pa.schema(_OWN))
        for name, column in zip(added.column_names, added.columns, strict=True):
            table = table.append_column(added.schema.field(name), column)
        return table

    def _row(self, row: int, doc_id: str, speaker: str | None) -> dict[str, Any]:
        gathered = self._gathered
        published = gathered.published[gathered.doc_of[row]]
        mention = gathered.mention_of[row]
        who = self._joined[mention] if mention != NONE else None
        place = self._places[self._content_of[row]]
        statement = self._statements[place.root]
        match, target = self._denied.get(row), gathered.target_of[row]
        return {
            "date": published.date,
            "outlet": published.outlet,
            "url": published.url,
            "title": published.title,
            "speaker_key": who.key if who else f"{doc_id}#{speaker}" if speaker is not None else None,
            "speaker_label": who.name if who else None,
            "speaker_key_score": who.score if who else None,
            "statement_id": gathered.attribution_ids[statement.first_row],
            "statement_relation": place.relation,
            "statement_score": place.score,
            "statement_articles": statement.articles,
            "statement_outlets": len(statement.outlets or ()),
            "statement_first_date": statement.first,
            "denies": self._statement_of(match[0]) if match else None,
            "denies_score": match[1] if match else None,
            "target_statement": self._statement_of(target) if target != NONE else None,
        }

    def _statement_of(self, row: int) -> str:
        root = self._places[self._content_of[row]].root
        return self._gathered.attribution_ids[self._statements[root].first_row]
