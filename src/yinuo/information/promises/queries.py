"""Promises as screens read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yinuo.core.statements.asked import asked
from yinuo.core.ui.panels import Panel
from yinuo.core.ui.words import moment_words
from yinuo.information.customers.models import Customer
from yinuo.information.customers.timeline import LOOKED_AT, Row

from . import rules
from .about import Matter, matters_of
from .forms import PromiseForm
from .models import Promise
from .words import ICONS, KEPT_BY, TONES, how_words

ENDED = ("kept", "renegotiated", "broken", "withdrawn")
MOST_AT_STAKE = 100
ON_A_PANEL = 20


@dataclass(frozen=True)
class PromiseRow:
    """A promise on a screen: what, to whom, about which car, who can keep it, and how it stands."""

    promise: Promise
    at_risk: bool
    tone: str
    word: str
    icon: str
    how: Any
    matter: Matter

    @property
    def by_clock(self) -> bool:
        """False for a price, which is kept or broken by its amount."""
        return rules.by_clock(self.promise.kind)

    @property
    def kept_by(self) -> Any:
        """What will keep it, where that is nobody's word."""
        return KEPT_BY.get((self.promise.kind, self.promise.subject_type), "")


def shaped(promises: Iterable[Promise], *, at: datetime, site_code: str) -> list[PromiseRow]:
    promises = list(promises)
    matters = matters_of(site_code, {promise.thread_id for promise in promises})
    return [_shaped(promise, at, matters.get(promise.thread_id, Matter())) for promise in promises]


def _shaped(promise: Promise, at: datetime, matter: Matter) -> PromiseRow:
    risk = at_risk(promise, at)
    late = promise.state == "open" and rules.by_clock(promise.kind) and promise.due_at < at
    tone = "late" if late else "risk" if risk else TONES[promise.state]
    word = _("overdue") if late else _("at risk") if risk else promise.get_state_display()
    return PromiseRow(promise, risk, tone, str(word), ICONS.get(promise.kind, "certificate"), how_words(promise.how), matter)


def at_risk(promise: Promise, at: datetime) -> bool:
    if promise.state != "open" or not rules.by_clock(promise.kind):
        return False
    return rules.at_risk(due_at=promise.due_at, expected_at=promise.expected_at, at=at)


def risky(at: datetime) -> Q:
    """Open promises that `rules.at_risk` calls so, as the database says it."""
    return risky_at(at, at + rules.AT_RISK_MARGIN)


def risky_at(at: Any, margin: Any) -> Q:
    nothing_better_known = Q(expected_at=None) | Q(expected_at__lte=at)
    soon = nothing_better_known & Q(due_at__lte=margin)
    return Q(state="open") & ~Q(kind__in=rules.NOT_BY_CLOCK) & (soon | (Q(expected_at__gt=at) & Q(expected_at__gt=F("due_at"))))


def _with_people(rows: QuerySet[Promise]) -> QuerySet[Promise]:
    return rows.select_related("customer", "owner")


def filtered(*, kind: str = "", owner_id: int | None = None) -> QuerySet[Promise]:
    rows = _with_people(Promise.objects.all())
    rows = rows.filter(kind=kind) if kind else rows
    return rows.filter(owner_id=owner_id) if owner_id is not None else rows


def at_stake(rows: QuerySet[Promise], at: datetime) -> list[Promise]:
    """What may still be saved, the most urgent first."""
    return list(rows.filter(risky(at)).order_by("due_at", "id")[:MOST_AT_STAKE])


def day_of(at: datetime) -> tuple[datetime, datetime]:
    """The local day as [start, end)."""
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, (start + timedelta(days=1, hours=6)).replace(hour=0)


def tally(at: datetime) -> dict[str, int]:
    """Today's figures: what is open and due, at risk, and how today's promises ended. One query."""
    start, end = day_of(at)
    today = Q(ended_at__gte=start, ended_at__lt=end)
    rows = Promise.objects.filter(Q(state="open", due_at__lt=end) | today)
    ends = {state: Count("pk", filter=Q(state=state) & today) for state in ENDED}
    return rows.aggregate(open=Count("pk", filter=Q(state="open")), at_risk=Count("pk", filter=risky(at)), **ends)


def versions(promise: Promise) -> list[Promise]:
    """All versions of a promise, the first first. They lie on one thread."""
    found = {
        row.pk: row for row in _with_people(Promise.objects.filter(thread_id=promise.thread_id, kind=promise.kind)).order_by("id")[:200]
    }
    found.setdefault(promise.pk, promise)
    first = found[promise.pk]
    while first.earlier_id in found:
        first = found[first.earlier_id]
    later = {row.earlier_id: row for row in found.values() if row.earlier_id}
    chain = [first]
    while chain[-1].pk in later:
        chain.append(later[chain[-1].pk])
    return chain


@asked(Promise)
def _open_of_customer(rows: QuerySet[Promise], customer: Any) -> QuerySet:
    return _with_people(rows.filter(customer_id=customer, state="open")).order_by("due_at", "id")[:ON_A_PANEL]


def open_of_customer(customer_id: int) -> list[Promise]:
    return _open_of_customer(customer=customer_id)


def panel_of_customer(request: Any, customer: Customer) -> Panel:
    """Open promises, before all else."""
    return _panel(request, open_of_customer(customer.pk), customer.pk)


def panel_of_visit(request: Any, visit: Any) -> Panel | None:
    """The visit's open promises, and the customer's others."""
    theirs = Q(thread_id=visit.thread_id) | (Q(customer_id=visit.customer_id) if visit.customer_id else Q(pk=None))
    found = list(_with_people(Promise.objects.filter(theirs, state="open")).order_by("due_at", "id")[:ON_A_PANEL])
    return _panel(request, found, visit.customer_id)


def _panel(request: Any, promises: Sequence[Promise], customer_id: int | None) -> Panel:
    rows = shaped(promises, at=request.at, site_code=request.site.code)
    worst = next((tone for tone in ("late", "risk") if any(row.tone == tone for row in rows)), "")
    words = {"late": _("overdue"), "risk": _("at risk")}
    may_add = customer_id is not None and request.actor.may("promises.write")
    context = {"rows": rows, "promise_form": PromiseForm(prefix="promise") if may_add else None, "promise_customer": customer_id}
    return Panel("promises", _("Open promises"), "promises/panel.html", context, where="stake", tone=worst, word=words.get(worst, ""))


@asked(Promise)
def _made(rows: QuerySet[Promise], customer: Any, until: Any) -> QuerySet:
    return rows.filter(customer_id=customer, made_at__lte=until).select_related("owner").order_by("-made_at")[:LOOKED_AT]


def timeline_rows(request: Any, customer: Customer, until: datetime) -> Iterable[Row]:
    rows = _made(customer=customer.pk, until=until)
    return [_row(row) for row in shaped(rows, at=request.at, site_code=request.site.code)]


def _row(row: PromiseRow) -> Row:
    promise = row.promise
    due = _("due {when}").format(when=moment_words(promise.due_at, promise.made_at))
    title = _("Promise: {kind}").format(kind=promise.get_kind_display())
    return Row(
        promise.made_at, f"promise:{promise.pk}", title, row.icon, tone=row.tone, text=promise.words, chip=row.word, by=str(promise.owner or ""),
        detail=" · ".join(part for part in (due, promise.reason) if part), plate=row.matter.plate, amount=promise.amount, url=row.matter.url,
    )  # fmt: skip
