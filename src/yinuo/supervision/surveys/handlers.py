"""A delivered visit asks its customer in the open waves that want to know; one that is taken up again does not."""

from __future__ import annotations

from yinuo.core.events.registry import on
from yinuo.core.statements.asked import records

from .models import Invitation, Wave
from .services import invitations


@on("visit.delivered")
def ask(act, event) -> None:
    if records(Wave, trigger="delivered", state="open"):
        visit = act.thread.visit
        invitations.invite(act, trigger=Wave.Trigger.DELIVERED, customer=visit.customer, visit=visit)


@on("visit.reopened")
def take_back(act, event) -> None:
    """What was not sent yet waits until the visit is delivered again."""
    Invitation.objects.filter(visit=act.thread.visit, state=Invitation.State.WAITING).update(state=Invitation.State.CANCELLED)
