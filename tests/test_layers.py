"""The package's shape: modules import downwards only, and importing claimx stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import claimx

PACKAGE = Path(claimx.__file__).parent
# From the bottom up; a module may import from its own layer and from those before it.
LAYERS = [
    ["errors", "types"],
    ["text"],
    ["records", "addressees", "refusals"],
    ["model"],
    ["inference"],
    ["assembly"],
    ["speakers", "stance"],
    ["extractor", "workers"],
    ["corpus", "evaluation", "arrow", "view"],
    ["datasets", "ray", "ledger", "spacy"],
    ["exchange"],
    ["training"],
    ["cli"],
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
HEAVY = {"torch", "transformers", "spacy", "openvino", "pyarrow", "numpy", "tokenizers", "datasets", "ray"}


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_downwards_only(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    for module in imports(path):
        if module.startswith("claimx."):
            other = module.split(".")[1]
            assert RANK[other] <= RANK[own], f"{own} imports {other}, which stands above it"


def loaded_after(code: str) -> set[str]:
    out = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in out.stdout.split()}


def test_importing_claimx_loads_nothing_heavy() -> None:
    assert not loaded_after("import claimx") & HEAVY


def test_the_command_line_loads_nothing_heavy_before_it_works() -> None:
    assert not loaded_after("import claimx.cli.main") & HEAVY


def test_reading_an_article_loads_neither_torch_nor_spacy() -> None:
    assert not loaded_after("import claimx\nclaimx.load()('It rained.')") & {"torch", "transformers", "spacy"}


def test_only_the_command_line_prints() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] != "cli":
            calls = [n.func for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
            assert not [f for f in calls if isinstance(f, ast.Name) and f.id == "print"], path


def test_the_public_names_are_these() -> None:
    assert sorted(claimx.__all__) == claimx.__all__
    assert all(getattr(claimx, name) is not None for name in claimx.__all__)


def test_the_runtime_calls_nobody() -> None:
    code = "import claimx; claimx.load()('It rained.'); import sys; print(sys.modules.get('openvino_telemetry'))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "None"
