"""How stories stand against the standards, now: read from the facts of their threads, so that a clock that ran out shows at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from yinuo.core.events.models import Thread
from yinuo.core.statements.asked import among, asked

from . import rules
from .models import Norm, Outcome, Standard, Step, StepFactor
from .rules import Rule
from .verdicts import MET, MISSED, NOT_APPLICABLE, NOT_DUE, RUNNING, Facts, Verdict
from .versions import Version, book_of
from .words import TITLES, limit_words, value_words

TONES = {MET: "kept", MISSED: "late", RUNNING: "busy", NOT_APPLICABLE: "idle", NOT_DUE: "idle"}


@dataclass(frozen=True, slots=True)
class StandardNow:
    """One standard on one story at a moment. `tone`: kept, risk, late, busy, idle (the colour language)."""

    code: str
    step: str
    title: Any
    state: str
    tone: str
    since: datetime | None
    due_at: datetime | None
    value: int | None
    limit: int | None
    unit: str
    minimum: bool
    amber_at: datetime | None

    @property
    def running(self) -> bool:
        return self.state == RUNNING

    @property
    def at_risk(self) -> bool:
        return self.tone == "risk"

    @property
    def limit_words(self) -> str:
        return limit_words(self.code, self.limit, self.unit, minimum=self.minimum)

    @property
    def value_words(self) -> str:
        return value_words(self.value, self.unit) if self.code != "booking.workload" else ""

    @property
    def amber_seconds(self) -> int:
        """How long before its end the clock turns amber."""
        return int((self.due_at - self.amber_at).total_seconds()) if self.due_at and self.amber_at else 0


@dataclass(frozen=True, slots=True)
class Summary:
    """`met` of `n` that are judged or running; `at_risk` of them, the first due at `next_due`."""

    met: int
    missed: int
    n: int
    at_risk: int
    next_due: datetime | None
    next_title: Any = ""


def outcomes(thread_ids: Iterable[int], *, at: datetime, step: str = "") -> dict[int, list[StandardNow]]:
    """{thread: its standards in the order of the flow}, of one step if told. One query for all threads."""
    return {pk: of_facts(site_id, facts, at=at, step=step) for pk, site_id, facts in _facts_of(threads=list(thread_ids))}


@asked(Thread)
def _facts_of(rows: QuerySet[Thread], threads: Any) -> QuerySet:
    return rows.filter(among("id", threads)).values_list("pk", "site_id", "facts")


def of_facts(site_id: int, facts: Facts, *, at: datetime, step: str = "") -> list[StandardNow]:
    """The same for facts at hand, without a query."""
    book, found = book_of(site_id), []
    for rule in rules.of_step(step):
        version = book.of_story(rule, facts)
        if version is not None:
            verdict = rules.verdict(rule, book.case(version, facts))
            found.append(_now(rule, version, verdict, at))
    return found


def summary(standards: list[StandardNow]) -> Summary:
    counted = [row for row in standards if row.state in (MET, MISSED, RUNNING)]
    risky = sorted((row for row in counted if row.at_risk and row.due_at), key=lambda row: row.due_at)
    return Summary(
        met=sum(row.state == MET for row in counted),
        missed=sum(row.state == MISSED for row in counted),
        n=len(counted),
        at_risk=len(risky),
        next_due=risky[0].due_at if risky else None,
        next_title=risky[0].title if risky else "",
    )


@dataclass(frozen=True, slots=True)
class StepSettings:
    """A step as the settings page shows it: its standards (the version in force and those to come), its norms, its factors."""

    step: str
    label: str
    standards: list[Any]
    unmeasured: list[Norm]
    norms: list[Norm]
    factors: list[str]


def settings_page(at: datetime) -> list[StepSettings]:
    """All that a site can set here. Three queries."""
    norms, factors = list(Norm.objects.all()), list(StepFactor.objects.values_list("step", "factor"))
    current: dict[str, Any] = {}
    coming: dict[str, Any] = {}
    for row in Standard.objects.select_related("norm", "changed_by").order_by("code", "version"):
        if row.valid_from is None or row.valid_from <= at:
            current[row.code] = row
        else:
            coming.setdefault(row.code, row)
    measured = {row.norm_id for row in current.values() if row.active}
    for code, row in current.items():
        row.title, row.coming = TITLES.get(code, code), coming.get(code)
        rule = rules.BY_CODE.get(code)
        row.words = limit_words(code, row.limit, row.unit, minimum=bool(rule and rule.minimum))
    order = {code: n for n, code in enumerate(rules.codes())}
    return [
        StepSettings(
            step,
            str(Step(step).label),
            sorted((row for row in current.values() if row.step == step), key=lambda row: order.get(row.code, 99)),
            [norm for norm in norms if norm.step == step and norm.pk not in measured],
            [norm for norm in norms if norm.step == step],
            [factor for of, factor in factors if of == step],
        )
        for step in rules.STEPS
    ]


def version_now(site_id: int, code: str, at: datetime) -> Version | None:
    """The version that stories beginning now are judged by."""
    return book_of(site_id).in_force(code, at)


def limit_of(thread: Thread, code: str) -> int | None:
    """The limit by which a story is judged, in the standard's unit; None where it is switched off or has none. No query."""
    version = book_of(thread.site_id).of_story(rules.BY_CODE[code], thread.facts)
    return version.limit if version else None


def plate_of(outcome: Outcome) -> str:
    """The car of an outcome that was read with its thread."""
    visit, appointment = getattr(outcome.thread, "visit", None), getattr(outcome.thread, "appointment", None)
    return (visit or appointment).plate if visit or appointment else ""


def history_of(code: str) -> list[Standard]:
    """All versions of a standard, the newest first. One query."""
    return list(Standard.objects.filter(code=code).select_related("created_by", "norm").order_by("-version"))


def _now(rule: Rule, version: Version, verdict: Verdict, at: datetime) -> StandardNow:
    risk, amber_at = False, None
    if verdict.state == RUNNING:
        risk = rules.at_risk(rule, verdict, at, version.amber_percent)
        verdict = rules.at_time(rule, verdict, at)
    if verdict.since and verdict.due_at and not rule.minimum:
        amber_at = verdict.since + (verdict.due_at - verdict.since) * version.amber_percent / 100
    return StandardNow(
        rule.code, rule.step, TITLES[rule.code], verdict.state, _tone(rule, verdict, risk, at), verdict.since, verdict.due_at,
        verdict.value, version.limit, rule.unit, rule.minimum, amber_at,
    )  # fmt: skip


def _tone(rule: Rule, verdict: Verdict, risk: bool, at: datetime) -> str:
    if risk:
        return "risk"
    if verdict.state == RUNNING and rule.minimum and verdict.due_at and verdict.due_at <= at:
        return "kept"  # a minimum turns green when reached
    return TONES[verdict.state]


def last_day_judged(today: date) -> date:
    """Yesterday, or the last day before it on which anything was judged (Saturday's figures on Monday)."""
    return _last_judged.first(today=today) or today - timedelta(days=1)


@asked(Outcome)
def _last_judged(rows: QuerySet[Outcome], today: Any) -> QuerySet:
    return rows.filter(day__lt=today).order_by("-day").values_list("day", flat=True)[:1]


def missed_on(day: date) -> list[tuple[str, Any, int, int]]:
    """(code, title, missed, judged) of each standard that was missed on that day, most missed first."""
    found = [(code, TITLES.get(code, code), missed, n) for code, n, missed in _judged(day=day) if missed]
    return sorted(found, key=lambda row: -row[2])[:6]


@asked(Outcome)
def _judged(rows: QuerySet[Outcome], day: Any) -> QuerySet:
    by_code = rows.filter(day=day, state__in=("met", "missed")).order_by().values_list("code")
    return by_code.annotate(n=Count("id"), missed=Count("id", filter=Q(state="missed")))
