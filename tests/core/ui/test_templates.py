"""What the Content-Security-Policy refuses must not stand in any template, and every icon must exist."""

import json
import re
from pathlib import Path

import pytest

from yinuo.config.navigation import ENTRIES
from yinuo.core import ui

SOURCE = Path(ui.__file__).resolve().parents[2]
ROOT = SOURCE.parents[1]
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.S),
    "a style element": re.compile(r"<style\b"),
    "an event attribute": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.I),
    "a script of its own": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)"),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "another host": re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""", re.I),
    "htmx that evaluates": re.compile(r"\bhx-(?:on|vals=['\"]js:|vars)"),
}


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("what", INLINE)
def test_no_template_carries(what):
    found = [
        f"{path.relative_to(SOURCE)}: {match.group(0)[:80]}" for path in TEMPLATES for match in INLINE[what].finditer(path.read_text())
    ]
    assert not found


def test_every_icon_that_is_named_exists():
    outline = ROOT / "node_modules/@tabler/icons/tabler-nodes-outline.json"
    if not outline.exists():
        pytest.skip("front-end packages are not installed")
    known = json.loads(outline.read_text())
    named = set((SOURCE / "core/ui/frontend/icons.txt").read_text().split())
    for path in [*TEMPLATES, *SOURCE.rglob("*.py")]:
        named |= set(re.findall(r"""\bicon(?:=|: |\s+)["']([a-z0-9-]+)["']""", path.read_text()))
    named |= {entry.icon for entry in ENTRIES}
    assert not {name for name in named if name not in known}


def test_no_text_of_people_stands_in_the_scripts():
    """Words come from the page, so that they are translated once; scripts have none but names and addresses."""
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert not [path.name for path in (SOURCE / "core/ui/frontend").glob("*.js") if chinese.search(path.read_text())]
