from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.operations.standards.models import Step
from yinuo.supervision.complaints.models import Complaint

from . import rules


class Case(SiteScoped, Stamped):
    """What others can learn from, without those it happened to: what happened, what was done, what was learnt.

    `revision` counts changes of the text, so that what is published is what was read; `version` counts publications, and receipts are of one.
    `replaced`: how often the rule took out what, {kind: n}; what it was is not kept.
    """

    FLOW = rules.FLOW

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("case", "draft")
        PUBLISHED = "published", pgettext_lazy("case", "published")
        DISCARDED = "discarded", pgettext_lazy("case", "discarded")

    number = models.PositiveIntegerField(_("number"))
    complaint = models.OneToOneField(Complaint, null=True, on_delete=models.PROTECT, related_name="shared_case")
    title = models.CharField(_("title"), max_length=120)
    happened = models.TextField(_("what happened"), max_length=6000)
    done = models.TextField(_("what was done"), max_length=6000, blank=True)
    learnt = models.TextField(_("what was learnt"), max_length=6000, blank=True)
    process_step = models.CharField(_("process step"), max_length=14, choices=Step.choices, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=0)
    replaced = models.JSONField(default=dict, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    read_by_eye = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("case")
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="case_number_once"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(read_by_eye__isnull=False, published_at__isnull=False), name="case_published_was_read"
            ),
        ]
        indexes = [
            models.Index(fields=["site", "-id"], name="case_newest"),
            models.Index(fields=["site", "process_step", "-id"], name="case_of_step"),
            models.Index(fields=["site", "-published_at", "-id"], condition=Q(state="published"), name="case_published"),
        ]

    def __str__(self) -> str:
        return self.title


class CaseTag(SiteScoped):
    """A word under which a case is found."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tags", db_index=False)
    tag = models.CharField(_("tag"), max_length=rules.TAG_LETTERS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "tag"], name="case_tag_once")]
        indexes = [models.Index(fields=["site", "tag", "case"], name="case_of_tag")]

    def __str__(self) -> str:
        return self.tag


class CaseRead(SiteScoped):
    """Somebody has read a version of a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reads", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    read_at = models.DateTimeField(_("read"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "version", "user"], name="case_read_once")]
        indexes = [models.Index(fields=["site", "user", "case", "version"], name="case_read_by")]
