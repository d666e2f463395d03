"""An empty installation becomes a centre that can take bookings, through the screens."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from threading import Barrier

import pytest
from django.db import connections
from django_scopes import scope, scopes_disabled

from tests.conftest import local
from yinuo.core.access.models import Membership
from yinuo.core.accounts.models import User
from yinuo.core.events.models import Event
from yinuo.core.sites.models import Site
from yinuo.operations.menu.models import MenuItem, MenuPart
from yinuo.operations.setup import services, starters
from yinuo.operations.setup.steps import left, steps_of
from yinuo.operations.stock.models import Part, StockMovement
from yinuo.operations.workshop.models import Bay, CalendarDay, OpeningHours, Zone
from yinuo.people.shifts.models import WeeklyShift
from yinuo.people.skills.models import Skill

BACKEND = "django.contrib.auth.backends.ModelBackend"
FIRST = {"name": "东方站", "code": "df", "country": "CN", "display_name": "李站长", "username": "li", "password": "correct horse 9"}


@pytest.fixture
def manager(client, person):
    user = person("service_manager")
    client.force_login(user, backend=BACKEND)
    return user


@pytest.fixture
def here(site) -> str:
    return f"/s/{site.code}/setup/"


def test_an_empty_installation_leads_to_its_first_run_and_from_there_to_a_working_centre(client, db):
    assert client.get("/").url == "/setup/"
    assert client.get("/setup/").status_code == 200
    assert client.post("/setup/", FIRST).url == "/s/df/setup/"
    here = "/s/df/setup/"
    assert "hours/" in client.get(here).content.decode()
    client.post(here + "hours/start/", {"preset": "split"})
    hours = {
        f"{name}_{n}": value
        for n in range(5)
        for name, value in {"a_opens": "08:00", "a_closes": "12:00", "b_opens": "13:00", "b_closes": "18:00"}.items()
    }
    assert client.post(here + "hours/", hours).url == here + "bays/"
    client.post(here + "bays/start/")
    client.post(here + "staff/start/")
    assert client.post(here + "staff/").url == here + "parts/"
    client.post(here + "parts/start/")
    client.post(here + "menu/start/")
    assert client.post(here + "prices/", {"labour_rate": "220", "overbooking_percent": "0"}).url == here + "tax/"
    assert client.post(here + "tax/", {"tax_rate": "13", "prices_include_tax": "on"}).url == here
    site = Site.objects.get()
    assert (site.currency, site.timezone, site.labour_rate, site.tax_rate) == ("CNY", "Asia/Shanghai", 22000, 1300)
    with scope(site=site):
        assert (OpeningHours.objects.count(), Bay.objects.count(), Zone.objects.count()) == (10, 12, 10)
        assert (Skill.objects.count(), WeeklyShift.objects.count(), Part.objects.count(), MenuItem.objects.count()) == (7, 5, 12, 14)
        assert set(Membership.objects.values_list("role", flat=True)) == {"administrator", "service_manager"}
        assert {step.state for step in steps_of(site)} == {"done"}
        assert Event.objects.filter(by__isnull=True).count() == 0
    assert MenuPart.objects.with_scopes_disabled().get_queryset().count() > 10


def test_there_is_only_one_first_run(client, manager, site):
    assert client.get("/setup/").status_code == 404
    assert client.post("/setup/", FIRST).status_code == 404
    assert Site.objects.count() == 1


@pytest.mark.parametrize("wrong", [
    {"name": ""}, {"name": "x" * 10_000}, {"code": "Pu Dong"}, {"code": "../x"}, {"country": "XX"}, {"password": "123"}, {"password": "li"}, {"username": "a b"},
    {"display_name": "\x00"},
])  # fmt: skip
def test_a_first_run_that_is_wrong_makes_nothing(client, db, wrong):
    answer = client.post("/setup/", FIRST | wrong)
    assert answer.status_code == 422 and "field-error" in answer.content.decode()
    assert not User.objects.exists() and not Site.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_first_people_at_once_make_one_centre():
    start = Barrier(2)

    def begin(n: int) -> bool:
        try:
            start.wait()
            services.begin(**FIRST | {"code": f"c{n}", "username": f"u{n}"}, at=local("2026-03-02 08:00"))
            return True
        except services.NotTheFirst:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(begin, range(2))) == [False, True]
    assert Site.objects.count() == 1
    with scopes_disabled():
        assert User.objects.count() == 1


@pytest.mark.parametrize("country", starters.COUNTRIES)
def test_every_country_gives_a_centre_to_begin_with(db, country):
    site, _person = services.begin(**FIRST | {"country": country}, at=local("2026-03-02 08:00"))
    assert site.labour_rate > 0
    assert starters.holidays_of(site, since=date(2026, 3, 2))
    assert all(part["price"] >= part["cost"] > 0 for part in starters.parts(site))
    assert len({item["code"] for item in starters.menu(site)}) == 14


def test_holidays_of_china_are_offered_in_chinese(site):
    offered = dict(starters.holidays_of(site, since=date(2026, 9, 1)))
    assert offered[date(2026, 10, 1)] == "国庆节"


def test_only_holidays_that_are_ticked_close_the_centre(client, manager, site, here):
    shown = client.get(here + "hours/").content.decode()
    days = re.findall(r'name="day" value="([\d-]+)" checked', shown)
    client.post(here + "hours/holidays/", {"day": [*days[:2], "1999-01-01"]})
    assert [str(day.day) for day in CalendarDay.objects.all()] == days[:2]
    client.post(here + "hours/as-usual/", {"day": days[0]})
    assert CalendarDay.objects.count() == 1


def test_a_day_with_other_hours(client, manager, here):
    client.post(here + "hours/day/", {"day": "2026-12-31", "name": "年终", "opens": "09:00", "closes": "12:00"})
    day = CalendarDay.objects.get()
    assert (day.closed, day.opens, day.closes) == (False, time(9), time(12))
    assert client.post(here + "hours/day/", {"day": "2026-12-31", "opens": "12:00", "closes": "09:00"}).status_code == 422


@pytest.mark.parametrize("week", [
    {"a_opens_0": "12:00", "a_closes_0": "08:00"}, {"a_opens_0": "08:00"}, {"a_opens_0": "eight", "a_closes_0": "nine"},
    {"a_opens_0": "08:00", "a_closes_0": "13:00", "b_opens_0": "12:00", "b_closes_0": "18:00"},
])  # fmt: skip
def test_hours_that_cannot_be_are_said_and_what_was_typed_is_kept(client, manager, here, week):
    answer = client.post(here + "hours/", week)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode() and f'value="{week["a_opens_0"][:5]}"' in answer.content.decode()
    assert not OpeningHours.objects.exists()


def test_a_bay_is_renamed_and_taken_out_of_use(client, manager, here):
    client.post(here + "bays/", {"name": "A1", "kind": "lift"})
    assert client.post(here + "bays/", {"name": "A1", "kind": "lift"}).status_code == 422
    client.post(f"{here}bays/{Bay.objects.get().pk}/", {"name": "A2", "kind": "quick"})
    bay = Bay.objects.get()
    assert (bay.name, bay.kind, bay.active) == ("A2", "quick", False)
    assert client.post(f"{here}bays/{bay.pk}/", {"name": "", "kind": "hoist"}).status_code == 422


def test_a_step_left_for_later_is_shown_as_such_and_done_when_it_is_done(client, manager, site, here):
    assert client.post(here + "later/", {"step": "hours"}).url == here + "bays/"
    site.refresh_from_db()
    assert steps_of(site)[0].state == "later"
    client.post(here + "hours/start/", {"preset": "whole"})
    assert steps_of(site)[0].state == "done"
    assert client.post(here + "later/", {"step": "nothing"}).status_code == 422


def test_parts_pasted_from_a_spreadsheet(client, manager, here):
    answer = client.post(here + "parts/", {"pasted": "编号\t名称\t售价\t库存\nOF-1\t机油滤清器\t45\t12\nBP-1\t刹车片\t贵\t2\n"})
    shown = answer.content.decode()
    assert answer.status_code == 422 and "BP-1" in shown
    part = Part.objects.get()
    assert (part.number, part.price, part.on_hand) == ("OF-1", 4500, 12000)
    assert StockMovement.objects.get().kind == "counted"
    assert client.post(here + "parts/", {"pasted": "OF-1\t机油滤芯\t48\n"}).status_code == 302
    part.refresh_from_db()
    assert (part.name, part.price, part.on_hand) == ("机油滤芯", 4800, 12000)


def test_a_menu_pasted_and_changed(client, manager, here):
    client.post(here + "menu/", {"pasted": "M1\t小保养\t0.8\nM2\t大保养\t2\n"})
    item = MenuItem.objects.get(code="M1")
    assert item.standard_minutes == 48
    form = {
        "code": "M1",
        "name": "小保养",
        "hours": "1",
        "buffer_minutes": "10",
        "price": "150",
        "bay_kind": "quick",
        "skill": "maintenance",
        "active": "on",
    }
    client.post(f"{here}menu/{item.pk}/", form)
    item.refresh_from_db()
    assert (item.standard_minutes, item.price, item.public, item.active) == (60, 15000, False, True)
    assert client.post(f"{here}menu/{item.pk}/", form | {"code": "M2"}).status_code == 422
    assert client.post(here + "menu/new/", form).status_code == 422
    assert client.post(here + "menu/new/", form | {"code": "M3", "hours": "-1"}).status_code == 422


@pytest.mark.parametrize(("step", "told"), [
    ("prices/", {"labour_rate": "-1", "overbooking_percent": "0"}), ("prices/", {"labour_rate": "1e300", "overbooking_percent": "0"}),
    ("prices/", {"labour_rate": "200", "overbooking_percent": "101"}), ("tax/", {"tax_rate": "13.005"}), ("tax/", {"tax_rate": "lots"}),
    ("centre/", {"name": "", "language": "en", "timezone": "Asia/Shanghai"}), ("centre/", {"name": "x", "language": "en", "timezone": "Mars/Base"}),
    ("parts/", {"pasted": ""}), ("hours/start/", {"preset": "never"}), ("hours/as-usual/", {"day": "never"}),
])  # fmt: skip
def test_wrong_input_is_said(client, manager, here, step, told):
    assert client.post(here + step, told).status_code == 422


def test_what_was_set_is_told_with_what_was_before(client, manager, site, here):
    client.post(here + "prices/", {"labour_rate": "250", "overbooking_percent": "10"})
    event = Event.objects.get(name="site.changed")
    assert event.data["before"] == {"labour_rate": 20000, "overbooking_percent": 0}
    assert event.by_id == manager.pk


def test_everybody_gets_five_days_by_turns(client, manager, site, here, person):
    for n in range(6):
        person("technician", name=f"t{n}")
    client.post(here + "hours/start/", {"preset": "whole"})
    client.post(here + "staff/start/")
    per_day = [WeeklyShift.objects.filter(weekday=n).count() for n in range(7)]
    assert sum(per_day) == 7 * 5 and min(per_day) == max(per_day) == 5


def test_no_shifts_are_said_to_be_there_while_no_hours_are(client, manager, here):
    assert f"{here}hours/" in client.get(here + "staff/").content.decode().split('<section class="panel"')[0]
    told = client.post(here + "staff/start/", follow=True).content.decode()
    assert not WeeklyShift.objects.exists() and Skill.objects.exists()
    assert "班次已按营业时间排好" not in told and "请先填写营业时间" in told


def test_the_parts_that_a_job_takes_are_put_down_changed_and_taken_away(client, manager, here):
    client.post(here + "parts/start/")
    client.post(
        here + "menu/new/",
        {"code": "B9", "name": "刹车片", "hours": "1", "buffer_minutes": "0", "bay_kind": "lift", "skill": "maintenance"},
    )
    item, part = MenuItem.objects.get(code="B9"), Part.objects.order_by("pk").first()
    page = f"{here}menu/{item.pk}/"
    assert client.post(page + "part/", {"number": f" {part.number} ", "quantity": "4.5"}).url == page
    assert item.parts.get().quantity == 4500
    assert part.number in client.get(page).content.decode()
    client.post(page + "part/", {"number": part.number, "quantity": "2"})
    assert item.parts.get().quantity == 2000
    client.post(page + "part/", {"number": part.number, "quantity": "2", "none": "1"})
    assert not item.parts.exists()
    told = Event.objects.filter(name="menu.part_needed").order_by("pk").values_list("data", flat=True)
    assert [(event["before"], event["after"]) for event in told] == [(0, 4500), (4500, 2000), (2000, 0)]


@pytest.mark.parametrize("wrong", [{"number": "not-there"}, {"quantity": "-1"}, {"quantity": "many"}, {"quantity": "9e12"}])
def test_a_part_that_does_not_exist_or_fit_is_refused_and_kept(client, manager, here, wrong):
    client.post(here + "parts/start/")
    client.post(here + "menu/start/")
    item, part = MenuItem.objects.order_by("pk").first(), Part.objects.order_by("pk").first()
    before = set(MenuPart.objects.values_list("item", "part", "quantity"))
    answer = client.post(f"{here}menu/{item.pk}/part/", {"number": part.number, "quantity": "1"} | wrong)
    assert answer.status_code == 422 and "field-error" in answer.content.decode()
    assert set(MenuPart.objects.values_list("item", "part", "quantity")) == before


def test_an_item_says_which_findings_it_answers(client, manager, here):
    client.post(here + "menu/start/")
    assert MenuItem.objects.get(code="W10").cures == ["washer_fluid", "wipers"]
    item = {"code": "X1", "name": "雨刮", "hours": "0.2", "buffer_minutes": "0", "bay_kind": "quick", "skill": "maintenance"}
    client.post(here + "menu/new/", item | {"cures": ["wipers"]})
    made = MenuItem.objects.get(code="X1")
    assert made.cures == ["wipers"]
    page = client.get(f"{here}menu/{made.pk}/").content.decode()
    assert re.search(r'value="wipers"[^>]*checked', page) and not re.search(r'value="doors"[^>]*checked', page)
    client.post(f"{here}menu/{made.pk}/", item | {"cures": ["wipers", "glass"]})
    assert MenuItem.objects.get(code="X1").cures == ["wipers", "glass"]
    assert client.post(f"{here}menu/{made.pk}/", item | {"cures": ["no such point"]}).status_code == 422


def test_starters_and_demo_answer_points_that_exist():
    from yinuo.demo import catalogue
    from yinuo.operations.visits.words import POINTS

    starters_codes = {code for code, *_rest in starters.MENU}
    for cures, codes in ((starters.CURES, starters_codes), (catalogue.CURES, catalogue.BY_CODE.keys())):
        assert set(cures) <= set(codes)
        points = [point for answered in cures.values() for point in answered]
        assert set(points) <= set(POINTS) and len(points) == len(set(points))


def test_today_of_an_empty_centre_names_the_steps_left_until_they_are_done_or_put_aside(client, manager, site, here):
    site.set_up = {"tax": "done"}
    site.save()
    page = client.get(f"/s/{site.code}/").content.decode()
    assert 'id="set-up-left"' in page and f"{here}parts/" in page and f"{here}tax/" not in page
    assert client.post(here + "aside/", HTTP_REFERER=f"http://testserver/s/{site.code}/").url == f"http://testserver/s/{site.code}/"
    assert 'id="set-up-left"' not in client.get(f"/s/{site.code}/").content.decode()
    with scope(site=site):
        site.refresh_from_db()
        assert site.set_up["tax"] == "done" and site.set_up["parts"] == "later"
        assert not left(site)


def test_what_has_records_is_not_left(site, acting, django_assert_num_queries):
    with scope(site=site):
        site.set_up = {"tax": "done", "prices": "later"}
        Bay.objects.create(site=site, name="1", kind="lift", created_at=local("2026-03-02 08:00"), changed_at=local("2026-03-02 08:00"))
        with django_assert_num_queries(1):
            found = {step.kind.code for step in left(site)}
        assert "bays" not in found and {"parts", "menu"} <= found


def test_only_who_sets_up_is_reminded(client, person, site):
    client.force_login(person("advisor"), backend=BACKEND)
    assert 'id="set-up-left"' not in client.get(f"/s/{site.code}/").content.decode()


def test_a_week_without_any_hours_does_not_count_as_done(client, manager, here):
    answer = client.post(here + "hours/", {})
    assert answer.status_code == 422 and "至少填写一天的营业时间" in answer.content.decode()
