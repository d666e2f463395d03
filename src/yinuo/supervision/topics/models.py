from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.operations.visits.models import Visit
from yinuo.supervision.complaints.models import Complaint
from yinuo.supervision.surveys.models import Response

from .rules.finding import TERM_LETTERS


class Topic(SiteScoped, Stamped):
    """What several texts speak of. It keeps its number for ever; `words` stand for it until somebody gives it a `name`.

    Joined to another (`merged_into`) it keeps its own texts, and they count there (decision 22).
    """

    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(pgettext_lazy("topic", "name"), max_length=60, blank=True)
    words = models.JSONField(default=list, blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False)

    class Meta:
        verbose_name = _("topic")
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="topic_number_once"),
            models.CheckConstraint(condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="topic_not_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name or " · ".join(self.words[:3]) or f"#{self.number}"


class Text(SiteScoped):
    """What a customer said or wrote, once for each place where it stands. `sure`: the chance that it belongs to its topic, per mille.

    Of an anonymous answer only the month is kept (`said_on` is its first day), and neither sheet nor visit.
    """

    # put on it by the queries of a page
    topic_shown: Any

    class Source(models.TextChoices):
        COMPLAINT = "complaint", _("complaint")
        SURVEY = "survey", _("survey answer")
        CALL = "call", _("follow-up call")

    class Placed(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("text", "waits to be looked at")
        UNCLEAR = "unclear", pgettext_lazy("text", "unclear")
        FOUND = "found", pgettext_lazy("text", "found with the topic")
        MACHINE = "machine", pgettext_lazy("text", "placed by the program")
        PERSON = "person", pgettext_lazy("text", "placed by a person")

    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    source_id = models.BigIntegerField()
    text = models.TextField(_("text"))
    said_on = models.DateField(_("said on"))
    month = models.DateField()
    anonymous = models.BooleanField(_("anonymous"), default=False)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    complaint = models.ForeignKey(Complaint, null=True, on_delete=models.PROTECT, related_name="topic_texts", db_index=False)
    response = models.ForeignKey(Response, null=True, on_delete=models.PROTECT, related_name="topic_texts", db_index=False)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="texts", db_index=False)
    placed = models.CharField(_("placed"), max_length=8, choices=Placed.choices, default=Placed.WAITING)
    sure = models.PositiveSmallIntegerField(_("sure (per mille)"), default=0)

    class Meta:
        verbose_name = _("text")
        constraints = [
            models.UniqueConstraint(fields=["site", "source", "source_id"], name="topic_text_once"),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(visit=None, complaint=None, response=None), name="topic_text_knows_nobody"
            ),
            models.CheckConstraint(
                condition=Q(topic=None, placed__in=("waiting", "unclear", "person"))
                | Q(topic__isnull=False, placed__in=("found", "machine", "person")),
                name="topic_text_placed",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "-said_on", "-id"], name="topic_text_newest"),
            models.Index(fields=["site", "topic", "-said_on", "-id"], name="topic_text_of_topic"),
            models.Index(fields=["site", "source", "-said_on", "-id"], name="topic_text_of_source"),
            models.Index(fields=["site", "month", "topic", "source"], name="topic_text_of_month"),
            models.Index(fields=["site", "placed", "-id"], name="topic_text_placed_by"),
            models.Index(fields=["complaint"], condition=Q(complaint__isnull=False), name="topic_text_of_complaint"),
            models.Index(fields=["response"], condition=Q(response__isnull=False), name="topic_text_of_response"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class TextTerm(SiteScoped):
    """A term by which a text is found (`rules.finding`). On PostgreSQL `term` sorts by code point (collation C), as it does on SQLite."""

    text = models.ForeignKey(Text, on_delete=models.CASCADE, related_name="terms", db_index=False)
    term = models.CharField(max_length=TERM_LETTERS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "term"], name="text_term_once")]
        indexes = [models.Index(fields=["site", "term", "text"], name="text_term_found")]


class ToRead(SiteScoped):
    """Something that was said waits to be taken up. `source_id`: the complaint, the call, or the whole survey answer."""

    source = models.CharField(max_length=10, choices=Text.Source.choices)
    source_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "source", "source_id"], name="to_read_once")]


class Round(SiteScoped):
    """How far the background work is at a site. `acts`: what people changed and topics found so far; `learnt`: how many of them the last round knew;
    `heap`: unclear texts when topics were last looked for."""

    acts = models.PositiveIntegerField(default=0)
    learnt = models.PositiveIntegerField(default=0)
    heap = models.PositiveIntegerField(default=0)
    placed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site"], name="topic_round_once")]


class Change(SiteScoped, Stamped):
    """What a person did with topics, with all that undoing it needs: `before` how it was, `after` how it was left."""

    class Kind(models.TextChoices):
        NAMED = "named", _("named")
        MERGED = "merged", _("joined")
        SPLIT = "split", _("split off")
        MOVED = "moved", _("a text moved")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="changes", db_index=False)
    other = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.ForeignKey(Text, null=True, on_delete=models.PROTECT, related_name="changes", db_index=False)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["site", "topic", "-id"], name="topic_change_of"),
            models.Index(fields=["site", "other", "-id"], name="topic_change_of_other"),
            models.Index(fields=["text", "-id"], condition=Q(text__isnull=False), name="topic_change_of_text"),
        ]
