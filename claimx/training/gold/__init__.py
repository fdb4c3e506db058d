"""Labels of our own on PolNeAR's articles: keys and offsets, never their text.

``nested.json`` marks the attributions inside contents, which PolNeAR leaves out: somebody's reported words, thoughts or
questions inside another's. The speaker's own stand in the present (*I think*, *we believe*) is none. For each article
that was read, by its file name: a list of relations, each a list of ranges for source, cue and content.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from importlib.resources import files

from claimx.evaluation.gold import GoldArticle, GoldAttribution


def with_nested(articles: Iterable[GoldArticle]) -> list[GoldArticle]:
    """The articles, those that were read for nested attributions with what was found."""
    known = json.loads(files(__name__).joinpath("nested.json").read_text(encoding="utf-8"))
    return [
        replace(a, nested=tuple(_relation(k, *parts) for k, parts in enumerate(known[a.id]))) if a.id in known else a
        for a in articles
    ]


def _relation(number: int, *parts: list[list[int]]) -> GoldAttribution:
    source, cue, content = (tuple((begin, end) for begin, end in ranges) for ranges in parts)
    return GoldAttribution(id=f"N{number}", source=source, cue=cue, content=content)
