"""Parts of the pages that are counted when they are built: scores, columns, extras, commands, a record."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from html import unescape

from made.trace import ROOT, trace

from claimx.records import table_schema, to_record

_MEASURES = ("attribution.relaxed", "attribution.strict", "quoted.relaxed", "quoted.strict")
_EXTRAS = {
    "torch": "the PyTorch backend, for GPUs",
    "train": "`claimx train`",
    "html": "HTML as input",
    "warc": "WARC as input",
    "view": "`claimx report`",
    "notebook": "`claimx.display`",
    "ledger": "`claimx link`",
    "datasets": "`claimx.datasets`: Hugging Face datasets",
    "ray": "`claimx.ray`: Ray Data",
    "spacy": "the component of spaCy",
    "docs": "these pages",
    "dev": "the tests",
}


def own_scores() -> str:
    """Rows of the table of peers: the models in the checkout, by their own ``scores.json``."""
    rows = []
    for name, note in (("en_news_small", "ships"), ("en_news_large", "slower, in the checkout")):
        folder = ROOT / "models" / name
        scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))["scores"]
        version = json.loads((folder / "config.json").read_text(encoding="utf-8"))["version"]
        values = " | ".join(f"**{scores[measure]['F1']:.1f}**" for measure in _MEASURES)
        rows.append(f"| **claimx**, `{name}` {version} ({note}) | {values} |")
    return "\n".join(rows)


def extras() -> str:
    """The optional dependencies and what each is for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    unknown = project["optional-dependencies"].keys() ^ _EXTRAS.keys()
    if unknown:
        raise KeyError(f"docs/made/tables.py tells other extras than pyproject.toml: {', '.join(sorted(unknown))}")
    rows = "\n".join(f"| `{name}` | {what} |" for name, what in _EXTRAS.items())
    return f"| extra | for |\n|---|---|\n{rows}"


def commands() -> str:
    """Every command with its options, as Typer tells them."""
    typer = [sys.executable, "-m", "typer", "claimx.cli.main", "utils", "docs", "--name", "claimx"]
    told = subprocess.run(typer, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    body = unescape(told.partition("\n## ")[2])
    return re.sub(r"^\* `--help`: Show this message and exit\.\n", "", f"## {body}", flags=re.MULTILINE)


def record() -> str:
    """The record of the pictures' sample, of its attributions those with a target or more pieces."""
    whole = to_record(trace().doc)
    shown = [a for a in whole["attributions"] if a["stance"]["target"] or len(a["content"]["spans"]) > 1]
    speakers = {a["speaker"] for a in shown}
    whole |= {
        "text": f"{whole['text'][:60]} ...",
        "attributions": shown,
        "speakers": [s for s in whole["speakers"] if s["id"] in speakers],
    }
    return f"```json\n{_fold(json.dumps(whole, ensure_ascii=False, indent=1))}\n```"


def columns() -> str:
    """The columns of the flat form."""
    rows = "\n".join(f"| `{field.name}` | `{field.type}` |" for field in table_schema())
    return f"| column | type |\n|---|---|\n{rows}"


def _fold(text: str) -> str:
    """JSON with what is short on one line."""
    short = re.compile(r"([\[{])\n\s+([^\[\]{}]{1,90}?)\n\s+([\]}])")
    while (folded := short.sub(lambda m: m[1] + re.sub(r"\n\s+", " ", m[2]) + m[3], text)) != text:
        text = folded
    return text
