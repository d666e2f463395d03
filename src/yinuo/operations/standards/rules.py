"""The service standards: each a declared rule over the folded facts of a story, with the default limit of domain/1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from yinuo.core.measures.rules import newcombe, wilson

from . import verdicts as v
from .verdicts import MISSED, NOT_APPLICABLE, NOT_DUE, RUNNING, Case, Facts, Judge, Verdict

SECONDS, PERCENT, DAYS, YES = "seconds", "percent", "days", "present"

STEPS = (
    "booking", "reception", "consultation", "confirmation", "lounge", "repair", "exception", "handover", "checkout", "follow_up",
)  # fmt: skip

# which satisfaction factors a step moves: a reconstruction and a starting point, which a site's own data corrects
FACTORS: dict[str, tuple[str, ...]] = {
    "booking": ("service_initiation", "friendliness"),
    "reception": ("friendliness", "service_advisor"),
    "consultation": ("service_initiation", "service_advisor"),
    "confirmation": ("service_advisor", "service_quality"),
    "lounge": ("friendliness", "service_advisor", "in_service_experience"),
    "repair": ("service_quality", "in_service_experience"),
    "exception": ("in_service_experience", "service_quality", "service_advisor"),
    "handover": ("service_advisor", "vehicle_pick_up", "service_quality"),
    "checkout": ("friendliness", "service_quality", "service_advisor"),
    "follow_up": ("friendliness", "service_initiation"),
}

# once one of these happened, every standard is judged anew
TURNS_ALL = frozenset({"correction.made", "visit.voided", "visit.ended_without_repair", "visit.reopened"})
AMBER_PERCENT = 75
LOADED = "history.loaded"  # the story comes from elsewhere; its `judges` are the standards of which that source keeps a record


class Rule(NamedTuple):
    """`watches`: the events after which it is judged; `owner`: who answers for it, the "advisor" or whoever "acted"."""

    code: str
    unit: str
    limit: int | None
    watches: frozenset[str]
    judge: Judge
    owner: str = "advisor"
    early: int | None = None
    minimum: bool = False

    @property
    def step(self) -> str:
        return self.code.split(".")[0]

    @property
    def of_booking(self) -> bool:
        """Judged by the version in force at booking (all others: at arrival)."""
        return self.code.startswith("booking.")


def _rule(code: str, unit: str, limit: int | None, watches: str, judge: Judge, **more: Any) -> Rule:
    return Rule(code, unit, limit, frozenset(watches.split()), judge, **more)


_OVER = "visit.released visit.delivered"
_DELIVERED = ("visit.delivered",)
_NO_REPAIR = v.NO_REPAIR

RULES: tuple[Rule, ...] = (
    _rule("booking.workload", YES, None, "appointment.booked visit.arrived", v.only_booked(v.stands_in_table), owner="acted"),
    _rule("booking.parts_shortage_notice", SECONDS, 3600, "appointment.booked appointment.shortage_told appointment.cancelled visit.arrived",
          v.only_booked(v.shortage_notice), owner="acted"),
    _rule("booking.reconfirm", SECONDS, 1800,
          "appointment.booked appointment.moved appointment.reconfirmed appointment.cancelled appointment.reopened visit.arrived",
          v.only_booked(v.reconfirmed), owner="acted", early=12 * 3600),
    _rule("reception.greet", SECONDS, 60, "visit.arrived visit.greeted visit.ungreeted", v.clock_maximum("visit.arrived", "visit.greeted")),
    _rule("reception.record", YES, None, f"visit.record_confirmed {_OVER}", v.present("visit.record_confirmed", before=v.PAST_TALKING)),
    _rule("consultation.listen", SECONDS, 360, f"visit.arrived consultation.started consultation.ended {_OVER}",
          v.unless_plain_maintenance(v.clock_minimum("consultation.started", "consultation.ended", over=v.PAST_TALKING)), minimum=True),
    _rule("consultation.uninterrupted", YES, None, f"consultation.uninterrupted follow_up.called {_OVER}", v.declared_uninterrupted),
    _rule("consultation.verbatim", YES, None, f"consultation.words_recorded {_OVER}",
          v.present("consultation.words_recorded", before=v.PAST_TALKING)),
    _rule("consultation.walk_around", YES, None, f"consultation.walked_around {_OVER}",
          v.present("consultation.walked_around", before=v.PAST_TALKING,
                    sound=lambda case: bool(case.told("consultation.walked_around", "valuables_asked")))),
    _rule("confirmation.explained", YES, None, "estimate.agreed operation.started", v.signed_before_start),
    _rule("confirmation.estimate_accuracy", PERCENT, 1000, "estimate.agreed invoice.issued visit.delivered", v.estimate_accuracy),
    _rule("lounge.settled", YES, None, "lounge.settled visit.ready visit.delivered",
          v.present("lounge.settled", before=("visit.ready", "visit.delivered"), unless=_NO_REPAIR), owner="acted"),
    _rule("repair.inspections", YES, None, "inspection.passed inspection.failed visit.ready visit.back_to_repair",
          v.inspections_in_order, owner="acted"),
    _rule("exception.approval", YES, None, "operation.started visit.ready visit.delivered", v.approved_before_start),
    _rule("handover.clean", YES, None, "car.cleaned visit.delivered", v.present("car.cleaned", before=_DELIVERED, unless=_NO_REPAIR),
          owner="acted"),
    _rule("handover.notice", YES, None, "customer.told_ready visit.delivered",
          v.present("customer.told_ready", before=_DELIVERED, unless=_NO_REPAIR)),
    _rule("handover.accompanied", YES, None, "car.shown visit.delivered", v.present("car.shown", before=_DELIVERED, unless=_NO_REPAIR)),
    _rule("handover.on_time", SECONDS, 0,
          "estimate.agreed promise.made promise.broken promise.renegotiated visit.ready visit.back_to_repair", v.ready_on_time),
    _rule("checkout.explained", YES, None, "charges.explained invoice.issued visit.delivered",
          v.present("charges.explained", "invoice.issued", before=_DELIVERED, unless=_NO_REPAIR), owner="acted"),
    _rule("checkout.returned", YES, None, "things.returned visit.delivered", v.present("things.returned", before=_DELIVERED), owner="acted"),
    _rule("checkout.board", SECONDS, 60, "", v.never),
    _rule("follow_up.call", DAYS, 3, "visit.delivered follow_up.called", v.called_in_days, owner="acted"),
    _rule("follow_up.reply", DAYS, 3, "follow_up.called follow_up.answered", v.answered_as_agreed, owner="acted"),
    _rule("follow_up.weekly_report", DAYS, 7, "", v.never),
    _rule("follow_up.next_service", YES, None, "next_service.told visit.delivered",
          v.present("next_service.told", before=_DELIVERED, unless=_NO_REPAIR), owner="acted"),
)  # fmt: skip
BY_CODE = {rule.code: rule for rule in RULES}


@cache
def of_step(step: str = "") -> tuple[Rule, ...]:
    """The rules of a step; all when none is named."""
    return tuple(rule for rule in RULES if not step or rule.step == step)


@cache
def touched(names: frozenset[str]) -> tuple[Rule, ...]:
    """The rules that these events can change; none for most events."""
    if names & TURNS_ALL:
        return RULES
    return tuple(rule for rule in RULES if rule.watches & names)


def verdict(rule: Rule, case: Case) -> Verdict:
    """What the facts say, whatever the time."""
    if LOADED in case.facts and rule.code not in case.told(LOADED, "judges"):
        return v.not_applicable
    voided = case.last("visit.voided")
    if voided and voided >= (case.last("visit.arrived") or voided):
        return v.not_applicable
    return rule.judge(case)


def quiet(verdict: Verdict) -> bool:
    """True when nothing needs to be written: not due and not applicable are read from the facts."""
    return verdict.state in (NOT_DUE, NOT_APPLICABLE)


def at_time(rule: Rule, verdict: Verdict, at: datetime) -> Verdict:
    """The verdict at a moment: a maximum's clock that has run out is missed. A minimum is judged only when its act ends."""
    if verdict.state == RUNNING and not rule.minimum and verdict.due_at and verdict.due_at < at:
        return verdict._replace(state=MISSED)
    return verdict


def at_risk(rule: Rule, verdict: Verdict, at: datetime, percent: int = AMBER_PERCENT) -> bool:
    """True when `percent` of a running maximum's time is used up and it is not yet too late."""
    if verdict.state != RUNNING or rule.minimum or not (verdict.since and verdict.due_at) or verdict.due_at < at:
        return False
    return (at - verdict.since) * 100 >= (verdict.due_at - verdict.since) * percent


def judge(facts: Facts, limits: Mapping[str, tuple[int | None, int | None]], at: datetime, zone=None) -> dict[str, Verdict]:
    """code → verdict at `at`, for every code of `limits` ({code: (limit, early)})."""
    out = {}
    for code, (limit, early) in limits.items():
        rule = BY_CODE[code]
        case = Case(facts, limit, early, zone) if zone else Case(facts, limit, early)
        out[code] = at_time(rule, verdict(rule, case), at)
    return out


def facet_of_operation(data: Mapping[str, Any]) -> str:
    """Added work that starts is told apart by whether the customer had approved it."""
    if not data.get("added"):
        return ""
    return "added" if data.get("approved") else "unapproved"


def facet_of_inspection(data: Mapping[str, Any]) -> str:
    """Each kind of inspection has its own fact; one made by the technician of the work counts as that."""
    kind = str(data.get("kind") or "")
    return "own" if kind != "self" and data.get("technicians_own") else kind


def facet_of_kind(data: Mapping[str, Any]) -> str:
    return str(data.get("kind") or "")


def facet_of_payer(data: Mapping[str, Any]) -> str:
    return str(data.get("payer") or "")


FACETS = {
    "operation.started": facet_of_operation,
    "inspection.passed": facet_of_inspection,
    "inspection.failed": facet_of_kind,
    "invoice.issued": facet_of_payer,
    "promise.made": facet_of_kind,
    "promise.broken": facet_of_kind,
}


def facet_of(name: str, data: Mapping[str, Any]) -> str:
    telling = FACETS.get(name)
    return telling(data) if telling else ""


def differ(now: tuple[int, int], then: tuple[int, int]) -> bool:
    """True when two shares (met, n) differ by more than chance would do in 19 of 20 cases: the score intervals do not allow it."""
    if not now[1] or not then[1]:
        return False
    below, above = newcombe(*((met / n, *wilson(met, n)) for met, n in (now, then)))
    return below > 0 or above < 0


def codes(rules: Iterable[Rule] = RULES) -> list[str]:
    return [rule.code for rule in rules]
