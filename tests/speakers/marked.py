"""Articles written with their attributions in the text, as drafts: ``{1s|She} {1c|said} {1t|it}``."""

from __future__ import annotations

import json
import re

from claimx.assembly import Draft
from claimx.speakers.naming import Speakers, name_speakers
from claimx.training.gold import parse_passage
from claimx.types import Speaker

LABEL = {"stance": "assert", "hedged": False}


def drafts_of(marked: str) -> tuple[str, list[Draft]]:
    """The plain text and its drafts, in text order."""
    numbers = dict.fromkeys(re.findall(r"\{(\d+)[sct]\|", marked))
    passage = parse_passage(json.dumps({"marked": marked, "labels": dict.fromkeys(numbers, LABEL)}))
    relations = sorted(
        (*passage.attributions, *passage.nested), key=lambda r: min(b for b, _ in (*r.source, *r.cue, *r.content))
    )
    drafts = []
    for r in relations:
        quoted = all(passage.text[b] in '"\u201c' for b, _ in r.content)
        kind = "direct" if quoted else "indirect"
        outer = [k for k, o in enumerate(relations) if o is not r and _holds(o.content, (*r.cue, *r.content))]
        drafts.append(
            Draft(
                source=r.source,
                cue=r.cue,
                content=r.content,
                addressee=(),
                kind="direct" if kind == "direct" else "indirect",
                parent=outer[-1] if outer else None,
                score=1.0,
            )
        )
    return passage.text, drafts


def _holds(content: tuple[tuple[int, int], ...], parts: tuple[tuple[int, int], ...]) -> bool:
    return all(any(b <= begin and end <= e for b, e in content) for begin, end in parts)


def resolve(marked: str) -> Speakers:
    """The speakers of a marked text; every mention is checked to hold its words."""
    text, drafts = drafts_of(marked)
    found = name_speakers(text, drafts)
    for speaker in found.all:
        assert all(text[m.start : m.end] == m.text for m in speaker.mentions)
    return found


def names(marked: str) -> list[str | None]:
    """The name of the speaker of each attribution."""
    return [s.name if s else None for s in resolve(marked).of]


def only(marked: str) -> Speaker:
    """The one speaker of all the attributions of a text."""
    (speaker,) = set(resolve(marked).of)
    assert speaker is not None
    return speaker
