"""The centre itself: site, people, bays, calendar, menu, stock; what stories are written with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache
from types import ModuleType

from django.contrib.auth.hashers import make_password
from django_scopes import scopes_disabled

from yinuo.core.access.actor import Actor, staff
from yinuo.core.access.models import Membership
from yinuo.core.access.people import give_role
from yinuo.core.accounts.models import User
from yinuo.core.pictures.services import Prepared
from yinuo.core.sites.models import NumberSeries, Site
from yinuo.operations.menu.models import MenuItem, MenuPart
from yinuo.operations.setup.steps import KINDS
from yinuo.operations.standards.defaults import install
from yinuo.operations.stock.models import Part
from yinuo.operations.workshop.models import Bay, OpeningHours, Tool, Zone
from yinuo.people.shifts.models import WeeklyShift
from yinuo.people.skills.models import Skill, StaffSkill

from . import catalogue

PASSWORD = "yinuo-demo"
PIN = "2468"


@dataclass
class House:
    """A site with everything a story needs to be written: people by role, rows by code, numbers given out."""

    site: Site
    country: ModuleType
    since: datetime
    staff: dict[str, list[Actor]] = field(default_factory=dict)
    menu: dict[str, MenuItem] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    bays: list[Bay] = field(default_factory=list)
    zones: dict[str, Zone] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    photos: dict[str, Prepared] = field(default_factory=dict)

    def actor(self, role: str, n: int = 0) -> Actor:
        people = self.staff.get(role) or self.staff["advisor"]
        return people[n % len(people)]

    def number(self, series: str) -> int:
        self.numbers[series] = self.numbers.get(series, 0) + 1
        return self.numbers[series]

    def save_numbers(self) -> None:
        rows = [NumberSeries(site=self.site, series=series, last=last) for series, last in self.numbers.items()]
        NumberSeries.objects.bulk_create(rows, update_conflicts=True, unique_fields=["site", "series"], update_fields=["last"])

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.site.zone)

    def price(self, yuan: int) -> int:
        """A price of the catalogue in minor units of the site's currency."""
        return yuan * 100 if self.site.currency == "CNY" else yuan * 12

    def named(self, row: catalogue.Item | catalogue.Part) -> str:
        return row.zh if self.site.language.startswith("zh") else row.en


def make_site(country: ModuleType, *, code: str, name: str, zone: str) -> Site:
    details = country.SITE | (country.SECOND_SITE if code == country.SECOND_CODE else {}) | {"timezone": zone}
    set_up = dict.fromkeys((kind.code for kind in KINDS), "done")
    return Site.objects.create(
        code=code, name=name, group=country.GROUP, country=country.CODE, overbooking_percent=5, set_up=set_up, **details
    )


def furnish(site: Site, country: ModuleType, since: datetime, people: dict[str, list[str]], bays: list[tuple[str, str, int]]) -> House:
    """Put in people, bays, zones, hours, shifts, skills, menu and stock; the standards with their first version."""
    house = House(site, country, since)
    install(site_id=site.pk)
    stamp = {"created_at": since, "changed_at": since}
    _hire(house, people)
    house.bays = [
        Bay(site=site, name=country.BAY_NAME.format(kind=label, n=n), kind=kind, **stamp)
        for label, kind, count in bays
        for n in range(1, count + 1)
    ]
    Bay.objects.bulk_create(house.bays)
    house.zones = {code: Zone(site=site, code=code, name=label) for code, label in country.ZONES.items()}
    Zone.objects.bulk_create(house.zones.values())
    Tool.objects.bulk_create(Tool(site=site, name=name, count=count, **stamp) for name, count in country.TOOLS)
    OpeningHours.objects.bulk_create(OpeningHours(site=site, weekday=day, opens=time(8), closes=time(18), **stamp) for day in range(7))
    _roster(house, stamp)
    _stock(house, stamp)
    return house


@cache
def _hashed(secret: str) -> str:
    """Everybody of the demo has the same; hashing is slow on purpose."""
    return make_password(secret)


def _hire(house: House, people: dict[str, list[str]]) -> None:
    password, pin = _hashed(PASSWORD), _hashed(PIN)
    for role, names in people.items():
        for n, name in enumerate(names, 1):
            user = _person(house, role, n, name, password, pin)
            give_role(person=user, site=house.site, role=role)
            house.staff.setdefault(role, []).append(staff(site_id=house.site.pk, user=user, roles=[role], origin="demo"))


def _person(house: House, role: str, n: int, name: str, password: str, pin: str) -> User:
    """The first of each role is called like the role; numbers follow."""
    prefix = "" if house.site.code == house.country.SITE_CODE else f"{house.site.code}-"
    username = f"{prefix}{role}" + (str(n) if n > 1 else "")
    number = f"{house.site.pk}{list(_ORDER).index(role):02d}{n:02d}"
    return User.objects.create(
        username=username, display_name=name, employee_number=number, badge=f"demo-{username}", password=password, pin=pin,
        language=house.site.language if house.site.language.startswith("en") else "",
    )  # fmt: skip


_ORDER = (
    "advisor", "coordinator", "dispatcher", "technician", "inspector", "parts_clerk", "cashier", "host", "follow_up_agent",
    "service_manager", "group_manager", "administrator",
)  # fmt: skip


def work_here_too(person: User, site: Site, role: str) -> None:
    """Somebody of another site who has a role here as well."""
    with scopes_disabled():
        Membership.objects.get_or_create(user=person, site=site, role=role)


def _roster(house: House, stamp: dict) -> None:
    skills = {code: Skill(site=house.site, code=code, name=name) for code, name in house.country.SKILLS.items()}
    Skill.objects.bulk_create(skills.values())
    shifts, able = [], []
    for role, people in house.staff.items():
        for n, person in enumerate(people):
            for weekday in range(7):
                if role not in ("service_manager", "group_manager", "administrator") or weekday < 5:
                    lunch = time(11, 30) if n % 2 else time(12)
                    back = time(12, 30) if n % 2 else time(13)
                    shifts.append(WeeklyShift(
                        site=house.site, user_id=person.user_id, weekday=weekday, starts=time(8), ends=time(18), break_starts=lunch,
                        break_ends=back, **stamp,
                    ))  # fmt: skip
            if role == "technician":
                able += [
                    StaffSkill(site=house.site, user_id=person.user_id, skill=skills[code], level=level, **stamp)
                    for code, level in _skills(n, len(people)).items()
                ]
    WeeklyShift.objects.bulk_create(shifts)
    StaffSkill.objects.bulk_create(able)


def _skills(n: int, count: int) -> dict[str, int]:
    level = 4 if n % 5 == 0 else 2 + n % 2
    if n >= count - 2:
        return {"body": 3, "paint": 3, "maintenance": 2}
    skills = {"maintenance": level, "alignment": 2 + n % 2}
    if n < count / 2:
        skills |= {"engine": level, "electrical": max(2, level - 1), "hybrid": 1 + n % 3}
    return skills


def _stock(house: House, stamp: dict) -> None:
    country, letters = house.country, "ABCD"
    house.parts = {
        part.number: Part(
            site=house.site, number=part.number, name=house.named(part), unit=part.unit, price=house.price(part.price),
            cost=house.price(part.price) * 62 // 100, on_hand=part.stock * 1000, minimum=part.stock * 300, lead_days=1 + n % 4,
            place=country.PLACE.format(letter=letters[n % 4], n=n // 4 + 1), **stamp,
        )
        for n, part in enumerate(catalogue.PARTS)
    }  # fmt: skip
    Part.objects.bulk_create(house.parts.values())
    house.menu = {
        item.code: MenuItem(
            site=house.site, code=item.code, name=house.named(item), name_en=item.en, standard_minutes=item.minutes,
            buffer_minutes=item.buffer, price=house.price(item.price), bay_kind=item.bay, skill=item.skill,
            cures=list(catalogue.CURES.get(item.code, ())), maintenance=item.need == "maintenance", public=item.need not in ("body", "engine"), **stamp,
        )
        for item in catalogue.ITEMS
    }  # fmt: skip
    MenuItem.objects.bulk_create(house.menu.values())
    MenuPart.objects.bulk_create(
        MenuPart(site=house.site, item=house.menu[item.code], part=house.parts[number], quantity=quantity)
        for item in catalogue.ITEMS
        for number, quantity in item.parts
    )
