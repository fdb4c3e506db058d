"""When and where an article appeared, from whatever its metadata call it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

_DATES = ("date", "published", "published_at", "publish_date", "date_published", "pub_date", "pubdate", "datetime")
_OUTLETS = ("publisher", "outlet", "sitename", "site_name", "site", "newspaper")


@dataclass(frozen=True, slots=True)
class Published:
    """``date`` is in UTC, without a zone; any field may be unknown."""

    date: datetime | None
    outlet: str | None
    url: str | None
    title: str | None


def read_meta(meta: str | None) -> Published:
    """What a record's metadata, as JSON, tell; an outlet that is not named is the host of the address."""
    try:
        told = json.loads(meta or "{}")
    except ValueError:
        told = {}
    if not isinstance(told, Mapping):
        told = {}
    url = _text(told.get("url"))
    outlet = next((name for key in _OUTLETS if (name := _text(told.get(key)))), None)
    return Published(
        date=next((date for key in _DATES if (date := _date(told.get(key)))), None),
        outlet=outlet or (_host(url) if url else None),
        url=url,
        title=_text(told.get("title")),
    )


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _host(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _date(value: Any) -> datetime | None:
    """An ISO 8601 date or one as in e-mail headers; None for all else, which stays in the metadata."""
    if not isinstance(value, str):
        return None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(value.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return (
            found.astimezone(UTC).replace(tzinfo=None, microsecond=0) if found.tzinfo else found.replace(microsecond=0)
        )
    return None
