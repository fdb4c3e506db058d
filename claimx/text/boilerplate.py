"""Paragraphs that belong to the site and not to the article: share bars, captions, newsletters, comment policies.

The reader is trained to pass such text over; this is the second lock on the same door, for the wordings that sites
have in common. What stands alone in a line of its own, such as *Share this article* or *Photo: Ana Ruiz/AP*, is
found anywhere. What is told in whole sentences must speak to the site's user in a site's own terms, at the end, so
that an article *about* a comment policy is still read.
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
_TAIL = 0.5  # boilerplate in sentences stands in the second half of an article, its paragraphs together
_SAID = re.compile(r"\b(?:said|says|told|announced|according to)\b", re.IGNORECASE)

_NETWORK = r"(?:facebook|twitter|whatsapp|linkedin|reddit|pinterest|telegram|messenger|flipboard|instagram|bluesky|x)"
_NEWS = r"(?:stor(?:y|ies)|articles?|post|page|news|coverage|topics?|videos?|links?)"
# The whole of a short paragraph, or its beginning where a colon or the like follows.
_FURNITURE = re.compile(
    rf"""
    (?: share | tweet | e-?mail | print | copy\ link | save | pin\ it | like | {_NETWORK}
      | (?:\d[\d,]*|no|view|show|leave\ a|post\ a|add\ a|read)?\ ?(?:comments?|shares?|likes?|replies)
      | (?:share|tweet|e-?mail|print|save|like|send)\ (?:this|the|via|on|to|by|with)\b .{{0,40}}
      | (?:follow|find|like|join)\ (?:us|[\w.]+)\ on\ {_NETWORK}\b .{{0,80}}
      | advert(?:isement|ising)? | sponsored(?:\ content)? | promoted | paid\ post
      | (?:story|article|text|post)\ continues\ (?:below|after)\b .{{0,40}} | continue\ reading\b .{{0,40}}
      | (?:scroll|click|tap|swipe)\ (?:down|here|to|for|through)\b .{{0,60}} | skip\ .{{0,30}} | loading | back\ to\ top
      | (?:related|recommended|popular|trending|latest|more|top)\ {_NEWS} | most\ (?:read|popular|viewed|shared)
      | more\ (?:on|from)\b .{{0,60}} | related | recommended | trending | you\ (?:may|might)\ also\ like .{{0,20}}
      | sign\ (?:up|in)\b .{{0,60}} | log\ in\b .{{0,40}} | subscribe\b .{{0,60}} | register\b .{{0,20}} | newsletters?
      | download\ (?:our|the)\ .{{0,40}}\bapp\b .{{0,40}} | get\ (?:our|the)\ .{{0,30}}\b(?:app|newsletter)\b .{{0,40}}
    ) [\s.!:>\u00bb\u203a\u2026]*
    | (?:read\ (?:more|also|next)|(?:see|watch)\ also|also\ (?:read|see)|related(?:\ {_NEWS})?|more|watch|listen)
      \s*[:>|\u00bb\u203a] .{{0,160}}
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_AGENCY = r"(?:AP|AFP|Reuters|Getty|EPA|PA|Bloomberg|Shutterstock|Alamy|AAP|UPI|iStock|Handout|Associated\ Press)"
_NAME = r"[A-Z][\w.'\u2019-]+"
# A picture's credit: what begins or ends a caption, or is all of it. "(Reuters)" alone credits an article.
_CAPTION = re.compile(
    rf"""
      \A (?i:(?:file\ )?photo(?:graph|s)?|picture|image|credit|caption)(?i:\ credit|\ caption|\ by)? \s* [:|/]
    | \b(?i:photo(?:graph)?|picture|image|credit)(?i:s|\ credit|\ by)?\s*: [^.!?:]{{2,60}} [.]? \Z
    | [(] [^()]{{0,60}} (?:/\s*{_AGENCY} | \b{_AGENCY}(?:\s*/|\ Photo|\ Images|\ File)) [^()]{{0,40}} [)] [.]? \Z
    | (?:\A|[.)]\ ) (?:{_NAME}\ ){{0,4}} (?:{_NAME} \s? / \s?)+ {_AGENCY} (?:\ (?:Photo|Images|News))? [.]? \Z
    | (?:\A|[.)]\ ) {_AGENCY} (?:\ (?:Photo|Images))? \s? / \s? {_NAME} (?:\ {_NAME}){{0,3}} [.]? \Z
    | (?:\A|[.)]\ ) (?:{_NAME}\ ){{0,4}} (?:via\ )? (?:Getty\ Images|Getty|AP\ Photo|Shutterstock|Alamy) [.]? \Z
    """,
    re.VERBOSE,
)
_CAPTION_SIGN = re.compile(r"[:|/(]|Getty|AP\ Photo|Shutterstock|Alamy")  # no caption is without one
_CAPTION_CHARS = 500


def find_boilerplate(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The paragraphs of ``text`` that are the site's, in order.

    Of those in sentences only the run of paragraphs at the end is judged, and one with a speech verb and without a
    wording that can only be a site's ends it from below, so quotations about such matters stay.
    """
    found: list[tuple[int, int]] = []
    in_tail = True
    for begin, end in reversed(paragraphs):
        body = text[begin:end].strip()
        in_tail = in_tail and begin >= _TAIL * len(text) and not _SAID.search(body)
        if (in_tail and _SITE.search(body)) or _is_apart(body):
            found.append((begin, end))
    return found[::-1]


def _is_apart(body: str) -> bool:
    """True of a paragraph that is no part of the running text."""
    if len(body) > _CAPTION_CHARS:
        return False
    return bool(_FURNITURE.fullmatch(body) or (_CAPTION_SIGN.search(body) and _CAPTION.search(body)))
