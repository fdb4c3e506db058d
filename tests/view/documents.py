"""Documents for the pages, built from their words alone."""

from __future__ import annotations

from typing import Any

from claimx.types import Attribution, Document, Speaker, Stance, StanceLabel, make_part

Claim = dict[str, Any]

# Each would run or break out if it entered a page as markup; `owned` is what the tests look for.
HOSTILE = (
    "<script>window.owned = 1</script>",
    "</script><script>window.owned = 1</script>",
    "<!--<script>",
    "</textarea></title><img src=x onerror='window.owned = 1'>",
    "\"'><svg onload=window.owned=1>",
    "${window.owned=1} {{owned}} %s &lt;b&gt;",
    "line\u2028paragraph\u2029separators",
    "a lone \ud83d surrogate",
    "a nul \0 and an escape \x1b[31m",
    "\u202etxt.exe\u202c turned round",
)


def document(text: str, *claims: Claim, speakers: tuple[Speaker, ...] = (), **fields: Any) -> Document:
    """A document; a claim names its parts by their words, its speaker by number, its target and parent likewise."""
    doc_id = fields.pop("id", "d")
    made = tuple(_claim(text, doc_id, number, claim, speakers) for number, claim in enumerate(claims))
    return Document(id=doc_id, text=text, attributions=made, speakers=speakers, model="m-1", meta=fields)


def person(number: int, name: str, **fields: Any) -> Speaker:
    return Speaker(**{"id": f"S{number}", "name": name, "type": "person"} | fields)


def _claim(text: str, doc_id: str, number: int, claim: Claim, speakers: tuple[Speaker, ...]) -> Attribution:
    def part(role: str) -> Any:
        words = claim.get(role)
        start = text.index(words) if words else 0
        return make_part(text, [(start, start + len(words))] if words else [])

    label: StanceLabel = claim.get("stance", "assert")
    link = {key: f"{doc_id}#{claim[key]}" if key in claim else None for key in ("target", "parent")}
    scores: dict[StanceLabel, float] = {"assert": 0.0, "deny": 0.0, "decline": 0.0, "other": 0.0}
    return Attribution(
        id=f"{doc_id}#{number}",
        source=part("source"),
        cue=part("cue"),
        content=part("content"),
        kind=claim.get("kind", "indirect"),
        speaker=speakers[claim["speaker"]] if "speaker" in claim else None,
        addressee=part("addressee"),
        stance=Stance(
            label=label,
            scores={**scores, label: 1.0},
            hedged=claim.get("hedged", False),
            target=link["target"],
            decline_kind=claim.get("decline_kind"),
        ),
        parent=link["parent"],
        score=0.87,
    )


FLOOD_TEXT = """River gauge was read too late, report finds

The flood report said Marisol Quint had known that the dam was leaking. Quint, the mayor of Tarrow, denied \
that anyone had warned the town. "Nobody rang me," she told the Tarrow Gazette.

The dam's owner did not respond to questions about the gauge."""


def flood(doc_id: str = "flood", **fields: Any) -> Document:
    """An article with a nested attribution, a denial with its target, and a refusal."""
    speakers = (
        Speaker(id="S1", name="The flood report", type="document"),
        person(2, "Marisol Quint", role="mayor", affiliation="Tarrow"),
        Speaker(id="S3", name="The dam's owner", type="unnamed"),
    )
    leak = "the dam was leaking"
    return document(
        FLOOD_TEXT,
        {"source": "The flood report", "cue": "said", "content": f"Marisol Quint had known that {leak}", "speaker": 0},
        {"source": "Marisol Quint", "cue": "had known", "content": leak, "speaker": 1, "parent": 0},
        {
            "source": "Quint, the mayor of Tarrow",
            "cue": "denied",
            "content": "that anyone had warned the town",
            "speaker": 1,
            "stance": "deny",
            "target": 1,
        },
        {
            "source": "she",
            "cue": "told",
            "content": '"Nobody rang me,"',
            "addressee": "the Tarrow Gazette",
            "speaker": 1,
            "kind": "direct",
            "hedged": True,
        },
        {
            "source": "The dam's owner",
            "cue": "did not respond",
            "content": "questions about the gauge",
            "speaker": 2,
            "stance": "decline",
            "decline_kind": "no_response",
        },
        speakers=speakers,
        id=doc_id,
        **fields,
    )
