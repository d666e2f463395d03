"""What a site settles for its orders: the points of its inspections, when a car that is back is a comeback."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.operations.orders.test_work import ticked
from tests.whole_visit import car, centre  # noqa: F401
from yinuo.core.access.actor import staff
from yinuo.core.access.people import create_person, give_role
from yinuo.core.errors import Invalid
from yinuo.operations.orders import rules, work_queries
from yinuo.operations.orders.models import Inspection, Policy
from yinuo.operations.orders.services import inspections
from yinuo.operations.orders.services.policy import change_policy


def manager(story):
    person = create_person(username="manager", display_name="Manager")
    give_role(person=person, site=story.centre.site, role="service_manager")
    return person


def managed(story) -> dict:
    return {"by": staff(site_id=story.centre.site.pk, user=manager(story), roles=["service_manager"]), "at": story.at}


def test_an_inspection_looks_at_the_sites_own_points(car):  # noqa: F811
    story = car.until("work")
    change_policy(discount_limits={}, checklists={"self": {"without": ["old_parts"], "own": ["全景影像标定"]}}, **managed(story))
    sheet = work_queries.inspection_sheet(story.order.pk)
    assert "old_parts" not in dict(sheet.points) and sheet.points[-1] == ("全景影像标定", "全景影像标定")
    with pytest.raises(Invalid):
        inspections.inspect(order_id=story.order.pk, kind="self", items=ticked("self"), **story.told("technician"))
    own = [*(item for item in ticked("self") if item["code"] != "old_parts"), {"code": "全景影像标定", "ok": False, "note": "未标定"}]
    inspections.inspect(order_id=story.order.pk, kind="self", items=own, **story.told("technician"))
    assert Inspection.objects.get(order=story.order).items[-1]["note"] == "未标定"


def test_an_inspection_of_nothing_is_refused(car):  # noqa: F811
    story = car.until("arrive")
    nothing = {"final": {"without": list(rules.CHECKLISTS["final"]), "own": []}}
    with pytest.raises(Invalid):
        change_policy(discount_limits={}, checklists=nothing, **managed(story))
    assert not Policy.objects.exists()


def test_what_is_settled_on_the_screen_is_kept_and_shown_again(car):  # noqa: F811
    story = car.until("arrive")
    browser = Client()
    browser.force_login(manager(story), backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("orders:policy", args=[story.centre.site.code])
    fields = browser.get(url).context["form"]
    typed = {name: bound for name in fields.fields if (bound := fields[name].value()) not in (None, "")}
    typed |= {
        "comeback_days": 45,
        "comeback_km": 1500,
        "points_quality": ["test_drive"],
        "own_quality": " 四轮定位数据 \n\n四轮定位数据\n胎压复位",
    }
    assert browser.post(url, typed).status_code == 302
    policy = Policy.objects.get()
    assert (policy.comeback_days, policy.comeback_km) == (45, 1500)
    assert rules.points_of("quality", policy.checklists) == ["test_drive", "四轮定位数据", "胎压复位"]
    assert rules.points_of("self", policy.checklists) == list(rules.CHECKLISTS["self"])
    assert browser.get(url).context["form"]["own_quality"].value() == "四轮定位数据\n胎压复位"
    refused = browser.post(url, typed | {"points_final": [], "own_final": ""})
    assert refused.status_code == 422 and "points_final" in refused.context["form"].errors


def test_a_point_of_one_s_own_that_is_too_long_is_told_and_kept(car):  # noqa: F811
    story = car.until("arrive")
    browser = Client()
    browser.force_login(manager(story), backend="django.contrib.auth.backends.ModelBackend")
    refused = browser.post(reverse("orders:policy", args=[story.centre.site.code]), {"own_self": "长" * 81})
    form = refused.context["form"]
    assert refused.status_code == 422 and "own_self" in form.errors and form["own_self"].value() == "长" * 81


@pytest.mark.parametrize(("days", "km", "is_one"), [(30, None, True), (31, None, False), (31, 1000, True), (400, 1001, False)])
def test_a_comeback_is_near_in_days_or_in_kilometres(days, km, is_one):
    assert rules.is_comeback(days=days, km=km, within_days=30, within_km=1000) is is_one
