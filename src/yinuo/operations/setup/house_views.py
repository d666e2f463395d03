"""Steps of the set-up: hours, bays, staff and shifts."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from yinuo.core.access.models import Membership, Role
from yinuo.core.access.views import act, form_page
from yinuo.core.errors import Invalid
from yinuo.operations.workshop import services
from yinuo.operations.workshop.models import Bay, BayKind, CalendarDay, OpeningHours
from yinuo.people.shifts import services as shifts
from yinuo.people.shifts.models import WeeklyShift
from yinuo.people.shifts.rules import Shift
from yinuo.people.skills import services as skilled
from yinuo.people.skills.models import Skill

from . import forms, starters
from .steps import staff_count
from .views import finished, stay, step_page

PRESETS = {code: {"preset": code} for code in starters.HOURS}
SPANS = ("a_opens", "a_closes", "b_opens", "b_closes")


def hours_page(request: Any, status: int = 200, typed: Any = None, **context: Any):
    today = timezone.localdate(request.at)
    days = list(CalendarDay.objects.filter(day__gte=today)[:200])
    known = {day.day for day in days}
    offered = [(day, name) for day, name in starters.holidays_of(request.site, since=today) if day not in known]
    week = [(name, n, _typed_day(typed, n)) for n, name in WEEKDAYS.items()] if typed is not None else _week()
    shown = {"week": week, "days": days, "holidays": offered, "day_form": forms.DayForm(), "presets": PRESETS, **context}
    return step_page(request, "hours", "setup/hours.html", status, **shown)


def _week() -> list[tuple[Any, int, list[tuple[str, str]]]]:
    """(weekday, number, its four times) of what is set."""
    spans: dict[int, list[str]] = defaultdict(list)
    for row in OpeningHours.objects.order_by("weekday", "opens"):
        spans[row.weekday] += [f"{row.opens:%H:%M}", f"{row.closes:%H:%M}"]
    return [(name, n, list(zip(SPANS, (spans[n] + [""] * 4)[:4], strict=True))) for n, name in WEEKDAYS.items()]


def _typed_day(typed: Any, n: int) -> list[tuple[str, str]]:
    return [(name, typed.get(f"{name}_{n}", "")[:5]) for name in SPANS]


@form_page("setup.write")
def hours(request, site):
    if request.method != "POST":
        return hours_page(request)
    form = forms.HoursForm(request.POST)
    problem = _("Some times cannot be read. Write them like 08:30, and give each opening its closing.")
    if form.is_valid() and not form.openings():
        problem = _(
            "When is the centre open? Write the hours of one day at least, take one of the usual weeks above, or leave this for later."
        )
    elif form.is_valid():
        try:
            services.set_hours(openings=form.openings(), by=request.actor, at=request.at)
            return finished(request, "hours")
        except Invalid as invalid:
            problem = str(invalid)
    return hours_page(request, 422, typed=request.POST, problem=problem)


@act("setup.write")
def start_hours(request, site):
    preset = starters.HOURS.get(request.POST.get("preset", ""))
    if preset is None:
        raise Invalid
    services.set_hours(openings=preset, by=request.actor, at=request.at)
    return stay(request, "hours", _("These are your hours now. Change what differs, then go on."))


@act("setup.write")
def take_holidays(request, site):
    """Close on the holidays ticked."""
    offered = dict(starters.holidays_of(site, since=timezone.localdate(request.at)))
    ticked = {day: offered[day] for day in offered if day.isoformat() in request.POST.getlist("day")}
    services.close_on(days=ticked, by=request.actor, at=request.at)
    return stay(request, "hours", _("Closed on %(n)s days more.") % {"n": len(ticked)})


@act("setup.write")
def day(request, site):
    form = forms.DayForm(request.POST)
    if not form.is_valid():
        return hours_page(request, 422, day_form=form)
    told = form.cleaned_data
    try:
        if told["opens"] and told["closes"]:
            services.open_on(**told, by=request.actor, at=request.at)
        else:
            services.close_on(days={told["day"]: told["name"]}, by=request.actor, at=request.at)
    except Invalid as invalid:
        form.add_error("closes", str(invalid))
        return hours_page(request, 422, day_form=form)
    return stay(request, "hours", _("Saved."))


@act("setup.write")
def as_usual(request, site):
    form = forms.DayForm(request.POST)
    if not form.is_valid():
        raise Invalid
    services.as_usual_on(day=form.cleaned_data["day"], by=request.actor, at=request.at)
    return stay(request, "hours", _("As usual on this day."))


def bays_page(request: Any, status: int = 200, form: Any = None):
    bays = list(Bay.objects.order_by("-active", "name"))
    return step_page(request, "bays", "setup/bays.html", status, bays=bays, kinds=BayKind.choices, form=form or forms.BayForm())


@form_page("setup.write")
def bays(request, site):
    """GET the bays, POST a new one."""
    if request.method != "POST":
        return bays_page(request)
    form = forms.BayForm(request.POST)
    if form.is_valid():
        made = services.add_bays(bays=[(form.cleaned_data["name"], form.cleaned_data["kind"])], by=request.actor, at=request.at)
        if made:
            return stay(request, "bays", _("The bay is there."))
        form.add_error("name", _("There is a bay with this name."))
    return bays_page(request, 422, form)


@act("setup.write")
def start_bays(request, site):
    services.add_bays(bays=starters.bays(), by=request.actor, at=request.at)
    services.add_usual_zones(by=request.actor.with_key(""), at=request.at)
    return stay(request, "bays", _("Twelve bays and the usual places are there. Rename them as you call them."))


@act("setup.write")
def change_bay(request, site, bay_id):
    form = forms.BayForm(request.POST)
    if not form.is_valid():
        if not Bay.objects.filter(pk=bay_id).exists():
            services.change_bay(bay_id=bay_id, name="", kind="", active=False, by=request.actor, at=request.at)
        raise Invalid(_("A bay needs a name and a kind."))
    services.change_bay(bay_id=bay_id, **form.cleaned_data, active=request.POST.get("active") == "1", by=request.actor, at=request.at)
    return stay(request, "bays", _("Saved."))


@form_page("people.write")
def staff(request, site):
    """Who is there by role, who has no week yet; POST: go on."""
    if request.method == "POST":
        return finished(request, "staff")
    held: dict[str, list[str]] = defaultdict(list)
    for role, name in (
        Membership.objects.filter(user__is_active=True).order_by("user__display_name").values_list("role", "user__display_name")
    ):
        held[role].append(name)
    roles = [(label, held[code]) for code, label in Role.choices]
    context = {"roles": roles, "people": staff_count(), "without_week": _without_week().count(), "skills": Skill.objects.count()}
    return step_page(request, "staff", "setup/staff.html", **context, has_hours=OpeningHours.objects.exists())


def _without_week():
    planned = WeeklyShift.objects.values("user")
    return Membership.objects.filter(user__is_active=True).exclude(user__in=planned).values_list("user", flat=True).distinct()


@act("people.write")
def start_staff(request, site):
    """The usual skills, and for everybody without a week the centre's hours (with a break where it shuts)."""
    by = request.actor
    skilled.add_skills(names=starters.skills(site), by=by, at=request.at)
    week = _week_of_the_house()
    for offset, people in _by_turns(sorted(_without_week()), len(week)).items():
        shifts.set_week(user_ids=people, week=_five_days(week, offset), by=by.with_key(""), at=request.at)
    if not week:
        return stay(request, "staff", _("The usual skills are there. Shifts follow when the hours are: first say when the centre is open."))
    return stay(request, "staff", _("Everybody works when the centre is open. Change single people on their pages."))


def _week_of_the_house() -> list[tuple[int, Shift]]:
    """Each open day from its first opening to its last closing, the gap between as the break."""
    spans: dict[int, list[Any]] = defaultdict(list)
    for row in OpeningHours.objects.order_by("weekday", "opens"):
        spans[row.weekday].append(row)
    week = []
    for weekday, rows in sorted(spans.items()):
        gap = (rows[0].closes, rows[1].opens) if len(rows) > 1 and rows[0].closes < rows[1].opens else (None, None)
        week.append((weekday, Shift(rows[0].opens, rows[-1].closes, *gap)))
    return week


def _by_turns(people: list[int], days: int) -> dict[int, list[int]]:
    """People dealt out in turn, so that not everybody has the same days off."""
    turns: dict[int, list[int]] = defaultdict(list)
    for n, user_id in enumerate(people if days else []):
        turns[n % days].append(user_id)
    return turns


def _five_days(week: list[tuple[int, Shift]], offset: int) -> list[tuple[int, Shift]]:
    """The week without the days off, which begin at `offset`."""
    off = {(offset + n) % len(week) for n in range(max(len(week) - 5, 0))}
    return [entry for n, entry in enumerate(week) if n not in off]
