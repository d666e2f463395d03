from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yinuo.core.events.models import Thread
from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.information.customers.models import Customer
from yinuo.information.vehicles.models import Vehicle
from yinuo.operations.menu.models import MenuItem
from yinuo.operations.workshop.models import BayKind

from . import rules


class SiteDay(SiteScoped):
    """One day's booking table. Every booking compare-and-swaps `version`, recounts inside and retries: so the last slot is sold once."""

    day = models.DateField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="site_day_once")]


class Appointment(SiteScoped, Stamped):
    """A booked arrival. Its thread becomes the visit's when the car arrives."""

    FLOW = rules.FLOW

    class State(models.TextChoices):
        BOOKED = "booked", _("booked")
        RECONFIRMED = "reconfirmed", _("reconfirmed")
        ARRIVED = "arrived", _("arrived")
        NO_SHOW = "no_show", _("did not come")
        CANCELLED = "cancelled", _("cancelled")

    class Origin(models.TextChoices):
        DESK = "desk", _("at the desk")
        PHONE = "phone", _("by phone")
        PUBLIC = "public", _("by the customer online")
        RETURN = "return", _("agreed at an earlier visit")

    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="appointment")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="appointments")
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.PROTECT, related_name="appointments")
    contact_name = models.CharField(_("contact"), max_length=120)
    contact_phone = models.CharField(_("phone"), max_length=24, blank=True)
    plate = models.CharField(_("plate"), max_length=16, blank=True)
    day = models.DateField(_("day"))
    starts_at = models.DateTimeField(_("arrival"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.BOOKED)
    origin = models.CharField(_("booked"), max_length=8, choices=Origin.choices, default=Origin.DESK)
    advisor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    waits = models.BooleanField(_("customer waits"), default=True)
    wish = models.TextField(_("customer's words"), blank=True)
    parts_short = models.BooleanField(_("a needed part is short"), default=False)
    shortage_told_at = models.DateTimeField(null=True)
    reconfirmed_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("appointment")
        indexes = [
            models.Index(fields=["site", "day", "starts_at"], name="appointment_of_day"),
            models.Index(fields=["site", "plate"], condition=Q(state__in=["booked", "reconfirmed"]), name="appointment_plate"),
            models.Index(fields=["customer", "-starts_at"], name="appointment_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.plate} {self.starts_at:%m-%d %H:%M}"


class AppointmentItem(SiteScoped):
    """Work booked: the menu item as it was then. `position` orders them; the load is laid into half-hours in that order."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="items")
    menu_item = models.ForeignKey(MenuItem, null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    minutes = models.PositiveIntegerField()
    buffer_minutes = models.PositiveSmallIntegerField(default=0)
    bay_kind = models.CharField(max_length=10, choices=BayKind.choices)
    skill = models.SlugField(max_length=30)

    class Meta:
        ordering = ["position"]
