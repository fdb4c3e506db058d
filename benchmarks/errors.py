"""A page of a model's commonest mistakes on a split in PolNeAR's layout, with examples, to choose the next step by.

    python -m benchmarks.errors --data FOLDER --out errors.html [--split dev] [--model NAME] [--examples 12]

Every gold attribution that is not found (relaxed), and every found one that is none, is put under one kind of mistake;
those that are right but not to the word are counted beside them. The page holds passages of the articles: keep it.
"""

from __future__ import annotations

import argparse
import html
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import claimx
from claimx.evaluation.gold import read_polnear
from claimx.evaluation.run import evaluate, found_parts, gold_parts
from claimx.evaluation.scores import InWords, Parts, as_table, in_words, iou, match

KINDS = {
    "missed": "nothing found that shares a word of its content",
    "spurious": "found, but no gold content shares a word with it",
    "other source": "the content is found, the source is somebody else",
    "source missing": "the content is found, its source is not",
    "source invented": "the content is found, the gold has no source",
    "source boundary": "the content is found, the source overlaps by less than half",
    "content too long": "the found content takes in at least as many words more than the gold's",
    "content too short": "the found content is less than half of the gold's",
    "content split": "several found contents share one of the gold",
    "contents joined": "one found content takes in several of the gold",
    "content shifted": "the contents overlap by less than half in some other way",
}
_AROUND = 80  # characters of context on each side of an example


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One mistake: its kind, and what gold and model say; either may be absent."""

    kind: str
    is_quoted: bool
    text: str
    gold: Parts | None
    found: Parts | None


def find_mistakes(text: str, gold: Sequence[Parts], found: Sequence[Parts]) -> list[Mistake]:
    """The mistakes of one article, each gold and each found attribution under one kind at most."""
    wanted, got = in_words(text, gold), in_words(text, found)
    right_gold, right = match(wanted, got, "relaxed")
    free = [j for j in range(len(got)) if j not in right]
    out = []
    for i, g in enumerate(wanted):
        if i in right_gold or not g.content:
            continue
        near = max(
            (j for j in free if got[j].content & g.content), key=lambda j: iou(g.content, got[j].content), default=None
        )
        kind = "missed"
        if near is not None:
            kind = _kind(g, got[near], wanted, got)
            free.remove(near)
        out.append(
            Mistake(kind=kind, is_quoted=g.quoted, text=text, gold=gold[i], found=None if near is None else found[near])
        )
    out += [Mistake(kind="spurious", is_quoted=got[j].quoted, text=text, gold=None, found=found[j]) for j in free]
    return out


def _kind(g: InWords, p: InWords, wanted: Sequence[InWords], got: Sequence[InWords]) -> str:
    if iou(g.content, p.content) >= 0.5:
        if not p.source:
            return "source missing"
        if not g.source:
            return "source invented"
        return "source boundary" if g.source & p.source else "other source"
    if sum(bool(w.content & p.content) for w in wanted) > 1:
        return "contents joined"
    if sum(bool(x.content & g.content) for x in got) > 1:
        return "content split"
    if g.content <= p.content:
        return "content too long"
    return "content too short" if p.content <= g.content else "content shifted"


def to_page(title: str, table: str, mistakes: Sequence[Mistake], *, examples: int) -> str:
    """The page: a bar for each kind, its share of quoted contents darker, and examples."""
    by_kind: dict[str, list[Mistake]] = defaultdict(list)
    for mistake in mistakes:
        by_kind[mistake.kind].append(mistake)
    kinds = sorted(by_kind, key=lambda kind: -len(by_kind[kind]))
    longest = max((len(own) for own in by_kind.values()), default=1)
    chosen = random.Random(0)
    bars, sections = [], []
    for kind in kinds:
        own = by_kind[kind]
        quoted = sum(m.is_quoted for m in own)
        widths = [100 * n / longest for n in (quoted, len(own) - quoted)]
        bars.append(
            f'<tr><th><a href="#{html.escape(kind)}">{html.escape(kind)}</a></th><td class="n">{len(own)}</td>'
            f'<td class="bar"><i style="width:{widths[0]:.1f}%"></i><b style="width:{widths[1]:.1f}%"></b></td>'
            f"<td>{html.escape(KINDS[kind])}</td></tr>"
        )
        shown = chosen.sample(own, min(examples, len(own)))
        sections.append(
            f'<h2 id="{html.escape(kind)}">{html.escape(kind)} <small>{len(own)}, {quoted} of them quoted</small></h2>'
            + "".join(_example(m) for m in shown)
        )
    return _PAGE.format(
        title=html.escape(title), table=html.escape(table), bars="".join(bars), sections="".join(sections)
    )


def _example(mistake: Mistake) -> str:
    spans = [s for parts in (mistake.gold, mistake.found) if parts for s in (*parts.source, *parts.cue, *parts.content)]
    begin = max(0, min(s[0] for s in spans) - _AROUND)
    end = min(len(mistake.text), max(s[1] for s in spans) + _AROUND)
    lines = []
    for name, parts in (("gold", mistake.gold), ("found", mistake.found)):
        said = _marked(mistake.text, begin, end, parts) if parts else '<em class="none">nothing</em>'
        lines.append(f"<p><span class=who>{name}</span>{said}</p>")
    return f"<div class=example>{''.join(lines)}</div>"


def _marked(text: str, begin: int, end: int, parts: Parts) -> str:
    """``text[begin:end]`` with the three parts coloured; where two overlap, the first of source, cue, content shows."""
    role_at: dict[int, str] = {}
    for role in ("content", "cue", "source"):
        for b, e in getattr(parts, role):
            role_at.update(dict.fromkeys(range(b, e), role))
    out, last = [], ""
    for k in range(begin, end):
        role = role_at.get(k, "")
        if role != last:
            out.append(("</mark>" if last else "") + (f'<mark class="{role}">' if role else ""))
            last = role
        out.append(html.escape(text[k]))
    return "".join(out) + ("</mark>" if last else "")


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222 }}
h1 {{ font-size: 1.4em }} h2 {{ margin-top: 2em; font-size: 1.15em }} small {{ color: #777; font-weight: normal }}
table {{ border-collapse: collapse; width: 100% }} th {{ text-align: left; white-space: nowrap; font-weight: 600 }}
th, td {{ padding: .15em .6em .15em 0 }} .n {{ text-align: right }}
.bar {{ width: 40% }} .bar i, .bar b {{ display: inline-block; height: 1em; vertical-align: middle }}
.bar i {{ background: #33658a }} .bar b {{ background: #86bbd8 }}
.example {{ border-left: 3px solid #ddd; padding: .1em 1em; margin: 1em 0 }} .example p {{ margin: .3em 0 }}
.who {{ display: inline-block; width: 4em; color: #777; font-size: .85em }} .none {{ color: #999 }}
mark {{ border-radius: 2px; padding: 0 1px }} pre {{ font-size: 12px; background: #f6f6f6; padding: 1em }}
mark.source {{ background: #ffd9a0 }} mark.cue {{ background: #c9e7b5 }} mark.content {{ background: #d3e6f8 }}
a {{ color: inherit }}
</style>
<h1>{title}</h1>
<p><mark class="source">source</mark> <mark class="cue">cue</mark> <mark class="content">content</mark> &nbsp; bars:
<span style="color:#33658a">&#9632;</span> quoted, <span style="color:#86bbd8">&#9632;</span> not quoted</p>
<table>{bars}</table>
<pre>{table}</pre>
{sections}
</html>
"""


def main() -> None:
    """Read the split and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--model")
    parser.add_argument("--examples", type=int, default=12, help="of each kind")
    options = parser.parse_args()

    articles = list(read_polnear(options.data, options.split))
    extractor = claimx.load(options.model)
    scores, docs = evaluate(extractor, articles)
    mistakes = []
    for article, doc in zip(articles, docs, strict=True):
        found = [found_parts(a) for a in doc.attributions if a.parent is None]
        mistakes += find_mistakes(article.text, [gold_parts(g) for g in article.attributions], found)
    title = f"Mistakes of {extractor.model.label} on PolNeAR {options.split}"
    options.out.write_text(to_page(title, as_table(scores), mistakes, examples=options.examples), encoding="utf-8")
    for kind in sorted(KINDS, key=lambda k: -sum(m.kind == k for m in mistakes)):
        own = [m for m in mistakes if m.kind == kind]
        print(f"{kind:18s} {len(own):4d}, quoted {sum(m.is_quoted for m in own):3d}   {KINDS[kind]}")
    print(f"wrote {options.out}")


if __name__ == "__main__":
    main()
