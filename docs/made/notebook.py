"""The tutorial: the notebook is run when the pages are built, and its page shows what came out."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def run(path: Path) -> Any:
    """The notebook at ``path`` with the outputs of a fresh run, in its own folder; a cell that fails raises."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": path.parent}},
    )
    own = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # `!claimx` is this environment's
    return client.execute(env={**os.environ, "PATH": own})


def to_markdown(notebook: Any) -> str:
    """A notebook that was run, as a page."""
    return "\n\n".join(part for cell in notebook.cells for part in _cell(cell))


def _cell(cell: Any) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield cell.source
        return
    yield f"```python\n{cell.source}\n```"
    for output in cell.outputs:
        data = output.get("data", {})
        if "text/html" in data:
            yield f'<div class="cx-output">{_on_one_line(data["text/html"])}</div>'
        else:
            words = output.get("text") or data.get("text/plain", "")
            yield f"```text\n{_ANSI.sub('', words).rstrip()}\n```"


def _on_one_line(html: str) -> str:
    """Without line ends, at which Markdown might take it up again; inside ``srcdoc`` they are kept as references."""
    frames = re.split(r'(srcdoc="[^"]*")', html)
    return "".join(part.replace("\n", "&#10;" if k % 2 else " ") for k, part in enumerate(frames))
