"""First version of speakers: a source is named by its own words, and equal words are one speaker.

Pronouns, surnames and acronyms are not resolved yet: *he* is a speaker named "he". The type is read from the words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimx.assembly import Draft
from claimx.types import Span, Speaker, SpeakerType

_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_TITLE = re.compile(
    r"^(?:(?:former|prime|vice|deputy)\s+)*(?:president|minister|sen\.|senator|rep\.|gov\.|governor|mr\.?|mrs\.?|ms\.?|dr\.?"
    r"|mayor|judge|justice|chancellor|secretary|king|queen|prince|princess|pope|gen\.|general|capt\.|captain|sgt\.)\s+",
    re.IGNORECASE,
)
_TIME = re.compile(r"\s+(?:this|last|on|late|earlier|released|published)\s.*$", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"\b(?:reports?|study|studies|polls?|surveys?|read-?outs?|statements?|lawsuits?|letters?|e-?mails?|memos?|documents?"
    r"|bills?|filings?|affidavits?|complaints?|indictments?|transcripts?|analysis|articles?|ads?|books?)$",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:office|agency|department|ministry|government|committee|council|party|campaign|company|corporation|inc|corp|group"
    r"|university|institute|association|federation|union|bank|court|police|administration|commission|authority|press|news"
    r"|times|post|journal|house|senate|congress|parliament|foundation|organi[sz]ation|service|bureau|board|embassy"
    r"|kremlin|pentagon|club|league|centre|center|team|network|party|it)$",
    re.IGNORECASE,
)
_PERSON_PRONOUNS = {"he", "she", "i", "who", "him", "her", "his"}
_GROUP_PRONOUNS = {"they", "we", "them", "their", "many", "some", "others", "several", "most", "both"}


def name_speakers(text: str, drafts: Sequence[Draft]) -> tuple[list[Speaker | None], list[Speaker]]:
    """The speaker of each draft (None where no source is given) and all speakers, in order of first mention."""
    mentions: dict[str, list[tuple[int, int]]] = {}
    keys: list[str | None] = []
    for draft in drafts:
        if not draft.source:
            keys.append(None)
            continue
        key = _POSSESSIVE.sub("", _ARTICLE.sub("", _words(text, draft))).lower()
        keys.append(key)
        mentions.setdefault(key, []).extend(draft.source)
    speakers: dict[str, Speaker] = {}
    for number, key in enumerate(sorted(mentions, key=lambda k: min(mentions[k])), start=1):
        places = sorted(set(mentions[key]))
        first = next(draft for draft, own in zip(drafts, keys, strict=True) if own == key)
        name = _POSSESSIVE.sub("", _words(text, first))
        speakers[key] = Speaker(
            id=f"S{number}",
            name=name,
            type=_type(name),
            mentions=tuple(Span(start=b, end=e, text=text[b:e]) for b, e in places),
        )
    return [speakers[key] if key is not None else None for key in keys], list(speakers.values())


def _words(text: str, draft: Draft) -> str:
    return " ".join(" ".join(text[b:e].split()) for b, e in draft.source)


def _type(name: str) -> SpeakerType:
    """A guess from the words alone."""
    bare = _ARTICLE.sub("", name)
    low = bare.lower()
    if low in _PERSON_PRONOUNS:
        return "person"
    if low in _GROUP_PRONOUNS:
        return "unnamed"
    head = _TIME.sub("", re.split(r",| of | for | in | at | from | by | on | who | that ", bare, maxsplit=1)[0])
    if _TITLE.match(head) and head[-1:].isalpha() and _TITLE.sub("", head)[:1].isupper():
        return "person"
    if _DOCUMENT.search(head):
        return "document"
    if _BODY.search(head) or (head.isupper() and 1 < len(head) < 7):
        return "organization"
    has_article = bare != name
    if head[:1].isupper() and not has_article:
        return "person"
    return "organization" if has_article and head[:1].isupper() and head.split()[-1][:1].isupper() else "unnamed"
