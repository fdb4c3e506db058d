"""brat's standoff (https://brat.nlplab.org/standoff.html), written; `claimx.exchange.brat_read` reads it back.

A content is a text-bound annotation with the attributes ``Stance``, ``Kind``, ``Hedged`` and ``DeclineKind``;
relations lead from it to its ``Cue``, ``Source`` and ``Addressee`` and, ``InsideOf`` and ``Denies``, to other
contents. Offsets are code points. A part in pieces is one discontinuous annotation. So is one that runs over a line's
end, which brat does not allow; fragments with nothing but a line's end and blanks between them are joined again when
they are read. The speaker is a note on the content, as JSON: ``{"speaker": "Noor Haddad", "type": "person", "role":
"lawyer"}``.

Lost: scores, mentions of a speaker that are no source, speakers who say nothing. Ids and meta are not in the two
files of an article: whoever writes a folder keeps them beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from claimx.errors import RecordError
from claimx.exchange.shared import LINE_BREAK, json_line
from claimx.exchange.words import Range
from claimx.text.view import replace_surrogates
from claimx.types import DECLINE_KINDS, KINDS, STANCES, Attribution, Document, Part, Speaker

Ranges = tuple[Range, ...]

CONTENT = "Content"
ROLES = {"HasCue": "Cue", "HasSource": "Source", "HasAddressee": "Addressee"}  # by relation
LINKS = ("InsideOf", "Denies")  # from content to content
VALUES: Mapping[str, Sequence[str]] = {"Stance": STANCES, "Kind": KINDS, "Hedged": (), "DeclineKind": DECLINE_KINDS}


def to_brat(doc: Document) -> str:
    """The lines of the .ann file of ``doc``; its .txt file is the text as it is."""
    return "".join(f"{line}\n" for line in _Writer(doc).lines())


class _Writer:
    """Numbers the annotations of one document."""

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._text = replace_surrogates(doc.text)
        self._count: dict[str, int] = defaultdict(int)

    def lines(self) -> Iterator[str]:
        """Spans, attributes and notes attribution by attribution, then what joins attributions."""
        contents: dict[str, str] = {}
        for a in self._doc.attributions:
            contents[a.id] = own = self._next("T")
            yield self._span(own, CONTENT, a.content)
            parts = (("HasCue", a.cue), ("HasSource", a.source), ("HasAddressee", a.addressee))
            noted = [(own, self._note(a.content, a.speaker))]
            for relation, part in parts:
                if part:
                    other = self._next("T")
                    yield self._span(other, ROLES[relation], part)
                    yield f"{self._next('R')}\t{relation} Arg1:{own} Arg2:{other}"
                    noted.append((other, self._note(part, None)))
            yield from (f"{self._next('A')}\t{name} {own}{value}" for name, value in _attributes(a))
            yield from (f"{self._next('#')}\tAnnotatorNotes {t}\t{json_line(note)}" for t, note in noted if note)
        for a in self._doc.attributions:
            for relation, other_id in zip(LINKS, (a.parent, a.stance.target), strict=True):
                if other_id in contents:
                    yield f"{self._next('R')}\t{relation} Arg1:{contents[a.id]} Arg2:{contents[other_id]}"

    def _next(self, letter: str) -> str:
        self._count[letter] += 1
        return f"{letter}{self._count[letter]}"

    def _span(self, name: str, label: str, part: Part) -> str:
        pieces = fragments(self._text, [(s.start, s.end) for s in part.spans])
        if not pieces:
            where = f"article {self._doc.id!r}: the {label.lower()} at {part.start}:{part.end}"
            raise RecordError(f"{where} holds blanks alone, which brat cannot mark; take it out")
        places = ";".join(f"{begin} {end}" for begin, end in pieces)
        return f"{name}\t{label} {places}\t{' '.join(self._text[begin:end] for begin, end in pieces)}"

    def _note(self, part: Part, speaker: Speaker | None) -> dict[str, Any]:
        """The speaker; and the spans, where they cannot be told from the fragments."""
        note: dict[str, Any] = {}
        if speaker:
            anonymity = speaker.anonymity
            note = {
                "speaker": speaker.name,
                "type": speaker.type,
                "role": speaker.role,
                "affiliation": speaker.affiliation,
                "anonymity": anonymity and {"count": anonymity.count, "ground": anonymity.ground},
                "id": speaker.id,
            }
        spans = [(s.start, s.end) for s in part.spans]
        if join_fragments(self._text, fragments(self._text, spans)) != tuple(spans):
            note["spans"] = spans
        return {key: value for key, value in note.items() if value is not None}


def _attributes(a: Attribution) -> Iterator[tuple[str, str]]:
    yield "Stance", f" {a.stance.label}"
    yield "Kind", f" {a.kind}"
    if a.stance.hedged:
        yield "Hedged", ""
    if a.stance.decline_kind:
        yield "DeclineKind", f" {a.stance.decline_kind}"


def fragments(text: str, spans: Iterable[Range]) -> Ranges:
    """``spans`` without the ends of lines and the blanks around them."""
    out: list[Range] = []
    for begin, end in spans:
        breaks = [match.span() for match in LINE_BREAK.finditer(text, begin, end)]
        starts = [begin, *(stop for _, stop in breaks)]
        stops = [*(start for start, _ in breaks), end]
        for k, (start, stop) in enumerate(zip(starts, stops, strict=True)):
            if k:
                start += len(text[start:stop]) - len(text[start:stop].lstrip())
            if k < len(breaks):
                stop -= len(text[start:stop]) - len(text[start:stop].rstrip())
            if start < stop:
                out.append((start, stop))
    return tuple(out)


def join_fragments(text: str, pieces: Sequence[Range]) -> Ranges:
    """The pieces in order, those joined that a line's end alone keeps apart, or that overlap."""
    out: list[Range] = []
    for begin, end in sorted(pieces):
        between = text[out[-1][1] : begin] if out else ""
        if out and (begin < out[-1][1] or (between.isspace() and LINE_BREAK.search(between))):
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return tuple(out)
