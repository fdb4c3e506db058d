"""What the words around a name tell of its bearer: titles before it, appositions before and after."""

from __future__ import annotations

import re

from claimx.speakers.lexicon import ABBREVIATION, BODY, CIVIL, TITLES, is_title
from claimx.speakers.phrases import (
    ADJECTIVES,
    OWNERS,
    PARTICIPLE,
    PAST,
    POSSESSIVE,
    STOPS,
    WORD,
    Post,
    is_post,
    parse_post,
)

_LONG_TITLE = re.compile(
    r"\b(?:Secretary|Speaker|Minister|Attorney|Director|Head|Chair(?:man|woman)?|Chief)\s+of(?:\s+the)?\s*$"
)
_CLOSES = re.compile(r"[,;:.!?)\"\u201d\u2014]$|[,.!?]['\u2019]+$")
_TITLE = re.compile(r".*[^.]|[A-Z][a-z]{1,3}s?\.")  # "Sen.", and no "mayor." that ends a sentence
_PARTISAN = re.compile(r"\b(?:Republican|Democrat(?:ic)?|Conservative|Labour|Liberal|Green|Independent)\s+$")
_VERB_FORM = re.compile(r"^[a-z]{3,}(?:ed|ing|ly)$|n['\u2019]t$")


def post_before(text: str, start: int) -> tuple[Post | None, int]:
    """What the words just before a name at ``start`` tell of its bearer, and where they begin."""
    offset = max(0, start - 120, text.rfind("\n", 0, start) + 1)
    line = text[offset:start]
    words = list(re.finditer(r"\S+", line))
    taken: list[re.Match[str]] = []
    is_long = False
    for match in reversed(words):
        word = match[0]
        if taken and word in ("of", "the") and _LONG_TITLE.search(line, 0, match.end()):
            is_long = True
            taken.append(match)
            continue
        if word in ("-", "--", "\u2013"):
            break
        is_titled = bool(_TITLE.fullmatch(word) and is_title(word)) or bool(ABBREVIATION.match(word))
        if (
            word == "and" and taken and _PARTISAN.search(line, 0, match.start())
        ):  # "Republican and billionaire Ana Ruiz"
            continue
        if word.lower() in STOPS or (_CLOSES.search(word) and not is_titled):
            if word.lower() in OWNERS:
                taken.append(match)
            break
        if word[0] in '("\u201c' or len(taken) > 7:
            break
        taken.append(match)
    taken.reverse()
    capital = next((k for k, m in enumerate(taken) if m[0][:1].isupper()), 0)
    while capital and taken[0][0].lower() not in PAST and taken[0][0].lower() not in OWNERS:
        taken.pop(0)
        capital -= 1
    verbs = [k for k, m in enumerate(taken) if _VERB_FORM.search(m[0]) and m[0] not in ADJECTIVES]
    del taken[: verbs[-1] + 1 if verbs else 0]
    if not taken:
        return None, start
    last = taken[-1][0]
    begin = offset + taken[0].start()
    phrase = " ".join(m[0] for m in taken)
    if (is_long or is_post(last)) and not POSSESSIVE.search(last):
        post = parse_post(phrase)
        return (None, start) if post and CIVIL.fullmatch(post.role) and not post.affiliation else (post, begin)
    if POSSESSIVE.search(last):  # "the union's Ana Ruiz"
        own = [m[0] for m in taken]
        first = next((k for k in range(len(own) - 1, -1, -1) if not own[k][:1].isupper()), -1)
        return Post(role="", affiliation=POSSESSIVE.sub("", " ".join(own[first + 1 :]))), begin
    return None, start


_CLAUSE_VERB = re.compile(r"\b(?:said|told|says|was|were|is|are|has|had|have)\b")
_CLAUSE = re.compile(r"(?:(?<!\b[A-Z])\.|[;:!?\n\u201c\u201d\"(])\s*|,\s")


def post_before_comma(text: str, start: int) -> Post | None:
    """*its chair, Name*: what a phrase that a comma parts from the name tells of its bearer."""
    before = text[max(0, start - 120) : start]
    match = _COMMA.search(before)
    if not match:
        return None
    segment = _CLAUSE.split(before[: match.start()])[-1]
    for found in re.finditer(
        r"(?:^|\s)((?:the|an?|another|one|whose|its|his|her|their|our|my|[A-Z]\S*['\u2019]s)\s)", segment, re.IGNORECASE
    ):
        post = parse_post(segment[found.start() :])
        if post and not _CLAUSE_VERB.search(segment, found.start()):
            return post
    return None


_INVERTED = re.compile(r"\b[Tt]he ([a-z][^.,;:!?\n\u201c\u201d\"]{3,70}?) (?:is|was) (?:Mr\. |Mrs\. |Ms\. )?$")
_AGE = re.compile(r"\d{1,2}(?:,|\s+and)?\s*")
_OPENING = re.compile(
    r"\s*,\s*(?:(?:now|then|also|himself|herself"
    r"|who\s+(?:(?:is|was|serves|served|works|worked|has been|had been)(?:\s+as)?|as))\s+)?"
    r"(?P<phrase>[^\n\u201c\u201d\"]{2,110})"
)
_AS = re.compile(  # "who works in Oslo as a porter", "will take over as chair"
    r"(?:,\s+who)?\s+(?:will\s+|has\s+|had\s+|once\s+)?(?:works?|worked|serv(?:es?|ed)|tak(?:e|es|ing)\s+over|took\s+over"
    r"|was\s+(?:named|elected|appointed))\b[^,.;:\n\u201c\u201d\"]{0,30}?\s+as\s+(?P<phrase>[^\n,\u201c\u201d\"]{3,120})"
)
_IS = re.compile(
    r"\s+(?:is|was|will be|became|serves as|served as|works as|had been|has been)\s+(?P<phrase>(?:now\s+)?"
    r"(?:the|an?|president|director|chairman|chief)\s[^\n,\u201c\u201d\"]{2,120})"
)
_FROM = re.compile(
    r"\s+(?:of|at|from|with)\s+(?P<body>(?:the\s+)?(?:[A-Z][\w.&'\u2019-]*"
    r"(?:\s+(?:of\s+(?:the\s+)?|for\s+|and\s+)?[A-Z][\w.&'\u2019-]*)*|[a-z]+(?:\s[a-z]+){0,3}(?=[\s,.]*(?:$|[,.]|said))))"
)
_BODY_NAME = r"[A-Z][\w.&'\u2019-]*(?:\s+[A-Z][\w.&'\u2019-]*)*"
_LEADS = re.compile(  # "who runs the Tax Institute", "who sits on the council"
    r",?\s+who\s+(?:[^,.;:\n]{2,60}?\s+and\s+)?(?:has\s+|now\s+)?(?:led|leads|runs|ran|heads|headed|directs|directed|chairs|chaired|owns|founded|represents"
    r"|edits|co-?founded|works\s+(?:for|at)|(?:is|are|was|sits|serves|served)\s+(?:both\s+)?on)"
    r"\s+(?:(?:the\s+)?[a-z]+['\u2019]s\s+)?"
    rf"(?P<body>(?:the\s+)?{_BODY_NAME}(?:\s+[a-z]+){{0,2}}|(?:the|an?)\s+(?:[\w-]+\s+){{0,4}}?[a-z]+(?=\s+(?:and|in)\b|[,.]|$))"
)
_ARTICLE = re.compile(r"^(?:the|an?)\s+")
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z\u201c\"])|[\n\u201c\u201d\"]")
_PARENTHESIS = re.compile(r"\s*\([^)]{1,40}\)")
_WHO_IS = re.compile(r"^who\s+(?:is|was|serves as|served as)\s+")
_JOINS = re.compile(r"(?<!,)\s+and\s+(?:is\s+now\s+|now\s+)?|\s+who\s+(?:is|was|serves\s+as|served\s+as)\s+")
_COMMA = re.compile(r",\s+$")
_NOW = re.compile(r"\s+and\s+(?:is\s+)?(?:now|currently)\s+")
_REACH = 240  # characters behind a name that are read
_ENDED = ("former", "ex-", "onetime", "one-time", "retired")
_PARTY = re.compile(r",?\s*\(?(?P<body>[RDI][-\u2013][A-Z][\w.]*)")
_VERBS = re.compile(r"(?:said|told|says|added|which|where|when|but|and|who|whose|he|she|it|they|in|on|at|by|after)\b")


def post_after(text: str, end: int) -> Post | None:
    """What the words after a name at ``end`` tell of its bearer: an apposition, *of the bank*, *(R-Ky.)*."""
    after = text[end : end + _REACH]
    party = _PARTY.match(after)
    if party:
        after = after[party.end() :].lstrip(").")
    parenthesis = _PARENTHESIS.match(after)
    if parenthesis:
        after = after[parenthesis.end() :]
    opening = _OPENING.match(after)
    found: Post | None = None
    if opening:
        phrase = _AGE.sub("", opening["phrase"], count=1) if opening["phrase"][:1].isdigit() else opening["phrase"]
        phrase = _WHO_IS.sub("", phrase)
        opener = WORD.match(phrase)
        is_clause = opener is not None and bool(PARTICIPLE.match(opener[0])) and opener[0] not in ADJECTIVES
        if not _VERBS.match(phrase) and not is_clause:
            parts = [parse_post(part) for part in _JOINS.split(phrase)[:3]]
            held = _NOW.split(phrase)[1:]  # "served as chair and is now head of the bank"
            found = (parse_post(held[-1]) if held else None) or max(
                (p for p in parts if p), key=_standing, default=None
            )
            if found and opener and opener[0][:1].isupper() and not _is_apposition(phrase, found):
                found = None
    if found is None:
        copula = _IS.match(after) or _AS.match(after)
        held = _NOW.split(copula["phrase"]) if copula else []
        found = next((p for words in reversed(held) if (p := parse_post(words))), None)
    if found is None or not found.affiliation:
        place = _FROM.match(after)
        body = _body(place["body"]) if place else led_body(text, end)
        if body:
            return Post(role=found.role if found else "", affiliation=body)
    elif opening and found.role.lower().startswith(_ENDED) and (body := led_body(text, end)):
        role = _ARTICLE.sub("", re.split(r"\s+who\s", opening["phrase"])[0])
        return Post(role=role, affiliation=body)  # "a former ministry official who runs the Oslo Institute"
    return found


def led_body(text: str, end: int) -> str:
    """The body that somebody whose name stands before ``end`` is told to lead or to sit on, else an empty string."""
    if text.find(" who ", end, end + _REACH) < 0:
        return ""
    match = _LEADS.search(_SENTENCE_END.split(text[end : end + _REACH], maxsplit=1)[0])
    return _body(match["body"]) if match else ""


def _body(words: str) -> str:
    """A body's name: up to its last word with a capital or last noun for a body; empty where it has neither."""
    own = _ARTICLE.sub("", words).split()
    while own and own[-1].islower() and own[-1] not in BODY:
        own.pop()
    return " ".join(own) if own and (own[-1] in BODY or not words.startswith("a")) else ""


def _standing(post: Post) -> tuple[bool, bool]:
    """A body outdoes a person that somebody works for, and that outdoes nothing."""
    return bool(post.affiliation), any(w.lower() in BODY for w in post.affiliation.split())


def post_before_copula(text: str, start: int) -> Post | None:
    """*The candidate who won was Name*: what the subject tells."""
    match = _INVERTED.search(text, max(0, start - 110), start)
    return parse_post(match[1]) if match else None


def party_after(text: str, end: int) -> str:
    """*R-Ky.* of *Name (R-Ky.)*, else an empty string."""
    match = _PARTY.match(text[end : end + 40])
    return match["body"].strip(" .") if match else ""


def _is_apposition(phrase: str, post: Post) -> bool:
    """Whether a phrase that opens with a capital is no list's next name: it holds a role in small letters."""
    return any(w[:1].islower() and is_post(w) for w in post.role.split()) or bool(TITLES.match(phrase))
