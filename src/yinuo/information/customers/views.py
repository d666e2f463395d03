from __future__ import annotations

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy, pgettext_lazy

from yinuo.core.access.views import act, back_to, form_page, page
from yinuo.core.statements.asked import record
from yinuo.core.ui.lists import Column, Sort, export, listed
from yinuo.core.ui.panels import panels
from yinuo.core.validation import InvalidFields
from yinuo.core.workflow.services import LostMove

from . import queries, rules, services, timeline
from .forms import ConsentForm, CustomerFilter, CustomerForm
from .models import Customer

SORTS = (Sort("newest", gettext_lazy("newest first"), ("-id",)), Sort("name", gettext_lazy("by name"), ("name", "id")))
COLUMNS = (
    Column(pgettext_lazy("customer", "name"), lambda row: row.name),
    Column(gettext_lazy("kind"), lambda row: row.kind),
    Column(gettext_lazy("mobile phone"), lambda row: row.phone),
    Column(gettext_lazy("vehicles"), lambda row: " ".join(str(vehicle) for vehicle in row.vehicles)),
    Column(gettext_lazy("tags"), lambda row: " ".join(row.tags)),
)


@page("customers.read")
def customers(request, site):
    form = CustomerFilter(request.GET)
    form.is_valid()
    asked = getattr(form, "cleaned_data", {})
    listing = listed(request, queries.customers(text=asked.get("q", ""), kind=asked.get("kind", "")), sorts=SORTS)
    if listing.export:
        return export(request, listing, columns=COLUMNS, name="customers", shape=queries.with_vehicles)
    return render(
        request,
        "customers/list.html",
        {"form": form, "listing": listing, "rows": queries.with_vehicles(listing.rows), "filtered": any(asked.values())},
    )


@page("customers.read")
def customer(request, site, customer_id):
    """Everything about one customer: open promises first, then what the other slices add, and one story."""
    found = _customer(customer_id)
    story, older = timeline.told(request, found, cursor=request.GET.get("cursor", ""))
    if request.headers.get("HX-Request") and "cursor" in request.GET:
        return render(request, "customers/story.html", {"story": story, "older": older})
    shown = panels("customer", request, found)
    return render(
        request,
        "customers/customer.html",
        {
            "customer": found,
            "story": story,
            "older": older,
            "paged": "cursor" in request.GET,
            "stake": [panel for panel in shown if panel.where == "stake"],
            "main": [panel for panel in shown if panel.where == "main"],
            "side": [panel for panel in shown if panel.where == "side"],
            "consents": queries.consents(found),
            "consent_form": ConsentForm(),
            "alike": [alike for alike in _alike_to(found) if alike.strong],
            "odd_phone": rules.phone_is_odd(found.phone, site.country),
        },
    )


@form_page("customers.write")
def change(request, site, customer_id):
    found = _customer(customer_id)
    form = CustomerForm(request.POST or None, instance=found, initial={"seen_at": found.changed_at.isoformat()})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_customer(
                customer_id=customer_id, by=request.actor, at=request.at, seen_at=form.cleaned_data["seen_at"], **form.particulars()
            )
            return back_to(request, "customers:customer", customer_id)
        except InvalidFields as error:
            error.tell(form)
        except LostMove:
            return _changed_meanwhile(request, customer_id)
    status = 422 if form.errors else 200
    return render(request, "customers/change.html", {"form": form, "customer": _customer(customer_id)}, status=status)


def _changed_meanwhile(request, customer_id):
    """What was typed stays; the newer state is what is compared with from now on."""
    now = _customer(customer_id)
    typed = CustomerForm({**request.POST.dict(), "seen_at": now.changed_at.isoformat()})
    context = {"form": typed, "customer": now, "newer": now, "who": str(now.changed_by or "")}
    return render(request, "customers/change.html", context, status=409)


@act("customers.write")
def consent(request, site, customer_id):
    form = ConsentForm(request.POST)
    if not form.is_valid():
        raise InvalidFields({name: [str(text) for text in texts] for name, texts in form.errors.items()})
    services.record_consent(customer_id=customer_id, by=request.actor, at=request.at, **form.cleaned_data)
    return back_to(request, "customers:customer", customer_id)


def _customer(customer_id: int) -> Customer:
    found = record(Customer, "changed_by", "created_by", pk=customer_id)
    if found is None:
        raise Http404
    return found


def _alike_to(customer: Customer) -> list[queries.Alike]:
    return queries.similar(name=customer.name, phones=(customer.phone, customer.other_phone), but=customer.pk)
