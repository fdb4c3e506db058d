"""The table of the ATAP Quotation Tool (Australian Text Analytics Platform; ``get_quotes`` of its quotation-tool).

One row a piece of content. Its columns, in its order; ranges are written as pandas writes pairs, ``(0, 17)``, and are
``(0, 0)`` for what is not there. They are characters of the text as it was given, where that tool counts in a text
that it rewrote. ``text_id`` is the MD5 of the text, as there, ``text_name`` the article's id. ``quote_type`` tells
the order of quotation marks (Q), content (C), verb (V) and speaker (S), or is ``AccordingTo``; a floating quote has
no verb.

``speaker`` is the source's words; ``speaker_entities`` has the person or body that it stands for, where that tool has
the names in those words. ``quote_entities`` is empty. ``quote_token_count`` counts the words of
`claimx.exchange.words`.

Lost: that pieces belong together; of a source or cue in pieces all but the longest; kind, stance, addressee, parent,
score; speakers that are neither person nor organization, roles and affiliations.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import md5
from typing import Any

from claimx.exchange.shared import longest
from claimx.exchange.words import find_words
from claimx.text.quotes import Quotation, find_quotations
from claimx.text.view import replace_surrogates
from claimx.types import Attribution, Document, Part, Span

COLUMNS = (
    "text_id",
    "text_name",
    "quote_id",
    "quote",
    "quote_index",
    "quote_entities",
    "speaker",
    "speaker_index",
    "speaker_entities",
    "verb",
    "verb_index",
    "quote_token_count",
    "quote_type",
    "is_floating_quote",
)
_ENTITY = {"person": "PERSON", "organization": "ORG"}  # spaCy's labels, which the tool shows
_NOWHERE = (0, 0)


def to_atap(doc: Document) -> Iterator[dict[str, Any]]:
    """The rows of ``doc``, keys as in `COLUMNS`."""
    text = replace_surrogates(doc.text)
    text_id = md5(text.encode(), usedforsecurity=False).hexdigest()
    quotations = find_quotations(text) if doc.attributions else []
    pieces = ((a, span) for a in doc.attributions for span in a.content.spans)
    for number, (attribution, span) in enumerate(pieces):
        speaker, speaker_index = _one(attribution.source)
        verb, verb_index = _one(attribution.cue)
        yield {
            "text_id": text_id,
            "text_name": replace_surrogates(doc.id),
            "quote_id": str(number),
            "quote": text[span.start : span.end],
            "quote_index": (span.start, span.end),
            "quote_entities": [],
            "speaker": speaker,
            "speaker_index": speaker_index,
            "speaker_entities": _entities(attribution),
            "verb": verb,
            "verb_index": verb_index,
            "quote_token_count": len(find_words(text, span.start, span.end)),
            "quote_type": _quote_type(attribution, span, quotations),
            "is_floating_quote": attribution.cue is None,
        }


def _one(part: Part | None) -> tuple[str, tuple[int, int]]:
    if part is None:
        return "", _NOWHERE
    span = longest(part)
    return replace_surrogates(span.text), (span.start, span.end)


def _entities(attribution: Attribution) -> list[tuple[str, str]]:
    speaker = attribution.speaker
    label = _ENTITY.get(speaker.type) if speaker else None
    return [(replace_surrogates(speaker.name), label)] if speaker and label else []


def _quote_type(attribution: Attribution, span: Span, quotations: list[Quotation]) -> str:
    """The letters of what there is, in text order."""
    cue = longest(attribution.cue) if attribution.cue else None
    if cue and cue.text.lower() == "according to":
        return "AccordingTo"
    places = [((span.start + span.end) / 2, "C")]
    if attribution.kind == "direct" or any(q.start <= span.start and span.end <= q.end for q in quotations):
        places += [(span.start, "Q"), (span.end, "Q")]
    source = longest(attribution.source) if attribution.source else None
    places += [((s.start + s.end) / 2, letter) for s, letter in ((cue, "V"), (source, "S")) if s]
    return "".join(letter for _, letter in sorted(places))
