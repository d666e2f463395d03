from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yinuo.core.events.models import Thread
from yinuo.core.sites.models import SiteScoped, Stamped


class Step(models.TextChoices):
    """The ten steps of the service flow."""

    BOOKING = "booking", _("booking")
    RECEPTION = "reception", _("reception")
    CONSULTATION = "consultation", _("consultation")
    CONFIRMATION = "confirmation", _("confirmation")
    LOUNGE = "lounge", _("lounge")
    REPAIR = "repair", _("repair")
    EXCEPTION = "exception", _("exception")
    HANDOVER = "handover", _("handover")
    CHECKOUT = "checkout", _("checkout")
    FOLLOW_UP = "follow_up", _("follow-up")


class Norm(SiteScoped, Stamped):
    """How to act, per step and post; a norm without a standard is shown as not yet measured."""

    step = models.CharField(_("step"), max_length=14, choices=Step.choices)
    post = models.CharField(_("post"), max_length=20, blank=True)
    text = models.CharField(_("norm"), max_length=240)

    class Meta:
        verbose_name = _("service norm")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Standard(SiteScoped, Stamped):
    """One version of a standard's limit, valid from `valid_from` (null = since ever) until the next version's.

    `limit` is in `unit`: seconds for clocks, hundredths of a percent for ratios, days for calendar limits, null for presence.
    `early`: no earlier than so many seconds before (reconfirmation). A running clock turns amber when `amber_percent` of its time is used up.
    """

    # put on it by the queries of a page
    title: Any
    coming: Any
    words: Any

    code = models.CharField(_("code"), max_length=40)
    step = models.CharField(_("step"), max_length=14, choices=Step.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    norm = models.ForeignKey(Norm, null=True, blank=True, on_delete=models.SET_NULL, related_name="standards")
    limit = models.IntegerField(_("limit"), null=True, blank=True)
    early = models.IntegerField(_("no earlier than"), null=True, blank=True)
    amber_percent = models.PositiveSmallIntegerField(_("amber at percent of the time"), default=75)
    unit = models.CharField(_("unit"), max_length=12)
    reason = models.CharField(_("why it exists"), max_length=240, blank=True)
    active = models.BooleanField(_("in force"), default=True)
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)

    class Meta:
        verbose_name = _("service standard")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["site", "code", "version"], name="standard_version_once")]


class StepFactor(SiteScoped):
    """A satisfaction factor that a step of the flow moves at this site."""

    step = models.CharField(_("step"), max_length=14, choices=Step.choices)
    factor = models.CharField(_("factor"), max_length=24)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["site", "step", "factor"], name="step_factor_once")]


class Outcome(SiteScoped):
    """How one standard came out on one story. `value` is what was measured, in the standard's unit; `owner` who answered for it; `day` the local date it counts for."""

    class State(models.TextChoices):
        NOT_DUE = "not_due", _("not yet due")
        RUNNING = "running", _("clock running")
        MET = "met", _("met")
        MISSED = "missed", _("missed")
        NOT_APPLICABLE = "not_applicable", _("not applicable")

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="outcomes", db_index=False)
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    code = models.CharField(max_length=40)
    step = models.CharField(max_length=14, choices=Step.choices)
    state = models.CharField(max_length=14, choices=State.choices)
    since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    value = models.BigIntegerField(null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "code"], name="outcome_once")]
        indexes = [
            models.Index(fields=["site", "day", "code", "state"], name="outcome_of_day"),
            models.Index(fields=["site", "owner", "day"], name="outcome_of_owner"),
            models.Index(fields=["site", "due_at"], condition=Q(state="running"), name="outcome_running"),
        ]
