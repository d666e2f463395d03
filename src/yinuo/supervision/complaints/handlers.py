"""Anything negative opens a case at once: in the same transaction as the call or the answer that told it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yinuo.core.events.registry import on
from yinuo.supervision.follow_up.models import DueCall
from yinuo.supervision.surveys.models import Answer, Question, Questionnaire, Response, Wave
from yinuo.supervision.surveys.services import invitations

from .models import STILL_OPEN, Complaint
from .services.opening import receive

NOT_ASKED = (Complaint.WithoutWord.UNREACHABLE, Complaint.WithoutWord.NO_ANSWER, Complaint.WithoutWord.UNFOUNDED)


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


@on("survey.answered")
def open_from_answer(act, event) -> None:
    """A bad word in a survey is a complaint nobody made aloud. An anonymous one stays so; about a complaint's own handling another way is taken."""
    if not event.data.get("negative") or event.data.get("kind") == Questionnaire.Kind.FAIRNESS:
        return
    response = Response.objects.select_related("visit", "customer").filter(pk=event.subject_id, anonymous=False).first()
    if response is None or not (response.visit or response.customer) or is_open_for("response", response.pk):
        return
    receive(
        act, text=said_in(response), way_in=Complaint.WayIn.SURVEY, visit=response.visit, customer=None if response.visit else response.customer,
        severity=Complaint.Severity.SERIOUS if (response.overall or 10) <= 3 else Complaint.Severity.MINOR, source_type="response", source_id=response.pk,
    )  # fmt: skip


@on("complaint.closed")
def ask_about_fairness(act, event) -> None:
    """Was the outcome, the procedure, the treatment fair: asked in the open waves that want to know, not of who does not want to be asked again."""
    found = Complaint.objects.select_related("customer", "visit").filter(pk=event.subject_id).exclude(closed_without__in=NOT_ASKED).first()
    if found is not None:
        invitations.invite(
            act, trigger=Wave.Trigger.COMPLAINT_CLOSED, customer=found.customer, visit=found.visit, reference=f"complaint:{found.pk}"
        )


def said_in(response: Response) -> str:
    """What was written in free words; where nothing was, that the marks were low."""
    written = Answer.objects.filter(response=response, question__kind=Question.Kind.TEXT).exclude(text="").order_by("question__position")
    words = "\n".join(row.text for row in written[:10])
    marks = (
        _("Low marks in a survey, nothing written.")
        if response.overall is None
        else _("Low marks in a survey: {n} overall.").format(n=response.overall)
    )
    return words[:10_000] or marks


def is_open_for(source_type: str, source_id: int) -> bool:
    return Complaint.objects.filter(STILL_OPEN, source_type=source_type, source_id=source_id).exists()
