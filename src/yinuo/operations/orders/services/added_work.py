"""Work found after the agreement: the technician asks for it, the advisor prices it, the customer decides before it starts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.services import story
from yinuo.core.sites.models import stamps
from yinuo.core.workflow.services import IllegalMove, swap
from yinuo.information.promises import services as promises
from yinuo.operations.visits import services as visits

from .. import queries
from ..models import AddedWork, Line, Order
from .changes import take_out
from .common import check_open, finish_work_if_last, touch


class SayWhat(Invalid):
    sentence = _("Say in a few words what you found (240 characters at most).")


def request(
    *, order_id: int, text: str, by: Actor, at: datetime, operation_id: int | None = None, grade: str = "red",
    photos: Sequence[Any] = (),
) -> AddedWork:  # fmt: skip
    """A technician found something that was not agreed: kept as a finding of the car, told to the advisor. `photos` were prepared before."""
    text = " ".join(text.split())
    if not 0 < len(text) <= 240 or "\x00" in text:
        raise SayWhat
    with story(Order, order_id, by=by, at=at, right="findings.write") as act:
        order = act.subject
        check_open(order, more_work=True)
        if operation_id is not None and not queries.is_operation_of(operation_id, order.pk):
            raise NotHere
        finding = visits.record_finding(act, order.visit, text=text, grade=grade, pictures=photos)
        asked = AddedWork.objects.create(
            site_id=act.site_id, order=order, finding=finding, operation_id=operation_id, text=text, **stamps(by, at)
        )
        act.record("added_work.requested", asked, order=order.pk, finding=finding.pk, text=text)
    return asked


def drop(*, added_work_id: int, reason: str, by: Actor, at: datetime) -> AddedWork:
    """The customer is not asked (or not any more): the priced lines go, the finding stays on record for next time."""
    if not reason.strip():
        raise Invalid(_("Say why the customer is not asked."))
    with story(AddedWork, added_work_id, by=by, at=at, right="estimate.write") as act:
        asked = act.subject
        if asked.state not in (AddedWork.State.REQUESTED, AddedWork.State.ASKED):
            raise IllegalMove
        for line in Line.objects.filter(added_work=asked, parent=None, removed=False, approval=Line.Approval.PROPOSED):
            take_out(act, line)
        swap(asked, act=act, expect={"state": asked.state}, state=AddedWork.State.DROPPED)
        act.record("added_work.dropped", asked, order=asked.order_id, reason=reason.strip()[:240])
        if not queries.asked_about(asked.order_id):
            promises.withdraw(act, kind="added_work_answer", reason=gettext("not asked any more"))
        touch(act, asked.order)
        finish_work_if_last(act, asked.order)
    return asked
