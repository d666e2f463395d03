"""Lists of visits, and handing one's cars over at the change of shift."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.queries import staff_in_role
from yinuo.core.access.views import back_to, form_page, page
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.ui.lists import Column, Sort, export, listed

from .. import rules, services
from ..models import Visit
from ..queries import lists as queries
from ..queries.rows import rows_of
from .gate import whole

OPEN_SORTS = (Sort("arrived", _("longest here first"), ("arrived_at", "id")), Sort("newest", _("newest first"), ("-arrived_at", "-id")))
ALL_SORTS = (Sort("newest", _("newest first"), ("-id",)), Sort("oldest", _("oldest first"), ("id",)))
ROWS = 30  # each with its ribbon and standards: fifty would take twice a page's time
# within dates the index of days and tickets serves, which has the same order
DAY_SORTS = (Sort("day", _("newest first"), ("-day", "-ticket")), Sort("day_oldest", _("oldest first"), ("day", "ticket")))
COLUMNS = (
    Column(_("day"), lambda row: row.visit.day),
    Column(_("ticket"), lambda row: row.visit.ticket),
    Column(_("plate"), lambda row: row.visit.plate),
    Column(_("vehicle"), lambda row: row.car),
    Column(_("customer"), lambda row: row.visit.customer.name if row.visit.customer else ""),
    Column(_("advisor"), lambda row: str(row.visit.advisor or "")),
    Column(_("state"), lambda row: row.visit.get_state_display()),
    Column(_("arrived"), lambda row: row.visit.arrived_at),
    Column(_("greeted"), lambda row: row.visit.greeted_at),
    Column(_("promised ready"), lambda row: row.visit.promised_ready_at),
    Column(_("ready"), lambda row: row.visit.ready_at),
    Column(_("delivered"), lambda row: row.visit.delivered_at),
    Column(_("standards met"), lambda row: row.standards.met),
    Column(_("standards judged"), lambda row: row.standards.n),
)


class VisitFilter(forms.Form):
    q = forms.CharField(label=_("Plate, name, phone, ticket"), max_length=60, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    advisor = forms.TypedChoiceField(label=_("Advisor"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args, states=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = self.fields["q"].label
        self.fields["state"].choices = [("", _("any state")), *((value, label) for value, label in Visit.State.choices if value in states)]
        self.fields["advisor"].choices = [("", _("any advisor")), *((person.pk, str(person)) for person in staff_in_role("advisor"))]


class AllFilter(VisitFilter):
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _asked(form: VisitFilter) -> dict:
    form.is_valid()  # a field that does not fit is left out; its error is shown beside it
    told = form.cleaned_data
    asked = {"text": told.get("q") or "", "state": told.get("state") or "", "advisor_id": told.get("advisor")}
    return asked | {name: told.get(name) for name in ("since", "until") if name in form.fields}


@page("visit.read")
def open_visits(request: HttpRequest, site) -> HttpResponseBase:
    form = VisitFilter(request.GET, states=rules.OPEN)
    return _list(request, form, queries.open_visits(**_asked(form)), OPEN_SORTS, "visits/open.html", "cars")


@page("visit.read")
def all_visits(request: HttpRequest, site) -> HttpResponseBase:
    form = AllFilter(request.GET, states=Visit.State.values)
    asked = _asked(form)
    sorts = DAY_SORTS if asked["since"] or asked["until"] else ALL_SORTS
    return _list(request, form, queries.all_visits(**asked), sorts, "visits/all.html", "visits")


def _list(request: HttpRequest, form, rows, sorts, template: str, name: str) -> HttpResponseBase:
    listing = listed(request, rows, sorts=sorts, size=ROWS)
    if listing.export:
        return export(request, listing, columns=COLUMNS, name=name, shape=lambda batch: rows_of(batch, at=request.at))
    asked = any(request.GET.get(field) for field in form.fields)
    return render(request, template, {"form": form, "listing": listing, "rows": rows_of(listing.rows, at=request.at), "filtered": asked})


@form_page("visit.assign")
def hand_over(request: HttpRequest, site) -> HttpResponseBase:
    """At the change of shift: all my open cars, or some, to another advisor."""
    whose = whole(request.GET.get("whose")) if request.actor.may("work.any") else None
    cars, error = queries.cars_of(whose or request.actor.user_id), ""
    if request.method == "POST":
        try:
            chosen = [pk for pk in (whole(value) for value in request.POST.getlist("visit")) if pk]
            if not chosen:
                raise Invalid(_("Choose at least one car."))
            services.hand_cars_over(visit_ids=chosen, to=whole(request.POST.get("to")) or 0, by=request.actor, at=request.at)
            return back_to(request, "visits:open")
        except DomainError as refused:
            error = str(refused)
    context = {"rows": rows_of(cars, at=request.at), "others": queries.other_advisors(whose or request.actor.user_id), "error": error}
    return render(request, "visits/hand_over.html", context, status=422 if error else 200)
