from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yinuo.core.sites.models import SiteScoped, Stamped


class GapSum(SiteScoped):
    """What one gap of one month is computed from, made from the records and at any time made again: `sums` are those of `rules.Sums`
    (delivery, communication), `rules.Scores` (customer), or n, totals and products of `rules.Side` with the items' keys (knowledge).

    `part` is "" for the whole, else a step, a kind of promise, a dimension, or whose side it is.
    """

    month = models.DateField(_("month"))
    gap = models.PositiveSmallIntegerField(_("gap"))
    part = models.CharField(max_length=40, blank=True)
    sums = models.JSONField()
    prepared_at = models.DateTimeField(_("prepared"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "month", "gap", "part"], name="gap_sum_once")]


class Expectation(SiteScoped, Stamped):
    """Something that customers expect, and the standards that should answer for it. A ready one has its words in `words`, one's own in `text`.

    `importance_key`: the item of the importance survey that it belongs to; `level`: what is expected, in the unit of the standards.
    """

    # put on it by the queries of a page
    words: Any
    covered: Any
    weight: Any

    code = models.SlugField(max_length=40)
    text = models.CharField(_("what is expected"), max_length=160, blank=True)
    importance_key = models.CharField(_("belongs to"), max_length=40)
    standards = models.JSONField(_("standards"), default=list, blank=True)
    level = models.IntegerField(_("expected level"), null=True, blank=True)
    active = models.BooleanField(_("counts"), default=True)

    class Meta:
        verbose_name = _("expectation")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="expectation_once")]


class Claim(SiteScoped, Stamped):
    """Something the centre advertises, with what tells whether it is true of a visit.

    `measure`: a standard's code ("standard:reception.greet"), a kind of promise ("promise:ready_time") or a span of a visit ("span:wash").
    `limit`: at most (or at least, as the standard has it) so much, in the standard's unit, seconds for spans; None: as the standard or promise itself says.
    `shared`: the same in the claims of every centre for which it was made.
    """

    # put on it by the queries of a page
    told: Any

    text = models.CharField(_("what is advertised"), max_length=160)
    place = models.CharField(_("where it is advertised"), max_length=120, blank=True)
    measure = models.CharField(_("measured by"), max_length=60)
    limit = models.IntegerField(_("limit"), null=True, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    shared = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("claim")
        indexes = [models.Index(fields=["site", "-valid_from", "-id"], name="claim_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")), name="claim_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(limit=None) | Q(limit__gte=0), name="claim_limit_positive"),
        ]

    @property
    def part(self) -> str:
        """Its name among the parts of gap 4."""
        return f"claim-{self.pk}"

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Audit(SiteScoped, Stamped):
    """A self-audit of one of the gaps 1 to 4, on a day."""

    gap = models.PositiveSmallIntegerField(_("gap"))
    held_on = models.DateField(_("held on"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("self-audit")
        indexes = [models.Index(fields=["site", "gap", "-held_on", "-id"], name="audit_newest")]


class AuditAnswer(SiteScoped):
    """One answer of an audit with its evidence, and what is to follow from it: by whom, until when, done when."""

    class Said(models.TextChoices):
        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")
        NO = "no", _("no")

    # put on it by the queries of a page
    words: Any

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40)
    said = models.CharField(_("answer"), max_length=6, choices=Said.choices)
    evidence = models.CharField(_("evidence"), max_length=400, blank=True)
    action = models.CharField(_("what follows"), max_length=240, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField(_("until"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audit", "question"], name="audit_answer_once")]
        indexes = [models.Index(fields=["site", "due_on"], condition=~Q(action="") & Q(done_at=None), name="audit_follows")]
