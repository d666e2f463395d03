"""A delivered visit opens the follow-up that is due; a reopened one withdraws it."""

from __future__ import annotations

from yinuo.core.events.registry import on

from . import services


@on("visit.delivered")
def open_call(act, event) -> None:
    services.open_due_call(act, act.thread.visit)


@on("visit.reopened")
def withdraw_call(act, event) -> None:
    services.withdraw_due_call(act, act.thread.visit)
