"""Every event that the program records or reacts to is told in docs/events.md, and nothing else is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from yinuo.core.events.registry import reacted_names

from .sources import ROOT, python_files, short, tree_of

PAGE = ROOT / "docs" / "events.md"
ROW = re.compile(r"^\| `([a-z_.]+)` \| ([a-z_.]+) \|", re.MULTILINE)
NAME = re.compile(r"^[a-z_]+\.[a-z_]+$")


# where an event's name is given by a variable: which names it may hold
NAMED_BY_VARIABLE = {
    "core/workflow/services.py": (),  # by the flow's table
    "operations/orders/services/inspections.py": ("inspection.passed", "inspection.failed"),
    "operations/settlement/services/payments.py": ("payment.payment", "payment.deposit", "payment.refund", "payment.reversal"),
    "operations/visits/services/car.py": ("car.nine_points_checked", "car.inspected"),
}


def rows() -> list[tuple[str, str]]:
    """(event, slice) of each row."""
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


def recorded() -> Iterator[tuple[str, str, str]]:
    """(event, slice, where) of each `….record("name", …)` and each `Move(…, …, "name")`."""
    for path in python_files():
        slice_ = ".".join(path.relative_to(ROOT / "src" / "yinuo").parts[:2])
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call):
                for name in _events_of(node):
                    yield name, slice_, f"{short(path)}:{node.lineno}"
    for where, names in NAMED_BY_VARIABLE.items():
        yield from ((name, ".".join(where.split("/")[:2]), where) for name in names)


def _events_of(call: ast.Call) -> list[str]:
    """The literal event names of a call that records one (`"a" if … else "b"` has two)."""
    named = _named(call)
    values = [named.body, named.orelse] if isinstance(named, ast.IfExp) else [named]
    return [value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str) and NAME.match(value.value)]


def _named(call: ast.Call) -> ast.expr | None:
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    position = {"record": 0, "Move": 2}.get(function)
    return call.args[position] if position is not None and len(call.args) > position else None


def test_every_recorded_event_is_documented():
    documented = {name for name, _slice in rows()}
    missing = {f"{name} ({where})" for name, _slice, where in recorded() if name not in documented}
    assert not missing, "docs/events.md lacks rows for these"


def test_every_event_reacted_to_is_recorded_somewhere():
    assert reacted_names() <= {name for name, _slice in rows()}


def test_the_rows_are_sorted_and_each_event_has_one():
    found = [(slice_, name) for name, slice_ in rows()]
    assert found == sorted(found)
    assert len({name for _slice, name in found}) == len(found)


def test_events_named_by_a_variable_are_few_and_known():
    """A name that is not literal escapes this page; each place that does so is listed here."""
    places = set()
    for path in python_files():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record" and node.args:
                of_an_act = isinstance(node.func.value, ast.Name) and node.func.value.id == "act"
                if of_an_act and not _events_of(node):
                    places.add(short(path).removeprefix("src/yinuo/"))
    assert places == set(NAMED_BY_VARIABLE)
