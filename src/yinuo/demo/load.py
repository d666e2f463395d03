"""The demo centre: ninety days of a believable service centre and its smaller sister, made by a seeded simulation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django_scopes import scope, scopes_disabled

from yinuo.core.access.models import Membership, Role
from yinuo.core.accounts.models import User
from yinuo.core.events.jobs import learn
from yinuo.core.sites.models import Site
from yinuo.information.vehicles.models import Vehicle
from yinuo.operations.booking.models import SiteDay
from yinuo.operations.standards import services as standards
from yinuo.operations.stock.models import Part

from . import britain, china, deliveries, grievances, lessons, photos, self_audits, spoken, teams, till
from .answers import Answers
from .batch import Batch
from .cast import Story
from .days import Centre, believable
from .desk import Desk
from .house import PASSWORD, PIN, House, furnish, make_site, work_here_too

COUNTRIES = {"CN": china, "GB": britain}
MORNING = (9.75, 17.0)  # hours of the day at which the present day is shown as it is
SHOWN_AT = 10.6  # at other hours the centre lies where it is mid-morning now


class SignIn(NamedTuple):
    role: str
    name: str
    username: str
    password: str


def database_is_empty() -> bool:
    return not Site.objects.exists()


def sign_ins() -> list[SignIn]:
    """One per role of the first demo site (in demo mode one tap does it as well)."""
    with scopes_disabled():
        rows = Membership.objects.filter(user__username__in=Role.values).select_related("user").order_by("site_id", "id")
        found = {
            row.role: SignIn(row.get_role_display(), str(row.user), row.user.username, PASSWORD)
            for row in rows
            if row.user.username == row.role
        }
    return [found[role] for role in Role.values if role in found]


def load(
    *, days: int = 90, seed: int = 1, country: str = "CN", at: datetime, progress: Callable[[int, int], None] = lambda done, total: None
) -> Site:
    """Load both centres as they stand at `at`, `days` days back. KeyError for an unknown country."""
    words = COUNTRIES[country]
    total = 2 * (days + 1) // 2 + days // 4 + 2
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(min(done, total), total)

    progress(0, total)
    first = _centre(words, at, days, seed, step, code=words.SITE_CODE, name=words.SITE_NAME, people=words.STAFF, bays=words.BAYS, cars=45)
    small = [("quick", 1), ("lift", 2)]
    bays = [(label, kind, count) for kind, count in small for label, known, _n in words.BAYS if known == kind]
    second = _centre(
        words,
        at,
        min(days, 30),
        seed + 1,
        step,
        code=words.SECOND_CODE,
        name=words.SECOND_NAME,
        people=words.SECOND_STAFF,
        bays=bays,
        cars=7,
    )
    _two_sites(second)
    if connection.vendor == "sqlite":
        learn()
    progress(total, total)
    return first


def _two_sites(second: Site) -> None:
    """The group manager and the administrator see both; an advisor of the first is service manager at the second."""
    for username, role in (("group_manager", "group_manager"), ("administrator", "administrator"), ("advisor2", "service_manager")):
        person = User.objects.filter(username=username).first()
        if person:
            work_here_too(person, second, role)


def _centre(
    words: ModuleType,
    at: datetime,
    days: int,
    seed: int,
    step: Callable[[], None],
    *,
    code: str,
    name: str,
    people: dict,
    bays: list,
    cars: int,
) -> Site:
    zone = zone_of(at, words.SITE["timezone"])
    today = at.astimezone(ZoneInfo(zone)).date()
    first = today - timedelta(days=days)
    pictures = photos.prepared()
    with transaction.atomic():
        site = make_site(words, code=code, name=name, zone=zone)
        with scope(site=site):
            since = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=10)
            house = furnish(site, words, since, people, bays)
            house.photos = pictures
            kinds = [kind for _label, kind, count in bays for _n in range(count)]
            centre = Centre(
                words,
                seed,
                first,
                cars=cars,
                advisors=len(people["advisor"]),
                technicians=len(people["technician"]),
                bays=kinds,
                prefix=code,
                zone=ZoneInfo(zone),
                short_of_wash=today - timedelta(days=12) if code == words.SECOND_CODE else None,  # its one washer is away
            )
            desk = Desk(house, Batch(site, at))
            desk.answers = Answers(house, desk.batch, seed, cars)
            desk.answers.earlier(first)
            _write(desk, (stories for _day, stories in believable(centre, first, today, at)), step)
            till.close_days(desk)
            deliveries.order_parts(desk)
            grievances.complain(desk)
            desk.answers.count()
            self_audits.hold(desk)
            teams.score(desk)
            lessons.share(desk)
            spoken.group(desk)
    return site


def zone_of(at: datetime, home: str) -> str:
    """The centre's time zone: its own in the busy hours, else the one of whole hours in which it is mid-morning now. All clocks of the demo say so then."""
    local = at.astimezone(ZoneInfo(home))
    if MORNING[0] <= local.hour + local.minute / 60 <= MORNING[1]:
        return home
    universal = at.astimezone(UTC)
    east = round(SHOWN_AT - universal.hour - universal.minute / 60)
    east += 24 if east < -12 else 0
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"  # the signs of these names are turned round


def _write(desk: Desk, days: Iterator[list[Story]], step: Callable[[], None]) -> None:
    batch, site = desk.batch, desk.house.site
    booked: set[date] = set()
    for n, stories in enumerate(days):
        for story in stories:
            desk.story(story)
            if story.starts:
                booked.add(desk.house.local(story.starts).date())
        desk.write_issues()
        batch.write()
        if n % 2 == 0:
            step()
    SiteDay.objects.bulk_create(SiteDay(site=site, day=day, version=1) for day in sorted(booked))
    _write_stock(desk)
    _write_vehicles(batch)
    desk.house.save_numbers()
    standards.finalise(site_id=site.pk, at=batch.now)


def _write_stock(desk: Desk) -> None:
    for part in desk.house.parts.values():
        part.reserved = desk.batch.reserved.get(part, 0)
        part.on_hand = max(part.on_hand, part.reserved)
    Part.objects.bulk_update(desk.house.parts.values(), ["on_hand", "reserved"])


def _write_vehicles(batch: Batch) -> None:
    changed = {}
    for vehicle, km, day in batch.mileage:
        vehicle.mileage, vehicle.mileage_on = km, day
        changed[vehicle.pk] = vehicle
    for vehicle, on, km in batch.next_service:
        vehicle.next_service_on, vehicle.next_service_km = on, km
        changed[vehicle.pk] = vehicle
    Vehicle.objects.bulk_update(changed.values(), ["mileage", "mileage_on", "next_service_on", "next_service_km"], batch_size=200)


__all__ = ["PASSWORD", "PIN", "House", "database_is_empty", "load", "sign_ins"]
