from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.events.models import Thread
from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.information.customers.models import Customer

from . import rules
from .words import text_words


class Promise(SiteScoped, Stamped):
    """One version of a promise. A renegotiated promise is followed by its next version (`earlier`), made with the customer's agreement before due.

    `expected_at` is when the schedule says it will be fulfilled; later than `due_at` means at risk. `amount`: minor units, for price promises.
    """

    FLOW = rules.FLOW

    class Kind(models.TextChoices):
        ARRIVAL_SLOT = "arrival_slot", _("arrival slot")
        CALL_BACK = "call_back", _("call back")
        PARTS_ARRIVAL = "parts_arrival", _("parts arrival")
        PRICE = "price", _("price")
        READY_TIME = "ready_time", _("ready time")
        ADDED_WORK_ANSWER = "added_work_answer", _("added work answer")
        COMPLAINT_ANSWER = "complaint_answer", _("complaint answer")
        COMPENSATION = "compensation", _("compensation")
        OTHER = "other", _("other")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("promise", "open")
        KEPT = "kept", _("kept")
        BROKEN = "broken", _("broken")
        RENEGOTIATED = "renegotiated", _("renegotiated")
        WITHDRAWN = "withdrawn", _("withdrawn")

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="promises")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="promises", db_index=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    text = models.CharField(_("what"), max_length=240)
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.OPEN)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    earlier = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="later")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("responsible"), null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(_("made"))
    how = models.CharField(_("made how"), max_length=20, blank=True)
    due_at = models.DateTimeField(pgettext_lazy("promise", "due"))
    expected_at = models.DateTimeField(_("expected"), null=True)
    amount = models.BigIntegerField(_("amount"), null=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    at_risk_at = models.DateTimeField(_("at risk since"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    reason = models.CharField(_("reason"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("promise")
        indexes = [
            models.Index(fields=["site", "due_at"], condition=Q(state="open"), name="promise_open"),
            models.Index(fields=["customer", "-made_at"], name="promise_of_customer"),
            models.Index(fields=["site", "-ended_at"], name="promise_ended"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What is promised, as its reader is told."""
        return text_words(self.kind, self.subject_type, self.text)
