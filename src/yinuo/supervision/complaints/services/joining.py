"""Two complaints that are one, one that is two, and one that comes again. What was joined can be taken apart."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.services import story
from yinuo.core.workflow.services import swap
from yinuo.information.promises import services as promises

from ..models import Complaint
from .common import alive, wanted
from .opening import receive

RIGHT = "complaints.write"


def merge(*, complaint_id: int, into_id: int, by: Actor, at: datetime) -> Complaint:
    """The complaint is the same matter as `into`: its words stand there, its clock and its promised answer are those of the other."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint, into = act.subject, _other(into_id)
        alive(complaint)
        alive(into)
        _check_joins(complaint, into)
        swap(complaint, act=act, expect={"merged_into_id": None, "state": complaint.state}, merged_into_id=into.pk)
        promises.withdraw(act, kind="complaint_answer", reason=str(_("joined to complaint {n}").format(n=into.number)), subject=complaint)
        act.record("complaint.merged", complaint, into=into.pk, number=into.number)
    return complaint


def _other(complaint_id: int) -> Complaint:
    found = Complaint.objects.filter(pk=complaint_id).first()
    if found is None:
        raise NotHere
    return found


def _check_joins(complaint: Complaint, into: Complaint) -> None:
    if complaint.pk == into.pk:
        raise Invalid(_("A complaint cannot be joined to itself."))
    same = (complaint.customer_id and complaint.customer_id == into.customer_id) or (
        complaint.vehicle_id and complaint.vehicle_id == into.vehicle_id
    )
    if not same and complaint.thread_id != into.thread_id:
        raise Invalid(_("Only complaints of the same customer or car can be joined."))
    if complaint.goodwill.filter(state__in=("asked", "given")).exists():
        raise Invalid(_("Something promised for this complaint is not handed over yet. Hand it over or withdraw it first."))


def unmerge(*, complaint_id: int, by: Actor, at: datetime) -> Complaint:
    """They are two matters after all: it goes on where it stood, its clock anew from its old end, its answer promised again."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = act.subject
        before = complaint.merged_into_id
        if before is None:
            raise Invalid(_("This complaint is not joined to another."))
        swap(complaint, act=act, expect={"merged_into_id": before}, merged_into_id=None)
        if complaint.answered_at is None and complaint.answer_due_at and complaint.is_open:
            promises.make(
                act, kind="complaint_answer", text=str(_("Answer to complaint {number}").format(number=complaint.number)), due_at=complaint.answer_due_at,
                customer_id=complaint.customer_id, owner_id=complaint.owner_id, subject=complaint,
            )  # fmt: skip
        act.record("complaint.unmerged", complaint, was_in=before)
    return complaint


def split(*, complaint_id: int, text: str, by: Actor, at: datetime) -> Complaint:
    """A second matter in the same complaint gets a case of its own, with its own clock; the first keeps its words."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        first = act.subject
        alive(first)
        told = {"contact_name": first.contact_name, "contact_phone": first.contact_phone, "plate": first.plate, "split_from": first}
        part = receive(
            act, text=wanted(text, _("Write what the second matter is."), most=20_000), way_in=first.way_in, visit=first.visit, customer=first.customer,
            severity=first.severity, owner_id=first.owner_id, received_at=first.received_at, **told,
        )  # fmt: skip
        act.record("complaint.split", first, part=part.pk, number=part.number)
    return part


def mark_repeat(*, complaint_id: int, of_id: int | None, by: Actor, at: datetime) -> Complaint:
    """It is the same again as an earlier complaint of this customer or car; None: it is not after all."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = act.subject
        if of_id is not None:
            mine = Q(customer_id=complaint.customer_id or 0) | Q(vehicle_id=complaint.vehicle_id or 0)
            if not Complaint.objects.filter(mine, pk=of_id, received_at__lte=complaint.received_at).exclude(pk=complaint.pk).exists():
                raise NotHere
        swap(complaint, act=act, expect={"repeat_of_id": complaint.repeat_of_id}, repeat_of_id=of_id)
        act.record("complaint.repeat_marked", complaint, of=of_id)
    return complaint
