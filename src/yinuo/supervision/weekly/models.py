from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yinuo.core.sites.models import SiteScoped, Stamped


class WeeklyReport(SiteScoped):
    """That a week's report was given to the site manager: made once a week, read when, and sent by e-mail or not. Its figures are read from the records.

    `mail`: nothing to send, waits (from `try_at` on), is being sent, went, was refused too often, or broke off while sending, so that nobody knows.
    """

    class Mail(models.TextChoices):
        NONE = "none", _("not by e-mail")
        WAITING = "waiting", _("waits to be sent")
        SENDING = "sending", _("is being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be sent")
        UNSURE = "unsure", _("broke off while sending")

    week = models.DateField(_("week (its Monday)"))
    made_at = models.DateTimeField(_("made"))
    read_at = models.DateTimeField(_("read"), null=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    mail = models.CharField(_("e-mail"), max_length=8, choices=Mail.choices, default=Mail.NONE)
    mail_to = models.EmailField(_("sent to"), blank=True)
    mail_at = models.DateTimeField(null=True)
    try_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(_("why not"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "week"], name="weekly_report_once")]
        indexes = [models.Index(fields=["site", "mail"], condition=Q(mail__in=["waiting", "sending"]), name="weekly_report_to_send")]


class WeeklySettings(SiteScoped, Stamped):
    """Where a site's weekly report goes by e-mail; without an address only to Today."""

    address = models.EmailField(_("e-mail of the site manager"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site"], name="weekly_settings_once")]
