"""A delivered visit asks its customer in the open waves that want to know; one that is taken up again does not."""

from __future__ import annotations

from yinuo.core.events.registry import on

from .models import Invitation, Wave
from .services import invitations


@on("visit.delivered")
def ask(act, event) -> None:
    if waves := invitations.waves_of(Wave.Trigger.DELIVERED, act.at):
        visit = act.thread.visit
        if visit.customer is not None:
            invitations.invite_into(act, waves, visit.customer, visit)


@on("visit.reopened")
def take_back(act, event) -> None:
    """What was not sent yet waits until the visit is delivered again."""
    Invitation.objects.filter(visit=act.thread.visit, state=Invitation.State.WAITING).update(state=Invitation.State.CANCELLED)
