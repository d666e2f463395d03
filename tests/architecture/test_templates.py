"""Templates: strict Content-Security-Policy, and no query from a template's own hand."""

from __future__ import annotations

import re

import pytest

from .sources import short, templates

INLINE = re.compile(
    r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE
)
ELSEWHERE = re.compile(r"(?:src|href)=[\"']https?://|url\(https?://", re.IGNORECASE)


@pytest.mark.parametrize("path", templates(), ids=short)
def test_nothing_inline_and_nothing_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    for rule in (INLINE, ELSEWHERE):
        found = rule.search(text)
        assert not found, f"{short(path)}: {found.group(0)!r}"


@pytest.mark.parametrize("path", templates(), ids=short)
def test_no_template_asks_the_database(path):
    tags = re.findall(r"{[{%].*?[%}]}", path.read_text(encoding="utf-8"))
    asking = [tag for tag in tags if re.search(r"(?<!forloop)\.(exists|first|objects|count)\b", tag)]
    assert not asking
