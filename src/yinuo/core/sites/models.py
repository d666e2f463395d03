"""Sites, and the two mixins that nearly every business row has: whose it is, and who changed it when."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from yinuo.core.statements.writes import Inserted


class Site(models.Model):
    """An after-sales service centre. Amounts are integers in minor units of `currency`."""

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")])
    name = models.CharField(_("name"), max_length=120)
    group = models.CharField(_("group of centres"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, default="CN")
    timezone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=240, blank=True)
    prices_include_tax = models.BooleanField(_("prices include tax"), default=True)
    tax_rate = models.PositiveIntegerField(_("tax rate (hundredths of a percent)"), default=1300)
    labour_rate = models.PositiveIntegerField(_("labour rate per hour (minor units)"), default=20000)
    overbooking_percent = models.PositiveSmallIntegerField(_("over-booking, percent"), default=0)
    numbers = models.JSONField(default=dict, blank=True)
    set_up = models.JSONField(_("set-up steps done or left for later"), default=dict, blank=True)

    class Meta:
        verbose_name = _("site")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class SiteScoped(Inserted):
    """A row that belongs to one site. `objects` raises ScopeError outside `scope(site=…)` in place of leaking."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)  # composite indexes begin with it

    objects = ScopedManager(site="site")

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field) -> str:
        """Behind every `get_…_display()`. Django's own translates all of a column's words each time, to say one of them."""
        value = getattr(self, field.attname)
        return force_str(_words_of(field).get(value, value), strings_only=True)


@cache
def _words_of(field: models.Field) -> dict[Any, Any]:
    return dict(field.flatchoices or ())


class NumberSeries(SiteScoped):
    """The last number given in one series of a site (`ticket:2026-11-22`, `order:2026`)."""

    series = models.CharField(max_length=40)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "series"], name="number_series_once")]


class Stamped(models.Model):
    """Who made the record and who changed it last, and when. Written by services from `by` and `at`."""

    created_at = models.DateTimeField(_("created"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    changed_at = models.DateTimeField(_("changed"), editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )

    class Meta:
        abstract = True


def stamps(by, at) -> dict:
    """The four columns of a new Stamped row."""
    return {"created_at": at, "created_by_id": by.user_id, "changed_at": at, "changed_by_id": by.user_id}


def change_stamps(by, at) -> dict:
    """The two columns that a change of a Stamped row writes."""
    return {"changed_at": at, "changed_by_id": by.user_id}
