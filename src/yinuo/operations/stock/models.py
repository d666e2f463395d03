from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yinuo.core.sites.models import SiteScoped, Stamped


class Part(SiteScoped, Stamped):
    """A part and its stock. Quantities are thousandths of `unit`; `reserved` is on the shelf but promised; version guards changes."""

    number = models.CharField(_("part number"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    unit = models.CharField(_("unit"), max_length=12, default="pc")
    price = models.PositiveIntegerField(_("price"))
    cost = models.PositiveIntegerField(_("cost"), default=0)
    tax_rate = models.PositiveIntegerField(_("tax rate (hundredths of a percent)"), null=True, blank=True)
    on_hand = models.BigIntegerField(_("on hand"), default=0)
    reserved = models.BigIntegerField(_("reserved"), default=0)
    minimum = models.BigIntegerField(_("order when below"), default=0)
    place = models.CharField(_("shelf"), max_length=30, blank=True)
    lead_days = models.PositiveSmallIntegerField(_("delivery time (days)"), default=2)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("part")
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="part_number_once"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="part_on_hand_not_negative"),
            models.CheckConstraint(condition=Q(reserved__gte=0) & Q(reserved__lte=F("on_hand")), name="part_reserved_on_hand"),
        ]
        indexes = [
            models.Index(fields=["site", "name", "id"], name="part_by_name"),
            models.Index(fields=["site", "name"], condition=Q(active=True, on_hand__lt=F("minimum") + F("reserved")), name="part_low"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


class StockMovement(SiteScoped, Stamped):
    """What changed the stock, append-only. `quantity` thousandths, positive = in. `demand_id`: the order's part line, loosely."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("received")
        ISSUED = "issued", _("issued")
        RETURNED = "returned", _("returned")
        COUNTED = "counted", _("counted")
        RESERVED = "reserved", _("reserved")
        RELEASED = "released", _("released")

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="movements", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    quantity = models.BigIntegerField(_("quantity"))
    on_hand_after = models.BigIntegerField(_("on hand after"))
    demand_id = models.BigIntegerField(null=True)
    note = models.CharField(_("note"), max_length=240, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["part", "-id"], name="movement_newest"),
            models.Index(fields=["demand_id"], condition=Q(demand_id__isnull=False), name="movement_of_demand"),
        ]


class PartOrder(SiteScoped, Stamped):
    """Parts ordered from a supplier, with the arrival that was announced."""

    class State(models.TextChoices):
        ORDERED = "ordered", _("ordered")
        RECEIVED = "received", _("received")
        CANCELLED = "cancelled", _("cancelled")

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="orders")
    quantity = models.BigIntegerField(_("quantity"))
    received = models.BigIntegerField(_("received"), default=0)
    supplier = models.CharField(_("supplier"), max_length=120, blank=True)
    expected_on = models.DateField(_("expected"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ORDERED)

    class Meta:
        verbose_name = _("part order")
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="part_order_quantity")]
        indexes = [models.Index(fields=["site", "expected_on"], condition=Q(state="ordered"), name="part_order_open")]
