"""What respondents scored beside what went wrong on their visits, as sums of a month: what the split of the index's movement is computed from."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from yinuo.information.promises.models import Promise
from yinuo.operations.standards.models import Outcome, Step
from yinuo.operations.visits.models import Visit
from yinuo.supervision.satisfaction.models import Scored
from yinuo.supervision.satisfaction.rules.movement import Table, table_of
from yinuo.supervision.satisfaction.rules.scale import FACTORS

SPLIT = 6  # stands where the rows of the gaps have their number
COMMUNICATION = "communication"
# standards that judge a promise or the estimate: they belong to gap 4 here, so that nothing is counted twice
PROMISED = frozenset({"confirmation.estimate_accuracy", "handover.on_time"})
WENT_WRONG = (*Step.values, COMMUNICATION)
COLUMNS = (*FACTORS, *WENT_WRONG)


def visited(since: date, until: date) -> dict[str, dict[str, Any]]:
    """{which factors were answered, as "1101111": sums over respondents whose visit is known, day `since` to before `until`}. Three queries."""
    rows = Scored.objects.filter(day__gte=since, day__lt=until, visit__isnull=False, anonymous=False).order_by()
    found = [(visit, factors) for visit, factors in rows.values_list("visit_id", "factors") if factors]
    threads = dict(Visit.objects.filter(pk__in=[visit for visit, _factors in found]).values_list("pk", "thread_id"))
    wrong = _went_wrong(list(threads.values()))
    people: dict[str, list[list[int]]] = defaultdict(list)
    for visit, factors in found:
        pattern = "".join("1" if factor in factors else "0" for factor in FACTORS)
        what = wrong.get(threads.get(visit, 0), set())
        people[pattern].append([*(factors.get(factor, 0) for factor in FACTORS), *(int(code in what) for code in WENT_WRONG)])
    tables = {pattern: table_of(rows, len(COLUMNS)) for pattern, rows in people.items()}
    return {pattern: {"n": table.n, "totals": table.totals, "products": table.products} for pattern, table in tables.items()}


def _went_wrong(threads: list[int]) -> dict[int, set[str]]:
    """thread → the steps with a standard missed, and whether a promise or the estimate was broken."""
    found: dict[int, set[str]] = defaultdict(set)
    missed = Outcome.objects.filter(thread__in=threads, state=Outcome.State.MISSED).order_by()
    for thread, code, step in missed.values_list("thread_id", "code", "step"):
        found[thread].add(COMMUNICATION if code in PROMISED else step)
    for thread in Promise.objects.filter(thread__in=threads, state="broken").order_by().values_list("thread_id", flat=True):
        found[thread].add(COMMUNICATION)
    return found


def added(rows: list[tuple[str, dict[str, Any]]], wanted: list[str]) -> Table:
    """The sums of those who answered every wanted factor."""
    size = range(len(COLUMNS))
    places = [FACTORS.index(factor) for factor in wanted]
    used = [sums for pattern, sums in rows if all(pattern[place] == "1" for place in places)]
    totals = [sum(sums["totals"][i] for sums in used) for i in size]
    products = [[sum(sums["products"][i][j] for sums in used) for j in size] for i in size]
    return Table(sum(sums["n"] for sums in used), totals, products)
