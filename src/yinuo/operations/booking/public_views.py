"""The public page: no sign-in, one column, works without a script. Nothing on it tells what the centre knows of anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings as django_settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from yinuo.core.access.actor import customer
from yinuo.core.errors import DomainError, NotHere
from yinuo.core.events.services import RepeatedAct
from yinuo.core.sites.models import Site
from yinuo.core.validation import key_of

from . import free_times, holding, ics, links, prices, public, services, throttle
from .forms import PublicForm, moment
from .models import Appointment
from .views import first_day
from .who import Caller

DAYS_SHOWN = 5


def public_page(*methods: str) -> Callable:
    """A page of the site for anybody: puts `site`, `at` and a customer's `actor` on the request, in the centre's language unless one was chosen."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def entered(request: Any, site: str, **kwargs) -> HttpResponse:
            request.site = Site.objects.filter(code=site).first()
            if request.site is None:
                raise Http404
            request.at = timezone.now()
            key = request.POST.get("_key", "")[:64] if request.method == "POST" else ""
            request.actor = customer(site_id=request.site.pk, name=_("customer online"), key=key)
            _speak(request)
            with scope(site=request.site), timezone.override(request.site.zone):
                try:
                    return view(request, **kwargs)
                except NotHere:
                    raise Http404 from None
                except RepeatedAct as repeated:
                    return redirect(repeated.url or reverse("book:start", args=[site]))
                except DomainError as error:
                    return render(request, "book/refused.html", {"sentence": str(error)}, status=error.status)

        return require_http_methods(list(methods))(entered)

    return decorate


def _speak(request: Any) -> None:
    """The language chosen before, else the browser's if we speak it, else the centre's own."""
    if django_settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.headers.get("Accept-Language"):
        return
    translation.activate(request.site.language)
    request.LANGUAGE_CODE = translation.get_language()


@public_page("GET", "HEAD", "POST")
def start(request: Any) -> HttpResponse:
    """Choose the work; then a free time, a name, a phone and a plate; booked."""
    asked = request.POST if request.method == "POST" else request.GET
    form = PublicForm(
        request.POST if request.method == "POST" else None, initial={"items": numbers(request.GET), "waits": asked.get("waits", "1")}
    )
    if request.method == "POST":
        throttle.count(request, "post", most=30, seconds=600)
        response = _try_to_book(request, form)
        if response is not None:
            return response
    else:
        throttle.count(request, "free", most=240, seconds=600)
    offer = _offer(request, form)
    menu = prices.public_menu(request.site)
    chosen = {key_of(str(pk)) for pk in form["items"].value() or []}
    context = {
        "form": form,
        "menu": menu,
        "chosen": [offered for offered in menu if offered.item.pk in chosen],
        "settings": holding.settings(),
        "offer": offer,
        "asked_day": first_day(request),
        "waits": asked.get("waits", "1"),
        "starts_at": asked.get("starts_at", ""),
    }
    return render(request, "book/start.html", context, status=422 if form.errors else 200)


def numbers(asked: Any) -> list[int]:
    return [pk for text in asked.getlist("items") if (pk := key_of(text))][:20]


def _try_to_book(request: Any, form: PublicForm) -> HttpResponse | None:
    """None when the form is to be shown again, with what is wrong."""
    if not form.is_valid():
        return None
    if form.cleaned_data["website"]:
        form.add_error(None, _("This could not be booked. Please ring us."))
        return None
    starts_at = moment(request.POST.get("starts_at", ""))
    if starts_at is None:
        form.add_error(None, _("Choose one of the free times."))
        return None
    try:
        booked = _book(request, form, starts_at)
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    return redirect(links.url_of(request.site.code, booked))


def _book(request: Any, form: PublicForm, starts_at: datetime) -> Appointment:
    throttle.count(request, "book", most=8, seconds=3600)
    values = form.cleaned_data
    return public.book(
        by=request.actor,
        at=request.at,
        starts_at=starts_at,
        menu_item_ids=form.menu_item_ids(),
        caller=Caller(name=values["name"], phone=values["phone"], plate=values["plate"]),
        waits=bool(values["waits"]),
        wish=values["wish"],
        answer=lambda made: links.url_of(request.site.code, made),
    )


def _offer(request: Any, form: PublicForm) -> free_times.Offer:
    if form.is_bound and not hasattr(form, "cleaned_data"):
        form.is_valid()
    known = holding.settings()
    lead = timedelta(minutes=known.public_lead_minutes)
    return free_times.offer(form, request.at, first_day(request), lead=lead, shown=DAYS_SHOWN)


@public_page("GET", "HEAD")
def appointment(request: Any, token: str) -> HttpResponse:
    """The customer's own appointment."""
    found = _found(request, token)
    changeable = public.may_change(found, at=request.at)
    lead = timedelta(minutes=holding.settings().public_lead_minutes)
    offer = free_times.for_appointment(found, request.at, first_day(request), lead=lead) if changeable and "move" in request.GET else None
    booked = found.items.select_related("menu_item").order_by("position")
    works = [prices.public_name(work.menu_item) if work.menu_item else work.name for work in booked]
    context = {
        "appointment": found, "works": works, "token": token, "changeable": changeable, "offer": offer, "asked_day": first_day(request)
    }  # fmt: skip
    return render(request, "book/appointment.html", context)


@public_page("POST")
def move(request: Any, token: str) -> HttpResponse:
    throttle.count(request, "post", most=30, seconds=600)
    found = _found(request, token)
    starts_at = moment(request.POST.get("start", ""))
    if starts_at is None or not public.may_change(found, at=request.at):
        raise public.NotOnline(_("This appointment can no longer be changed here. Please ring us."))
    services.move_to(appointment_id=found.pk, starts_at=starts_at, by=request.actor, at=request.at, channel="page")
    return redirect(links.url_of(request.site.code, found))


@public_page("POST")
def cancel(request: Any, token: str) -> HttpResponse:
    throttle.count(request, "post", most=30, seconds=600)
    found = _found(request, token)
    if not public.may_change(found, at=request.at):
        raise public.NotOnline(_("This appointment can no longer be changed here. Please ring us."))
    reason = request.POST.get("reason", "").strip()[:200] or _("cancelled by the customer online")
    services.cancel(appointment_id=found.pk, by=request.actor, at=request.at, reason=reason, channel="page")
    return redirect(links.url_of(request.site.code, found))


@public_page("GET", "HEAD")
def calendar_file(request: Any, token: str) -> HttpResponse:
    found = _found(request, token)
    works = "、".join(item.name for item in found.items.all())
    text = ics.event(
        uid=f"{links.token_of(found)}@yinuo",
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        summary=f"{request.site.name}: {works}",
        place=request.site.address or request.site.name,
        details=request.build_absolute_uri(links.url_of(request.site.code, found)),
        written_at=found.changed_at,
        version=int((found.changed_at - found.created_at).total_seconds()),
    )
    return HttpResponse(
        text, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="appointment.ics"'}
    )


def _found(request: Any, token: str) -> Appointment:
    throttle.count(request, "link", most=300, seconds=600)
    found = links.appointment_of(token)
    if request.at > found.starts_at + timedelta(days=links.DAYS_OPEN):
        raise NotHere
    return found
