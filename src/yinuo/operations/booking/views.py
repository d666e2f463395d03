"""The booking table's screens. Every page asks a fixed number of questions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yinuo.core.access.views import back_to, done, form_page, page
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.ui.lists import Column, Sort, export, listed
from yinuo.core.validation import key_of
from yinuo.information.customers.models import Customer
from yinuo.information.vehicles.models import Vehicle

from . import free_times, links, lists, parts, queries, services, settings_services
from .forms import BookingForm, SettingsForm, WhoForm, WorkForm, moment
from .holding import settings as booking_settings
from .holding import zone
from .models import Appointment
from .qr import code

TABS = (
    ("booking:today", gettext_lazy("Day table")),
    ("booking:week", gettext_lazy("Week")),
    ("booking:calls", gettext_lazy("To reconfirm")),
    ("booking:shortages", gettext_lazy("Parts short")),
    ("booking:list", gettext_lazy("All bookings")),
    ("booking:no_shows", gettext_lazy("Did not come")),
)


def today_of(request: Any) -> date:
    return request.at.astimezone(zone()).date()


def _tabs(request: Any, here: str) -> list[tuple[Any, str, bool]]:
    day = {"booking:week": [today_of(request).isoformat()]}
    return [(label, reverse(name, args=[request.site.code, *day.get(name, [])]), name == here) for name, label in TABS]


@page("booking.read")
def today(request: Any, site: Any) -> HttpResponse:
    """Today's table; a chosen date (`?day=`) leads to its own address."""
    found = date_of(request.GET.get("day", ""))
    if found is not None and 2000 <= found.year < 2100:
        return back_to(request, "booking:day", found)
    return _day(request, today_of(request))


@page("booking.read")
def day(request: Any, site: Any, day: str) -> HttpResponse:
    return _day(request, _day_of(day))


def _day_of(text: str) -> date:
    """The date that an address names. Raises Http404 for what is none."""
    found = date_of(text)
    if found is None or not 2000 <= found.year < 2100:
        raise Http404
    return found


def date_of(text: str) -> date | None:
    """A date as browsers write it; None for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _day(request: Any, day: date) -> HttpResponse:
    context = {"page": queries.day_page(day, at=request.at), "today": today_of(request), "tabs": _tabs(request, "booking:today")}
    if request.headers.get("HX-Target") == "day-table":
        return render(request, "booking/day_table.html", context)
    context |= {"before": day - timedelta(days=1), "after": day + timedelta(days=1), "monday": day - timedelta(days=day.weekday())}
    return render(request, "booking/day.html", context)


@page("booking.read")
def week(request: Any, site: Any, day: str) -> HttpResponse:
    chosen = _day_of(day)
    first = chosen - timedelta(days=chosen.weekday())
    clocks, days = queries.week(first, at=request.at)
    rows = [(clock, [found.cells[n][1] for found in days], n) for n, clock in enumerate(clocks)]
    context = {"days": days, "rows": rows, "first": first, "last": first + timedelta(days=6), "tabs": _tabs(request, "booking:week")}
    return render(request, "booking/week.html", context | {"before": first - timedelta(days=7), "after": first + timedelta(days=7)})


@form_page("booking.write")
def new(request: Any, site: Any) -> HttpResponse:
    """Who, what, then one tap on a free time books."""
    form = BookingForm(request.POST if request.method == "POST" else None, initial=_prefilled(request))
    chosen, why = _chosen(request, form)
    if request.method == "POST" and form.is_valid() and chosen:
        try:
            booked = _book(request, form, chosen, over=why)
            return back_to(request, "booking:appointment", booked.pk)
        except (Invalid, services.holding.FullyBooked) as error:
            form.add_error(None, str(error))
    status = 422 if request.method == "POST" and form.errors else 200
    context = {
        "form": form,
        "offer": free_times.offer(form, request.at, first_day(request)),
        "form_url": reverse("booking:free", args=[site.code]),
        "over_open": {"at": request.POST.get("over_at", ""), "why": request.POST.get("over_reason", "")}
        if "over" in request.POST
        else None,
    }
    return render(request, "booking/new.html", context | {"known": _known(form), "asked_day": first_day(request)}, status=status)


def _chosen(request: Any, form: BookingForm) -> tuple[datetime | None, str]:
    """(the half-hour, why it is booked over the limit): one tap on a free time, or typed with a reason by who may book over."""
    if "over" not in request.POST:
        return moment(request.POST.get("starts_at", "")), ""
    starts_at, why = moment(request.POST.get("over_at", "")), request.POST.get("over_reason", "").strip()[:240]
    if starts_at is None or not why:
        form.add_error(None, _("To book over the limit, choose the half-hour and say why."))
    return starts_at, why


def _book(request: Any, form: BookingForm, starts_at: datetime, over: str = "") -> Appointment:
    values = form.cleaned_data
    return services.book(
        by=request.actor,
        at=request.at,
        starts_at=starts_at,
        menu_item_ids=form.menu_item_ids(),
        other=form.other(),
        caller=form.caller(),
        waits=bool(values["waits"]),
        wish=values["wish"],
        origin=values["origin"] or "phone",
        advisor_id=values["advisor"].pk if values["advisor"] else None,
        told_by="phone" if values["told"] else "",
        over=over,
        answer=lambda booked: reverse("booking:appointment", args=[request.site.code, booked.pk]),
    )


def _prefilled(request: Any) -> dict[str, Any]:
    """What the page that led here knows: a customer, a vehicle, a plate, a phone, the work (also declined work of an earlier visit)."""
    asked = {name: request.GET.get(name, "") for name in ("plate", "phone", "name", "wish", "other_name", "other_minutes")}
    ids = {name: key_of(request.GET.get(name, "")) for name in ("customer", "vehicle", "advisor")}
    customer = Customer.objects.filter(pk=ids["customer"]).first() if ids["customer"] else None
    vehicle = Vehicle.objects.filter(pk=ids["vehicle"]).first() if ids["vehicle"] else None
    if customer:
        asked |= {"name": customer.name, "phone": customer.phone}
    if vehicle:
        asked["plate"] = vehicle.plate
    items = [number for number in map(key_of, request.GET.getlist("items")) if number]
    known = {"customer": customer.pk if customer else None, "vehicle": vehicle.pk if vehicle else None, "advisor": ids["advisor"]}
    return {**asked, **known, "items": items, "waits": "1", "origin": request.GET.get("origin", "phone")}


def _known(form: BookingForm) -> dict[str, Any]:
    """The records that the hidden fields name, for showing."""
    customer, vehicle = (key_of(str(form[name].value() or "")) for name in ("customer", "vehicle"))
    return {
        "customer": Customer.objects.filter(pk=customer).first() if customer else None,
        "vehicle": Vehicle.objects.filter(pk=vehicle).first() if vehicle else None,
    }


def first_day(request: Any) -> date | None:
    """The day from which free times are wanted; None for today, and for what lies in the past or far away."""
    chosen = date_of(request.POST.get("day") or request.GET.get("day") or "")
    return chosen if chosen and today_of(request) <= chosen < today_of(request) + timedelta(days=365) else None


@page("booking.read")
def free(request: Any, site: Any) -> HttpResponse:
    """Free times for the work that is ticked, as a part of the booking form."""
    form = BookingForm(request.GET)
    form.is_valid()
    return render(request, "booking/free.html", {"offer": free_times.offer(form, request.at, first_day(request)), "form": form})


@page("booking.read")
def appointment(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    found = queries.with_people(Appointment.objects.filter(pk=appointment_id))
    chips = queries.chips_of(found, at=request.at)
    if not chips:
        raise Http404
    chip = chips[0]
    row = chip.appointment
    ids = [work.menu_item_id for work in chip.works if work.menu_item_id]
    short = parts.missing(ids, starts_at=row.starts_at, day=row.day, today=today_of(request), without=row.pk) if chip.open else []
    context = {
        "chip": chip,
        "appointment": row,
        "missing": short,
        "no_shows": lists.no_shows_of(row),
        "story": queries.story_of(row),
        "customer_url": request.build_absolute_uri(links.url_of(site.code, row)),
        "over": request.at >= services.slot_end(row.starts_at),
        "promises": queries.promises_of(row),
        "visit_url": queries.visit_url(site.code, row),
    }
    return render(request, "booking/appointment.html", context)


@page("booking.read")
def times(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    """Free times to which an appointment can move: a part of its page for htmx, a page of their own where no script runs."""
    found = _existing(appointment_id)
    offer = free_times.for_appointment(found, request.at, first_day(request))
    response = render(
        request, "booking/times.html" if request.headers.get("HX-Request") else "booking/move.html", {"offer": offer, "appointment": found}
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


@page("booking.read")
def fits(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    """Where on its day's table the appointment that is being dragged fits: a word for every half-hour, put there by htmx."""
    found = _existing(appointment_id)
    return render(request, "booking/fits.html", {"fits": free_times.fits_on_day(found, request.at)})


def _existing(appointment_id: int) -> Appointment:
    found = Appointment.objects.filter(pk=appointment_id).prefetch_related("items").first()
    if found is None:
        raise Http404
    return found


@form_page("booking.write")
def work(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    """Change what is to be done."""
    found = _existing(appointment_id)
    other = next((item for item in found.items.all() if item.menu_item_id is None), None)
    initial = {
        "items": [item.menu_item_id for item in found.items.all() if item.menu_item_id],
        "other_name": other.name if other else "",
        "other_minutes": other.minutes if other else None,
    }
    form = WorkForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_items(
                appointment_id=appointment_id, by=request.actor, at=request.at, menu_item_ids=form.menu_item_ids(), other=form.other()
            )
            return back_to(request, "booking:appointment", appointment_id)
        except DomainError as error:
            form.add_error(None, str(error))
    return render(request, "booking/work.html", {"form": form, "appointment": found}, status=422 if form.errors else 200)


@form_page("booking.write")
def who(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    """Change who comes, and what they said."""
    found = _existing(appointment_id)
    initial = {
        "customer": found.customer_id, "vehicle": found.vehicle_id, "plate": found.plate, "name": found.contact_name,
        "phone": found.contact_phone, "wish": found.wish, "advisor": found.advisor_id,
    }  # fmt: skip
    form = WhoForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        advisor = values["advisor"].pk if values["advisor"] else None
        try:
            services.change_particulars(
                appointment_id=appointment_id,
                by=request.actor,
                at=request.at,
                caller=form.caller(),
                wish=values["wish"],
                advisor_id=advisor,
            )
            return back_to(request, "booking:appointment", appointment_id)
        except DomainError as error:
            form.add_error(None, str(error))
    return render(request, "booking/who.html", {"form": form, "appointment": found}, status=422 if form.errors else 200)


@page("booking.read")
def calls(request: Any, site: Any) -> HttpResponse:
    """Who is still to be asked whether they come, the most urgent first."""
    context = {"chips": lists.to_reconfirm(at=request.at), "tabs": _tabs(request, "booking:calls"), "from_calls": {"from": "calls"}}
    return render(request, "booking/calls.html", context)


@page("booking.read")
def shortages(request: Any, site: Any) -> HttpResponse:
    chips = lists.shortages(at=request.at)
    context = {
        "rows": lists.with_parts(chips, at=request.at),
        "tabs": _tabs(request, "booking:shortages"),
        "from_shortages": {"from": "shortages"},
    }
    return render(request, "booking/shortages.html", context)


SORTS = (
    Sort("latest", gettext_lazy("latest arrival first"), ("-day", "-starts_at", "-id")),
    Sort("earliest", gettext_lazy("earliest arrival first"), ("day", "starts_at", "id")),
    Sort("newest", gettext_lazy("booked last first"), ("-id",)),
)
COLUMNS = (
    Column(gettext_lazy("Arrival"), lambda row: row.starts_at),
    Column(gettext_lazy("Plate"), lambda row: row.plate),
    Column(gettext_lazy("Contact"), lambda row: row.contact_name),
    Column(gettext_lazy("Phone"), lambda row: row.contact_phone),
    Column(gettext_lazy("Work"), lambda row: " + ".join(item.name for item in row.items.all())),
    Column(gettext_lazy("Minutes"), lambda row: sum(item.minutes for item in row.items.all())),
    Column(gettext_lazy("State"), lambda row: str(row.get_state_display())),
    Column(gettext_lazy("Booked"), lambda row: str(row.get_origin_display())),
    Column(gettext_lazy("Customer's words"), lambda row: row.wish),
    Column(gettext_lazy("Reason"), lambda row: row.reason),
)


@page("booking.read")
def appointments(request: Any, site: Any) -> HttpResponseBase:
    """Every booking, filtered, paged, exported."""
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:40]
    rows: QuerySet[Appointment] = Appointment.objects.select_related("vehicle").prefetch_related("items")
    if state in Appointment.State.values:
        rows = rows.filter(state=state)
    if text:
        rows = lists.found_by(rows, text)
    for name, lookup in (("from", "day__gte"), ("until", "day__lte")):
        if (limit := date_of(request.GET.get(name, ""))) is not None:
            rows = rows.filter(**{lookup: limit})
    listing = listed(request, rows, sorts=SORTS)
    if listing.export:
        return export(request, listing, columns=COLUMNS, name="bookings")
    context = {"listing": listing, "states": Appointment.State.choices, "state": state, "q": text, "tabs": _tabs(request, "booking:list")}
    return render(request, "booking/list.html", context)


@page("booking.read")
def no_shows(request: Any, site: Any) -> HttpResponse:
    context = {"found": lists.no_shows(at=request.at), "tabs": _tabs(request, "booking:no_shows")}
    return render(request, "booking/no_shows.html", context)


@form_page("setup.write")
def settings(request: Any, site: Any) -> HttpResponse:
    """How this centre takes bookings, and the address and code of its public page."""
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        instance=booking_settings(),
        initial={"overbooking_percent": site.overbooking_percent},
    )
    if request.method == "POST" and form.is_valid():
        settings_services.change_settings(by=request.actor, at=request.at, **form.cleaned_data)
        return done(request, reverse("booking:settings", args=[site.code]))
    public = request.build_absolute_uri(reverse("book:start", args=[site.code]))
    return render(request, "booking/settings.html", {"form": form, "public_url": public}, status=422 if form.errors else 200)


@page("booking.read")
def public_code(request: Any, site: Any) -> HttpResponse:
    return code(request.build_absolute_uri(reverse("book:start", args=[site.code])))


@page("booking.read")
def customer_code(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    return code(request.build_absolute_uri(links.url_of(site.code, _existing(appointment_id))))
