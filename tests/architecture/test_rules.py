"""Rules are plain Python, and small; sources keep to the house's measures."""

from __future__ import annotations

import ast

import pytest

from .sources import SOURCE, functions, python_files, short, templates, tree_of

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
FORBIDDEN_IN_RULES = {"django", "django_scopes", "allauth", "time"}
CLOCKS = {("timezone", "now"), ("datetime", "now"), ("datetime", "today"), ("date", "today"), ("datetime", "utcnow"), ("time", "time")}
EDGE = {"views.py", "cli.py", "doors.py", "live.py"}


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("rules.py")), ids=short)
def test_rules_know_no_django(path):
    for node in ast.walk(tree_of(path)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not {name.split(".")[0] for name in names} & FORBIDDEN_IN_RULES, f"{short(path)}:{node.lineno}"


@pytest.mark.parametrize("path", [p for p in python_files() if p.name in {"rules.py", "services.py", "queries.py", "models.py"}], ids=short)
def test_nothing_below_the_edge_calls_the_clock(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            assert (node.func.value.id, node.func.attr) not in CLOCKS, f"{short(path)}:{node.lineno} calls the clock"


def test_no_file_is_long():
    long = {
        short(path): n for path in python_files() + templates() if (n := len(path.read_text(encoding="utf-8").splitlines())) >= LONGEST_FILE
    }
    assert not long


def test_no_function_is_long():
    long = {
        f"{short(path)}:{node.name}": n
        for path in python_files()
        for node in functions(path)
        if (n := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert not long


def test_nine_functions_of_ten_are_under_25_lines():
    lengths = [(node.end_lineno or node.lineno) - node.lineno + 1 for path in python_files() for node in functions(path)]
    assert sum(n <= 25 for n in lengths) / len(lengths) >= 0.9


STORIES = {"story", "new_story", "site_story"}
OF_NOBODY = {"begin"}  # the very first person is made here, by nobody


@pytest.mark.parametrize("path", [p for p in python_files() if "services" in p.stem or p.parent.name == "services"], ids=short)
def test_a_use_case_is_told_by_whom_and_when_by_keyword(path):
    for node in tree_of(path).body:
        if (
            isinstance(node, ast.FunctionDef)
            and opens_a_story(node)
            and node.name not in OF_NOBODY
            and node.name[0] != "_"
            and "events" not in path.parts
        ):
            named = {argument.arg for argument in node.args.kwonlyargs}
            assert {"by", "at"} <= named, f"{short(path)}:{node.name} must be told by whom and when, by keyword"


def opens_a_story(function: ast.FunctionDef) -> bool:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(getattr(call, "id", getattr(call, "attr", "")) in STORIES for call in calls)
