"""Documents that are hard on formats, built from the words of their parts."""

from __future__ import annotations

from typing import Any

from claimx.types import Anonymity, Attribution, Document, Part, Span, Speaker, Stance, StanceLabel, make_part

ROLES = ("source", "cue", "content", "addressee")


def build(doc_id: str, text: str, *claims: dict[str, Any], speakers: tuple[Speaker, ...] = (), **meta: Any) -> Document:
    """A claim names its parts by their words, or those of their pieces in order; speaker and links by number."""
    made = tuple(_claim(doc_id, text, k, claim, speakers) for k, claim in enumerate(claims))
    return Document(id=doc_id, text=text, attributions=made, speakers=speakers, model="m-1", meta=meta)


def place(text: str, *pieces: str) -> list[tuple[int, int]]:
    """Where the pieces stand, each after the one before."""
    out: list[tuple[int, int]] = []
    for piece in pieces:
        start = text.index(piece, out[-1][1] if out else 0)
        out.append((start, start + len(piece)))
    return out


def _claim(doc_id: str, text: str, number: int, claim: dict[str, Any], speakers: tuple[Speaker, ...]) -> Attribution:
    parts: dict[str, Part | None] = {}
    for role in ROLES:
        words = claim.get(role, ())
        parts[role] = make_part(text, place(text, *([words] if isinstance(words, str) else words)))
    label: StanceLabel = claim.get("stance", "assert")
    scores: dict[StanceLabel, float] = {"assert": 0.01, "deny": 0.01, "decline": 0.01, "other": 0.01}
    assert parts["content"]
    has_speaker = "speaker" in claim
    return Attribution(
        id=f"{doc_id}#{number}",
        source=parts["source"],
        cue=parts["cue"],
        content=parts["content"],
        addressee=parts["addressee"],
        kind=claim.get("kind", "indirect"),
        speaker=speakers[claim["speaker"]] if has_speaker else None,
        speaker_score=0.8 if has_speaker else None,
        stance=Stance(
            label=label,
            scores={**scores, label: 0.97},
            hedged=claim.get("hedged", False),
            decline_kind=claim.get("decline_kind"),
            target=f"{doc_id}#{claim['target']}" if "target" in claim else None,
        ),
        parent=f"{doc_id}#{claim['parent']}" if "parent" in claim else None,
        score=0.9,
    )


def person(number: int, text: str, name: str, *mentions: str, **fields: Any) -> Speaker:
    """A speaker with his or her first mentions."""
    spans = tuple(Span(start=b, end=e, text=text[b:e]) for m in (name, *mentions) for b, e in place(text, m)[:1])
    return Speaker(**{"id": f"S{number}", "name": name, "type": "person", "mentions": spans} | fields)


_PIER = (
    "Pier stays shut 🚧\r\n\r\n“Not this year,” Inés Duarte told the Harbour Post, “and not next.” "
    "She didn't say why.\r\nA deckhand \U0001f469\u200d\U0001f692 said nobody had been paid."
)
_INES = person(1, _PIER, "Inés Duarte", "She", role="harbour master")
_HAND = Speaker(
    id="S2",
    name="a deckhand",
    type="unnamed",
    mentions=_INES.mentions[:0],
    anonymity=Anonymity(count="one", ground="was not allowed to speak"),
)
PIER = build(
    "news/pier 1.html",
    _PIER,
    {
        "source": "Inés Duarte",
        "cue": "told",
        "addressee": "the Harbour Post",
        "content": ["“Not this year,”", "“and not next.”"],
        "kind": "direct",
        "speaker": 0,
    },
    {
        "source": "She",
        "cue": "didn't say",
        "content": "why",
        "stance": "decline",
        "decline_kind": "refused",
        "speaker": 0,
    },
    {
        "source": "A deckhand \U0001f469\u200d\U0001f692",
        "cue": "said",
        "content": "nobody had been paid",
        "hedged": True,
        "speaker": 1,
    },
    speakers=(_INES, _HAND),
    title="Pier stays shut",
)

_DAM = (
    "The report said Ola Brandt had known that the dam was leaking. Brandt has repeatedly and firmly denied it.\n"
    "She called the report “a work of fiction” that no one had read."
)
_OLA = person(2, _DAM, "Ola Brandt", "Brandt", affiliation="the dam's owner", role="director")
DAM = build(
    "dam",
    _DAM,
    {
        "source": "The report",
        "cue": "said",
        "content": "Ola Brandt had known that the dam was leaking",
        "speaker": 0,
    },
    {"source": "Ola Brandt", "cue": "had known", "content": "that the dam was leaking", "speaker": 1, "parent": 0},
    {
        "source": "Brandt",
        "cue": ["has", "denied"],
        "content": "it",
        "stance": "deny",
        "target": 0,
        "speaker": 1,
    },
    {
        "source": "She",
        "cue": "called",
        "content": "the report “a work of fiction” that no one had read",
        "kind": "mixed",
        "speaker": 1,
    },
    speakers=(
        Speaker(id="S1", name="The report", type="document", mentions=()),
        _OLA,
    ),
)

_LINES = "“It leaks.\n\n  “It has\r\nalways leaked.”\u2028| That\tis_all, \\n she said.\x0c\n“No.”"
LINES = build(
    "lines",
    _LINES,
    {"content": "“It leaks.\n\n  “It has\r\nalways leaked.”", "kind": "direct"},
    {"source": "she", "cue": "said", "content": ["“It leaks.", "“It has\r\nalways leaked.”"], "kind": "direct"},
    {"content": "| That\tis_all", "cue": "said"},
    {"content": "always leaked.”\u2028| That"},
    {"content": "“No.”", "kind": "direct"},
)

HOSTILE = build(
    "hostile\n#1 \ud83d/100%",
    "A nul \0, a lone \ud83d surrogate, said \x1b[2J Zed\ud800.",
    {"source": "Zed\ud800", "cue": "said", "content": "A nul \0, a lone \ud83d surrogate", "speaker": 0},
    speakers=(Speaker(id="S1", name="Zed\ud800\u2028", type="person"),),
)
SILENT = build("silent", "Nobody spoke. It rained.")

CASES = (PIER, DAM, LINES, HOSTILE, SILENT)


def spans(doc: Document) -> list[dict[str, list[tuple[int, int]]]]:
    """The ranges of each attribution, by role."""
    return [
        {role: [(s.start, s.end) for s in part.spans] for role in ROLES if (part := getattr(a, role))}
        for a in doc.attributions
    ]
