"""The way out: at the car, at the desk, at the till."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yinuo.core.access.views import act, back_to, form_page, page
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.money.rules import from_minor
from yinuo.core.statements.asked import record
from yinuo.core.ui.lists import Column, Sort, export, listed
from yinuo.core.ui.panels import panels
from yinuo.core.validation import key_of
from yinuo.information.encounters.models import Encounter
from yinuo.operations.orders.models import Payer
from yinuo.operations.visits.models import Visit

from . import forms, queries, rules
from .models import Invoice, Payment
from .next_step import next_step
from .services import handover, invoices, payments


@page("visit.read")
def checkout(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    """Handover and checkout of one visit: the next thing to do on top, each done thing with its time."""
    return _checkout(request, visit_id)


def _checkout(request: HttpRequest, visit_id: int, status: int = 200, **shown) -> HttpResponse:
    found = queries.checkout_page(visit_id)
    if found is None:
        raise NotHere
    site = request.site
    for invoice in found.invoices:
        invoice.pay_form = shown.get(f"pay_{invoice.pk}") or forms.PayForm(
            currency=site.currency, owed=invoice.owed, prefix=f"i{invoice.pk}"
        )
    context = {
        "page": found,
        "next_step": next_step(found, may=request.actor.may, site_code=site.code),
        "visit": found.visit,
        "checkout": found.checkout,
        "channels": [(value, label) for value, label in Encounter.Channel.choices if value in ("face", "phone", "text", "wechat")],
        "returned": rules.RETURNED,
        "next_service_form": shown.get("next_service") or _next_service_form(request, found.visit),
        "deposit_form": shown.get("deposit") or forms.PayForm(currency=site.currency, prefix="deposit"),
        "error": shown.get("error", ""),
    }
    return render(request, "settlement/checkout.html", context, status=status)


def _next_service_form(request: HttpRequest, visit: Visit) -> forms.NextServiceForm:
    on, km = rules.next_service(today=timezone.localdate(request.at), mileage=visit.mileage)
    return forms.NextServiceForm(initial={"on": on, "km": km})


def _do(request: HttpRequest, visit_id: int, service: Callable, **arguments) -> HttpResponse:
    service(visit_id=visit_id, by=request.actor, at=request.at, **arguments)
    return back_to(request, "settlement:checkout", visit_id)


@act("handover.clean")
def clean(request, site, visit_id):
    return _do(request, visit_id, handover.clean)


@act("handover.write")
def tell_ready(request, site, visit_id):
    return _do(
        request, visit_id, handover.tell_ready, channel=request.POST.get("channel", "phone"), text=request.POST.get("text", "")[:500]
    )


@act("handover.write")
def show_car(request, site, visit_id):
    return _do(request, visit_id, handover.show_car)


@act("checkout.write")
def explain(request, site, visit_id):
    return _do(request, visit_id, handover.explain_charges)


@act("checkout.write")
def return_things(request, site, visit_id):
    things = [request.POST.get(thing, "") for thing in rules.RETURNED]
    return _do(request, visit_id, handover.return_things, things=[thing for thing in things if thing])


@act("handover.write")
def next_service(request, site, visit_id):
    form = forms.NextServiceForm(request.POST)
    if not form.is_valid():
        return _checkout(request, visit_id, status=422, next_service=form)
    try:
        return _do(request, visit_id, handover.tell_next_service, **form.cleaned_data)
    except Invalid as problem:
        form.add_error(None, str(problem))
        return _checkout(request, visit_id, status=422, next_service=form)


@act("checkout.write")
def deliver(request, site, visit_id):
    return _do(request, visit_id, handover.deliver)


@act("visit.close")
def close(request, site, visit_id):
    return _do(request, visit_id, handover.close)


@act("settlement.reopen")
def reopen(request, site, visit_id):
    return _do(request, visit_id, handover.reopen, reason=request.POST.get("reason", ""))


@act("settlement.write")
def issue(request, site, visit_id):
    return _do(request, visit_id, invoices.issue)


@act("settlement.write")
def deposit(request, site, visit_id):
    form = forms.PayForm(request.POST, currency=site.currency, prefix="deposit")
    if not form.is_valid():
        return _checkout(request, visit_id, status=422, deposit=form)
    return _do(request, visit_id, payments.take_deposit, **form.cleaned_data)


@page("settlement.read")
def invoice(request, site, invoice_id):
    """The invoice or credit note as it was issued, made for paper."""
    found: Invoice = get_object_or_404(
        Invoice.objects.select_related("visit__vehicle", "credits", "created_by").prefetch_related("lines"), pk=invoice_id
    )
    doors = panels("paper.invoice", request, found.visit) if found.payer == Payer.CUSTOMER else []
    return render(request, "settlement/invoice.html", {"invoice": found, "doors": doors})


def _invoice_of(invoice_id: int) -> Invoice:
    found = record(Invoice, pk=invoice_id)
    if found is None:
        raise NotHere
    return found


@act("settlement.write")
def pay(request, site, invoice_id):
    found = _invoice_of(invoice_id)
    form = forms.PayForm(request.POST, currency=site.currency, prefix=f"i{invoice_id}")
    if form.is_valid():
        try:
            payments.pay(invoice_id=invoice_id, by=request.actor, at=request.at, **form.cleaned_data)
            return back_to(request, "settlement:checkout", found.visit_id)
        except Invalid as problem:
            form.add_error("amount", str(problem))
    return _checkout(request, found.visit_id, status=422, **{f"pay_{invoice_id}": form})


@act("settlement.refund")
def credit(request, site, invoice_id):
    note = invoices.credit(invoice_id=invoice_id, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return back_to(request, "settlement:checkout", note.visit_id)


@act("settlement.write")
def fapiao(request, site, invoice_id):
    found = invoices.note_fapiao(invoice_id=invoice_id, number=request.POST.get("number", ""), by=request.actor, at=request.at)
    return back_to(request, "settlement:checkout", found.visit_id)


@act("settlement.refund")
def refund(request, site, payment_id):
    found = get_object_or_404(Payment, pk=payment_id)
    form = forms.RefundForm(request.POST, currency=site.currency)
    if not form.is_valid():
        return _checkout(request, found.visit_id, status=422, error=_("Enter the amount and the reason of the refund."))
    payments.refund(payment_id=payment_id, by=request.actor, at=request.at, **form.cleaned_data)
    return back_to(request, "settlement:checkout", found.visit_id)


@act("visit.correct")
def reverse_payment(request, site, payment_id):
    opposite = payments.reverse(payment_id=payment_id, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return back_to(request, "settlement:checkout", opposite.visit_id)


@act("settlement.write")
def use_deposit(request, site, payment_id):
    invoice_id = key_of(request.POST.get("invoice"))
    if invoice_id is None:
        raise Invalid
    used = payments.set_deposit_against(payment_id=payment_id, invoice_id=invoice_id, by=request.actor, at=request.at)
    return back_to(request, "settlement:checkout", used.visit_id)


@page("settlement.write")
def till(request, site):
    """Who waits to pay, and what was taken since the last close of day."""
    return _till(request)


def _till(request: HttpRequest, status: int = 200, form=None) -> HttpResponse:
    found = queries.till(request.actor.user_id, everybodys=request.actor.may("settlement.refund"))
    form = form or forms.CloseDayForm(currency=request.site.currency, expected=found.expected)
    return render(request, "settlement/till.html", {"till": found, "form": form}, status=status)


@form_page("cash.close")
def close_day(request, site):
    """A cashier's close: counted against what was taken."""
    if request.method != "POST":
        return _till(request)
    expected = queries.till(request.actor.user_id).expected
    form = forms.CloseDayForm(request.POST, currency=site.currency, expected=expected)
    if not form.is_valid():
        return _till(request, status=422, form=form)
    day = timezone.localdate(request.at, site.zone)
    closed = payments.close_day(day=day, counted=form.counted(), note=form.cleaned_data["note"], by=request.actor, at=request.at)
    if closed.differences:
        messages.warning(request, _("The day is closed; what was counted differs from what should be there."))
    else:
        messages.success(request, _("The day is closed; what was counted agrees."))
    return back_to(request, "settlement:till")


SORTS = (
    Sort("newest", gettext_lazy("newest first"), ("-paid_at", "-id")),
    Sort("oldest", gettext_lazy("oldest first"), ("paid_at", "id")),
)


def _columns(currency: str) -> list[Column]:
    return [
        Column(gettext_lazy("paid at"), lambda row: row.paid_at),
        Column(gettext_lazy("plate"), lambda row: row.visit.plate),
        Column(gettext_lazy("customer"), lambda row: row.visit.customer.name if row.visit.customer else ""),
        Column(gettext_lazy("kind"), lambda row: row.get_kind_display()),
        Column(gettext_lazy("method"), lambda row: row.get_method_display()),
        Column(gettext_lazy("amount"), lambda row: float(from_minor(row.amount, currency))),
        Column(gettext_lazy("currency"), lambda row: currency),
        Column(gettext_lazy("invoice"), lambda row: row.invoice.number if row.invoice else ""),
        Column(gettext_lazy("reference"), lambda row: row.reference),
        Column(gettext_lazy("reason"), lambda row: row.reason),
        Column(gettext_lazy("cashier"), lambda row: str(row.created_by or "")),
        Column(gettext_lazy("day closed"), lambda row: row.close.day if row.close else ""),
    ]


@page("settlement.read")
def all_payments(request: HttpRequest, site) -> HttpResponseBase:
    """Every payment there ever was: search, filter, sort, page, export."""
    form = forms.PaymentFilter(request.GET)
    form.is_valid()  # a field that does not fit is left out; its error is shown beside it
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    rows = queries.found_payments(site=site, year=timezone.localdate(request.at, site.zone).year, **asked)
    listing = listed(request, rows, sorts=SORTS)
    if listing.export:
        return export(request, listing, columns=_columns(site.currency), name="payments")
    return render(request, "settlement/payments.html", {"form": form, "listing": listing, "rows": listing.rows, "filtered": bool(asked)})
