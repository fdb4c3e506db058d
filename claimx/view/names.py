"""Which speakers can be joined across articles: those with a name of their own, under that name."""

from __future__ import annotations

import re

from claimx.types import Speaker

_LEADING = re.compile(r"(?:the|an?|this|his|her|its|their|our|my|it|he|she|they|we|i|you|who)\b\W*", re.IGNORECASE)


def proper_name(speaker: Speaker) -> str | None:
    """The name under which a person or an organisation is known in other articles too; None for descriptions.

    "The Ellery Courier" gives "Ellery Courier"; "the company" and "it" give None, as documents and unnamed speakers do.
    """
    if speaker.type not in ("person", "organization"):
        return None
    leading = _LEADING.match(speaker.name)
    name = speaker.name[leading.end() :] if leading else speaker.name
    return name if any(char.isupper() for char in name) else None
