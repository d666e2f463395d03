from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.information.customers.models import Customer
from yinuo.operations.orders.models import Payer
from yinuo.operations.visits.models import Visit

from . import rules


class Invoice(SiteScoped, Stamped):
    """What one payer of a visit owes. Never edited once issued: a credit note (`credits`) corrects it. Amounts in minor units.

    `fapiao` is the number of the official invoice (发票), noted when it was given; `reference` the payer's own number for it (claim, policy).
    """

    # put on it by the queries of a page
    owed: Any
    pay_form: Any

    story_path = "visit__thread"

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoice")
        CREDIT_NOTE = "credit_note", _("credit note")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="invoices", db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.INVOICE)
    number = models.CharField(_("number"), max_length=24)
    payer = models.CharField(_("payer"), max_length=10, choices=Payer.choices)
    bill_to = models.CharField(_("bill to"), max_length=120)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="invoices")
    reference = models.CharField(_("claim or policy number"), max_length=60, blank=True, default="")
    credits = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="credited_by")
    net = models.BigIntegerField(_("net"))
    tax = models.BigIntegerField(_("tax"))
    gross = models.BigIntegerField(_("total"))
    currency = models.CharField(max_length=3)
    issued_at = models.DateTimeField(_("issued at"))
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    fapiao = models.CharField(_("official invoice number"), max_length=40, blank=True)

    @property
    def tax_included(self) -> bool:
        """Whether the amounts of its lines have the tax in them, as prices were when it was issued. Reads the lines."""
        return sum(line.amount for line in self.lines.all()) == self.gross

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="invoice_number_once"),
            models.CheckConstraint(condition=Q(gross=models.F("net") + models.F("tax")), name="invoice_sums"),
            models.CheckConstraint(
                condition=Q(kind="invoice", credits=None) | Q(kind="credit_note", credits__isnull=False), name="credit_note_credits"
            ),
        ]
        indexes = [
            models.Index(fields=["visit"], name="invoice_of_visit"),
            models.Index(fields=["site", "-issued_at"], name="invoice_newest"),
        ]


class InvoiceLine(SiteScoped):
    """A line as it was invoiced, with where it came from. `unit`: what a part is counted in; work has none."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    line_id = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    quantity = models.BigIntegerField()
    unit = models.CharField(max_length=12, default="", blank=True)
    unit_price = models.BigIntegerField()
    discount = models.BigIntegerField(default=0)
    amount = models.BigIntegerField()
    tax_rate = models.PositiveIntegerField()
    tax = models.BigIntegerField()

    class Meta:
        ordering = ["position"]

    @property
    def quantity_text(self) -> str:
        """The quantity as people write it: 1, 4.5."""
        return f"{self.quantity / 1000:g}"


RARE = ("deposit", "refund", "reversal")
"""Kinds of payments that are few among many: a list of them goes through an index of their own."""


class Payment(SiteScoped, Stamped):
    """Money in (positive) or out (negative), append-only; a mistake is reversed by another row (`reverses`) with a reason.

    A deposit has no invoice until it is set against one.
    """

    left: int  # of a deposit: what is neither used nor given back; put on it by the queries of a page

    story_path = "visit__thread"

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("payment")
        DEPOSIT = "deposit", _("deposit")
        REFUND = "refund", _("refund")
        REVERSAL = "reversal", _("correction")

    class Method(models.TextChoices):
        CASH = "cash", _("cash")
        CARD = "card", _("card")
        WECHAT = "wechat", _("WeChat Pay")
        ALIPAY = "alipay", _("Alipay")
        BANK = "bank", _("bank transfer")
        ACCOUNT = "account", _("on account")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="payments", db_index=False)
    invoice = models.ForeignKey(Invoice, null=True, on_delete=models.PROTECT, related_name="payments")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.PAYMENT)
    method = models.CharField(_("method"), max_length=8, choices=Method.choices)
    amount = models.BigIntegerField(_("amount"))
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    paid_at = models.DateTimeField(_("paid at"))
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    refund_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="refunds")
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    close = models.ForeignKey("CashClose", null=True, on_delete=models.PROTECT, related_name="payments")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="payment_not_zero"),
            models.CheckConstraint(
                condition=Q(kind__in=["payment", "deposit"], amount__gt=0)
                | Q(kind="refund", amount__lt=0)
                | Q(kind="reversal", reverses__isnull=False),
                name="payment_sign",
            ),
        ]
        indexes = [
            models.Index(fields=["visit"], name="payment_of_visit"),
            models.Index(fields=["site", "-paid_at", "-id"], name="payment_paid"),
            models.Index(fields=["site", "-paid_at", "-id"], condition=Q(kind__in=RARE), name="payment_rare"),
            models.Index(fields=["site", "reference"], name="payment_reference"),
            models.Index(fields=["created_by", "-id"], condition=Q(close=None), name="payment_not_closed"),
        ]


class CashClose(SiteScoped, Stamped):
    """A cashier's close of day: what should be there and what was counted, per method, in minor units."""

    day = models.DateField(_("day"))
    cashier = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expected = models.JSONField(default=dict)
    counted = models.JSONField(default=dict)
    note = models.CharField(_("note"), max_length=240, blank=True)
    closed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["site", "-day"], name="cash_close_newest")]

    @property
    def total(self) -> int:
        """What should be there, over all methods."""
        return sum(self.expected.values())

    @property
    def differences(self) -> list[tuple[str, int]]:
        """Counted less expected per method (its words), where they differ."""
        found = rules.difference(expected=self.expected, counted=self.counted)
        return [(str(Payment.Method(method).label), amount) for method, amount in found.items()]


class Checkout(SiteScoped, Stamped):
    """What is done at the car and at the desk before the customer leaves; each with who and when in the log."""

    MARKS = (
        ("cleaned_at", _("Cleaned and checked")),
        ("notified_at", _("Customer told that it is ready")),
        ("shown_at", _("Car shown to the customer")),
        ("explained_at", _("Explained line by line")),
        ("returned_at", _("Handed back")),
        ("next_service_told_at", _("Next service told")),
    )

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="checkout")
    cleaned_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    explained_at = models.DateTimeField(null=True)
    returned = models.JSONField(_("handed back"), default=dict)
    returned_at = models.DateTimeField(null=True)
    next_service_told_at = models.DateTimeField(null=True)
