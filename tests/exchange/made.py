"""Documents by chance, of a tiny alphabet that is hard on formats."""

from __future__ import annotations

from hypothesis import strategies as st

from claimx.types import STANCES, Attribution, Document, Part, Stance, make_part

_ALPHABET = "aB.,\"' \n\r\t\u2028\x85|_\U0001f6a7\ud800"


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A text with up to four attributions whose spans begin and end with something else than blanks."""
    text = "x" + draw(st.text(alphabet=_ALPHABET, max_size=30))
    claims = draw(st.lists(st.tuples(*[st.sets(st.integers(0, len(text)), max_size=6)] * 4), max_size=4))
    attributions: list[Attribution] = []
    for k, cuts in enumerate(claims):
        content, source, cue, addressee = (_part(text, sorted(places)) for places in cuts)
        attributions.append(
            Attribution(
                id=f"d#{k}",
                source=source,
                cue=cue,
                content=content or Part(spans=make_part(text, [(0, 1)]).spans),  # type: ignore[union-attr]
                addressee=addressee,
                kind="indirect",
                speaker=None,
                stance=Stance(label="other", scores={label: float(label == "other") for label in STANCES}),
                parent=None,
                score=1.0,
            )
        )
    return Document(id="d", text=text, attributions=tuple(attributions), speakers=(), model="m")


def _part(text: str, places: list[int]) -> Part | None:
    """Every second stretch between the places, without blanks at its ends."""
    ranges = []
    for begin, end in zip(places[::2], places[1::2], strict=False):
        end -= len(text[begin:end]) - len(text[begin:end].rstrip())
        begin += len(text[begin:end]) - len(text[begin:end].lstrip())
        if begin < end:
            ranges.append((begin, end))
    return make_part(text, ranges)
