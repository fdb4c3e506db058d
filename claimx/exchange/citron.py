"""Citron's annotation format (BBC; ``docs/data_format.md`` of bbc/citron), which its training and evaluation read.

Offsets are characters, as its documentation says and its reader expects. What Citron itself answers to a request has
token numbers under the same names, and there a source that was resolved changes places with its coreference: here
``sources`` are always the article's words and ``coreferences`` the mention that names the speaker.

Lost: attributions without a cue, which Citron cannot have; of a cue in pieces all but the longest; kind, stance,
addressee, parent; role, affiliation and type of the speaker.
"""

from __future__ import annotations

from typing import Any

from claimx.exchange.shared import longest, naming_mention
from claimx.text.view import replace_surrogates
from claimx.types import Attribution, Document, Part, Span


def to_citron(doc: Document) -> dict[str, Any]:
    """``doc`` as the object of one of Citron's files."""
    groups = [[_span(mention) for mention in speaker.mentions] for speaker in doc.speakers]
    return {
        "text": replace_surrogates(doc.text),
        "quotes": [_quote(a, a.cue) for a in doc.attributions if a.cue],
        "coreference_groups": [group for group in groups if len(group) > 1],
        "source": {"application": "claimx", "model": doc.model},
    }


def _quote(attribution: Attribution, cue: Part) -> dict[str, Any]:
    return {
        "id": attribution.id,
        "cue": _span(longest(cue)),
        "sources": [_span(span) for span in attribution.source.spans] if attribution.source else [],
        "contents": [_span(span) for span in attribution.content.spans],
        "coreferences": _coreferences(attribution),
        "confidence": f"{attribution.score:.4f}",  # text, as Citron writes it
    }


def _coreferences(attribution: Attribution) -> list[dict[str, Any]]:
    """The mention that names the speaker, where the source is another one."""
    if attribution.source is None or attribution.speaker is None:
        return []
    name = naming_mention(attribution.speaker)
    if name is None or any(s.start < name.end and name.start < s.end for s in attribution.source.spans):
        return []
    return [_span(name)]


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": replace_surrogates(span.text)}
