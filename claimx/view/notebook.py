"""Documents in a notebook: the articles' page itself, in a frame of its own, so that neither can disturb the other."""

from __future__ import annotations

import html

from claimx.errors import MissingExtraError
from claimx.types import Document
from claimx.view.pack import title
from claimx.view.page import page

HEIGHT = 520  # CSS pixels


def frame(*docs: Document, height: int = HEIGHT) -> str:
    """The page of ``docs`` as an inline frame whose scripts can reach nothing outside it."""
    name = title(docs[0]) if len(docs) == 1 else f"{len(docs):,} articles"
    return (
        f'<iframe title="{html.escape(name)}" sandbox="allow-scripts allow-popups" '
        f'style="width: 100%; height: {height}px; border: 1px solid #8884" '
        f'srcdoc="{html.escape(page(docs, title=name))}"></iframe>'
    )


def display(*docs: Document, height: int = HEIGHT) -> None:
    """Show documents in a notebook, from anywhere in a cell; the last value of a cell is shown without.

    Raises:
        MissingExtraError: without IPython.
    """
    try:
        from IPython.display import display as show
    except ModuleNotFoundError as error:
        raise MissingExtraError("claimx.display", "notebook") from error
    plain = "\n".join(f"{doc.id}: {len(doc.attributions)} attributions" for doc in docs)
    show({"text/html": frame(*docs, height=height), "text/plain": plain}, raw=True)
