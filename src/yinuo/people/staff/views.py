"""The pages of people, and each person's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from yinuo.core.access.limits import within
from yinuo.core.access.models import Role
from yinuo.core.access.rules import may_give
from yinuo.core.access.views import act, back_to, form_page, page
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.ui import qr
from yinuo.people.shifts import services as shifts
from yinuo.people.skills import services as skilled

from . import forms, queries, services


def today(request: HttpRequest):
    return timezone.localdate(request.at)  # type: ignore[attr-defined]


@page("people.read")
def people(request, site):
    told = {"text": request.GET.get("q", "").strip()[:60], "role": request.GET.get("role", ""), "former": request.GET.get("former") == "1"}
    if told["role"] not in Role.values:
        told["role"] = ""
    rows = queries.people(day=today(request), **told)
    return render(request, "staff/people.html", {"rows": rows, "roles": Role.choices, **told})


def givable(request: HttpRequest) -> list[str]:
    return [role for role in Role.values if may_give(request.actor.capabilities, role)]  # type: ignore[attr-defined]


@form_page("people.write")
def join(request, site):
    """Somebody of another centre works here too. Names are tried a few times an hour at most: this is no directory of other centres' people."""
    form = forms.JoinForm(request.POST or None, givable=givable(request))
    if form.is_valid():
        try:
            if not within(f"join:{request.actor.user_id}", times=TRIES_TO_JOIN, seconds=3600, at=request.at):
                raise Invalid(_("Too many tries. Wait an hour, or ask the administrator."))
            person = services.join_person(**form.cleaned_data, by=request.actor, at=request.at)
        except Invalid as invalid:
            form.add_error("name", str(invalid))
        else:
            messages.success(request, _("%(name)s works here too now.") % {"name": person})
            return back_to(request, "staff:person", person.pk)
    return render(request, "staff/join.html", {"form": form}, status=422 if form.errors else 200)


TRIES_TO_JOIN = 20


@form_page("people.write")
def new(request, site):
    form = forms.NewPersonForm(request.POST or None, givable=givable(request), initial={"language": ""})
    if form.is_valid():
        try:
            person = services.add_person(**form.cleaned_data, by=request.actor, at=request.at)
        except services.NameTaken as taken:
            form.add_error("username", str(taken))
        else:
            messages.success(request, _("%(name)s can come in now.") % {"name": person})
            return back_to(request, "staff:person", person.pk)
    return render(request, "staff/new.html", {"form": form}, status=422 if form.errors else 200)


@page("site.read")
def person(request, site, user_id):
    """The record of a person: for who may read people's records; everybody's own is the page `me`, and others do not exist for them."""
    if request.actor.may("people.read"):
        return person_page(request, user_id)
    if user_id != request.actor.user_id:
        raise NotHere
    return back_to(request, "staff:me")


def person_page(request: HttpRequest, user_id: int, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of a person; `bound` are forms that did not validate, in the place of fresh ones."""
    found = queries.person_page(user_id, capabilities=request.actor.capabilities, today=today(request))  # type: ignore[attr-defined]
    who = found.person
    context = {
        "page": found,
        "who": forms.PersonForm(initial={name: getattr(who, name) for name in ("display_name", "username", "employee_number", "language")}),
        "absence": forms.AbsenceForm(initial={"since": today(request), "until": today(request)}),
        "other_hours": forms.OtherHoursForm(prefix="other", initial={"day": today(request)}),
        "password_form": forms.PasswordForm(),
        "pin_form": forms.PinForm(),
        "levels": forms.LEVELS,
        "write": request.actor.may("people.write"),  # type: ignore[attr-defined]
        "may_change": services.may_change(request.actor, user_id),  # type: ignore[attr-defined]
        "week": list(zip(WEEKDAYS.values(), found.week, strict=True)),
        "held": held(found),
        **bound,
    }
    return render(request, "staff/person.html", context, status=status)


def held(found: queries.PersonPage) -> list[tuple[str, Any, Any]]:
    """The skills that the person has, with level and the certificate's last day."""
    return [(skill.name, dict(forms.LEVELS)[skill.level], skill.expires_on) for skill in found.skills if skill.level]


def saved(request: HttpRequest, user_id: int, words: str = "") -> HttpResponse:
    messages.success(request, words or _("Saved."))
    return back_to(request, "staff:person", user_id)


@act("people.write")
def who(request, site, user_id):
    form = forms.PersonForm(request.POST)
    if form.is_valid():
        try:
            services.change_person(user_id=user_id, **form.cleaned_data, by=request.actor, at=request.at)
        except services.NameTaken as taken:
            form.add_error("username", str(taken))
        else:
            return saved(request, user_id)
    return person_page(request, user_id, 422, who=form)


@act("people.write")
def roles(request, site, user_id):
    """The roles ticked, and those held that this actor may not take."""
    form = forms.RolesForm(request.POST)
    chosen = set(form.cleaned_data["roles"]) if form.is_valid() else set()
    found = queries.person_page(user_id, capabilities=request.actor.capabilities, today=today(request))
    kept = {role.code for role in found.roles if role.held and not role.may_give}
    services.set_roles(user_id=user_id, roles=sorted(chosen | kept), by=request.actor, at=request.at)
    return saved(request, user_id)


@act("people.write")
def skills(request, site, user_id):
    found = queries.person_page(user_id, capabilities=request.actor.capabilities, today=today(request))
    form = forms.SkillsForm(request.POST, skill_ids=[skill.pk for skill in found.skills])
    if not form.is_valid():
        return person_page(request, user_id, 422, skills_error=_("A date is not right. Write it like 2027-06-30."))
    skilled.set_skills(user_id=user_id, held=form.held(), by=request.actor, at=request.at)
    return saved(request, user_id)


@act("people.write")
def week(request, site, user_id):
    form = forms.WeekForm(request.POST)
    problem = _("Each working day needs a beginning and an end, like 08:30.")
    if form.is_valid():
        try:
            shifts.set_week(user_ids=[user_id], week=form.week(), by=request.actor, at=request.at)
            return saved(request, user_id)
        except Invalid as invalid:
            problem = str(invalid)
    typed = [queries.Weekday(n, **{name: request.POST.get(f"{name}_{n}", "")[:5] for name in WEEK_FIELDS}) for n in range(7)]
    return person_page(request, user_id, 422, week=list(zip(WEEKDAYS.values(), typed, strict=True)), week_error=problem)


WEEK_FIELDS = ("starts", "ends", "break_starts", "break_ends")


@act("people.write")
def absent(request, site, user_id):
    form = forms.AbsenceForm(request.POST)
    if form.is_valid():
        try:
            shifts.be_absent(user_id=user_id, **form.cleaned_data, by=request.actor, at=request.at)
            return saved(request, user_id)
        except Invalid as invalid:
            form.add_error("until", str(invalid))
    return person_page(request, user_id, 422, absence=form)


@act("people.write")
def other_hours(request, site, user_id):
    form = forms.OtherHoursForm(request.POST, prefix="other")
    if form.is_valid():
        try:
            shifts.work_at_other_hours(user_id=user_id, **form.cleaned_data, by=request.actor, at=request.at)
            return saved(request, user_id)
        except Invalid as invalid:
            form.add_error("ends", str(invalid))
    return person_page(request, user_id, 422, other_hours=form)


@act("people.write")
def as_usual(request, site, user_id):
    form = forms.AbsenceForm({"since": request.POST.get("day"), "until": request.POST.get("day")})
    if not form.is_valid():
        raise Invalid
    shifts.as_usual(user_id=user_id, day=form.cleaned_data["since"], by=request.actor, at=request.at)
    return saved(request, user_id)


@act("people.write")
def password(request, site, user_id):
    form = forms.PasswordForm(request.POST)
    if not form.is_valid():
        return person_page(request, user_id, 422, password_form=form)
    services.set_password(user_id=user_id, password=form.cleaned_data["password"], by=request.actor, at=request.at)
    return saved(request, user_id, _("The password is set. Tell it to the person; all their devices are signed out."))


@act("people.write")
def pin(request, site, user_id):
    form = forms.PinForm(request.POST)
    if form.is_valid():
        try:
            services.set_pin(user_id=user_id, pin=form.cleaned_data["pin"], by=request.actor, at=request.at)
            return saved(request, user_id, _("The PIN is set."))
        except Invalid as invalid:
            form.add_error("pin", str(invalid))
    return person_page(request, user_id, 422, pin_form=form)


@page("people.write")
def badge(request, site, user_id):
    """The badge to print: for who may change the person."""
    found = queries.person_page(user_id, capabilities=request.actor.capabilities, today=today(request))
    if not services.may_change(request.actor, user_id):
        raise services.NotYoursToChange
    return badge_sheet(request, found)


@page("site.read")
def my_badge(request, site):
    return badge_sheet(request, queries.person_page(request.actor.user_id, capabilities=frozenset(), today=today(request)))


def badge_sheet(request: HttpRequest, found: queries.PersonPage) -> HttpResponse:
    code = qr.made(found.person.badge or "")
    response = render(request, "staff/badge.html", {"page": found, "qr": code.svg_data_uri(scale=6, border=2)})
    response["Cache-Control"] = "no-store"
    return response


@act("people.write")
def renew_badge(request, site, user_id):
    services.renew_badge(user_id=user_id, by=request.actor, at=request.at)
    return saved(request, user_id, _("The old badge is worth nothing now. Print the new one."))


@act("people.write")
def leave(request, site, user_id):
    services.dismiss(user_id=user_id, by=request.actor, at=request.at)
    messages.success(request, _("Signed out everywhere. What this person did stays told."))
    return back_to(request, "staff:people")


@act("people.write")
def back(request, site, user_id):
    services.take_on_again(user_id=user_id, by=request.actor, at=request.at)
    return saved(request, user_id)


@page("site.read")
def me(request, site):
    return my_page(request)


def my_page(request: HttpRequest, status: int = 200, **bound: Any) -> HttpResponse:
    found = queries.person_page(request.actor.user_id, capabilities=frozenset(), today=today(request))  # type: ignore[attr-defined]
    context = {
        "page": found,
        "pin_form": forms.PinForm(),
        "week": list(zip(WEEKDAYS.values(), found.week, strict=True)),
        "held": held(found),
        **bound,
    }
    return render(request, "staff/me.html", context, status=status)


@act("site.read")
def my_pin(request, site):
    form = forms.PinForm(request.POST)
    if form.is_valid():
        try:
            services.set_pin(user_id=request.actor.user_id, pin=form.cleaned_data["pin"], by=request.actor, at=request.at)
            messages.success(request, _("The PIN is set."))
            return back_to(request, "staff:me")
        except Invalid as invalid:
            form.add_error("pin", str(invalid))
    return my_page(request, 422, pin_form=form)
