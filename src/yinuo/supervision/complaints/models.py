from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.events.models import Thread
from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.information.customers.models import Customer
from yinuo.information.encounters.models import Encounter
from yinuo.information.vehicles.models import Vehicle
from yinuo.operations.standards.models import Step
from yinuo.operations.standards.words import FACTORS
from yinuo.operations.visits.models import Visit

from . import rules

STILL_OPEN = Q(state__in=rules.OPEN, merged_into=None)


def person(**options: Any) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, **options)


class Complaint(SiteScoped, Stamped):
    """What a customer is not satisfied with, from the way it came in until it is closed. `state` is the step at which it stands, or closed.

    Its thread is the visit's where it has one, else the customer's, else its own. `due_at` is when the present step must be done (while `paused_at` is
    set its clock stands still). `facts`: what was established from the records, in words. `goodwill_cost` and amounts: minor units.
    """

    FLOW = rules.FLOW

    class WayIn(models.TextChoices):
        DESK = "desk", _("at the desk")
        PHONE = "phone", _("by phone")
        HOST = "host", _("lounge host")
        FOLLOW_UP = "follow_up", _("follow-up call")
        SURVEY = "survey", _("survey answer")
        PHONE_PAGE = "phone_page", _("customer's phone page")
        WEB = "web", _("web form")
        IMPORT = "import", _("imported")

    class Severity(models.TextChoices):
        MINOR = "minor", _("minor")
        SERIOUS = "serious", _("serious")
        CRITICAL = "critical", _("critical")

    class State(models.TextChoices):
        LISTEN = "listen", _("to listen")
        APOLOGISE = "apologise", _("to apologise")
        UNDERSTAND = "understand", _("to find the real issue")
        OFFER = "offer", _("to offer a solution")
        AGREE = "agree", _("to agree")
        CARRY_OUT = "carry_out", _("to keep the promise")
        REVIEW = "review", _("to review inside")
        CLOSED = "closed", pgettext_lazy("complaint", "closed")

    class RootCause(models.TextChoices):
        PEOPLE = "people", _("people")
        METHOD = "method", _("method")
        MACHINE = "machine", _("machine")
        MATERIAL = "material", _("material")
        ENVIRONMENT = "environment", _("environment")
        COMMUNICATION = "communication", _("communication")

    class Gap(models.IntegerChoices):
        KNOWLEDGE = 1, _("1 knowledge: we did not know what was expected")
        STANDARDS = 2, _("2 standards: no standard, or one set too low")
        DELIVERY = 3, _("3 delivery: the standard was not kept")
        COMMUNICATION = 4, _("4 communication: we promised other than we did")

    class Word(models.TextChoices):
        SATISFIED = "satisfied", _("satisfied with how it was settled")
        PARTLY = "partly", _("partly satisfied")
        NOT_SATISFIED = "not_satisfied", _("not satisfied")

    class WithoutWord(models.TextChoices):
        UNREACHABLE = "unreachable", _("the customer could not be reached")
        WITHDRAWN = "withdrawn", _("the customer takes it back")
        UNFOUNDED = "unfounded", _("the records show otherwise")
        NO_ANSWER = "no_answer", _("the customer does not want to be asked again")
        ELSEWHERE = "elsewhere", _("settled by the manufacturer, an insurer or a court")

    number = models.PositiveIntegerField(_("number"))
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="complaints", db_index=False)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="complaints", db_index=False)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="complaints", db_index=False)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.PROTECT, related_name="complaints", db_index=False)
    contact_name = models.CharField(_("name"), max_length=120, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=24, blank=True)
    plate = models.CharField(_("plate"), max_length=16, blank=True)
    way_in = models.CharField(_("way in"), max_length=12, choices=WayIn.choices)
    text = models.TextField(_("in the customer's words"), max_length=20_000)
    wants = models.TextField(_("what the customer wants"), max_length=4000, blank=True)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices, default=Severity.MINOR)
    process_step = models.CharField(_("process step"), max_length=14, choices=Step.choices, blank=True)
    factor = models.CharField(_("factor"), max_length=24, choices=list(FACTORS.items()), blank=True)
    root_cause = models.CharField(_("root cause"), max_length=14, choices=RootCause.choices, blank=True)
    gap = models.PositiveSmallIntegerField(_("responsible gap"), choices=Gap.choices, null=True, blank=True)
    repeat_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="repeats")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    owner = person(verbose_name=_("responsible"))
    owned = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.LISTEN)
    received_at = models.DateTimeField(_("received"))
    due_at = models.DateTimeField(pgettext_lazy("complaint", "due"))
    paused_at = models.DateTimeField(_("clock stopped"), null=True)
    escalation = models.PositiveSmallIntegerField(_("escalated to"), default=0)
    escalates_at = models.DateTimeField(null=True)
    facts = models.JSONField(_("facts from the records"), default=list, blank=True)
    real_issue = models.TextField(_("the real issue"), max_length=4000, blank=True)
    offer = models.TextField(_("what is offered"), max_length=4000, blank=True)
    agreed = models.TextField(_("what was agreed"), max_length=4000, blank=True)
    agreed_due_at = models.DateTimeField(_("agreed by when"), null=True, blank=True)
    carried_out_at = models.DateTimeField(_("carried out"), null=True, blank=True)
    answer_due_at = models.DateTimeField(_("answer by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    goodwill_cost = models.BigIntegerField(_("cost"), default=0)
    word = models.CharField(_("the customer's word"), max_length=14, choices=Word.choices, blank=True)
    word_text = models.TextField(_("in their words"), max_length=4000, blank=True)
    word_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_without = models.CharField(
        _("closed without the customer's word because"), max_length=14, choices=WithoutWord.choices, blank=True
    )
    closed_reason = models.CharField(_("reason"), max_length=240, blank=True)
    lesson = models.TextField(_("what we change so that it does not return"), max_length=4000, blank=True)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    source_type = models.CharField(max_length=40, blank=True)
    source_id = models.BigIntegerField(null=True)
    external_id = models.CharField(_("number elsewhere"), max_length=60, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    link_expires_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("complaint")
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="complaint_number_once"),
            models.UniqueConstraint(fields=["site", "external_id"], condition=~Q(external_id=""), name="complaint_external_once"),
            models.CheckConstraint(condition=Q(gap=None) | Q(gap__range=(1, 4)), name="complaint_gap_known"),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(word="") | ~Q(closed_without=""), name="complaint_closed_by_word_or_reason"
            ),
            models.CheckConstraint(condition=Q(owned=False, owner=None) | Q(owned=True, owner__isnull=False), name="complaint_owned"),
        ]
        indexes = [
            models.Index(fields=["site", "owned", "due_at", "id"], condition=STILL_OPEN, name="complaint_open"),
            models.Index(fields=["site", "escalates_at"], condition=STILL_OPEN & Q(escalates_at__isnull=False), name="complaint_escalates"),
            models.Index(fields=["site", "-id"], name="complaint_newest"),
            models.Index(fields=["site", "received_at", "id"], name="complaint_received"),
            models.Index(fields=["thread"], name="complaint_of_thread"),
            models.Index(fields=["customer", "-received_at"], name="complaint_of_customer"),
            models.Index(fields=["vehicle", "-received_at"], name="complaint_of_vehicle"),
            models.Index(fields=["visit"], name="complaint_of_visit"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED and self.merged_into_id is None

    @property
    def who(self) -> str:
        return self.customer.name if self.customer else self.contact_name


class StepClock(SiteScoped):
    """One step of a complaint in one round: when it began, was due and was done, by whom. `minutes` are open minutes without pauses, `waited` those of pauses."""

    # put on it by the queries of a page
    label: Any

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    step = models.CharField(_("step"), max_length=12, choices=[choice for choice in Complaint.State.choices if choice[0] != "closed"])
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    owner = person()
    since = models.DateTimeField(_("begun"))
    due_at = models.DateTimeField(_("to be done by"))
    done_at = models.DateTimeField(_("done"), null=True)
    done_by = person()
    minutes = models.PositiveIntegerField(_("open minutes used"), null=True)
    waited = models.PositiveIntegerField(_("open minutes waited"), default=0)
    in_time = models.BooleanField(_("in time"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "step", "round"], name="step_clock_once")]
        indexes = [models.Index(fields=["site", "done_at"], condition=Q(done_at__isnull=False), name="step_clock_done")]


class Pause(SiteScoped, Stamped):
    """A time in which a complaint's clock stood still, with its reason. `minutes`: open minutes, once it is over."""

    class Reason(models.TextChoices):
        PART = "part", _("waiting for part")
        CUSTOMER = "customer", _("the customer asked for time")
        OUTSIDE = "outside", _("waiting for manufacturer, insurer or authority")

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="pauses", db_index=False)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=240, blank=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)
    minutes = models.PositiveIntegerField(_("open minutes waited"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint"], condition=Q(until=None), name="pause_once")]
        indexes = [models.Index(fields=["complaint", "since"], name="pause_of_complaint")]


class Goodwill(SiteScoped, Stamped):
    """Something given to a customer for a complaint: a cost (`amount`, minor units) and a promise. Beyond the giver's limit it is asked for, once."""

    FLOW = rules.GOODWILL_FLOW
    story_path = "complaint__thread"

    class Kind(models.TextChoices):
        FREE_ITEM = "free_item", _("free work or item")
        DISCOUNT = "discount", _("discount")
        LOAN_CAR = "loan_car", _("loan car")
        REFUND = "refund", _("money back")
        GIFT = "gift", _("gift or voucher")
        OTHER = "other", pgettext_lazy("goodwill", "other")

    class State(models.TextChoices):
        ASKED = "asked", _("approval asked for")
        GIVEN = "given", pgettext_lazy("goodwill", "promised")
        REFUSED = "refused", pgettext_lazy("goodwill", "not approved")
        HANDED_OVER = "handed_over", pgettext_lazy("goodwill", "handed over")
        WITHDRAWN = "withdrawn", pgettext_lazy("goodwill", "withdrawn")

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="goodwill", db_index=False)
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    text = models.CharField(_("what exactly"), max_length=240)
    amount = models.BigIntegerField(_("what it costs us"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.ASKED)
    role = models.CharField(_("given as"), max_length=20, blank=True)
    month = models.DateField(_("month"))
    approved = models.BooleanField(_("beyond the limit, approved"), default=False)
    promised_for = models.DateTimeField(_("promised by"))
    answer_due_at = models.DateTimeField(_("answer by"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = person()
    note = models.CharField(_("note"), max_length=240, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True)

    class Meta:
        verbose_name = _("goodwill")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="goodwill_costs_something"),
            models.UniqueConstraint(fields=["complaint"], condition=Q(state="asked"), name="goodwill_asked_once"),
        ]
        indexes = [
            models.Index(fields=["complaint"], name="goodwill_of_complaint"),
            models.Index(fields=["site", "answer_due_at"], condition=Q(state="asked"), name="goodwill_to_approve"),
            models.Index(fields=["site", "month"], name="goodwill_of_month"),
        ]


class StepTimes(SiteScoped, Stamped):
    """One version of the times of the seven steps, in force for complaints opened from `valid_from` until the next version's.

    `steps`: {severity: {step: open minutes}}; `grace`: {severity: open minutes from the first escalation to the second}.
    """

    version = models.PositiveSmallIntegerField(_("version"))
    valid_from = models.DateTimeField(_("valid from"))
    steps = models.JSONField()
    grace = models.JSONField()
    reason = models.CharField(_("why"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("times of the steps")
        constraints = [models.UniqueConstraint(fields=["site", "version"], name="step_times_version_once")]

    @property
    def times(self) -> rules.Times:
        return rules.Times(self.steps, self.grace)


class GoodwillLimit(SiteScoped, Stamped):
    """What a role may give by itself on one case, and all its people together in a month; minor units."""

    role = models.CharField(_("role"), max_length=20)
    per_case = models.BigIntegerField(_("on one case"))
    per_month = models.BigIntegerField(_("in a month"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "role"], name="goodwill_limit_once"),
            models.CheckConstraint(condition=Q(per_case__gte=0, per_month__gte=0), name="goodwill_limit_positive"),
        ]


class GoodwillBudget(SiteScoped):
    """What the people of a role gave by themselves in a month (`given`, never beyond the limit of the moment) and with approval (`approved`)."""

    role = models.CharField(max_length=20)
    month = models.DateField()
    given = models.BigIntegerField(default=0)
    approved = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "role", "month"], name="goodwill_budget_once"),
            models.CheckConstraint(condition=Q(given__gte=0, approved__gte=0), name="goodwill_budget_positive"),
        ]


class Said(SiteScoped):
    """What was said to and by the customer about a complaint, as both sides see it on the customer's page."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="said", db_index=False)
    direction = models.CharField(max_length=3, choices=Encounter.Direction.choices)
    channel = models.CharField(max_length=10, choices=Encounter.Channel.choices)
    text = models.TextField(max_length=10_000)
    said_at = models.DateTimeField()
    by = person()
    by_name = models.CharField(max_length=120, blank=True)
    answered = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["complaint", "said_at"], name="said_of_complaint"),
            models.Index(fields=["site", "said_at"], condition=Q(answered=False), name="said_unanswered"),
        ]


class LostReason(SiteScoped, Stamped):
    """Why a customer stayed away, as they said when they were asked."""

    class Reason(models.TextChoices):
        PRICE = "price", _("price")
        QUALITY = "quality", _("the car was not put right")
        PEOPLE = "people", _("how they were treated")
        WAITING = "waiting", _("waiting and time")
        DISTANCE = "distance", _("too far, or moved away")
        SOLD = "sold", _("sold the car")
        ELSEWHERE = "elsewhere", _("goes to another workshop")
        ALONE = "alone", _("does it alone")
        FORGOT = "forgot", _("forgot it")
        NO_NEED = "no_need", _("drives little, no need yet")
        OTHER = "other", pgettext_lazy("reason", "other")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="lost_reasons", db_index=False)
    reason = models.CharField(_("why"), max_length=10, choices=Reason.choices)
    note = models.TextField(_("in their words"), max_length=2000, blank=True)
    comes_back = models.BooleanField(_("comes back"), default=False)
    asked_at = models.DateTimeField(_("asked"))

    class Meta:
        indexes = [
            models.Index(fields=["site", "asked_at", "id"], name="lost_reason_asked"),
            models.Index(fields=["customer", "asked_at"], name="lost_reason_of_customer"),
        ]
