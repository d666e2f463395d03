"""The centre's hours, days that differ, and bays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import change_stamps, stamps

from .models import Bay, BayKind, CalendarDay, OpeningHours, Zone

RIGHT = "setup.write"
Opening = tuple[int, time, time]


def set_hours(*, openings: Sequence[Opening], by: Actor, at: datetime) -> None:
    """Make these the open spans of the week, (weekday, opens, closes). Raises Invalid when two overlap or one ends before it begins."""
    last: dict[int, time] = {}
    for weekday, opens, closes in sorted(openings):
        if not 0 <= weekday <= 6 or opens >= closes or (weekday in last and opens < last[weekday]):
            raise Invalid(
                _("A day's hours must follow each other: it opens before it closes, and the second part begins after the first ends.")
            )
        last[weekday] = closes
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        OpeningHours.objects.all().delete()
        made = OpeningHours.objects.bulk_create(
            OpeningHours(site_id=by.site_id, weekday=weekday, opens=opens, closes=closes, **stamps(by, at))
            for weekday, opens, closes in openings
        )
        subject = made[0] if made else OpeningHours(pk=0)
        act.record("hours.set", subject, hours=[[weekday, f"{opens:%H:%M}", f"{closes:%H:%M}"] for weekday, opens, closes in openings])


def close_on(*, days: Mapping[date, str], by: Actor, at: datetime) -> int:
    """Closed on these days, {day: name}; gives how many are new."""
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        known = set(CalendarDay.objects.filter(day__in=days).values_list("day", flat=True))
        made = CalendarDay.objects.bulk_create(
            CalendarDay(site_id=by.site_id, day=day, closed=True, name=name[:60], **stamps(by, at))
            for day, name in days.items()
            if day not in known
        )
        if made:
            act.record("calendar.closed", made[0], days=[day.day.isoformat() for day in made])
    return len(made)


def open_on(*, day: date, opens: time, closes: time, by: Actor, at: datetime, name: str = "") -> None:
    """Open at other hours than usual on one day."""
    if opens >= closes:
        raise Invalid(_("It opens before it closes."))
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        CalendarDay.objects.filter(day=day).delete()
        made = CalendarDay.objects.create(
            site_id=by.site_id, day=day, closed=False, opens=opens, closes=closes, name=name, **stamps(by, at)
        )
        act.record("calendar.other_hours", made, day=day.isoformat(), opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}")


def as_usual_on(*, day: date, by: Actor, at: datetime) -> None:
    """Nothing differs on this day after all."""
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        found = CalendarDay.objects.filter(day=day).first()
        if found is None:
            raise NotHere
        act.record("calendar.as_usual", found, day=day.isoformat())
        CalendarDay.objects.filter(pk=found.pk).delete()


def add_bays(*, bays: Iterable[tuple[str, str]], by: Actor, at: datetime) -> list[Bay]:
    """New bays, (name, kind); names that exist already are left as they are."""
    told = list(bays)
    if not all(name.strip() and kind in BayKind.values for name, kind in told):
        raise Invalid
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        known = set(Bay.objects.values_list("name", flat=True))
        made = Bay.objects.bulk_create(
            Bay(site_id=by.site_id, name=name.strip(), kind=kind, **stamps(by, at)) for name, kind in told if name.strip() not in known
        )
        if made:
            act.record("bay.added", made[0], bays=[[bay.name, str(bay.kind)] for bay in made])
    return made


def change_bay(*, bay_id: int, name: str, kind: str, active: bool, by: Actor, at: datetime) -> Bay:
    """Rename a bay, change its kind, take it out of use. Raises Invalid when the name is taken, NotHere."""
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        bay = Bay.objects.select_for_update().filter(pk=bay_id).first()
        if bay is None:
            raise NotHere
        if Bay.objects.filter(name=name).exclude(pk=bay_id).exists():
            raise Invalid(_("There is a bay with this name."))
        new = {"name": name, "kind": kind, "active": active}
        before = {field: getattr(bay, field) for field, value in new.items() if getattr(bay, field) != value}
        if before:
            Bay.objects.filter(pk=bay_id).update(**new, **change_stamps(by, at))
            act.record("bay.changed", bay, before=before, after=new)
    return bay


def add_usual_zones(*, by: Actor, at: datetime) -> None:
    """One place of each kind (gate, reception, lounge, wash, …), where the site has none yet."""
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        known = set(Zone.objects.values_list("code", flat=True))
        made = Zone.objects.bulk_create(
            Zone(site_id=by.site_id, code=code, name=str(label)) for code, label in Zone.Code.choices if code not in known
        )
        if made:
            act.record("zone.added", made[0], zones=[zone.code for zone in made])
