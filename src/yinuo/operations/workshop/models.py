from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.sites.models import SiteScoped, Stamped


class Zone(SiteScoped):
    """A place of the site where a car or a customer can be."""

    class Code(models.TextChoices):
        GATE = "gate", _("gate")
        CAR_PARK = "car_park", _("car park")
        RECEPTION = "reception", _("reception and pre-check area")
        HALL = "hall", _("reception hall")
        WAITING = "waiting", _("temporary waiting area")
        LOUNGE = "lounge", pgettext_lazy("zone", "lounge")
        WORKSHOP = "workshop", _("workshop")
        CONTROL = "control", _("control room")
        WASH = "wash", _("wash")
        READY = "ready", _("ready cars")

    code = models.CharField(_("zone"), max_length=12, choices=Code.choices)
    name = models.CharField(_("name"), max_length=60)
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)

    class Meta:
        verbose_name = _("zone")
        constraints = [models.UniqueConstraint(fields=["site", "code", "name"], name="zone_once")]

    def __str__(self) -> str:
        return self.name


class BayKind(models.TextChoices):
    QUICK = "quick", _("quick service")
    LIFT = "lift", _("lift")
    ALIGNMENT = "alignment", _("alignment")
    BODY = "body", _("body")
    PAINT = "paint", _("paint")
    WASH = "wash", _("wash")


class Bay(SiteScoped, Stamped):
    name = models.CharField(_("name"), max_length=30)
    kind = models.CharField(_("kind"), max_length=10, choices=BayKind.choices)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("bay")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="bay_name_once")]

    def __str__(self) -> str:
        return self.name


class Tool(SiteScoped, Stamped):
    """A tool that only one job can hold at a time, `count` of them."""

    name = models.CharField(_("name"), max_length=60)
    count = models.PositiveSmallIntegerField(_("count"), default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="tool_name_once")]

    def __str__(self) -> str:
        return self.name


class OpeningHours(SiteScoped, Stamped):
    """One open span of a weekday (0 = Monday); several rows make a split day."""

    weekday = models.PositiveSmallIntegerField(_("weekday"))
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["site", "weekday", "opens"], name="opening_once"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="opening_order"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="opening_weekday"),
        ]


class CalendarDay(SiteScoped, Stamped):
    """A date that differs: closed (a holiday), or open at other hours (`opens` … `closes`)."""

    day = models.DateField(_("day"))
    closed = models.BooleanField(_("closed"), default=True)
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=60, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="calendar_day_once"),
            models.CheckConstraint(condition=Q(closed=True) | Q(closes__gt=F("opens")), name="calendar_day_order"),
        ]
