"""Every flow of the program as a diagram: `python -m tools.flows` writes docs/flows.md; a test compares it with the tables."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

from yinuo.core.workflow.rules import Flow, mermaid

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "yinuo"
PAGE = ROOT / "docs" / "flows.md"
HEAD = """# Flows

Each kind of record that has states moves along a table in its slice's `rules.py`. This page is printed from those tables by `python -m tools.flows`;
a test fails when it is not what they say. A move is made by `core.workflow.services.move`, by compare-and-swap, and records its event.
"""


def modules_with_flows() -> Iterator[str]:
    for path in sorted(SOURCE.rglob("rules.py")):
        name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
        if name != "yinuo.core.workflow.rules" and "Flow(" in path.read_text(encoding="utf-8"):
            yield name


def flows() -> list[tuple[str, Flow]]:
    """(module, flow) of every table in the program, by the flow's name."""
    found = [
        (name, value) for name in modules_with_flows() for value in vars(importlib.import_module(name)).values() if isinstance(value, Flow)
    ]
    return sorted(found, key=lambda pair: pair[1].name)


def section(module: str, flow: Flow) -> str:
    moves = "\n".join(f"| {name} | {', '.join(move.sources)} | {move.target} | `{move.event}` |" for name, move in flow.moves.items())
    return f"## {flow.name}\n\n`{module}`\n\n```mermaid\n{mermaid(flow)}\n```\n\n| move | from | to | event |\n|---|---|---|---|\n{moves}\n"


def page() -> str:
    return "\n".join([HEAD, *(section(module, flow) for module, flow in flows())])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)
