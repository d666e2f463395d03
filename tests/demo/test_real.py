"""Real histories, as their sources know them. Nothing of them is in the project: without the files these tests are skipped, visibly."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import local
from tests.real_data import shared
from yinuo.core.events.models import Event, Thread
from yinuo.demo import real, repair_log, work_orders
from yinuo.information.vehicles.models import Vehicle
from yinuo.operations.orders.models import Line, Order
from yinuo.operations.standards import conformance, durations, queries
from yinuo.operations.standards.conformance import Span
from yinuo.operations.standards.models import Outcome
from yinuo.operations.visits.models import Visit

NOW = local("2026-03-02 10:00")
XES = "{http://www.xes-standard.org/}"
HEAD = "BscStartDate,Asset,OriginalShorttext,PMType,Cost\n"


@pytest.fixture
def orders_file(tmp_path):
    def write(*rows: str) -> Path:
        path = tmp_path / "orders.csv"
        path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
        return path

    return write


def test_the_real_work_orders(site):
    path = shared("work-orders/excavators.csv")
    report = real.load_work_orders(path, site, now=NOW)
    assert (report.loaded, report.known, report.errors) == (5485, 0, [])
    assert Visit.objects.count() == Order.objects.count() == Line.objects.count() == 5485
    with path.open(encoding="utf-8-sig", newline="") as file:
        assets = Counter(row["Asset"] for row in csv.DictReader(file))
    assert Vehicle.objects.count() == len(assets) == 5
    assert {row.model: row.visits.count() for row in Vehicle.objects.all()} == dict(assets)
    again = real.load_work_orders(path, site, now=NOW)
    assert (again.loaded, again.known) == (0, 5485)
    assert Visit.objects.count() == 5485
    assert not Outcome.objects.exists(), "their source keeps no record by which a standard could be judged"


def test_a_row_that_cannot_be_read_is_reported_and_the_rest_kept(site, orders_file):
    path = orders_file(
        "2004-07-01,A,BUCKET WON'T OPEN,PM01,183.05",
        "not a date,A,x,PM01,1",
        "2004-07-02,A,x,NOTHING,1",
        "2004-07-02,A,x,PM01,much",
        ",,,,",
    )
    report = real.load_work_orders(path, site, now=NOW)
    assert report.loaded == 1
    assert [row for row, _sentence in report.errors] == [3, 4, 5, 6]


def test_a_text_with_a_comma_a_credit_and_equal_rows(site, orders_file):
    row = "2003-12-31,B,won,t swing,PM01"
    report = real.load_work_orders(orders_file(row, row, "2004-01-01,B,back,PM01,-25.76"), site, now=NOW)
    assert report.loaded == 3
    assert list(Line.objects.order_by("id").values_list("description", "unit_price", "discount")) == [
        ("won,t swing", 0, 0),
        ("won,t swing", 0, 0),
        ("back", 0, 2576),
    ]


def test_another_file_is_refused_in_words(site, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(work_orders.Unreadable):
        real.load_work_orders(path, site, now=NOW)


def traces() -> dict[str, list[dict[str, str]]]:
    """The log read plainly, to compare with."""
    with gzip.open(shared("repair-log/repair-example.xes.gz")) as file:
        root = ElementTree.parse(file).getroot()
    found = {}
    for trace in root.iter(f"{XES}trace"):
        name = next(child.get("value") for child in trace if child.get("key") == "concept:name")
        found[name] = [{child.get("key"): child.get("value") for child in event} for event in trace.iter(f"{XES}event")]
    return found


@pytest.fixture
def loaded_log(site):
    report = real.load_repair_log(shared("repair-log/repair-example.xes.gz"), site, now=NOW)
    assert (report.loaded, report.errors) == (1104, [])
    return site


def test_the_repair_log_has_its_known_counts(loaded_log):
    events = list(Event.objects.exclude(data__activity=None).order_by("thread_id", "id").values_list("thread_id", "data__activity"))
    assert len(events) == 11855
    counts = Counter(activity for _thread, activity in events)
    assert (counts["Archive Repair"], counts["Inform User"], counts["Restart Repair"]) == (1000, 1102, 406)
    variants = defaultdict(list)
    for thread, activity in events:
        variants[thread].append(activity)
    assert len(variants) == 1104
    assert len({tuple(steps) for steps in variants.values()}) == 77
    assert Visit.objects.filter(state="closed").count() == 1000


def test_conformance_is_true_for_the_log(loaded_log):
    met = judged = 0
    for events in traces().values():
        moments = {event["concept:name"]: event["time:timestamp"] for event in events}
        told, archived = moments.get("Inform User"), moments.get("Archive Repair")
        judged += bool(told or archived)
        met += bool(told and (archived is None or told <= archived))
    days = Visit.objects.order_by("day").values_list("day", flat=True)
    shares = conformance.overview(Span(days.first(), days.last())).steps
    assert [(step.step, step.share.met, step.share.n) for step in shares] == [("handover", met, judged)] == [("handover", 1102, 1102)]


def test_time_in_step_is_true_for_the_log(loaded_log):
    spans = []
    for events in traces().values():
        analysed = [event for event in events if event["concept:name"] == "Analyze Defect"]
        start, end = (repair_log.datetime.fromisoformat(event["time:timestamp"]) for event in analysed)
        spans.append((end - start).total_seconds())
    days = Visit.objects.order_by("day").values_list("day", flat=True)
    found = durations.of_step("consultation", since=days.first(), until=days.last())
    assert found.n == len(spans) == 1104
    assert found.median == sorted(spans)[len(spans) // 2]


def test_a_second_run_adds_nothing(loaded_log):
    again = real.load_repair_log(shared("repair-log/repair-example.xes.gz"), loaded_log, now=NOW)
    assert (again.loaded, again.known) == (0, 1104)
    assert Event.objects.exclude(data__activity=None).count() == 11855


def test_what_the_log_does_not_record_is_not_judged(loaded_log):
    thread = Thread.objects.filter(visit__state="closed").first()
    states = {row.code: row.state for row in queries.outcomes([thread.pk], at=NOW)[thread.pk]}
    assert states.pop("handover.notice") == "met"
    assert set(states.values()) == {"not_applicable"}


LOG = """<?xml version="1.0"?><log xmlns="http://www.xes-standard.org/">{}</log>"""
TRACE = """<trace><string key="concept:name" value="{}"/><event><string key="concept:name" value="{}"/><date key="time:timestamp" value="{}"/>
<string key="lifecycle:transition" value="complete"/></event></trace>"""


def test_a_case_that_cannot_be_read_is_reported_and_the_rest_kept(site, tmp_path):
    path = tmp_path / "log.xes"
    good, when = TRACE.format("1", "Register", "1970-01-02T12:23:00+01:00"), "1970-01-02T12:23:00+01:00"
    path.write_text(LOG.format(good + TRACE.format("2", "Dance", when) + TRACE.format("3", "Register", "yesterday")))
    report = real.load_repair_log(path, site, now=NOW)
    assert report.loaded == 1
    assert [row for row, _sentence in report.errors] == [2, 3]


def test_a_file_that_is_no_log_is_refused_in_words(site, tmp_path):
    path = tmp_path / "log.xes"
    path.write_text("<log><trace>")
    with pytest.raises(repair_log.Unreadable):
        real.load_repair_log(path, site, now=NOW)
