"""Stanford CoreNLP's JSON with the annotation ``quotes`` (``JSONOutputter`` of stanfordnlp/CoreNLP, since 3.9).

As there, a quote is a quotation, marks included: the content of a direct attribution, a quote for each of its pieces,
and of a mixed one the quotations in it. ``beginIndex`` and all other character offsets count as Java counts, in
UTF-16 units; ``codepointOffsetBegin`` and ``codepointOffsetEnd``, which CoreNLP has for tokens, give code points.
``beginToken`` and ``mentionBegin`` number the tokens of the document from 0, their ends are inclusive. Tokens and
sentences are ours (`claimx.exchange.words`). ``speaker`` and ``canonicalSpeaker`` are the speaker's name, or
``Unknown``.

Lost: indirect attributions, and of mixed ones what stands outside the marks; cue, addressee, parent, stance, score;
role, affiliation and type of the speaker. Not made: tags, parses, ``corefs``, ``mentionSieve``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from claimx.exchange.shared import longest, naming_mention
from claimx.exchange.words import Range, find_sentences
from claimx.speakers.lexicon import PRONOUNS
from claimx.text.quotes import Quotation, find_quotations
from claimx.text.view import replace_surrogates
from claimx.types import Attribution, Document, Span

UNKNOWN = "Unknown"


def to_corenlp(doc: Document) -> dict[str, Any]:
    """``doc`` as the object that CoreNLP writes for a document."""
    quotes = sorted(quoted(doc), key=lambda quote: (quote[1][0], -quote[1][1]))
    tokens = _Tokens(doc, [place for a, span in quotes for place in (span, *_mentions(a))])
    return {
        "docId": doc.id,
        "text": replace_surrogates(doc.text),
        "sentences": tokens.sentences(),
        "quotes": [_quote(k, attribution, span, tokens) for k, (attribution, span) in enumerate(quotes)],
    }


def quoted(doc: Document) -> Iterator[tuple[Attribution, Range]]:
    """The quotations of ``doc`` that are attributed, each with its attribution."""
    quotations = find_quotations(doc.text) if any(a.kind == "mixed" for a in doc.attributions) else []
    for attribution in doc.attributions:
        for span in attribution.content.spans:
            if attribution.kind == "direct":
                yield attribution, (span.start, span.end)
            elif attribution.kind == "mixed":
                yield from ((attribution, inner) for inner in _outermost(span, quotations))


def _outermost(span: Span, quotations: Sequence[Quotation]) -> list[Range]:
    """The quotations that stand in ``span`` but in no other quotation there."""
    out: list[Range] = []
    for q in quotations:
        if span.start <= q.start and q.end <= span.end and not (out and q.end <= out[-1][1]):
            out.append((q.start, q.end))
    return out


def _mentions(attribution: Attribution) -> list[Range]:
    """Where the source stands, and the mention that names its speaker."""
    spans = [longest(attribution.source)] if attribution.source else []
    name = naming_mention(attribution.speaker) if attribution.speaker else None
    return [(span.start, span.end) for span in (*spans, *([name] if name else []))]


def _quote(number: int, attribution: Attribution, span: Range, tokens: _Tokens) -> dict[str, Any]:
    first, last = tokens.at(span)
    out: dict[str, Any] = {
        "id": number,
        "text": tokens.text[slice(*span)],
        "beginIndex": tokens.utf16(span[0]),
        "endIndex": tokens.utf16(span[1]),
        "codepointOffsetBegin": span[0],
        "codepointOffsetEnd": span[1],
        "beginToken": first,
        "endToken": last,
        "beginSentence": tokens.sentence_of(first),
        "endSentence": tokens.sentence_of(last),
    }
    if attribution.source:
        mention = longest(attribution.source)
        first, last = tokens.at((mention.start, mention.end))
        out |= {"mention": mention.text, "mentionBegin": first, "mentionEnd": last}
        out |= {"mentionType": _mention_type(mention.text, attribution)}
    speaker = attribution.speaker
    out |= {"speaker": speaker.name if speaker else UNKNOWN, "canonicalSpeaker": speaker.name if speaker else UNKNOWN}
    name = naming_mention(speaker) if speaker else None
    if name:
        first, last = tokens.at((name.start, name.end))
        out |= {"canonicalMentionBegin": first, "canonicalMentionEnd": last}
    return {key: replace_surrogates(value) if isinstance(value, str) else value for key, value in out.items()}


def _mention_type(mention: str, attribution: Attribution) -> str:
    """One of CoreNLP's three: *she* is a pronoun, *Ms. Haddad* a name, all else an animate noun."""
    if mention.lower() in PRONOUNS:
        return "pronoun"
    name = attribution.speaker.name if attribution.speaker and attribution.speaker.type != "unnamed" else ""
    names = {word for word in name.split() if word[:1].isupper()}
    return "name" if names.intersection(mention.replace(",", " ").split()) else "animate noun"


class _Tokens:
    """The words of a document, numbered as CoreNLP numbers tokens."""

    def __init__(self, doc: Document, places: Sequence[Range]) -> None:
        self.text = replace_surrogates(doc.text)
        self.utf16 = _counter(self.text)
        self._sentences = find_sentences(doc.text, {edge for place in places for edge in place})
        self._words = [word for sentence in self._sentences for word in sentence.words]
        self._starts = [start for start, _ in self._words]
        self._firsts: list[int] = []
        count = 0
        for sentence in self._sentences:
            self._firsts.append(count)
            count += len(sentence.words)

    def at(self, place: Range) -> tuple[int, int]:
        """The numbers of the first and the last word of ``place``."""
        return bisect_left(self._starts, place[0]), bisect_left(self._starts, place[1]) - 1

    def sentence_of(self, word: int) -> int:
        """The number of the sentence in which a word stands."""
        return bisect_right(self._firsts, word) - 1

    def sentences(self) -> list[dict[str, Any]]:
        """The sentences with their tokens."""
        return [
            {"index": k, "tokens": [self._token(n, self._firsts[k] + n) for n in range(len(sentence.words))]}
            for k, sentence in enumerate(self._sentences)
        ]

    def _token(self, in_sentence: int, number: int) -> dict[str, Any]:
        start, end = self._words[number]
        before = self._words[number - 1][1] if number else 0
        after = self._words[number + 1][0] if number + 1 < len(self._words) else len(self.text)
        return {
            "index": in_sentence + 1,
            "word": self.text[start:end],
            "originalText": self.text[start:end],
            "characterOffsetBegin": self.utf16(start),
            "characterOffsetEnd": self.utf16(end),
            "codepointOffsetBegin": start,
            "codepointOffsetEnd": end,
            "before": self.text[before:start],
            "after": self.text[end:after],
        }


def _counter(text: str) -> Callable[[int], int]:
    """What turns an offset in code points into one in UTF-16 units."""
    wide = [place for place, char in enumerate(text) if char > "\uffff"] if not text.isascii() else []
    return lambda place: place + bisect_left(wide, place)
