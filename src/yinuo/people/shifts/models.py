from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from yinuo.core.sites.models import SiteScoped, Stamped


class WeeklyShift(SiteScoped, Stamped):
    """The usual hours of a person on a weekday (0 = Monday), with one optional break."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="weekly_shifts")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    starts = models.TimeField(_("starts"))
    ends = models.TimeField(_("ends"))
    break_starts = models.TimeField(_("break starts"), null=True, blank=True)
    break_ends = models.TimeField(_("break ends"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "user", "weekday", "starts"], name="weekly_shift_once"),
            models.CheckConstraint(condition=models.Q(weekday__range=(0, 6)), name="weekly_shift_weekday"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="weekly_shift_order"),
        ]


class ShiftException(SiteScoped, Stamped):
    """Another shift than usual on one date, or an absence (`absent` with a reason)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shift_exceptions")
    day = models.DateField(_("day"))
    absent = models.BooleanField(_("absent"), default=False)
    starts = models.TimeField(_("starts"), null=True, blank=True)
    ends = models.TimeField(_("ends"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "user", "day"], name="shift_exception_once")]
