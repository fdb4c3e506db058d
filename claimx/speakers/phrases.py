"""Noun phrases that tell who somebody is: *a former spokesman for the ministry*, *the club's top lawyer*."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimx.speakers.lexicon import BODY, CIVIL, COUNTRIES, TITLES, kind_of_noun

_WORD = re.compile(r"[^\s,;:()\u201c\u201d\"]+")
_POSSESSIVE = re.compile(r"['\u2019]s$|(?<=s)['\u2019]$")
_CUT = re.compile(
    r"[,;:()\u201c\u201d\"\u2014]|\s(?:who|whom|whose|which|that|said|says|told|and\s+(?:a|an|the|one|his|her|is|was|has|now)\b)"
    r"|(?<![A-Z])(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bSen)(?<!\bGov)(?<!\bRep)(?<!\bJr)(?<!\bSt)\.(?=\s+[A-Z][a-z]|\s*$)"
)
_PREPOSITION = re.compile(r"^(?:of|for|at|with|in|from|to|on|by|inside|within|under|behind|near)$", re.IGNORECASE)
_DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "one",
        "some",
        "many",
        "most",
        "several",
        "few",
        "any",
        "both",
        "all",
        "another",
        "other",
        "two",
        "three",
        "four",
        "five",
        "six",
        "this",
        "that",
        "these",
        "those",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
        "your",
        "whose",
        "no",
        "at",
        "least",
        "more",
        "than",
        "only",
        "about",
        "unnamed",
        "anonymous",
        "certain",
        "fellow",
    ]
)
_PARTICIPLE = re.compile(r"^[a-z]{3,}(?:ed|ing)$")
_PAST = frozenset(["former", "then", "ex", "longtime", "veteran", "retired", "acting", "deputy"])
_ADJECTIVES = _PAST | {
    "managing",
    "founding",
    "ruling",
    "sitting",
    "leading",
    "working",
    "presiding",
    "outgoing",
    "incoming",
    "self-described",
    "appointed",
}
_ORGANS = BODY - {"press"} | {"federal", "military", "state", "city"}
_LONG_TITLE = re.compile(
    r"\b(?:Secretary|Speaker|Minister|Attorney|Director|Head|Chair(?:man|woman)?|Chief)\s+of(?:\s+the)?\s*$"
)
_RANKS = frozenset(
    ["Majority", "Minority", "Prime", "Vice", "First", "Deputy", "Chief", "Attorney", "Lieutenant", "Executive"]
)
_CLOSES = re.compile(r"[,;:.!?)\"\u201d\u2014]$|[,.!?]['\u2019]+$")
_ACRONYM = re.compile(r"(?:[A-Z]\.){2,}$")
_NO_BODY = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|\d|[a-z]+ing\b|time\b|her\b|his\b|their\b|which\b|whom\b"
)
_VERB_FORM = re.compile(r"^[a-z]{3,}(?:ed|ing|ly)$|n['\u2019]t$")
_OWNERS = {"whose", "its", "his", "her", "their", "our", "my"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a phrase tells of its bearer; ``owner`` is the pronoun that stands where an affiliation might."""

    role: str
    affiliation: str
    owner: str = ""


def parse_post(phrase: str) -> Post | None:
    """The role and affiliation that a noun phrase gives; None where its head names no person."""
    phrase = phrase.replace("\u00a0", " ").strip()
    cut = _CUT.search(phrase, 1)
    words = _WORD.findall(phrase[: cut.start()] if cut else phrase)
    owner = words[0].lower() if words and words[0].lower() in _OWNERS else ""
    while words and words[0].lower() in _DETERMINERS:
        words.pop(0)
    stop = next((k for k, w in enumerate(words) if _PREPOSITION.match(w)), len(words))
    head = stop - 1
    while head > 0 and not is_post(words[head]):
        head -= 1
    if head < 0 or not is_post(words[head]):
        return None
    before, rest = words[:head], words[head + 1 :]
    while before and before[0].lower() in _DETERMINERS:
        before.pop(0)
    body = list(rest[: stop - head - 1])
    if any(w.lower() in _STOPS for w in before) or len(before) > 8:
        return None
    split = next((k + 1 for k in range(len(before) - 1, -1, -1) if _POSSESSIVE.search(before[k])), 0)
    affiliation = " ".join(before[:split])
    role = before[split:]
    owned = bool(affiliation)
    if not owned:
        split = _last_of_body(role)
        affiliation = " ".join(role[:split])
        if any(w[:1].isupper() for w in role[:split]):
            role = role[split:]
            while affiliation and affiliation.split()[0].lower() in _PAST:
                first, _, affiliation = affiliation.partition(" ")
                role = [first, *role]
    tail, further = _after(rest[len(body) :])
    if _NO_BODY.match(further):
        further = ""  # "on Tuesday", "in 1992", "from leaving"
    role_words = [*role, words[head], *tail]
    outer = rest[len(body)] if further else ""
    if not affiliation or (
        further
        and not owned
        and (
            (affiliation.islower() and outer not in ("in", "on"))
            or (further[:1].isupper() and outer not in ("in", "on"))
        )
    ):
        affiliation = further or affiliation
    affiliation = _POSSESSIVE.sub("", affiliation).strip(" .'\u2019")
    return Post(
        role=" ".join(role_words),
        affiliation=COUNTRIES.get(affiliation, affiliation),
        owner=owner if not affiliation else "",
    )


def is_post(word: str) -> bool:
    """Whether a word names a person by what they do or are."""
    plain = _POSSESSIVE.sub("", word).strip(".'\u2019")
    return bool(plain) and (kind_of_noun(plain) == "person" or bool(TITLES.fullmatch(word)))


def _last_of_body(words: list[str]) -> int:
    """How many of the words before a head name the body: words with capitals, and a body's noun after them."""
    split = 0
    for k, word in enumerate(words):
        if word in _RANKS or TITLES.fullmatch(word) or word.lower() in ("former", "then", "vice", "acting", "deputy"):
            if split and word[:1].isupper():
                break
            continue
        if word[:1].isupper() or word.lower() in _ORGANS:
            split = k + 1
    return split


def _after(words: list[str]) -> tuple[list[str], str]:
    """What follows the head: words that belong to the role (*of staff*), and the body after *of*, *for*, *at*."""
    if len(words) < 2 or not _PREPOSITION.match(words[0]):
        return [], ""
    stop = next((k for k in range(1, len(words)) if _PREPOSITION.match(words[k]) and words[k] != "of"), len(words))
    first = [w for w in words[1:stop] if w.lower() not in ("the", "a", "an")]
    if words[0] == "of" and first and first[0].lower() in ("staff", "state", "defense", "defence", "operations"):
        more, body = _after(words[stop:] if stop > 1 else [])
        return [words[0], first[0], *more], body or " ".join(first[1:])
    if words[0] in ("of", "on", "for") and first and first[0][:1].islower() and stop < len(words) - 1:
        _, body = _after(words[stop:])
        if body[:1].isupper():
            return words[:stop], body
    if not first:
        return [], ""
    return [], " ".join(first)


# Words that end the walk back from a name to the phrase before it.
_STOPS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "for",
        "at",
        "with",
        "in",
        "from",
        "to",
        "on",
        "by",
        "and",
        "or",
        "but",
        "as",
        "said",
        "says",
        "told",
        "tells",
        "asked",
        "added",
        "wrote",
        "that",
        "when",
        "while",
        "than",
        "if",
        "whether",
        "because",
        "after",
        "before",
        "like",
        "against",
        "about",
        "between",
        "among",
        "including",
        "is",
        "was",
        "are",
        "were",
        "has",
        "had",
        "have",
        "be",
        "been",
        "being",
        "will",
        "would",
        "can",
        "could",
        "should",
        "may",
        "might",
        "must",
        "not",
        "never",
        "also",
        "only",
        "then",
        "so",
        "where",
        "which",
        "who",
        "whose",
        "whom",
        "what",
        "it",
        "he",
        "she",
        "they",
        "we",
        "i",
        "you",
        "his",
        "her",
        "its",
        "their",
        "our",
        "my",
        "this",
        "these",
        "those",
        "there",
        "here",
        "including",
        "supported",
        "beat",
        "defeated",
        "called",
        "met",
        "joined",
        "named",
        "elected",
        "into",
        "over",
        "under",
        "during",
        "per",
        "via",
        "against",
        "saw",
        "made",
        "let",
        "help",
        "helps",
    ]
)


def post_before(text: str, start: int) -> tuple[Post | None, int]:
    """What the words just before a name at ``start`` tell of its bearer, and where they begin."""
    window = text[max(0, start - 120) : start]
    words = list(re.finditer(r"\S+", re.split(r"[\n]", window)[-1]))
    offset = start - len(re.split(r"[\n]", window)[-1])
    taken: list[re.Match[str]] = []
    is_long = False
    line = window[len(window) - (start - offset) :]
    for match in reversed(words):
        word = match[0]
        if taken and word in ("of", "the") and _LONG_TITLE.search(line, 0, match.end()):
            is_long = True
            taken.append(match)
            continue
        if word in ("-", "--", "\u2013"):
            break
        is_title = bool(TITLES.fullmatch(word) or _ACRONYM.match(word))
        if word.lower() in _STOPS or (_CLOSES.search(word) and not is_title):
            if word.lower() in _OWNERS:
                taken.append(match)
            break
        if re.match(r"[(\"\u201c]", word) or len(taken) > 7:
            break
        taken.append(match)
    taken.reverse()
    capital = next((k for k, m in enumerate(taken) if m[0][:1].isupper()), 0)
    while capital and taken[0][0].lower() not in _PAST and taken[0][0].lower() not in _OWNERS:
        taken.pop(0)
        capital -= 1
    verbs = [k for k, m in enumerate(taken) if _VERB_FORM.search(m[0]) and m[0] not in _ADJECTIVES]
    del taken[: verbs[-1] + 1 if verbs else 0]
    if not taken:
        return None, start
    last = taken[-1][0]
    begin = offset + taken[0].start()
    phrase = " ".join(m[0] for m in taken)
    if (is_long or is_post(last)) and not _POSSESSIVE.search(last):
        post = parse_post(phrase)
        return (None, start) if post and CIVIL.fullmatch(post.role) and not post.affiliation else (post, begin)
    if _POSSESSIVE.search(last):  # "the union's Ana Ruiz"
        own = [m[0] for m in taken]
        first = next((k for k in range(len(own) - 1, -1, -1) if not own[k][:1].isupper()), -1)
        return Post(role="", affiliation=_POSSESSIVE.sub("", " ".join(own[first + 1 :]))), begin
    return None, start


_CLAUSE = re.compile(r"[.;:!?\n\u201c\u201d\"(]\s*|,\s")


def post_before_comma(text: str, start: int) -> Post | None:
    """*its chair, Name*: what a phrase that a comma parts from the name tells of its bearer."""
    before = text[max(0, start - 120) : start]
    match = re.search(r",\s+$", before)
    if not match:
        return None
    segment = _CLAUSE.split(before[: match.start()])[-1]
    for found in re.finditer(
        r"(?:^|\s)((?:the|an?|another|one|its|his|her|their|our|my|[A-Z]\S*['\u2019]s)\s)", segment, re.IGNORECASE
    ):
        post = parse_post(segment[found.start() :])
        if post and not re.search(r"\b(?:said|told|says)\b", segment[found.start() :]):
            return post
    return None


_AGE = re.compile(r"\d{1,2}(?:,|\s+and)?\s*")
_OPENING = re.compile(
    r"\s*,\s*(?:(?:now|then|also|himself|herself"
    r"|who(?:\s+(?:is|was|serves|served|works|worked|has been|had been))?(?:\s+as)?)\s+)?"
    r"(?P<phrase>[^\n\u201c\u201d\"]{2,110})"
)
_IS = re.compile(
    r"\s+(?:is|was|became|serves as|served as|works as|had been|has been)\s+(?P<phrase>(?:now\s+)?"
    r"(?:the|an?|president|director|chairman|chief)\s[^\n,\u201c\u201d\"]{2,80})"
)
_FROM = re.compile(
    r"\s+(?:of|at|from|with)\s+(?P<body>(?:the\s+)?[A-Z][\w.&'\u2019-]*(?:\s+(?:of\s+(?:the\s+)?|for\s+|and\s+)?[A-Z][\w.&'\u2019-]*)*)"
)
_PARTY = re.compile(r",?\s*\(?(?P<body>[RDI][-\u2013][A-Z][\w.]*)")
_VERBS = re.compile(r"(?:said|told|says|added|which|where|when|but|and|who|whose|he|she|it|they|in|on|at|by|after)\b")


def post_after(text: str, end: int) -> Post | None:
    """What the words after a name at ``end`` tell of its bearer: an apposition, *of the bank*, *(R-Ky.)*."""
    after = text[end : end + 170]
    party = _PARTY.match(after)
    if party:
        after = after[party.end() :].lstrip(").")
    parenthesis = re.match(r"\s*\([^)]{1,40}\)", after)
    if parenthesis:
        after = after[parenthesis.end() :]
    opening = _OPENING.match(after)
    found: Post | None = None
    if opening:
        phrase = _AGE.sub("", opening["phrase"], count=1) if opening["phrase"][:1].isdigit() else opening["phrase"]
        phrase = re.sub(r"^who\s+(?:is|was|serves as|served as)\s+", "", phrase)
        opener = _WORD.match(phrase)
        is_clause = opener is not None and bool(_PARTICIPLE.match(opener[0])) and opener[0] not in _ADJECTIVES
        if not _VERBS.match(phrase) and not is_clause:
            parts = [
                parse_post(part)
                for part in re.split(
                    r"\s+and\s+(?:is\s+now\s+|now\s+)?|\s+who\s+(?:is|was|serves\s+as|served\s+as)\s+", phrase
                )[:3]
            ]
            found = max((p for p in parts if p), key=lambda p: bool(p.affiliation), default=None)
            if found and opener and opener[0][:1].isupper() and not _is_apposition(phrase, found):
                found = None
    if found is None:
        copula = _IS.match(after)
        found = parse_post(copula["phrase"]) if copula else None
    if found is None:
        place = _FROM.match(after)
        if place:
            return Post(role="", affiliation=re.sub(r"^the\s+", "", place["body"]))
    return found


def party_after(text: str, end: int) -> str:
    """*R-Ky.* of *Name (R-Ky.)*, else an empty string."""
    match = _PARTY.match(text[end : end + 40])
    return match["body"].strip(" .") if match else ""


def _is_apposition(phrase: str, post: Post) -> bool:
    """Whether a phrase that opens with a capital is no list's next name: it holds a role in small letters."""
    return any(w[:1].islower() and is_post(w) for w in post.role.split()) or bool(TITLES.match(phrase))
