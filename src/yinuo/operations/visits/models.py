from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.events.models import Thread
from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.information.customers.models import Customer
from yinuo.information.vehicles.models import Vehicle
from yinuo.operations.booking.models import Appointment
from yinuo.operations.workshop.models import Zone

from . import rules


class Visit(SiteScoped, Stamped):
    """A car at the centre, from arrival to the closed follow-up. `state` says where the car stands, nothing else."""

    FLOW = rules.FLOW

    class State(models.TextChoices):
        ARRIVED = "arrived", pgettext_lazy("visit", "waits to be greeted")
        RECEIVED = "received", pgettext_lazy("visit", "received")
        CONSULTING = "consulting", pgettext_lazy("visit", "consultation")
        CONFIRMING = "confirming", pgettext_lazy("visit", "estimate and approval")
        REPAIRING = "repairing", pgettext_lazy("visit", "in the workshop")
        READY = "ready", pgettext_lazy("visit", "ready")
        SETTLED = "settled", pgettext_lazy("visit", "paid")
        DELIVERED = "delivered", pgettext_lazy("visit", "delivered")
        CLOSED = "closed", pgettext_lazy("visit", "closed")
        VOID = "void", pgettext_lazy("visit", "void")

    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="visit")
    appointment = models.OneToOneField(Appointment, null=True, on_delete=models.PROTECT, related_name="visit")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="visits", db_index=False)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.PROTECT, related_name="visits", db_index=False)
    plate = models.CharField(_("plate"), max_length=16, blank=True)
    day = models.DateField(_("day"))
    ticket = models.PositiveIntegerField(_("ticket"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ARRIVED)
    state_since = models.DateTimeField(_("in this state since"))
    advisor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="visits", db_index=False)
    waits = models.BooleanField(_("customer waits"), default=True)
    plain_maintenance = models.BooleanField(_("plain maintenance"), default=False)
    arrived_at = models.DateTimeField(_("arrived"))
    greeted_at = models.DateTimeField(_("greeted"), null=True)
    promised_ready_at = models.DateTimeField(_("promised ready"), null=True)
    ready_at = models.DateTimeField(_("ready"), null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    mileage = models.PositiveIntegerField(_("mileage (km)"), null=True)
    fuel = models.PositiveSmallIntegerField(_("fuel (eighths)"), null=True)
    key_tag = models.CharField(_("key tag"), max_length=20, blank=True)
    parking_place = models.CharField(_("parking place"), max_length=20, blank=True)
    car_zone = models.ForeignKey(Zone, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    customer_zone = models.ForeignKey(Zone, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    overnight = models.BooleanField(_("stays overnight"), default=False)
    no_repair_reason = models.CharField(_("ended without repair because"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("visit")
        constraints = [
            models.UniqueConstraint(fields=["site", "day", "ticket"], name="visit_ticket_once"),
            models.UniqueConstraint(fields=["site", "plate"], condition=Q(state__in=rules.OPEN) & ~Q(plate=""), name="visit_car_once"),
        ]
        indexes = [
            models.Index(fields=["site", "arrived_at"], condition=Q(state__in=rules.OPEN), name="visit_open"),
            models.Index(fields=["site", "advisor", "arrived_at"], condition=Q(state__in=rules.OPEN), name="visit_open_of_advisor"),
            models.Index(fields=["site", "-id"], name="visit_newest"),
            models.Index(fields=["advisor", "-id"], name="visit_newest_of_advisor"),
            models.Index(fields=["site", "-id"], condition=Q(state="delivered"), name="visit_newest_delivered"),
            models.Index(fields=["site", "-id"], condition=Q(state="void"), name="visit_newest_void"),
            models.Index(fields=["customer", "-arrived_at"], name="visit_of_customer"),
            models.Index(fields=["vehicle", "-arrived_at"], name="visit_of_vehicle"),
            models.Index(fields=["site", "-delivered_at"], name="visit_delivered"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket} {self.plate}"


class Consultation(SiteScoped, Stamped):
    """What the customer said, in their own words, and what was asked about. `conditions`: picks (cold start, 60–80 km/h, after rain)."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="consultation")
    words = models.TextField(_("customer's own words"), blank=True)
    uninterrupted = models.BooleanField(_("was not interrupted"), null=True)
    symptoms = models.JSONField(_("symptoms"), default=list)


class WalkAround(SiteScoped, Stamped):
    """The walk round the car: valuables asked about, damage marked (`damages`: [{x, y, kind, note, picture}] in per mille of the outline)."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="walk_around")
    damages = models.JSONField(_("damage"), default=list)
    valuables_asked = models.BooleanField(_("asked about valuables"), default=False)
    valuables = models.CharField(_("valuables"), max_length=240, blank=True)
    done_at = models.DateTimeField(null=True)


class Finding(SiteScoped, Stamped):
    """Something seen on the car: by the nine-point check, an inspection, a technician. Red or amber ones can become priced lines."""

    # put on it by the queries of a page
    shots: Any

    class Grade(models.TextChoices):
        GREEN = "green", _("in order")
        AMBER = "amber", _("soon")
        RED = "red", _("now")

    class Source(models.TextChoices):
        NINE_POINT = "nine_point", _("nine-point check")
        INSPECTION = "inspection", _("inspection")
        REPAIR = "repair", _("during repair")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="findings", db_index=False)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    point = models.CharField(_("point"), max_length=40)
    grade = models.CharField(_("grade"), max_length=6, choices=Grade.choices)
    attended = models.BooleanField(_("attended to"), default=False)
    note = models.CharField(_("note"), max_length=240, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "source", "point"], condition=~Q(source="repair"), name="finding_point_once"),
        ]
        indexes = [models.Index(fields=["visit"], name="finding_of_visit")]


class LoungeCheck(SiteScoped, Stamped):
    """One round of the host through lounge and hall: each item of the checklist ticked or not."""

    items = models.JSONField(_("items"), default=dict)
    note = models.CharField(_("note"), max_length=240, blank=True)

    class Meta:
        indexes = [models.Index(fields=["site", "-id"], name="lounge_check_newest")]
