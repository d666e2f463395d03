"""The work order. Three things stay three: money and approval are on Line, work on Operation, material on PartDemand; Estimate is the paper."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yinuo.core.pictures.models import Picture
from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.information.customers.models import Customer
from yinuo.operations.menu.models import MenuItem
from yinuo.operations.stock.models import Part
from yinuo.operations.visits.models import Finding, Visit
from yinuo.operations.workshop.models import Bay, BayKind

from . import rules


class Policy(SiteScoped, Stamped):
    """What a site has settled for its orders: who may give how much discount (percent by role), how long a link lives, what a diagnosis
    costs, until when a car that is back is a comeback, what the inspections look at (`rules.points_of`)."""

    discount_limits = models.JSONField(_("discount by role (percent)"), default=rules.default_discount_limits)
    link_hours = models.PositiveSmallIntegerField(_("a link to the customer lives (hours)"), default=72)
    answer_minutes = models.PositiveSmallIntegerField(_("answer about added work expected within (minutes)"), default=30)
    finishing_minutes = models.PositiveSmallIntegerField(_("inspection and cleaning after the work (minutes)"), default=30)
    diagnosis_fee = models.PositiveIntegerField(_("diagnosis fee"), default=10000)
    comeback_days = models.PositiveSmallIntegerField(_("back for the same fault: a comeback within (days)"), default=30)
    comeback_km = models.PositiveIntegerField(_("back for the same fault: a comeback within (km)"), default=1000)
    checklists = models.JSONField(_("points of the inspections"), default=dict, blank=True)

    class Meta:
        verbose_name = _("pricing rules")
        constraints = [models.UniqueConstraint(fields=["site"], name="order_policy_once")]


class Order(SiteScoped, Stamped):
    """A work order of a visit. `number` like 2026-000123. A comeback points at the earlier order whose fault came back.

    `revision` counts the changes of its lines, so that nobody presents what somebody else has just changed.
    """

    # put on it by the queries of a page
    workers: Any
    next_kind: Any
    waiting: Any
    may: Any
    agreed_total: Any
    undecided: Any

    FLOW = rules.ORDER_FLOW
    story_path = "visit__thread"

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        RELEASED = "released", _("released to the workshop")
        IN_WORK = "in_work", _("in work")
        INSPECTING = "inspecting", _("in inspection")
        CLEARED = "cleared", _("passed")
        VOID = "void", _("void")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="orders", db_index=False)
    number = models.CharField(_("number"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    round = models.PositiveSmallIntegerField(_("inspection round"), default=1)
    revision = models.PositiveIntegerField(default=0)
    comeback_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="comebacks")
    instructions = models.TextField(_("for the workshop"), blank=True)

    class Meta:
        verbose_name = _("work order")
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="order_number_once")]
        indexes = [
            models.Index(fields=["visit"], name="order_of_visit"),
            models.Index(fields=["site", "-id"], name="order_newest"),
            models.Index(fields=["site", "state", "-id"], name="order_by_state"),
            models.Index(fields=["site", "id"], condition=Q(state__in=["released", "in_work", "inspecting"]), name="order_in_shop"),
        ]

    def __str__(self) -> str:
        return self.number


class Payer(models.TextChoices):
    CUSTOMER = "customer", _("customer")
    WARRANTY = "warranty", _("warranty")
    INSURANCE = "insurance", _("insurance")
    INTERNAL = "internal", _("internal")


class Line(SiteScoped, Stamped):
    """A priced line. quantity in thousandths (labour: 1000 = once), unit_price and cost in minor units of one, tax_rate in hundredths of a percent.

    `approval` is what the customer (or another payer) decided on this line; `added` marks work found after the first agreement.
    A part that belongs to a labour line has it as `parent`: they are decided together. `list_price` is the unit price before anybody lowered it;
    `offered_again` is the line of an earlier visit that was declined then; `revision` guards against two people changing the line at once.
    """

    # put on it by the queries of a page
    amount: Any

    story_path = "order__visit__thread"

    class Kind(models.TextChoices):
        LABOUR = "labour", _("labour")
        PART = "part", _("part")
        SUBLET = "sublet", _("sublet")
        FEE = "fee", _("fee")

    class Approval(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    menu_item = models.ForeignKey(MenuItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    part = models.ForeignKey(Part, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.SET_NULL, related_name="lines", db_index=False)
    added_work = models.ForeignKey("AddedWork", null=True, blank=True, on_delete=models.SET_NULL, related_name="lines", db_index=False)
    offered_again = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="offers", db_index=False)
    code = models.CharField(_("code"), max_length=40, blank=True)
    description = models.CharField(_("description"), max_length=200)
    quantity = models.BigIntegerField(_("quantity"), default=1000)
    unit_price = models.BigIntegerField(_("unit price"))
    list_price = models.BigIntegerField(_("list price"), default=0)
    cost = models.BigIntegerField(_("cost"), default=0)
    discount = models.BigIntegerField(_("discount"), default=0)
    discount_reason = models.CharField(_("reason of discount"), max_length=120, blank=True)
    tax_rate = models.PositiveIntegerField(_("tax rate (hundredths of a percent)"))
    payer = models.CharField(_("payer"), max_length=10, choices=Payer.choices, default=Payer.CUSTOMER)
    approval = models.CharField(_("approval"), max_length=8, choices=Approval.choices, default=Approval.PROPOSED)
    added = models.BooleanField(_("added work"), default=False)
    declined_reason = models.CharField(_("reason"), max_length=120, blank=True)
    removed = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity"),
            models.CheckConstraint(condition=Q(unit_price__gte=0) & Q(discount__gte=0), name="line_price"),
        ]
        indexes = [
            models.Index(fields=["order"], name="line_of_order"),
            models.Index(fields=["site", "id"], condition=Q(approval="declined"), name="line_declined"),
            models.Index(fields=["site", "-id"], condition=Q(finding__isnull=False), name="line_of_a_finding"),
            # most lines have none of these, and a planner that counts the empty ones would think little of their indexes
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="line_of_parent"),
            models.Index(fields=["finding"], condition=Q(finding__isnull=False), name="line_of_finding"),
            models.Index(fields=["added_work"], condition=Q(added_work__isnull=False), name="line_of_added_work"),
            models.Index(fields=["offered_again"], condition=Q(offered_again__isnull=False), name="line_offered_again"),
        ]


class Decision(SiteScoped):
    """What was decided on a line, append-only: who, when, by which channel, why."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="decisions")
    estimate = models.ForeignKey("Estimate", null=True, on_delete=models.PROTECT, related_name="decisions")
    approved = models.BooleanField()
    reason = models.CharField(max_length=120, blank=True)
    decided_by = models.CharField(max_length=120)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=10)
    at = models.DateTimeField()


class Estimate(SiteScoped, Stamped):
    """One version of the paper that a customer agrees to; its `lines` are a copy and never change once presented.

    `token_hash` is SHA-256 of the unguessable link's token. `total`: what the customer pays, with tax, minor units; of the agreed lines once agreed.
    `totals`: the same by payer, as presented. `opened_at`: when the customer first opened the link.
    """

    story_path = "order__visit__thread"

    class State(models.TextChoices):
        PRESENTED = "presented", _("presented")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")
        SUPERSEDED = "superseded", _("superseded")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="estimates", db_index=False)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PRESENTED)
    lines = models.JSONField(default=list)
    total = models.BigIntegerField()
    totals = models.JSONField(default=dict)
    message = models.CharField(_("words to the customer"), max_length=400, blank=True)
    opened_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(_("promised ready"), null=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    expires_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    signature = models.ForeignKey(Picture, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "version"], name="estimate_version_once"),
            models.UniqueConstraint(fields=["order"], condition=Q(state="presented"), name="estimate_presented_once"),
        ]
        indexes = [models.Index(fields=["site", "id"], condition=Q(state="presented"), name="estimate_out")]


class Operation(SiteScoped, Stamped):
    """The work of a labour line: who may do it where, after what, and how far it is. `expert` was asked about a technical problem."""

    FLOW = rules.OPERATION_FLOW
    story_path = "line__order__visit__thread"

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    line = models.OneToOneField(Line, on_delete=models.CASCADE, related_name="operation")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED)
    standard_minutes = models.PositiveIntegerField(_("standard hours (minutes)"))
    skill = models.SlugField(_("skill"), max_length=30, default="maintenance")
    bay_kind = models.CharField(_("bay kind"), max_length=10, choices=BayKind.choices, default=BayKind.LIFT)
    predecessor = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="successors")
    technician = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="operations")
    bay = models.ForeignKey(Bay, null=True, blank=True, on_delete=models.PROTECT, related_name="operations")
    planned_at = models.DateTimeField(_("planned for"), null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    rework = models.PositiveSmallIntegerField(_("times reworked"), default=0)
    stop_reason = models.CharField(_("stopped because"), max_length=12, blank=True)
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["technician", "planned_at"], condition=Q(state__in=["planned", "running", "paused"]), name="operation_of_technician"
            ),
            models.Index(fields=["site", "id"], condition=Q(state__in=["planned", "running", "paused"]), name="operation_open"),
        ]


class ClockEntry(SiteScoped, Stamped):
    """One stretch of a technician's clock on an operation. The database refuses a second running clock of the same person."""

    class Reason(models.TextChoices):
        PARTS = "parts", _("waits for parts")
        APPROVAL = "approval", _("waits for approval")
        BAY = "bay", _("waits for a bay")
        TOOL = "tool", _("waits for a tool")
        BREAK = "break", _("break")
        PROBLEM = "problem", _("technical problem")
        DONE = "done", _("done")
        OTHER_JOB = "other_job", _("called to another job")

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="clock", db_index=False)
    technician = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on_at = models.DateTimeField()
    off_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    void = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "technician"], condition=Q(off_at=None), name="one_running_clock"),
            models.CheckConstraint(condition=Q(off_at=None) | Q(off_at__gte=models.F("on_at")), name="clock_order"),
        ]
        indexes = [models.Index(fields=["operation"], name="clock_of_operation")]


class PartDemand(SiteScoped, Stamped):
    """The material of a part line against stock. Quantities in thousandths."""

    FLOW = rules.PART_FLOW
    story_path = "line__order__visit__thread"

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        REQUESTED = "requested", _("requested")
        RESERVED = "reserved", _("reserved")
        BACK_ORDERED = "back_ordered", _("on order")
        ISSUED = "issued", _("issued")
        RETURNED = "returned", _("returned")
        DROPPED = "dropped", _("dropped")

    line = models.OneToOneField(Line, on_delete=models.CASCADE, related_name="demand")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="demands")
    quantity = models.BigIntegerField()
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PLANNED)
    requested_at = models.DateTimeField(null=True)
    expected_on = models.DateField(_("expected"), null=True)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["site", "id"], condition=Q(state__in=[*rules.PART_WAITS]), name="demand_open"),
            models.Index(fields=["part", "requested_at"], condition=Q(state__in=["requested", "back_ordered"]), name="demand_waiting"),
            models.Index(fields=["site", "-changed_at"], condition=Q(state="issued"), name="demand_issued"),
        ]


class AddedWork(SiteScoped, Stamped):
    """A technician's request for work that was not agreed: told to the advisor, priced, put to the customer, decided before it starts."""

    # put on it by the queries of a page
    shots: Any

    story_path = "order__visit__thread"

    class State(models.TextChoices):
        REQUESTED = "requested", _("to be priced")
        ASKED = "asked", _("customer was asked")
        DECIDED = "decided", _("decided")
        DROPPED = "dropped", _("dropped")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="added_work")
    finding = models.ForeignKey(Finding, null=True, on_delete=models.PROTECT, related_name="added_work")
    operation = models.ForeignKey(Operation, null=True, on_delete=models.SET_NULL, related_name="added_work")
    text = models.CharField(max_length=240)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.REQUESTED)
    estimate = models.ForeignKey(Estimate, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["site", "id"], condition=Q(state__in=["requested", "asked"]), name="added_work_open")]


class Inspection(SiteScoped, Stamped):
    """One of the three inspections in one round, by a checklist; a failed one sends the order back to repair."""

    story_path = "order__visit__thread"

    class Kind(models.TextChoices):
        SELF = "self", _("technician's own inspection")
        QUALITY = "quality", _("quality inspection")
        FINAL = "final", _("final inspection")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="inspections")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    round = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    items = models.JSONField(default=list)
    note = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "kind", "round"], condition=Q(passed=True), name="inspection_passed_once")]


class Sublet(SiteScoped, Stamped):
    """Work given to a third party for a sublet line."""

    line = models.OneToOneField(Line, on_delete=models.CASCADE, related_name="sublet")
    supplier = models.CharField(max_length=120)
    out_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)


class OrderPayer(SiteScoped):
    """Who stands behind a payer of an order, where it is not the visit's customer (the insurer, the fleet)."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="payers")
    payer = models.CharField(max_length=10, choices=Payer.choices)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "payer"], name="order_payer_once")]
