r"""CoNLL-U (Universal Dependencies, version 2): sentences and words, with the attributions in the column MISC.

``Attribution=B-content-3`` marks the first word of a piece of the content of the document's attribution 3, ``I-``
those that follow; roles are ``source``, ``cue``, ``content`` and ``addressee``; several, as in nested attributions,
are separated by commas. Before the sentence in which an attribution begins, a comment ``# attribution-3 = {...}`` has
its id, kind, stance, parent, speaker and score as JSON.

Blanks are kept as UDPipe keeps them: ``SpaceAfter=No``, ``SpacesAfter``, ``SpacesBefore`` (``\s``, ``\t``, ``\r``,
``\n``), and ``TokenRange`` gives each word's characters. A word is cut where a span begins or ends within it, so
spans come back whole. Sentences and words are those of `claimx.exchange.words`; lemmas, tags and trees are left
empty.

A file passes the first level of Universal Dependencies' validator where the text is clean: it is not brought to NFC,
since offsets would slip, and what was U+FFFD stays so. Higher levels ask for tags and trees.

Lost: blanks at the ends of a span; control characters in words (U+FFFD); mentions that are no source; meta.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from claimx.exchange.shared import LINE_BREAK, json_line
from claimx.exchange.words import Range, Sentence, find_sentences
from claimx.text.view import replace_surrogates
from claimx.types import Attribution, Document, Part, Span

_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")  # but for those that are blanks
_BLANKS = re.compile(r"\s+")
_ESCAPES = {" ": "\\s", "\t": "\\t", "\r": "\\r", "\n": "\\n"}
_NOT_IN_ID = re.compile(r"[\s/%]")  # a slash is reserved in the ids of sentences


def to_conllu(doc: Document) -> str:
    """``doc`` as lines of CoNLL-U; nothing for a text without words."""
    text = _CONTROL.sub("\ufffd", replace_surrogates(doc.text))
    edges = {edge for a in doc.attributions for _, span in _spans(a) for edge in (span.start, span.end)}
    sentences = find_sentences(doc.text, edges)
    labels = iter(_labels(doc.attributions, [word for sentence in sentences for word in sentence.words]))
    ends = [*(sentence.start for sentence in sentences[1:]), len(text)]
    starts = [min(span.start for _, span in _spans(a)) for a in doc.attributions]
    lines: list[str] = []
    begin = 0
    for number, (sentence, end) in enumerate(zip(sentences, ends, strict=True), start=1):
        lines += _comments(doc, text, sentence, number)
        opened = (k for k, start in enumerate(starts) if begin <= start < end)
        lines += [f"# attribution-{k} = {json_line(_facts(doc.attributions[k]))}" for k in opened]
        own = islice(labels, len(sentence.words))
        lines += _words(text, sentence.words, begin if number == 1 else sentence.start, end, own)
        lines.append("")
        begin = end
    return "".join(f"{line}\n" for line in lines)


def _spans(attribution: Attribution) -> Iterator[tuple[str, Span]]:
    parts: tuple[tuple[str, Part | None], ...] = (
        ("source", attribution.source),
        ("cue", attribution.cue),
        ("content", attribution.content),
        ("addressee", attribution.addressee),
    )
    return ((role, span) for role, part in parts if part for span in part.spans)


def _labels(attributions: Sequence[Attribution], words: Sequence[Range]) -> list[list[str]]:
    """For each word what it is of, in the order of the attributions."""
    starts = [start for start, _ in words]
    out: list[list[str]] = [[] for _ in words]
    for k, attribution in enumerate(attributions):
        for role, span in _spans(attribution):
            first = bisect_left(starts, span.start)
            for n in range(first, bisect_left(starts, span.end)):
                out[n].append(f"{'B' if n == first else 'I'}-{role}-{k}")
    return out


def _comments(doc: Document, text: str, sentence: Sentence, number: int) -> list[str]:
    name = _NOT_IN_ID.sub(lambda match: f"%{ord(match[0]):02X}", replace_surrogates(doc.id))
    return [
        *([f"# newdoc id = {_one_line(replace_surrogates(doc.id))}"] if number == 1 else []),
        *(["# newpar"] if sentence.opens_paragraph else []),
        f"# sent_id = {name}-{number}",
        f"# text = {_one_line(text[sentence.start : sentence.end])}",
    ]


def _facts(attribution: Attribution) -> dict[str, Any]:
    """What of an attribution no word can carry."""
    speaker, stance = attribution.speaker, attribution.stance
    return {
        "id": attribution.id,
        "kind": attribution.kind,
        "stance": stance.label,
        "hedged": stance.hedged,
        "decline_kind": stance.decline_kind,
        "target": stance.target,
        "parent": attribution.parent,
        "score": round(attribution.score, 4),
        "speaker": {key: getattr(speaker, key) for key in ("id", "name", "type", "role", "affiliation")}
        if speaker
        else None,
    }


def _words(text: str, words: Sequence[Range], begin: int, end: int, labels: Iterable[list[str]]) -> Iterator[str]:
    """The lines of a sentence, of whose blanks the first stand at ``begin`` and the last end at ``end``."""
    following = [*(start for start, _ in words[1:]), end]
    for number, ((start, stop), after, own) in enumerate(zip(words, following, labels, strict=True), start=1):
        misc = [f"Attribution={','.join(own)}"] if own else []
        if number == 1 and begin < start:
            misc.append(f"SpacesBefore={_escape(text[begin:start])}")
        if stop == after:
            misc.append("SpaceAfter=No")
        elif text[stop:after] != " ":
            misc.append(f"SpacesAfter={_escape(text[stop:after])}")
        misc.append(f"TokenRange={start}:{stop}")
        yield "\t".join([str(number), text[start:stop], *"_" * 7, "|".join(misc)])


def _escape(blanks: str) -> str:
    """Blanks as UDPipe writes them; what else would end a line, as in JSON."""
    escaped = "".join(_ESCAPES.get(char, char) for char in blanks)
    return LINE_BREAK.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped)


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()
