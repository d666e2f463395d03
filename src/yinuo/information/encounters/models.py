from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from yinuo.core.events.models import Thread
from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.information.customers.models import Customer


class Encounter(SiteScoped, Stamped):
    """A contact with a customer: by what, which way, about what, with whom, how long, with what outcome. Notices are encounters too."""

    class Channel(models.TextChoices):
        FACE = "face", _("face to face")
        PHONE = "phone", _("phone call")
        TEXT = "text", _("text message")
        WECHAT = "wechat", _("WeChat")
        EMAIL = "email", _("e-mail")
        PAGE = "page", _("customer's page")
        THING = "thing", _("thing or sign")

    class Direction(models.TextChoices):
        IN = "in", _("from the customer")
        OUT = "out", _("to the customer")

    class About(models.TextChoices):
        """What people pick; the slices add codes of their own."""

        QUESTION = "question", _("question")
        APPOINTMENT = "appointment", _("appointment")
        ESTIMATE = "estimate", _("estimate")
        READY_TIME = "ready_time", _("ready time")
        EXPLANATION = "explanation", _("explanation")
        WISH = "wish", _("wish")
        COMPLAINT = "complaint", _("complaint")
        PRAISE = "praise", _("praise")
        FULL_MARKS = "full_marks", _("asked for full marks")
        OTHER = "other", _("other")

    class Outcome(models.TextChoices):
        DONE = "done", _("settled")
        ANSWER_LATER = "answer_later", _("answer to follow")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")
        NOT_REACHED = "not_reached", _("not reached")

    story_path = "thread"

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="encounters", db_index=False)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="encounters", db_index=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices, default=Direction.OUT)
    about = models.CharField(_("about"), max_length=30)
    text = models.TextField(_("what was said"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=60, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    happened_at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("encounter")
        indexes = [
            models.Index(fields=["customer", "-happened_at"], name="encounter_of_customer"),
            models.Index(fields=["thread", "happened_at"], name="encounter_of_thread"),
            models.Index(fields=["site", "-happened_at"], name="encounter_newest"),
        ]
