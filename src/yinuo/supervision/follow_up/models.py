from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.operations.visits.models import Visit

from . import rules


class DueCall(SiteScoped, Stamped):
    """A follow-up that is due after a delivered visit, with its recorded outcome."""

    FLOW = rules.FLOW
    story_path = "visit__thread"

    class State(models.TextChoices):
        DUE = "due", _("due")
        DONE = "done", _("done")
        UNREACHABLE = "unreachable", _("could not be reached")
        CANCELLED = "cancelled", _("cancelled")

    class Outcome(models.TextChoices):
        HAPPY = "happy", _("satisfied")
        NEUTRAL = "neutral", _("neither nor")
        UNHAPPY = "unhappy", _("not satisfied")

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="due_call")
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DUE)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    call_again_at = models.DateTimeField(_("call again"), null=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True)
    raised = models.TextField(_("what the customer raised"), blank=True)
    answer_due_at = models.DateTimeField(_("answer by"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    interrupted = models.BooleanField(_("customer felt interrupted"), null=True)
    note = models.TextField(_("note"), blank=True)
    done_at = models.DateTimeField(null=True)
    best_from = models.PositiveSmallIntegerField(
        _("best called from (hour)"), null=True
    )  # worked out in the background; None: not yet, 0: none is better
    best_tries = models.PositiveSmallIntegerField(default=0)  # the customer's own calls behind it; 0 with what they said themselves

    class Meta:
        indexes = [
            models.Index(fields=["site", "due_on", "id"], condition=Q(state="due"), name="due_call_open"),
            models.Index(
                fields=["site", "answer_due_at", "id"],
                condition=Q(state="done", answered_at=None) & ~Q(raised=""),
                name="due_call_unanswered",
            ),
            models.Index(fields=["site", "due_on"], name="due_call_by_day"),
            models.Index(fields=["site", "done_at"], condition=Q(state="done") & ~Q(raised=""), name="due_call_raised"),
        ]

    @property
    def best_until(self) -> int | None:
        return None if self.best_from is None else self.best_from + rules.WINDOW


class HourProfile(SiteScoped):
    """How many of a site's calls were answered at each hour of the day: {hour: [calls, answered]}. Made anew each night from the contacts of half a year."""

    hours = models.JSONField(default=dict)
    prepared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site"], name="hour_profile_once")]
