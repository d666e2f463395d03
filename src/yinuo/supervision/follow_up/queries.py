from __future__ import annotations

from datetime import date, datetime

from django.db.models import Case, F, Q, QuerySet, SmallIntegerField, Value, When
from django.utils import timezone

from yinuo.information.encounters.models import Encounter
from yinuo.operations.orders.models import Line

from .models import DueCall
from .rules import WINDOW


def call_list(*, at: datetime, today: date, text: str = "") -> QuerySet[DueCall]:
    """Follow-ups that can be called now: due, and not put off to later; the earliest due first. `text`: part of plate or name."""
    return (
        DueCall.objects.filter(state=DueCall.State.DUE, due_on__lte=today)
        .filter(Q(call_again_at=None) | Q(call_again_at__lte=at), _named(text))
        .select_related("visit__vehicle", "visit__customer", "visit__advisor", "owner")
        .order_by("due_on", "id")
    )


def best_first(calls: QuerySet[DueCall], *, at: datetime) -> QuerySet[DueCall]:
    """With `off_hour`: 0 for who is best called at this very hour, 1 for the others; the list is sorted by it."""
    hour = timezone.localtime(at).hour
    now = When(best_from__lte=hour, best_from__gt=hour - WINDOW, then=Value(0))
    return calls.annotate(off_hour=Case(now, default=Value(1), output_field=SmallIntegerField()))


def _named(text: str) -> Q:
    return Q(visit__plate__icontains=text) | Q(visit__customer__name__icontains=text) if text else Q()


def coming(*, at: datetime, today: date, text: str = "") -> QuerySet[DueCall]:
    """Follow-ups that fall due later, or were put off."""
    return (
        DueCall.objects.filter(_named(text), state=DueCall.State.DUE)
        .exclude(pk__in=call_list(at=at, today=today).values("pk"))
        .select_related("visit__vehicle", "visit__customer", "visit__advisor", "owner")
        .order_by(F("call_again_at").asc(nulls_last=True), "due_on", "id")
    )


def unanswered(*, text: str = "") -> QuerySet[DueCall]:
    """What customers raised and nobody has answered yet, the earliest agreed answer first."""
    return without_answer(DueCall.objects.filter(_named(text)))


def without_answer(calls: QuerySet[DueCall]) -> QuerySet[DueCall]:
    return (
        calls.filter(state=str(DueCall.State.DONE), answered_at=None)
        .exclude(raised="")
        .select_related("visit__vehicle", "visit__customer", "visit__advisor", "owner")
        .order_by("answer_due_at", "id")
    )


def call_page(due_call_id: int) -> tuple[DueCall, list[Line], list[Encounter]] | None:
    """A call with the visit beside it: what was done, and earlier contacts with the customer."""
    call = DueCall.objects.filter(pk=due_call_id).select_related("visit__vehicle", "visit__customer", "visit__advisor", "owner").first()
    if call is None:
        return None
    lines = list(Line.objects.filter(order__visit=call.visit, removed=False).order_by("order_id", "position")[:60])
    earlier = Encounter.objects.filter(thread_id=call.visit.thread_id).select_related("by").order_by("-happened_at")[:10]
    return call, lines, list(earlier)
