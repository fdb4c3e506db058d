"""To whom something is said: the noun phrase after *told*, *in an interview with* and their like."""

from __future__ import annotations

import re

Ranges = tuple[tuple[int, int], ...]

_TELLS = re.compile(
    r"\b(?:t[eo]ld|tells?|telling|asked|asks|asking|inform(?:ed|s|ing)|remind(?:ed|s|ing)|assur(?:ed|es|ing)"
    r"|warn(?:ed|s|ing)|advis(?:ed|es|ing)|notif(?:ied|ies|ying)|brief(?:ed|s|ing))\b"
)
_TO = re.compile(
    r"""\b(?:in\ (?:an?|the|his|her|their)\ (?:[\w-]+\ ){0,3}?
          (?:interview\ with|(?:letter|e-?mail|message|memo|note|speech|text)\ to)
        |(?:speaking|talking)\ (?:to|with)|sp(?:oke|eak)\ to|sa(?:id|ys)\ to|wrote\ to)\s+""",
    re.VERBOSE,
)
# What ends the noun phrase: a clause, a time, a manner, a mark.
_STOP = re.compile(
    r"""\s+(?:that|if|whether|why|how|what|who|when|where|while|after|before|in|on|at|during|about|by|via|from|through|to
        |not|last|this|earlier|later|yesterday|today|tonight|recently|again|once|shortly
        |(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|he|she|they|it|there|we|I|you|it's|he's|she's|they're
        |and\ (?:said|told|added|that)|as|is|was|are|were|had|has|would|will)\b
    |\s*[,.;:!?()\[\]\u2014\u2013"\u201c\u201d\n\r]|\s+-""",
    re.VERBOSE,
)
_PRONOUN = {"he", "she", "they", "it", "we", "i", "you", "there", "that", "if", "whether", "what"}
_MAX_WORDS = 9


def find_addressee(text: str, cue: Ranges, taken: Ranges) -> Ranges:
    """The range of the addressee that follows a cue, or an empty tuple; never inside a source or a content."""
    for begin, end in cue:
        limit = min((b for b, _ in taken if b >= end), default=len(text))
        tells = list(_TELLS.finditer(text, begin, end))
        if tells and not text[tells[-1].end() : end].strip():
            found = _phrase(text, end, limit)
            if found:
                return (found,)
        tail = _TO.search(text, begin, min(limit, end + 120))
        if tail and "\n" not in text[end : tail.start()] and "." not in text[end : tail.start()]:
            found = _phrase(text, tail.end(), limit)
            if found:
                return (found,)
    return ()


def _phrase(text: str, begin: int, limit: int) -> tuple[int, int] | None:
    while begin < limit and text[begin] == " ":
        begin += 1
    stop = _STOP.search(text, begin, min(limit, begin + 120))
    end = stop.start() if stop else min(limit, begin + 120)
    while end > begin and text[end - 1].isspace():
        end -= 1
    words = text[begin:end].split()
    if not 0 < len(words) <= _MAX_WORDS or words[0].lower() in _PRONOUN or not words[0][0].isalpha():
        return None
    return begin, end
