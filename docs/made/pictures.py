"""The pictures of *How claimx decides*, drawn from a real run: HTML and SVG in the page's own colours, light and dark."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from itertools import pairwise

import numpy as np
from made.trace import ARTICLE, FloatArray, Trace, read, trace

from claimx.model.decode import to_logits
from claimx.model.tags import ROLES, begin_tag, inside_tag
from claimx.speakers.features import score, shipped_model
from claimx.speakers.resolve import Candidate, Choice
from claimx.stance.targets import NONE, candidates
from claimx.types import STANCES, Attribution

WIDTH = 760
_SHORT = 34  # characters of a span in a picture
_EVIDENCE = (
    "the content's pieces, mean",
    "the content's pieces, the least sure",
    "the cue's first piece",
    "the link from content to cue",
    "the link from cue to source",
    "the source's pieces, the least sure",
    "it has a source",
    "to begin with",
)
# The speaker model's features, without the kind of source before the colon; what is not here is shown by its name.
_REASONS = {
    "rank_0": "named last before it",
    "rank_1": "named last but one",
    "last_speaker": "spoke last",
    "goes_on_0": "spoke just before, in this paragraph",
    "quoted_goes_on_0": "spoke just before, and this is a quotation",
    "spoke_0": "spoke in the attribution before",
    "spoke_1": "spoke in the last attribution but one",
    "quoted_spoke_0": "spoke just before this quotation",
    "quoted_spoke_1": "spoke one before this quotation",
    "paragraphs_0": "named in this paragraph",
    "paragraphs_1": "named in the paragraph before",
    "sentences_0": "named in this sentence",
    "sentences_1": "named in the sentence before",
    "sentences_2": "named two sentences before",
    "subject_opens_0": "opens this sentence",
    "subject_opens_1": "opens the sentence before",
    "subject_opens_2": "opens an earlier sentence",
    "subject_acts_1": "does something in the sentence before",
    "subject_acts_2": "does something in an earlier sentence",
    "object": "stands after a preposition",
    "often_near": "how often named nearby",
    "often": "how often named",
}


def sample() -> str:
    """The text that the pictures show."""
    paragraphs = "".join(f"<p>{escape(p)}</p>" for p in trace().reading.text.split("\n\n"))
    return f'<blockquote class="cx-sample">{paragraphs}</blockquote>'


def stages() -> str:
    """The stages in order, and what each made of the sample."""
    told = trace()
    counts = [len(spans) for spans in told.spans]
    steps = (
        ("text", f"{len(told.reading.text)} characters, {len(told.reading.paragraphs)} paragraphs", "text"),
        ("windows", f"{len(told.tags)} word pieces in {len(told.reading.windows)} window", "text.pieces"),
        ("one pass", f"{told.tags.shape[1]} tags a piece; links; stances", "inference.engine"),
        ("spans", f"{counts[0]} sources, {counts[1]} cues, {counts[2]} contents", "model.decode"),
        ("attributions", f"{len(told.drafts)}, each with a score", "assembly"),
        ("speakers", f"{len(told.doc.speakers)} behind {len(told.drafts)} sources", "speakers"),
        ("stances", ", ".join(_count(a.stance.label for a in told.doc.attributions)), "stance"),
        ("record", "one line of JSON", "records"),
    )
    items = "".join(
        f"<li><b>{name}</b><span>{escape(made)}</span><code>{module}</code></li>" for name, made, module in steps
    )
    return f'<ol class="cx-stages">{items}</ol>'


def windows() -> str:
    """Where an article is cut."""
    pieces, cuts = read(ARTICLE).pieces, read(ARTICLE).windows
    scale = WIDTH / len(pieces.ids)
    edges = [0, *(np.flatnonzero(np.diff(pieces.paragraph)) + 1), len(pieces.ids)]
    parts = []
    for number, (begin, end) in enumerate(pairwise(edges), start=1):
        x, width = begin * scale, (end - begin) * scale - 3
        parts.append(f'<rect class="soft" x="{x:.1f}" y="26" width="{width:.1f}" height="34" rx="3"/>')
        parts.append(_text(x + width / 2, 48, str(number), anchor="middle"))
    for number, (begin, end) in enumerate(cuts, start=1):
        x, width = begin * scale, (end - begin) * scale - 3
        parts.append(f'<path class="line" d="M{x:.1f} 68v8h{width:.1f}v-8"/>')
        label = f"window {number}: {end - begin} pieces"
        parts.append(_text(min(x + width / 2, WIDTH - 70), 94, label, anchor="middle"))
    parts.append(_text(0, 14, f"{len(edges) - 1} paragraphs, {len(pieces.ids)} word pieces", kind="quiet"))
    return _figure(
        _svg(parts, 104, f"An article of {len(edges) - 1} paragraphs, cut into {len(cuts)} windows"),
        "<code>tests/articles/ferry.txt</code>, its paragraphs as long as they have word pieces, and its windows.",
    )


def strip() -> str:
    """Every word piece of the sample in the colour of its likeliest role."""
    told = trace()
    shares = _role_shares(told)
    offsets, text = told.reading.pieces.offsets, told.reading.text
    out, before = [], 0
    for share, (begin, end) in zip(shares, offsets, strict=True):
        gap = text[before:begin]
        out.append("<br>" if "\n" in gap else escape(gap))
        before = int(end)
        role = int(share.argmax())
        if begin < end and role < len(ROLES):
            note = f"{ROLES[role]} {share[role]:.0%}"
            word = escape(text[begin:end])
            out.append(f'<span class="{ROLES[role]}" style="--p:{100 * share[role]:.0f}%" title="{note}">{word}</span>')
        else:
            out.append(escape(text[begin:end]))
    legend = "".join(f'<span class="{role}" style="--p:100%">{role}</span> ' for role in ROLES)
    return _figure(
        f'<p class="cx-strip">{"".join(out)}</p>',
        f"{legend}: the fuller the colour, the likelier the role. Point at a piece for its probability.",
    )


def tags() -> str:
    """The probabilities of the roles of each piece of one sentence."""
    told = trace()
    begin, end = _sentence(told)
    shares = _role_shares(told)[begin:end]
    pieces = told.reading.pieces
    step, left, top = (WIDTH - 74) / (end - begin), 74, 78
    parts = [_text(left - 10, top + 24 + 34 * row, name, anchor="end") for row, name in enumerate((*ROLES, "none"))]
    for column in range(end - begin):
        b, e = pieces.offsets[begin + column]
        x = left + column * step
        word = escape(told.reading.text[b:e])
        parts.append(f'<text transform="translate({x + step / 2 + 4:.1f} {top - 8}) rotate(-55)">{word}</text>')
        for row, share in enumerate(shares[column]):
            kind = ROLES[row] if row < len(ROLES) else "none"
            parts.append(
                f'<rect class="cell {kind}" style="--p:{100 * share:.1f}%" x="{x:.1f}" y="{top + 34 * row}" '
                f'width="{step - 3:.1f}" height="31" rx="3"/>'
            )
            if share >= 0.01:
                mark = "full" if share >= 0.6 else "quiet"
                y = top + 21 + 34 * row
                parts.append(_text(x + step / 2 - 1.5, y, f"{100 * share:.0f}", anchor="middle", kind=f"small {mark}"))
    return _figure(
        _svg(parts, top + 34 * 4 + 4, "The probability of each role for each word piece of a sentence"),
        "What the pass says of each word piece, in percent.",
    )


def links() -> str:
    """Which content belongs to which cue, and which cue to which source."""
    told = trace()
    source, cue, content = told.spans
    height = 44 * max(len(source) + 1, len(cue), len(content)) + 30
    columns = ((0, 226), (306, 406), (486, WIDTH))
    places = [[30 + (height - 30) * (k + 0.5) / n for k in range(n)] for n in (len(source) + 1, len(cue), len(content))]
    parts = [_text(x, 14, name, kind="quiet") for (x, _), name in zip(columns, ROLES, strict=True)]
    for shares, from_x, to_x, from_y, to_y in (
        (told.to_cue, columns[2][0], columns[1][1], places[2], places[1]),
        (told.to_source, columns[1][0], columns[0][1], places[1], places[0]),
    ):
        parts += [
            _link(float(shares[a, b]), from_x, from_y[a], to_x, to_y[b], best=b == int(shares[a].argmax()))
            for a, b in np.ndindex(shares.shape)
            if shares[a, b] >= 0.0005
        ]
    names = [
        [*map(told.words, source), "(none)"],
        [told.words(s) for s in cue],
        [told.words(s) for s in content],
    ]
    for role, (x, right), ys, words in zip(ROLES, columns, places, names, strict=True):
        for y, word in zip(ys, words, strict=True):
            kind = "none" if word == "(none)" else role
            parts.append(
                f'<rect class="box {kind}" x="{x}" y="{y - 15:.1f}" width="{right - x}" height="30" rx="4"/>'
                + _text(x + 9, y + 5, _shorten(word, (right - x) // 7))
            )
    return _figure(
        _svg(parts, height, "Links from contents to cues and from cues to sources, with their probabilities"),
        "Each content asks for a cue, each cue for a source; the numbers are percent. Thin lines are those not taken.",
    )


def evidence() -> str:
    """What the score of one attribution is made of."""
    told = trace()
    k = _spoken(told)
    relation = told.relations[k]
    rows = []
    for name, value, weight in zip(_EVIDENCE, relation.evidence, told.decoder.calibration, strict=True):
        is_share = name not in _EVIDENCE[-2:]
        seen = f"{1 / (1 + math.exp(-value)):.1%}" if is_share else ""
        rows.append((name, seen, float(value * weight)))
    total = float(to_logits(relation.score))
    body = "".join(f"<tr><th>{n}</th><td>{seen}</td>{_signed(part, 4.0)}</tr>" for n, seen, part in rows)
    body += (
        f'<tr class="sum"><th>score of <i>{escape(_brief(told.doc.attributions[k]))}</i></th>'
        f"<td>{relation.score:.1%}</td>{_signed(total, 4.0)}</tr>"
    )
    return _table(("evidence", "how sure", "adds, in log-odds"), body, "The pieces of evidence and what each adds.")


def speakers() -> str:
    """For whom *she* stands: the candidates, and why the first is preferred."""
    told = trace()
    choice = told.choices[_spoken(told)]
    scores = [score(c.features, shipped_model()["weights"]) for c in choice.candidates]
    odds = [math.exp(s - max(scores)) for s in scores]
    order = sorted(range(len(scores)), key=lambda k: -scores[k])
    body = "".join(
        f"<tr><th>{escape(_name(choice.candidates[k]))}</th><td>{scores[k]:+.1f}</td>{_bar(odds[k] / sum(odds))}</tr>"
        for k in order
    )
    first = _table(("candidate", "score", "share"), body, "Who <i>she</i> may be.")
    if len(order) < 2:
        return first
    best, other = (choice.candidates[k] for k in order[:2])
    body = "".join(f"<tr><th>{why}</th>{_signed(by, 3.0)}</tr>" for why, by in _differences(best, other))
    names = f"{escape(_name(best))} rather than {escape(_name(other))}"
    return first + _table(
        ("reason", "adds to the first's score, by comparison"), body, f"Why {names}: the chief reasons."
    )


def ways() -> str:
    """How the speaker of each attribution was found."""
    told = trace()
    rows = zip(told.doc.attributions, told.choices, strict=True)
    body = "".join(
        f"<tr><th>{escape(_shorten(a.source.text if a.source else '(no source)', _SHORT))}</th><td>{_way(c)}</td>"
        f"<td>{escape(a.speaker.name if a.speaker else '–')}</td>{_bar(a.speaker_score or 0.0)}</tr>"
        for a, c in rows
    )
    return _table(("source", "how", "speaker", "speaker_score"), body, "From sources to speakers.")


def stances() -> str:
    """The probabilities of each attribution's stance."""
    body = ""
    for a in trace().doc.attributions:
        shares = "".join(
            f'<i class="{label}" style="width:{100 * a.stance.scores[label]:.1f}%" '
            f'title="{label} {a.stance.scores[label]:.1%}"></i>'
            for label in STANCES
        )
        sure = f"{a.stance.label} {a.stance.scores[a.stance.label]:.0%}"
        body += f'<tr><th>{escape(_brief(a))}</th><td class="stack">{shares}</td><td>{sure}</td></tr>'
    legend = " ".join(f'<i class="cx-dot {label}"></i> {label}' for label in STANCES)
    return _table(("attribution", "probabilities", "stance"), body, legend)


def targets() -> str:
    """What the sample's denial may deny."""
    told, doc = trace(), trace().doc
    k = next(k for k, a in enumerate(doc.attributions) if a.stance.label == "deny")
    labels = [a.stance.label for a in doc.attributions]
    names = [a.speaker.name if a.speaker else None for a in doc.attributions]
    weights = json.loads(files("claimx.stance").joinpath("targets.json").read_text(encoding="utf-8"))
    odds = {
        _brief(doc.attributions[c.index], long=True): math.exp(score(c.features, weights))
        for c in candidates(doc.text, told.drafts, k, labels, names)
    }
    odds["nothing in the article"] = math.exp(score(NONE, weights))
    total, ranked = sum(odds.values()), sorted(odds.items(), key=lambda item: -item[1])
    body = "".join(f"<tr><th>{escape(name)}</th>{_bar(own / total)}</tr>" for name, own in ranked)
    return _table(("may be denied", "probability"), body, f"What <i>{escape(_brief(doc.attributions[k]))}</i> denies.")


def _role_shares(told: Trace) -> FloatArray:
    """The probabilities of source, cue, content and none, float32 ``(pieces, 4)``."""
    roles = [told.tags[:, [begin_tag(r), inside_tag(r)]].sum(axis=1) for r in range(len(ROLES))]
    return np.stack([*roles, told.tags[:, 0]], axis=1)


def _spoken(told: Trace) -> int:
    """The attribution whose source is *she*."""
    return next(k for k, a in enumerate(told.doc.attributions) if a.source and a.source.text.lower() == "she")


def _sentence(told: Trace) -> tuple[int, int]:
    """The pieces of the sentence in which *she* says something."""
    begins = np.flatnonzero(told.reading.pieces.breaks)
    place = told.relations[_spoken(told)].source[0][0]
    begin = int(begins[begins <= place][-1])
    end = min((int(b) for b in begins if b > place), default=len(told.tags))
    return begin, end


def _differences(best: Candidate, other: Candidate, most: int = 7) -> list[tuple[str, float]]:
    weights = shipped_model()["weights"]
    by = {
        name: weights.get(name, 0.0) * (best.features.get(name, 0.0) - other.features.get(name, 0.0))
        for name in {*best.features, *other.features}
    }
    ranked = sorted(by.items(), key=lambda item: (-abs(item[1]), item[0]))[:most]
    return [(_reason(name, by_much, best), by_much) for name, by_much in ranked]


def _reason(name: str, by: float, best: Candidate) -> str:
    plain = name.partition(":")[2]
    told = _REASONS.get(plain, plain.replace("_", " "))
    holds = bool(best.features.get(name))
    return escape(told if holds else f"the other: {told}")


def _name(candidate: Candidate) -> str:
    return candidate.entity.name if candidate.entity else "somebody of its own"


def _way(choice: Choice) -> str:
    if choice.way in ("name", "surname", "joined"):
        return "by the name in it"
    if len(choice.candidates) > 1:
        return f"chosen among {len(choice.candidates)}"
    return "a speaker of its own"


def _brief(a: Attribution, *, long: bool = False) -> str:
    parts = [part.text for part in (a.source, a.cue) if part]
    if long:
        parts.append(a.content.text)
    return _shorten(" ".join(parts), 60 if long else _SHORT)


def _shorten(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _count(labels: Iterable[str]) -> list[str]:
    found = list(labels)
    return [f"{found.count(label)} {label}" for label in STANCES if label in found]


def _link(share: float, x1: float, y1: float, x2: float, y2: float, *, best: bool) -> str:
    middle = (x1 + x2) / 2
    kind = "taken" if best else "other"
    width = 1 + 3 * share
    line = (
        f'<path class="link {kind}" style="stroke-width:{width:.1f}" '
        f'd="M{x1} {y1:.1f}C{middle} {y1:.1f} {middle} {y2:.1f} {x2} {y2:.1f}"/>'
    )
    if not best:
        return line
    at = 0.3  # towards the asking span, where no two links cross
    y = y1 + (y2 - y1) * (3 * at**2 - 2 * at**3)
    return line + _text(x1 - (x1 - x2) * 0.33, y - 6, f"{100 * share:.0f}", anchor="middle", kind="small halo")


def _text(x: float, y: float, words: str, *, anchor: str = "start", kind: str = "") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(parts: Sequence[str], height: float, label: str) -> str:
    return (
        f'<div class="cx-wide" role="region" tabindex="0" aria-label="{escape(label)}">'
        f'<svg class="cx" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg></div>"
    )


def _figure(body: str, caption: str) -> str:
    return f'<figure class="cx-figure">{body}<figcaption>{caption}</figcaption></figure>'


def _table(heads: Sequence[str], body: str, caption: str) -> str:
    signed = 'class="signed"' in body
    spans = [' colspan="2"' if signed and name == heads[-1] else "" for name in heads]  # a bar and its number
    head = "".join(f"<th{span}>{name}</th>" for name, span in zip(heads, spans, strict=True))
    return _figure(f'<table class="cx-bars"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>', caption)


def _bar(share: float) -> str:
    return f'<td class="bar"><i style="width:{100 * share:.1f}%"></i><span>{share:.1%}</span></td>'


def _signed(value: float, most: float) -> str:
    """A bar from the middle, to the right where ``value`` is positive."""
    width = 50 * min(abs(value) / most, 1.0)
    side = "left:50%" if value >= 0 else f"left:{50 - width:.1f}%"
    return f'<td class="signed"><i style="width:{width:.1f}%;{side}"></i></td><td class="number">{value:+.2f}</td>'
