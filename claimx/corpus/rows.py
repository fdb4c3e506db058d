"""Rows to articles: which column is the text, which the id, and under which names the rest is carried."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from claimx.errors import ConfigError
from claimx.types import Article, Failure

Outcome = Article | Failure

# What claimx calls it, and what others do; written small, with underscores.
NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "date": (
        *("date", "published", "published_at", "publishedat", "publish_date", "published_date", "publication_date"),
        *("date_published", "datepublished", "date_publish", "pub_date", "pubdate", "datetime"),
    ),
    "url": ("url", "link", "permalink", "web_url", "weburl", "article_url", "source_url", "uri"),
    "publisher": (
        *("publisher", "publication", "outlet", "newspaper", "source", "source_name", "source_domain"),
        *("site", "site_name", "sitename", "website", "domain"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadConfig:
    """Where rows keep their text, id and the rest, and how bytes become text."""

    text_field: str = "text"
    id_field: str = "id"
    meta_fields: tuple[tuple[str, str], ...] = ()  # claimx's name and the column, before those in `NAMES`
    encoding: str | None = None  # None detects it

    def __post_init__(self) -> None:
        for name, _ in self.meta_fields:
            if name not in NAMES:
                raise ConfigError(f"no metadata is called {name!r}; expected one of {', '.join(NAMES)}")
        if self.encoding is not None:
            try:
                "".encode(self.encoding)
            except LookupError as error:
                raise ConfigError(f"no encoding is called {self.encoding!r}; try utf-8 or cp1252") from error


@dataclass(frozen=True, slots=True)
class Step:
    """One item of a file, not made yet: a run that goes on passes over what it has done.

    ``offset`` tells how many bytes of the file were read so far, ``place`` where the item stands.
    """

    offset: int
    place: str
    make: Callable[[], Outcome]


Read = Callable[[Path, ReadConfig], Iterator[Step]]


def failed(place: str, problem: str) -> Failure:
    """What there is instead of an article that cannot be read."""
    return Failure(doc_id=place, stage="input", problem=problem)


def to_article(row: object, place: str, config: ReadConfig) -> Outcome:
    """The article in ``row``, or why there is none; ``place`` is its id if the row has none."""
    if not isinstance(row, Mapping):
        return failed(place, f"expected an object, got {type(row).__name__}")
    given = row.get(config.id_field)
    doc_id = str(given) if isinstance(given, str | int | float) and given != "" else place
    outcome = _read_row(row, doc_id, config)
    if isinstance(outcome, Failure) and doc_id != place:
        return failed(doc_id, f"{outcome.problem}; at {place}")
    return outcome


def _read_row(row: Mapping[Any, Any], doc_id: str, config: ReadConfig) -> Outcome:
    if config.text_field not in row:
        return failed(doc_id, missing_field(config, list(map(str, row))))
    text = row[config.text_field]
    if not isinstance(text, str):
        return failed(doc_id, f"expected a string in the field {config.text_field!r}, got {type(text).__name__}")
    return as_article(text, doc_id, _meta(row, config))


def as_article(text: str, doc_id: str, meta: Mapping[str, Any] | None = None) -> Outcome:
    """An article, or a failure where there is nothing to read."""
    if not text.strip("\0").strip():
        return failed(doc_id, "the text is empty")
    return Article(text=text, id=doc_id, meta=meta or {})


def missing_field(config: ReadConfig, has: list[str]) -> str:
    """What to say of a row or a table without the text's field."""
    columns = ", ".join(has) or "nothing"
    return f"expected the text in the field {config.text_field!r}, but there is {columns}; name it with --text-field"


def _meta(row: Mapping[Any, Any], config: ReadConfig) -> dict[str, Any]:
    """All but the text and the id, as JSON values; title, date, url and publisher under these names."""
    own = {str(key): value for key, value in row.items() if value is not None}
    by_name = {key.lower().replace("-", "_").replace(" ", "_"): key for key in reversed(own)}
    wanted = dict(config.meta_fields)
    taken: dict[str, Any] = {}
    used = {config.text_field, config.id_field}
    for name, others in NAMES.items():
        columns = [wanted[name]] if name in wanted else [by_name[o] for o in others if o in by_name]
        column = next((c for c in columns if c in own and c != config.text_field), None)
        if column is not None:
            value = own[column]
            taken[name] = _plain(value.get("name", value) if isinstance(value, Mapping) else value)
            used.add(column)
    return taken | {key: _plain(value) for key, value in own.items() if key not in used and key not in taken}


def _plain(value: Any) -> Any:
    """``value`` in the types that JSON has; a number that it lacks becomes null."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return str(value)
