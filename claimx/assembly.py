"""From relations between pieces to the parts of attributions: characters, whole quotations, kind and nesting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from claimx.addressees import find_addressee
from claimx.model.decode import Relation
from claimx.refusals import SCORE, find_refusals, probabilities
from claimx.text.boilerplate import find_boilerplate
from claimx.text.intervals import Intervals
from claimx.text.reading import Reading
from claimx.types import Kind

Ranges = tuple[tuple[int, int], ...]

_WORD = re.compile(r"\w+")
_LATIN = re.compile(r"[0-9A-Za-z\u00c0-\u024f]")
_LONGEST_WORD = 60  # characters on either side of a place
_SPEECH_WORDS = 3  # a quotation of fewer words may be a nickname or a title
_BLANKS = " \t\r\n\x0b\x0c\u00a0\u2028\u2029\u200b"
_PAUSES = ",;:\u2014\u2013-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An attribution before its speaker and stance are known; half-open character ranges, empty where absent.

    ``parent`` is the index of the draft inside whose content this one stands, or None.
    """

    source: Ranges
    cue: Ranges
    content: Ranges
    addressee: Ranges
    kind: Kind
    parent: int | None
    score: float
    level: int = 0  # 1 for one that was read inside the content of another
    stance: tuple[float, ...] = ()  # as in `claimx.model.decode.Relation`


def assemble(reading: Reading, relations: Sequence[Relation], *, min_score: float = 0.0) -> list[Draft]:
    """The attributions of one reading in text order; none from the site's boilerplate, none without a content.

    Refusals that are found by patterns are added, unless they score below ``min_score``.
    A relation of level 1 is kept where it stands in the content of another. Near linear in the length of the text,
    however many quotations and relations it has.
    """
    site = Intervals(find_boilerplate(reading.text, reading.paragraphs))
    drafts: list[Draft] = []
    for level in sorted({r.level for r in relations}):
        own = [(r, _place(reading, r)) for r in relations if r.level == level]
        marks = Intervals((q.start, q.end) for q in reading.quotations if level or q.depth == 0)
        taken = Intervals(span for _, parts in own for role in parts for span in role)
        outer = Intervals(span for draft in drafts for span in draft.content)
        for relation, (source, cue, content) in own:
            quotations = _not_around(cue, (*source, *content), marks) if level else marks
            source, cut = _before_quotations(reading.text, source, quotations)
            content = _whole_quotations(reading.text, tuple(sorted((*content, *cut))), quotations, taken)
            if not content or any(site.holding(*span) for span in content):
                continue
            if level and not all(outer.holding(*span) for span in (*cue, *content)):
                continue
            drafts.append(
                Draft(
                    source=source,
                    cue=cue,
                    content=content,
                    addressee=find_addressee(reading.text, cue, (*source, *content)),
                    kind=_kind(reading.text, content, quotations),
                    parent=None,
                    score=relation.score,
                    level=level,
                    stance=relation.stance,
                )
            )
    refusals = _refusals(reading, drafts, site) if min_score <= SCORE else ()
    return _with_parents([*drafts, *refusals])


def _refusals(reading: Reading, drafts: Sequence[Draft], site: Intervals) -> Iterator[Draft]:
    """Answers that were not given, where no other attribution holds any of their words."""
    taken = Intervals(span for d in drafts for part in (d.cue, d.content) for span in part)
    for source, cue, content, kind in find_refusals(reading.text, reading.paragraphs):
        whole = (cue[0][0], content[-1][1])
        if any(taken.touching(*whole)) or any(site.touching(*whole)):
            continue
        yield Draft(
            source=source,
            cue=cue,
            content=content,
            addressee=(),
            kind="indirect",
            parent=None,
            score=SCORE,
            stance=probabilities(kind),
        )


def _place(reading: Reading, relation: Relation) -> tuple[Ranges, Ranges, Ranges]:
    """Source, cue and content as characters."""
    offsets = reading.pieces.offsets

    def chars(ranges: Ranges) -> Ranges:
        places = ((int(offsets[b, 0]), int(offsets[e - 1, 1])) for b, e in ranges)
        whole = (_whole_words(reading.text, *place) for place in places)
        return tuple(p for p in (_trim(reading.text, *place) for place in whole) if p[0] < p[1])

    return chars(relation.source), chars(relation.cue), chars(relation.content)


def _whole_words(text: str, begin: int, end: int) -> tuple[int, int]:
    """The range with a word that an end cuts taken in if the range holds half of it, else left out."""
    if begin < end and (word := _cut_word(text, begin)):
        held = 2 * (min(word[1], end) - begin) >= word[1] - word[0]
        begin = word[0] if held else min(word[1], end)
    if begin < end and (word := _cut_word(text, end)):
        held = 2 * (end - max(word[0], begin)) >= word[1] - word[0]
        end = word[1] if held else max(word[0], begin)
    return begin, end


def _cut_word(text: str, place: int) -> tuple[int, int] | None:
    """The word of Latin letters that a place stands inside."""
    if not 0 < place < len(text) or not (_LATIN.match(text, place - 1) and _LATIN.match(text, place)):
        return None
    begin, end = place, place
    while begin and place - begin < _LONGEST_WORD and _LATIN.match(text, begin - 1):
        begin -= 1
    while end < len(text) and end - place < _LONGEST_WORD and _LATIN.match(text, end):
        end += 1
    return begin, end


def _not_around(cue: Ranges, parts: Ranges, quotations: Intervals) -> Intervals:
    """Of the quotations that touch ``parts`` the outermost that do not hold the cue: not those of the outer speaker."""
    near = {q for part in parts for q in quotations.touching(*part)}
    own = [q for q in near if not any(q[0] <= begin and end <= q[1] for begin, end in cue)]
    return Intervals(q for q in own if not any(o != q and o[0] <= q[0] and q[1] <= o[1] for o in own))


def _with_parents(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts in text order, each with the index of the one that it stands in."""
    ordered = sorted(drafts, key=lambda d: (min(s[0] for s in (*d.source, *d.cue, *d.content)), d.content))
    owners = [(span, k) for k, d in enumerate(ordered) for span in d.content]
    contents = Intervals(span for span, _ in owners)
    owner_of: dict[tuple[int, int], list[int]] = {}
    for span, k in owners:
        owner_of.setdefault(span, []).append(k)
    return [replace(d, parent=_parent(k, ordered, contents, owner_of)) for k, d in enumerate(ordered)]


def _trim(text: str, begin: int, end: int) -> tuple[int, int]:
    """The range without blanks and pauses at its ends; marks, brackets and sentence ends stay.

    A range of pauses alone is kept: a dash or a colon can be a cue.
    """
    bare_begin, bare_end = _strip(text, begin, end, _BLANKS + _PAUSES)
    return (bare_begin, bare_end) if bare_begin < bare_end else _strip(text, begin, end, _BLANKS)


def _strip(text: str, begin: int, end: int, without: str) -> tuple[int, int]:
    while begin < end and text[begin] in without:
        begin += 1
    while end > begin and text[end - 1] in without:
        end -= 1
    return begin, end


def _before_quotations(text: str, source: Ranges, quotations: Intervals) -> tuple[Ranges, Ranges]:
    """``source`` ended where a quotation of some words begins in it, and what that cut off: more of the content.

    A name may hold a nickname in marks, but nobody is called *Jonas Berg, "rose in minutes."*
    """
    kept, cut = [], []
    for begin, end in source:
        for start, _ in quotations.touching(begin, end):
            if begin < start and _count(text, start, end) >= _SPEECH_WORDS:
                cut.append(_trim(text, start, end))
                end = _trim(text, begin, start)[1]
                break
        kept.append((begin, end))
    return tuple(kept), tuple(cut)


def _whole_quotations(text: str, content: Ranges, quotations: Intervals, taken: Intervals) -> Ranges:
    """``content`` with each quotation that it holds the better part of taken in whole, from mark to mark.

    A quotation is left as it is where the rest of it belongs to another part of a relation.
    """
    grown: list[tuple[int, int]] = []
    for begin, end in content:
        own = (begin, end)
        for start, stop in quotations.touching(begin, end):
            held = _count(text, max(begin, start), min(end, stop))
            rest = [(min(begin, start), begin), (end, max(end, stop))]
            is_free = not any(span != own for b, e in rest if b < e for span in taken.touching(b, e))
            if 2 * held >= _count(text, start, stop) and is_free:
                begin, end = min(begin, start), max(end, stop)
        grown.append((begin, end))
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(grown):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)


def _kind(text: str, content: Ranges, quotations: Intervals) -> Kind:
    near = [list(quotations.touching(*span)) for span in content]
    if not any(near):
        return "indirect"
    words = inside = 0
    for (begin, end), touching in zip(content, near, strict=True):
        for word in _WORD.finditer(text, begin, end):
            words += 1
            while touching and touching[0][1] <= word.start():
                del touching[0]
            inside += bool(touching) and touching[0][0] < word.start() and word.end() < touching[0][1]
    if not inside:
        return "indirect"
    return "direct" if inside == words else "mixed"


def _parent(
    k: int, drafts: Sequence[Draft], contents: Intervals, owner_of: Mapping[tuple[int, int], Sequence[int]]
) -> int | None:
    """The draft with the shortest content that holds the cue and the content of ``drafts[k]``."""
    own = (*drafts[k].cue, *drafts[k].content)
    near = {j for span in contents.holding(*own[0]) for j in owner_of[span]}
    holders = [(_length(drafts[j].content), j) for j in near if j != k and _within(own, drafts[j].content)]
    return min(holders)[1] if holders else None


def _within(inner: Ranges, outer: Ranges) -> bool:
    return all(any(x <= begin and end <= y for x, y in outer) for begin, end in inner)


def _length(ranges: Ranges) -> int:
    return sum(end - begin for begin, end in ranges)


def _count(text: str, begin: int, end: int) -> int:
    return sum(1 for _ in _WORD.finditer(text, begin, end))
