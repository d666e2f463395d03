from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.information.customers.models import Customer
from yinuo.information.vehicles.models import Vehicle
from yinuo.operations.booking.models import Appointment


class Reminder(SiteScoped, Stamped):
    """The next service of a vehicle: what was told at checkout, when that falls due at the vehicle's own pace, and what became of the reminding.

    Kept by events and made anew from them at any time. `not_before`: not to be called before that day. `metres_a_day` is the vehicle's own where
    `readings` is two or more, else the site's figure.
    """

    story_path = "vehicle__thread"

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("reminder", "to be reminded")
        BOOKED = "booked", pgettext_lazy("reminder", "booked")
        CAME = "came", pgettext_lazy("reminder", "has come")
        QUIET = "quiet", _("reminded often enough")
        REFUSED = "refused", _("does not want to come")
        ELSEWHERE = "elsewhere", _("served elsewhere")
        OPTED_OUT = "opted_out", _("wants no service notices")

    class DueBy(models.TextChoices):
        DATE = "date", _("by date")
        KM = "km", _("by mileage")

    class Outcome(models.TextChoices):
        WISH = "wish", _("wants to come")
        LATER = "later", _("call again later")
        NOT_REACHED = "not_reached", _("not reached")
        REFUSED = "refused", _("does not want to come")
        ELSEWHERE = "elsewhere", _("served elsewhere")

    vehicle = models.OneToOneField(Vehicle, on_delete=models.CASCADE, related_name="reminder")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="reminders")
    told_on = models.DateField(_("date told"), null=True)
    told_km = models.PositiveIntegerField(_("mileage told (km)"), null=True)
    metres_a_day = models.PositiveIntegerField(_("metres a day"))
    readings = models.PositiveSmallIntegerField(_("readings"), default=0)
    days = models.PositiveSmallIntegerField(_("over so many days"), default=0)
    due_on = models.DateField(_("due"))
    due_by = models.CharField(_("due by"), max_length=4, choices=DueBy.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    contacts = models.PositiveSmallIntegerField(_("contacts"), default=0)
    not_before = models.DateField(_("not before"), null=True)
    outcome = models.CharField(_("last outcome"), max_length=12, choices=Outcome.choices, blank=True)
    contacted_at = models.DateTimeField(_("last contact"), null=True)
    appointment = models.ForeignKey(Appointment, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("next-service reminder")
        indexes = [
            models.Index(fields=["site", "due_on", "id"], condition=Q(state="open"), name="reminder_open"),
            models.Index(fields=["site", "state", "due_on", "id"], name="reminder_by_state"),
        ]

    @property
    def km_a_day(self) -> int:
        return round(self.metres_a_day / 1000)


class ReminderSettings(SiteScoped, Stamped):
    """How a site reminds; without a row the defaults of the rules hold."""

    lead_days = models.PositiveSmallIntegerField(_("remind so many days before"))
    quiet_after = models.PositiveSmallIntegerField(_("no more than so many contacts"))
    km_a_day = models.PositiveSmallIntegerField(_("kilometres a day of a car that has no readings of its own"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site"], name="reminder_settings_once")]
