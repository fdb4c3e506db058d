"""Paragraphs that belong to the site and not to the article: comment policies, sign-in boxes, share bars.

The reader is trained to pass such text over; this is the second lock on the same door, for the wordings that sites
have in common. A paragraph must speak to the site's user in a site's own terms, so that an article *about* a
comment policy is still read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SITE = re.compile(
    r"""
      \bby\ (?:submitting|posting|leaving|clicking|subscribing|signing|continuing|registering|entering)\b[^.]{0,80}
        \b(?:you|your)\ (?:accept|agree|consent|acknowledge|confirm)
    | \bwe\ reserve\ the\ right\b
    | \bcomments?\ (?:on\ this\ \w+\ )?(?:are|is|will\ be)\ (?:now\ )?(?:closed|moderated|welcome|published|subject)\b
    | \b(?:submission|community|commenting|comment)\ (?:guidelines|policy|rules|standards)\b
    | \ball\ rights\ reserved\b | \bterms\ of\ (?:use|service)\b | \bprivacy\ (?:policy|notice)\b
    | \balready\ (?:have\ an\ account|a\ (?:member|subscriber))\b
    | \b(?:create|sign\ in\ to|log\ in\ to)\ (?:an?\ |your\ )?account\b | \bjoin\ the\ conversation\b
    | \bbecome\ a\ (?:\w+\ )?(?:member|subscriber)\b
    | \bsign\ up\ (?:for|to)\ (?:our|the|receive)\b | \bsubscribe\ (?:to\ our|now|today)\b
    | \b(?:online|reader)\ communities\b | \bwith\ each\ submission\b | \bpseudonyms\b
    | \bthis\ (?:site|website)\ uses\ cookies\b
    | \bdo(?:es)?\ not\ (?:necessarily\ )?(?:endorse|reflect)\b[^.]{0,60}\b(?:opinions?|views?|comments?|position)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TAIL = 0.5  # boilerplate stands in the second half of an article, its paragraphs together
_SAID = re.compile(r"\b(?:said|says|told|announced|according to)\b", re.IGNORECASE)


def find_boilerplate(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The paragraphs of ``text`` that are the site's, in order.

    Only the run of paragraphs at the end is judged, and one with a speech verb and without a wording that can only
    be a site's ends it from below, so quotations about such matters stay.
    """
    found: list[tuple[int, int]] = []
    for begin, end in reversed(paragraphs):
        body = text[begin:end]
        if begin < _TAIL * len(text) or _SAID.search(body):
            break
        if _SITE.search(body):
            found.append((begin, end))
    return found[::-1]
