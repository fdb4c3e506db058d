"""Hooks of MkDocs: ``<!-- made: NAME -->`` becomes the part of that name; the tutorial's page comes from its notebook."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from made import notebook, pictures, tables
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

HERE = Path(__file__).parent
TUTORIAL = "tutorial.ipynb"
PARTS: dict[str, Callable[[], str]] = {
    part.__name__: part
    for part in (
        pictures.sample,
        pictures.stages,
        pictures.windows,
        pictures.strip,
        pictures.tags,
        pictures.links,
        pictures.evidence,
        pictures.ways,
        pictures.speakers,
        pictures.stances,
        pictures.targets,
        tables.own_scores,
        tables.extras,
        tables.commands,
        tables.record,
        tables.columns,
    )
}
_MADE = re.compile(r"<!-- made: (\w+) -->")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the tutorial's page; the notebook itself is a file to download."""
    page = f"{notebook.to_markdown(notebook.run(HERE / TUTORIAL))}\n\n[This page as a notebook]({TUTORIAL}).\n"
    files.append(File.generated(config, "tutorial.md", content=page))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Put the parts in."""
    return _MADE.sub(lambda match: _part(match[1]), markdown)


def _part(name: str) -> str:
    if name not in PARTS:
        raise PluginError(f"no part is called {name!r}; docs/hooks.py has {', '.join(PARTS)}")
    return PARTS[name]()
