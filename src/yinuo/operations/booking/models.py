from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


class BookingSettings(SiteScoped, Stamped):
    """How one site takes bookings; without a row the defaults hold. Over-booking is the site's own column."""

    public_open = models.BooleanField(_("customers can book online"), default=True)
    public_lead_minutes = models.PositiveSmallIntegerField(_("online at least so many minutes ahead"), default=60)
    days_ahead = models.PositiveSmallIntegerField(_("booked at most so many days ahead"), default=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site"], name="booking_settings_once")]


class Appointment(SiteScoped, Stamped):
    """A booked arrival. Its thread becomes the visit's when the car arrives. `ends_at`: when the work with its buffers is over by plan."""

    FLOW = rules.FLOW

    class State(models.TextChoices):
        BOOKED = "booked", pgettext_lazy("appointment", "booked")
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
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="appointments", db_index=False)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.PROTECT, related_name="appointments")
    contact_name = models.CharField(_("contact"), max_length=120)
    contact_phone = models.CharField(_("phone"), max_length=24, blank=True)
    plate = models.CharField(_("plate"), max_length=16, blank=True)
    day = models.DateField(_("day"))
    starts_at = models.DateTimeField(_("arrival"))
    ends_at = models.DateTimeField(_("work ends by plan"))
    ends_on = models.DateField(_("work ends on"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.BOOKED)
    origin = models.CharField(_("how it was booked"), max_length=8, choices=Origin.choices, default=Origin.DESK)
    advisor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    waits = models.BooleanField(_("customer waits"), default=True)
    wish = models.TextField(_("customer's words"), blank=True)
    parts_short = models.BooleanField(_("a needed part is short"), default=False)
    shortage_told_at = models.DateTimeField(_("told about the shortage"), null=True, blank=True)
    reconfirmed_at = models.DateTimeField(_("reconfirmed"), null=True, blank=True)
    calls = models.PositiveSmallIntegerField(_("tried to reach"), default=0)
    reason = models.CharField(_("reason"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("appointment")
        indexes = [
            models.Index(fields=["site", "day", "starts_at", "id"], name="appointment_of_day"),
            models.Index(fields=["site", "ends_on"], condition=Q(ends_on__gt=F("day")), name="appointment_over_night"),
            models.Index(fields=["site", "-id"], name="appointment_newest"),
            models.Index(fields=["site", "starts_at"], condition=Q(parts_short=True, state__in=rules.OPEN), name="appointment_parts_short"),
            models.Index(fields=["site", "contact_phone"], name="appointment_phone"),
            models.Index(fields=["site", "plate"], name="appointment_plate"),
            models.Index(fields=["customer", "-starts_at"], name="appointment_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.plate} {self.starts_at:%m-%d %H:%M}"

    @property
    def works(self) -> list[AppointmentItem]:
        """The work booked, in order; fetch it beforehand (`prefetch_related("items")`)."""
        return list(self.items.all())


class AppointmentItem(SiteScoped):
    """Work booked: the menu item as it was then. `position` orders them; the load is laid into half-hours in that order."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="items")
    menu_item = models.ForeignKey(MenuItem, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("work"), max_length=120)
    minutes = models.PositiveIntegerField(_("standard hours (minutes)"))
    buffer_minutes = models.PositiveSmallIntegerField(default=0)
    bay_kind = models.CharField(max_length=10, choices=BayKind.choices)
    skill = models.SlugField(max_length=30)

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["menu_item"], name="appointment_item_menu")]
