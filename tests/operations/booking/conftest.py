"""A small workshop that takes bookings: one quick bay, two lifts, three technicians, 08:00–12:00 and 13:00–17:00, closed on Sunday."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from tests.conftest import local
from yinuo.core.access.people import create_person, give_role
from yinuo.core.sites.models import Site
from yinuo.operations.booking import services
from yinuo.operations.booking.who import Caller
from yinuo.operations.menu.models import MenuItem, MenuPart
from yinuo.operations.stock.models import Part
from yinuo.operations.workshop.models import Bay, CalendarDay, OpeningHours
from yinuo.people.shifts.models import WeeklyShift
from yinuo.people.skills.models import Skill, StaffSkill

AT = local("2026-03-02 07:30")  # a Monday
STAMP = {"created_at": AT, "changed_at": AT}
MENU = {
    "oil": {"name": "机油保养", "standard_minutes": 45, "buffer_minutes": 15, "price": 30000, "bay_kind": "lift", "maintenance": True},
    "brakes": {"name": "更换刹车片", "standard_minutes": 90, "bay_kind": "lift"},
    "quick": {"name": "快修检查", "standard_minutes": 30, "bay_kind": "quick"},
    "engine": {"name": "发动机诊断", "standard_minutes": 60, "bay_kind": "lift", "skill": "engine", "public": False},
}


def open_workshop(site: Site) -> dict[str, MenuItem]:
    """Everything that booking needs at a site whose scope is open; the menu by code."""
    for weekday in range(6):
        for opens, closes in ((time(8), time(12)), (time(13), time(17))):
            OpeningHours.objects.create(site=site, weekday=weekday, opens=opens, closes=closes, **STAMP)
    CalendarDay.objects.create(site=site, day=date(2026, 3, 6), closed=True, name="盘点", **STAMP)
    for name, kind in (("1", "quick"), ("2", "lift"), ("3", "lift")):
        Bay.objects.create(site=site, name=name, kind=kind, **STAMP)
    _hire(site)
    return {code: MenuItem.objects.create(site=site, code=code, **columns, **STAMP) for code, columns in MENU.items()}


def _hire(site: Site) -> None:
    skills = {code: Skill.objects.create(site=site, code=code, name=code) for code in ("maintenance", "engine")}
    for name, known in (("张师傅", ["maintenance"]), ("李师傅", ["maintenance"]), ("王师傅", ["maintenance", "engine"])):
        technician = create_person(username=f"{site.code}-{name}", display_name=name)
        give_role(person=technician, site=site, role="technician")
        for code in known:
            StaffSkill.objects.create(site=site, user=technician, skill=skills[code], level=3, **STAMP)
        for weekday in range(6):
            WeeklyShift.objects.create(site=site, user=technician, weekday=weekday, starts=time(8), ends=time(17), **STAMP)


@pytest.fixture
def menu(site):
    return open_workshop(site)


@pytest.fixture
def part(site, menu):
    """Brake pads, which the brake job needs; two sets on the shelf."""
    pads = Part.objects.create(site=site, number="BP-1", name="刹车片", price=28000, on_hand=2000, lead_days=3, **STAMP)
    MenuPart.objects.create(site=site, item=menu["brakes"], part=pads, quantity=1000)
    return pads


@pytest.fixture
def booked(acting, menu):
    """`booked("09:00", "oil")` → an appointment on that Monday, made at half past seven."""

    def make(clock: str = "09:00", *codes: str, day: str = "2026-03-02", at: datetime = AT, **particulars):
        caller = particulars.pop("caller", Caller(name="陈先生", phone="13900139000", plate="沪B88888"))
        return services.book(
            by=particulars.pop("by", None) or acting("advisor"),
            at=at,
            starts_at=local(f"{day} {clock}"),
            menu_item_ids=[menu[code].pk for code in codes or ("oil",)],
            caller=caller,
            **particulars,
        )

    return make
