"""Examples made of forms that corpora hardly hold: a passage is put into somebody's mouth.

*The mayor said that the bridge was safe.* becomes *"The mayor said that the bridge was safe," a former engineer
recalled.* What the passage reports is then nested, and the words of the engineer are flat. Few corpora mark nested
attributions; every flat one makes one so. Some made articles are lists of voices (*"..." - Name*) or transcripts
(*NAME: ...*).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from claimx.evaluation.gold import GoldArticle, GoldAttribution, Ranges
from claimx.text.quotes import find_paragraphs

_SPEAKERS = (
    *("a spokesman", "a spokeswoman for the agency", "a former aide", "one of the lawyers", "a retired engineer"),
    *("he", "she", "they", "the mayor", "the governor", "the company", "the report", "the ministry", "the newspaper"),
    *("Okafor", "Lindqvist", "Ms. Haddad", "Mr. Brennan", "Dr. Castellano", "Senator Whitlock", "Judge Marsh"),
    *("Priya Raman", "Tomas Vega", "Eleanor Pike, the board's chairwoman", "Samuel Adeyemi, a union organizer"),
    *("the Harbor Commission", "Northfield Police", "a person familiar with the talks", "residents", "several voters"),
)
_FIRST = ("Priya", "Tomas", "Eleanor", "Samuel", "Ingrid", "Hugo", "Amina", "Walter", "Lucia", "Kenji", "Ruth", "Emil")
_LAST = (
    "Raman",
    "Vega",
    "Pike",
    "Adeyemi",
    "Solberg",
    "Marchetti",
    "Okonkwo",
    "Dunn",
    "Ferrara",
    "Mori",
    "Lang",
    "Novak",
)
_CUES = ("said", "said", "said", "says", "recalled", "added", "wrote", "explained", "testified", "told", "claimed")
_HEARERS = ("reporters", "the committee", "The Courier", "a crowd in Easton", "me")

# The cues that report words and thoughts beyond doubt, inside a content too.
_REPORTS = re.compile(
    r"\b(?:said|says?|saying|told|tell(?:s|ing)?|wrote|writes|added|adding|asked|asks|asking|noted|announced|argued|argues"
    r"|according|acknowledged|declared|explained|insisted|warned|claimed|claims|denied|tweeted|recalled|promised|stated"
    r"|replied|testified|admitted|confirmed|predicted|suggested|vowed|thought|wondered|accused|urged|called|reported)\b",
    re.IGNORECASE,
)
_SINGLE = str.maketrans({"\u201c": "\u2018", "\u201d": "\u2019", '"': "'"})
_LEAST, _MOST = 6, 90  # words in a passage
_IN_ONE = 3  # passages in one made article
_LISTS, _TRANSCRIPTS = 0.1, 0.1  # shares of the made articles
_DASHES = ("\u2014", "\u2015", "-", "\u2013")
Role = Literal["", "source", "cue", "content"]


def wrap_articles(articles: Sequence[GoldArticle], *, share: float, seed: int) -> list[GoldArticle]:
    """Short articles of wrapped passages, out of a ``share`` of ``articles``; the same seed gives the same ones.

    In half of the passages nothing is reported: not every quotation holds another.
    """
    rng = np.random.default_rng([seed, 2])
    out = []
    for article in articles:
        if rng.random() >= share:
            continue
        passages = list(_passages(article))
        order = [passages[k] for k in rng.permutation(len(passages)).tolist()]
        telling = [p for p in order if p.reported][:_IN_ONE]
        if telling:
            silent = [p for p in order if not p.reported][: len(telling)]
            form = rng.random()
            wrap = _list if form < _LISTS else _transcribe if form < _LISTS + _TRANSCRIPTS else _report
            out.append(_join(article, [wrap(p, rng) for p in (*telling, *silent)], rng))
    return out


@dataclass(frozen=True, slots=True)
class _Passage:
    """Text and the relations in it, offsets in its own text."""

    text: str
    reported: tuple[GoldAttribution, ...]
    outer: GoldAttribution | None = None


def _passages(article: GoldArticle) -> Iterator[_Passage]:
    """The paragraphs of an article whose relations, if any, all lie within and report beyond doubt."""
    for begin, end in find_paragraphs(article.text):
        text = article.text[begin:end]
        if not _LEAST <= len(text.split()) <= _MOST or not text.endswith((".", "\u201d", '"')):
            continue
        touching = [r for r in article.attributions if any(b < end and e > begin for b, e in _ranges(r))]
        inside = all(begin <= b and e <= end for r in touching for b, e in _ranges(r))
        clear = all(
            r.source and r.content and _REPORTS.search(" ".join(article.text[b:e] for b, e in r.cue)) for r in touching
        )
        if inside and clear:
            yield _Passage(text, tuple(_moved(r, -begin) for r in touching))


def _report(passage: _Passage, rng: np.random.Generator) -> _Passage:
    """The passage as what somebody says, writes or recalls."""
    body = _body(passage)
    speaker = str(rng.choice(_SPEAKERS))
    cue = str(rng.choice(_CUES))
    hearer = f" {rng.choice(_HEARERS)}" if cue == "told" else ""
    kind = int(rng.integers(3 if body.startswith(("\u2018", "'")) else 5))  # no quotation after *that*
    first = speaker[0].upper() + speaker[1:]
    tail: tuple[Role, str] = "", hearer + "."
    forms: list[list[tuple[Role, str]]] = [
        [("", "\u201c"), ("content", body), ("", ",\u201d "), ("source", speaker), ("", " "), ("cue", cue), tail],
        [("source", first), ("", " "), ("cue", cue), ("", f"{hearer}: \u201c"), ("content", body), ("", ".\u201d")],
        [("", '"'), ("content", body), ("", '," '), ("cue", "said"), ("", " "), ("source", speaker), ("", ".")],
        [("source", first), ("", " "), ("cue", cue), ("", hearer + " "), ("content", f"that {_low(body)}"), ("", ".")],
        [("cue", "According to"), ("", " "), ("source", speaker), ("", ", "), ("content", _low(body)), ("", ".")],
    ]
    return _build(passage, body, forms[kind])


def _list(passage: _Passage, rng: np.random.Generator) -> _Passage:
    """The passage as one voice in a list of them."""
    body = _body(passage)
    name = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
    dash = str(rng.choice(_DASHES))
    quoted: list[tuple[Role, str]] = [("", "\u201c"), ("content", body), ("", ".\u201d ")]
    return _build(passage, body, [*quoted, ("cue", dash), ("", " "), ("source", name)])


def _transcribe(passage: _Passage, rng: np.random.Generator) -> _Passage:
    """The passage as a turn in a transcript."""
    body = _body(passage)
    name = str(rng.choice(_LAST)).upper()
    return _build(passage, body, [("source", name), ("cue", ":"), ("", " "), ("content", body), ("", ".")])


def _body(passage: _Passage) -> str:
    return passage.text.rstrip().translate(_SINGLE).removesuffix(".")


def _build(passage: _Passage, body: str, parts: Sequence[tuple[Role, str]]) -> _Passage:
    """The text that ``parts`` make, with the relation of their roles; what ``passage`` reports moved along."""
    text = ""
    places: dict[str, Ranges] = {}
    for role, piece in parts:
        if role:
            places[role] = ((len(text), len(text) + len(piece)),)
        text += piece
    outer = GoldAttribution(id="outer", source=places["source"], cue=places["cue"], content=places["content"])
    end = places["content"][0][1]
    kept = tuple(_moved(r, end - len(body), end) for r in passage.reported)
    return _Passage(text, tuple(r for r in kept if r.cue and r.content), outer)


def _low(body: str) -> str:
    """A sentence as it goes on after *that*: its first word small, unless it is a name, *I* or a mark."""
    word = re.match(r"[A-Z][a-z]*\b", body)
    common = word and word[0] in ("The", "A", "An", "In", "At", "But", "And", "He", "She", "They", "It", "We", "There")
    return body[0].lower() + body[1:] if common else body


def _join(article: GoldArticle, passages: Sequence[_Passage], rng: np.random.Generator) -> GoldArticle:
    text = ""
    outer, nested = [], []
    for k in rng.permutation(len(passages)).tolist():
        passage = passages[k]
        text += "\n\n" if text else ""
        if passage.outer is not None:
            outer.append(_moved(passage.outer, len(text)))
        nested += [_moved(r, len(text)) for r in passage.reported]
        text += passage.text
    return GoldArticle(
        id=f"{article.id}-wrapped", annotator="", text=text, attributions=tuple(outer), nested=tuple(nested)
    )


def _ranges(relation: GoldAttribution) -> list[tuple[int, int]]:
    return [*relation.source, *relation.cue, *relation.content]


def _moved(relation: GoldAttribution, by: int, end: int | None = None) -> GoldAttribution:
    """The relation ``by`` characters further on, cut off at ``end``."""

    def moved(ranges: Ranges) -> Ranges:
        pairs = ((b + by, e + by if end is None else min(e + by, end)) for b, e in ranges)
        return tuple((b, e) for b, e in pairs if b < e)

    return GoldAttribution(
        id=relation.id, source=moved(relation.source), cue=moved(relation.cue), content=moved(relation.content)
    )
