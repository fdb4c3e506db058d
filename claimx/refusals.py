"""Answers that were not given, in the words that newsrooms have for them: *did not respond to a request for comment*.

The gold that the models learn from leaves most of them out, and the forms are few: patterns find what a model missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from claimx.types import DECLINE_KINDS, STANCES, DeclineKind

Ranges = tuple[tuple[int, int], ...]

SCORE = 0.5  # that readers of PolNeAR would mark it; that the words say it is all but certain

_ASKED = (
    r"(?:(?!\bto\b)[\w'\u2019-]+\s+){0,4}?"
    r"(?:requests?|inquir(?:y|ies)|questions?|calls?|e-?mails?|messages?|letters?)\b"
)
_FOR = r"(?:\s+(?:for|seeking)\s+(?:an?\s+|further\s+)?(?:comment|interview|response|reply|details)\b)?"
_NOT = r"(?:\s+not|n['\u2019]t)(?:\s+\w+ly|\s+yet)?"
_NO_RESPONSE = re.compile(
    rf"\b(?P<cue>(?:did|has|have|had){_NOT}\s+(?:respond(?:ed)?|repl(?:y|ied)|answer(?:ed)?|return(?:ed)?))\s+"
    rf"(?P<content>(?:to\s+)?{_ASKED}{_FOR})",
    re.IGNORECASE,
)
_UNREACHABLE = re.compile(
    rf"\b(?:(?P<cue>could{_NOT}\s+be\s+reached)\s+(?P<content>for\s+(?:further\s+)?comment\b)"
    rf"|(?P<bare_cue>could{_NOT})\s+(?P<bare_content>be\s+reached\b)(?=[\s\w]{{0,40}}[.,;])"
    r"|(?P<away_cue>(?:was|were)\s+(?:not\s+|un)available)\s+(?P<away_content>for\s+comment\b))",
    re.IGNORECASE,
)
_FORMS: tuple[tuple[re.Pattern[str], DeclineKind], ...] = (
    (_NO_RESPONSE, "no_response"),
    (_UNREACHABLE, "unreachable"),
)
_TITLE = "".join(rf"(?<!\b{title})" for title in ("Mr", "Ms", "Mrs", "Dr", "St", "Sen", "Rep", "Gov", "Gen", "[A-Z]"))
_CLAUSE = re.compile(
    rf"""(?:{_TITLE}\.|[!?;:])["'\u201d\u2019)]*\s+|[\n\u2014"\u201c\u201d]"""
    r"|(?:,\s+|\s+)(?:and|but|while|though|although)\s+"
)
_LEAD = re.compile(r"(?:(?:and|but|however|meanwhile|still|yet)\b,?\s*)+", re.IGNORECASE)
_LONGEST = 120  # characters of a source


def find_refusals(
    text: str, paragraphs: Sequence[tuple[int, int]]
) -> Iterator[tuple[Ranges, Ranges, Ranges, DeclineKind]]:
    """Source, cue and content of each, as character ranges, and what kind of refusal it is.

    The source is what stands before the cue in its clause, or nothing where the clause has no subject of its own.
    """
    for begin, end in paragraphs:
        for pattern, kind in _FORMS:
            for match in pattern.finditer(text, begin, end):
                cue, content = (span for name in match.groupdict() if (span := match.span(name)) != (-1, -1))
                yield _source(text, begin, cue[0]), (cue,), (content,), kind


def probabilities(kind: DeclineKind) -> tuple[float, ...]:
    """As a model gives them; see `claimx.model.stance`."""
    sure = {"decline": 0.97}
    kinds = [1.0 if name == kind else 0.0 for name in DECLINE_KINDS]
    return (*(sure.get(label, 0.01) for label in STANCES), 0.0, *kinds)


def _source(text: str, begin: int, cue: int) -> Ranges:
    starts = [m.end() for m in _CLAUSE.finditer(text, max(begin, cue - 2 * _LONGEST), cue)]
    start = max([begin, *starts])
    lead = _LEAD.match(text, start, cue)
    start = lead.end() if lead else start
    while start < cue and text[start].isspace():
        start += 1
    stop = cue
    while stop > start and (text[stop - 1].isspace() or text[stop - 1] == ","):
        stop -= 1
    return ((start, stop),) if 0 < stop - start <= _LONGEST else ()
