"""Anything negative opens a case at once: in the same transaction as the call or the answer that told it."""

from __future__ import annotations

from yinuo.core.events.registry import on
from yinuo.supervision.follow_up.models import DueCall

from .models import STILL_OPEN, Complaint
from .services.opening import receive


@on("follow_up.called")
def open_from_call(act, event) -> None:
    """The call has promised the answer by the agreed moment already; the case keeps that promise and makes no second one."""
    if not event.data.get("raised") and event.data.get("outcome") != DueCall.Outcome.UNHAPPY:
        return
    call = DueCall.objects.select_related("visit").filter(pk=event.subject_id).first()
    if call is None or is_open_for("duecall", call.pk):
        return
    severity = Complaint.Severity.SERIOUS if call.outcome == DueCall.Outcome.UNHAPPY else Complaint.Severity.MINOR
    receive(
        act, text=call.raised or call.get_outcome_display(), way_in=Complaint.WayIn.FOLLOW_UP, visit=call.visit, severity=severity,
        answer_due_at=call.answer_due_at, promise=False, source_type="duecall", source_id=call.pk,
    )  # fmt: skip


@on("follow_up.answered")
def call_was_answered(act, event) -> None:
    """Whoever answered the call has answered the case."""
    case = Complaint.objects.filter(STILL_OPEN, source_type="duecall", source_id=event.subject_id, answered_at=None).first()
    if case is not None:
        Complaint.objects.filter(pk=case.pk, answered_at=None).update(answered_at=act.at)
        act.record("complaint.answered", case, in_time=case.answer_due_at is None or act.at <= case.answer_due_at, channel="phone", text="")


def is_open_for(source_type: str, source_id: int) -> bool:
    return Complaint.objects.filter(STILL_OPEN, source_type=source_type, source_id=source_id).exists()
