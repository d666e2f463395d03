"""The program's own sources, as the architecture tests read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "yinuo"
GENERATED = {"migrations", "static", "node_modules", "__pycache__"}


def python_files() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if not GENERATED & set(path.parts)]


def templates() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.html")) if "templates" in path.parts]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
