"""What the records say about the visit that a complaint is about: standards missed, promises broken, the bill against the estimate, tests failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from yinuo.core.ui.words import moment_words, money_words, span_words
from yinuo.information.promises.models import Promise
from yinuo.operations.standards import queries as standards
from yinuo.operations.visits.models import Visit

MOST = 30


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the records say. `tone`: late when it speaks against us, kept when for us, idle otherwise."""

    words: str
    tone: str
    icon: str


def facts_of(visit: Visit | None, *, at: datetime, currency: str) -> list[Fact]:
    """What speaks against us first. Two queries; none without a visit."""
    if visit is None:
        return []
    found = [*_standards(visit, at), *_promises(visit, at), *_money(visit, currency), *_tests(visit), *_times(visit, at)]
    return sorted(found, key=lambda fact: ("late", "risk", "idle", "kept").index(fact.tone))[:MOST]


def _standards(visit: Visit, at: datetime) -> Iterator[Fact]:
    for row in standards.of_facts(visit.site_id, visit.thread.facts, at=at):
        if row.state == "missed":
            value, limit = row.value_words, row.limit_words
            words = _("{title}: {value} (standard: {limit})") if value else _("{title}: not done")
            yield Fact(words.format(title=row.title, value=value, limit=limit), "late", "ruler-measure")


def _promises(visit: Visit, at: datetime) -> Iterator[Fact]:
    broken = Promise.objects.filter(thread_id=visit.thread_id, state="broken").order_by("due_at")[:10]
    for promise in broken:
        late = span_words(max(0.0, ((promise.ended_at or at) - promise.due_at).total_seconds()))
        said = _("Promise broken: {what}, due {due}, {late} late").format(
            what=promise.words, due=moment_words(promise.due_at, at), late=late
        )
        yield Fact(said, "late", "certificate")


def _money(visit: Visit, currency: str) -> Iterator[Fact]:
    agreed, billed = (_amount(visit, name) for name in ("estimate.agreed", "invoice.issued"))
    if not agreed or billed is None:
        return
    percent = round((billed - agreed) * 100 / agreed)
    said = _("Bill {billed} against the agreed {agreed} ({percent:+d} %)").format(
        billed=money_words(billed, currency), agreed=money_words(agreed, currency), percent=percent
    )
    yield Fact(said, "late" if percent > 10 else "idle", "receipt")


def _amount(visit: Visit, name: str) -> int | None:
    return (visit.thread.facts.get(name, {}).get("data") or {}).get("customer_total")


def _tests(visit: Visit) -> Iterator[Fact]:
    failed = visit.thread.facts.get("inspection.failed", {}).get("n", 0)
    if failed:
        yield Fact(_("Sent back to repair by an inspection {n} times").format(n=failed), "late", "circle-x")


def _times(visit: Visit, at: datetime) -> Iterator[Fact]:
    if visit.promised_ready_at and visit.ready_at:
        late = (visit.ready_at - visit.promised_ready_at).total_seconds()
        said = _("Promised ready {promised}, ready {ready}").format(
            promised=moment_words(visit.promised_ready_at, at), ready=moment_words(visit.ready_at, at)
        )
        yield Fact(said, "late" if late > 0 else "kept", "clock")
    if visit.arrived_at and visit.greeted_at:
        waited = span_words((visit.greeted_at - visit.arrived_at).total_seconds())
        yield Fact(_("Greeted {waited} after arrival").format(waited=waited), "idle", "user-check")


def as_choices(facts: list[Fact]) -> list[tuple[str, Any]]:
    return [(fact.words[:240], fact.words) for fact in facts]
