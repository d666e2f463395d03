"""Invoices: one per payer of a visit, never edited; a credit note takes one back whole."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.services import Act, story
from yinuo.core.sites.models import Site, stamps
from yinuo.core.sites.services import next_number
from yinuo.core.statements.asked import record, records
from yinuo.core.workflow.services import swap
from yinuo.information.customers.models import Customer
from yinuo.information.promises import services as promises
from yinuo.operations.orders.models import Line, OrderPayer, Payer
from yinuo.operations.orders.services.common import site_of
from yinuo.operations.stock.models import Part
from yinuo.operations.visits import services as visits
from yinuo.operations.visits.models import Visit

from .. import queries, rules
from ..models import Invoice, InvoiceLine


class NothingToInvoice(DomainError):
    sentence = _("There is nothing left to invoice on this visit.")


class NotInvoiceable(DomainError):
    sentence = _("The car is not ready yet. Invoices are issued when the work is done and inspected.")


class AlreadyCredited(DomainError):
    sentence = _("This invoice was credited already.")


def issue(*, visit_id: int, by: Actor, at: datetime) -> list[Invoice]:
    """Issue an invoice to every payer with approved lines that stand on none yet. Raises NotInvoiceable, NothingToInvoice."""
    with story(Visit, visit_id, by=by, at=at, right="settlement.write") as act:
        visit = act.subject
        if visit.state not in (Visit.State.READY, Visit.State.SETTLED):
            raise NotInvoiceable
        lines = queries.uninvoiced(visit_id)
        if not lines:
            raise NothingToInvoice
        invoices = [_issue_one(act, payer, of_payer) for payer, of_payer in _by_payer(lines).items()]
        settle_if_paid(act, visit)
    return invoices


def _by_payer(lines: list[Line]) -> dict[str, list[Line]]:
    grouped = defaultdict(list)
    for line in lines:
        grouped[line.payer].append(line)
    return grouped


def _issue_one(act: Act, payer: str, lines: list[Line]) -> Invoice:
    visit, site = act.subject, site_of(act)
    amounts = [_priced(line, site) for line in lines]
    net, tax, gross = rules.invoice_totals(amounts, included=site.prices_include_tax)
    bill_to, customer_id, reference = _bill_to(visit, payer, lines)
    invoice = Invoice.objects.create(
        site_id=act.site_id,
        visit=visit,
        payer=payer,
        bill_to=bill_to,
        customer_id=customer_id,
        reference=reference,
        net=net,
        tax=tax,
        gross=gross,
        currency=site.currency,
        number=_number(act, site),
        issued_at=act.at,
        **stamps(act.by, act.at),
    )
    units = {part.pk: part.unit for part in records(Part, pk__in=[line.part_id for line in lines if line.part_id])}
    rows = enumerate(zip(lines, amounts, strict=True))
    InvoiceLine.objects.bulk_create(_copy(invoice, n, line, amount, units.get(line.part_id, "")) for n, (line, amount) in rows)
    total: dict[str, Any] = {"customer_total": queries.customer_total(visit.pk)} if payer == Payer.CUSTOMER else {}
    act.record("invoice.issued", invoice, number=invoice.number, payer=payer, gross=gross, **total)
    if total:
        _end_price_promise(act, total["customer_total"])
    return invoice


def _end_price_promise(act: Act, customer_total: int) -> None:
    """The price promised is kept when the customer pays no more than it, and broken otherwise."""
    for promise in promises.open_of(act, "price"):
        if promise.amount is not None and customer_total > promise.amount:
            promises.fail(act, kind="price", reason=str(_("The invoice exceeds the agreed price.")))
            return
    promises.keep(act, kind="price")


def _priced(line: Line, site: Site) -> rules.Priced:
    return rules.priced(
        line_id=line.pk,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        tax_rate=line.tax_rate,
        included=site.prices_include_tax,
    )


def _copy(invoice: Invoice, position: int, line: Line, amount: rules.Priced, unit: str) -> InvoiceLine:
    return InvoiceLine(
        site_id=invoice.site_id, invoice=invoice, line_id=line.pk, position=position, description=line.description, kind=line.kind, quantity=line.quantity,
        unit=unit, unit_price=line.unit_price, discount=line.discount, amount=amount.amount, tax_rate=amount.tax_rate, tax=amount.tax,
    )  # fmt: skip


def _number(act: Act, site: Site) -> str:
    year = act.at.astimezone(site.zone).year
    return f"{year}-{next_number(site=act.site_id, series=f'invoice:{year}'):06d}"


def _bill_to(visit: Visit, payer: str, lines: list[Line]) -> tuple[str, int | None, str]:
    """Name, customer and the payer's own number, as they were named in the orders."""
    orders = {line.order_id for line in lines}
    named = [one for one in records(OrderPayer, "customer", order__visit=visit, payer=payer, order_by=("id",)) if one.order_id in orders]
    if named:
        customer = named[0].customer
    else:
        customer = record(Customer, pk=visit.customer_id) if payer == Payer.CUSTOMER and visit.customer_id else None
    reference = named[0].reference if named else ""
    return (customer.name, customer.pk, reference) if customer else (str(Payer(payer).label), None, reference)


def credit(*, invoice_id: int, reason: str, by: Actor, at: datetime) -> Invoice:
    """Take an invoice back by a credit note of the same lines, negative; its lines can be invoiced again. Needs a reason."""
    if not reason.strip():
        raise Invalid(_("Say why the invoice is credited."))
    with story(Invoice, invoice_id, by=by, at=at, right="settlement.refund") as act:
        invoice = act.subject
        if invoice.kind != Invoice.Kind.INVOICE or Invoice.objects.filter(credits=invoice).exists():
            raise AlreadyCredited
        site = site_of(act)
        note = Invoice.objects.create(
            site_id=by.site_id, visit_id=invoice.visit_id, kind=Invoice.Kind.CREDIT_NOTE, credits=invoice, payer=invoice.payer, bill_to=invoice.bill_to,
            customer_id=invoice.customer_id, reference=invoice.reference, net=-invoice.net, tax=-invoice.tax, gross=-invoice.gross,
            currency=invoice.currency, number=_number(act, site), issued_at=at, reason=reason.strip()[:240], **stamps(by, at),
        )  # fmt: skip
        InvoiceLine.objects.bulk_create(_negative(note, line) for line in invoice.lines.all())
        act.record("invoice.credited", invoice, number=note.number, reason=note.reason)
        if invoice.visit.state == Visit.State.SETTLED:
            visits.unsettle(act, invoice.visit)
    return note


def _negative(note: Invoice, line: InvoiceLine) -> InvoiceLine:
    return InvoiceLine(
        site_id=note.site_id, invoice=note, line_id=line.line_id, position=line.position, description=line.description, kind=line.kind, quantity=line.quantity,
        unit=line.unit, unit_price=-line.unit_price, discount=-line.discount, amount=-line.amount, tax_rate=line.tax_rate, tax=-line.tax,
    )  # fmt: skip


def note_fapiao(*, invoice_id: int, number: str, by: Actor, at: datetime) -> Invoice:
    """Note the number of the official invoice (发票) that was given for this one."""
    number = number.strip()
    if not number or len(number) > 40:
        raise Invalid(_("Enter the official invoice's number, at most 40 characters."))
    with story(Invoice, invoice_id, by=by, at=at, right="settlement.write") as act:
        swap(act.subject, act=act, expect={"fapiao": act.subject.fapiao}, fapiao=number)
        act.record("invoice.fapiao_noted", act.subject, fapiao=number)
    return act.subject


def settle_if_paid(act: Act, visit: Visit) -> None:
    """A ready visit whose lines are all invoiced and whose customer owes nothing is settled."""
    if visit.state == Visit.State.READY and not queries.uninvoiced(visit.pk) and rules.may_leave(queries.balances(visit.pk)):
        visits.settled(act, visit)
