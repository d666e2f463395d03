"""Nobody, one, two customers have answered: every page of supervision opens, and no figure on it says more than is known."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from tests.architecture.supervised import filled
from tests.architecture.urls import addresses
from tests.supervision.surveys.conftest import AT, guest, manager, ready, wave  # noqa: F401
from yinuo.supervision.gaps import jobs as gap_jobs
from yinuo.supervision.satisfaction import scoring, studies
from yinuo.supervision.satisfaction.models import Study

SUPERVISION = ("surveys", "satisfaction", "gaps", "complaints", "cases", "follow_up", "today")
FALSE = re.compile(r"\b(?:nan|NaN|inf|Infinity|None|undefined)\b")


@pytest.fixture
def look(client, person, site):
    """Each page of supervision that names no record, and each export: {name: (context, text)}."""
    client.force_login(person("service_manager", "group_manager", "follow_up_agent", name="sees-all"))
    pages = {one.name: one.path.replace("/s/pd/", f"/s/{site.code}/") for one in addresses() if _is_page(one)}
    pages |= {f"factor {code}": f"/s/{site.code}/satisfaction/factors/{code}/" for code in ("quality", "pick_up")}
    pages |= {f"gap {number}": f"/s/{site.code}/gaps/{number}/" for number in range(1, 6)}
    pages["what if"] = f"/s/{site.code}/satisfaction/?factor=quality&score=800"

    def open_all():
        return {name: _looked(name, client.get(path)) for name, path in pages.items()}

    return open_all


def _is_page(address):
    return address.of_a_site and not address.unknown and "GET" in address.methods and address.name.split(":")[0] in SUPERVISION


def _looked(name, answer):
    assert answer.status_code in (200, 302), name
    if answer.headers.get("Content-Type", "").startswith("text/html") and answer.status_code == 200:
        text = re.sub(r"<[^>]+>", " ", answer.content.decode())
        assert not FALSE.search(text), (name, FALSE.search(text))
        return answer.context, text
    return None, ""


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_answers_give_no_false_figure(site, wave, guest, look, n):  # noqa: F811
    waves = [wave(code) for code in ("csi", "servqual", "importance")]
    for one in waves:
        for _person in range(n):
            filled(guest, AT, wave_id=one.pk, channel="qr")
    with time_machine.travel(AT + timedelta(minutes=5), tick=False):
        while scoring.score_waiting(site):
            pass
        studies.refresh(site, at=AT)
        gap_jobs.prepare_site(at=AT, today=AT.date())
        pages = look()
    seen = pages["satisfaction:index"][0]["seen"]
    assert (seen.index.n, seen.index.interval, seen.recommend.interval, seen.chart.upper) == (n, None, None, None)
    assert (seen.index.value is None) == (n == 0)
    told = {study.kind: study.result for study in Study.objects.all()}
    assert told["drivers"] == {}
    assert (told["servqual"] == {}) == (n == 0)
    if n:
        assert told["servqual"]["whole"]["superiority"]["interval"] is None and told["servqual"]["total"]["raw"] is None
    gaps = {gap.number: gap.now for gap, *_drawn in pages["gaps:gaps"][0]["rows"]}
    assert [gaps[number].interval for number in gaps] == [None] * 5
    assert (gaps[1].points, gaps[3].points, gaps[4].points) == (None, None, None)
    assert (gaps[5].points is None) == (n == 0)
    recovery = pages["complaints:recovery"][0]["page"]
    assert not recovery.margin_known and recovery.worth.kept == 0 and recovery.horizons[0].satisfied is None
    centre = next(row for row in pages["satisfaction:sites"][0]["rows"] if row[0] == site)
    assert (centre[1].n, centre[1].interval) == (n, None)
