"""The one thing to do next on a car's way out, as far as this person may do it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yinuo.core.ui.panels import NextAct

from .queries import CheckoutPage


def next_step(page: CheckoutPage, *, may: Any, site_code: str) -> NextAct | None:
    """In the order in which it is done at the car and at the desk; None when nothing of it is left for this person."""
    if page.visit.state not in ("ready", "settled"):
        return None
    done = {name for name, _label in page.checkout.MARKS if getattr(page.checkout, name)} if page.checkout else set()
    return next((act for mark, right, act in _steps(page, site_code) if mark not in done and may(right)), None)


def _steps(page: CheckoutPage, site_code: str) -> list[tuple[str, str, NextAct]]:
    visit = page.visit

    def url(name: str) -> str:
        return reverse(f"settlement:{name}", args=[site_code, visit.pk])

    return [
        ("notified_at", "handover.write", NextAct(
            _("Tell the customer that the car is ready."), _("Tell the customer"), f"#tell-{visit.pk}", icon="message", post=False)),
        ("cleaned_at", "handover.clean", NextAct(_("Clean the car and check it."), _("Cleaned"), url("clean"), icon="droplet")),
        ("shown_at", "handover.write", NextAct(_("Look at the car together with the customer."), _("Shown"), url("show_car"), icon="eye")),
        *_charges(page, url("issue"), url("explain")),
        ("returned_at", "checkout.write", NextAct(
            _("Hand back the key, the licence and the old parts."), _("Hand back"), f"#return-{visit.pk}", icon="key", post=False)),
        ("next_service_told_at", "handover.write", NextAct(
            _("Tell when the next service is due."), _("Next service"), f"#next-service-{visit.pk}", icon="calendar", post=False)),
    ]  # fmt: skip


def _charges(page: CheckoutPage, issue: str, explain: str) -> list[tuple[str, str, NextAct]]:
    """Invoices before they are explained, and explained before they are paid."""
    if page.lines:
        return [
            (
                "",
                "settlement.write",
                NextAct(_("The work is done; nothing is invoiced yet."), _("Issue the invoices"), issue, icon="file-invoice"),
            )
        ]
    if not page.invoices:
        return []
    explained = (
        "explained_at",
        "checkout.write",
        NextAct(_("Explain the charges line by line."), _("Explained"), explain, icon="list-check"),
    )
    open_ones = [
        invoice
        for invoice in page.invoices
        if invoice.kind == "invoice" and invoice.payer == "customer" and not hasattr(invoice, "credited_by") and invoice.owed > 0
    ]
    paid = [
        ("", "settlement.write", NextAct(_("The customer pays."), _("Take the payment"), f"#pay-{invoice.pk}", icon="cash", post=False))
        for invoice in open_ones[:1]
    ]
    return [explained, *paid]
