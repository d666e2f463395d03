"""A complaint comes in: by staff, by a reaction to a call or an answer, by the customer's own page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from yinuo.core.access.actor import Actor
from yinuo.core.access.models import Membership
from yinuo.core.events.models import Thread
from yinuo.core.events.services import Act, new_story, story
from yinuo.core.sites.models import stamps
from yinuo.core.sites.queries import current_site
from yinuo.core.sites.services import next_number
from yinuo.core.validation import check, tidy_lines
from yinuo.information.customers.models import Customer
from yinuo.information.promises import services as promises
from yinuo.operations.visits.models import Visit

from .. import rules, times
from ..found import index_complaint
from ..models import STILL_OPEN, Complaint
from .common import begin_clock, hours, say, wanted

SPOKEN = {"desk": "face", "host": "face", "phone": "phone", "follow_up": "phone", "survey": "page", "phone_page": "page", "web": "page"}
ANSWERERS = ("follow_up_agent", "service_manager")
NO_WORDS = gettext_lazy("Write what the customer said, in their words.")


def open_about_visit(*, visit_id: int, text: str, by: Actor, at: datetime, **told: Any) -> Complaint:
    """One click from a visit. `told`: way_in, wants, severity, process_step, factor, external_id. Right: complaints.open."""
    with story(Visit, visit_id, by=by, at=at, right="complaints.open") as act:
        return receive(act, text=text, visit=act.subject, **told)


def open_about_customer(*, customer_id: int, text: str, by: Actor, at: datetime, **told: Any) -> Complaint:
    """About no visit that is known. Right: complaints.open."""
    with story(Customer, customer_id, by=by, at=at, right="complaints.open") as act:
        return receive(act, text=text, customer=act.subject, **told)


def open_of_nobody(*, text: str, by: Actor, at: datetime, right: str = "complaints.open", **told: Any) -> Complaint:
    """Somebody who is not among the customers (yet): the complaint has a story of its own. `told`: contact_name, contact_phone, plate, …"""
    with new_story(by=by, at=at, right=right, kind=Thread.CUSTOMER) as act:
        return receive(act, text=text, **told)


def receive(
    act: Act,
    *,
    text: str,
    way_in: str,
    visit: Visit | None = None,
    customer: Customer | None = None,
    severity: str = "minor",
    answer_due_at: datetime | None = None,
    owner_id: int | None = None,
    promise: bool = True,
    received_at: datetime | None = None,
    **told: Any,
) -> Complaint:
    """Open a complaint inside an act on its thread. Its first clock runs, who answers is named, and the answer is promised by when.

    `promise=False`: the customer has been promised the answer already (`answer_due_at`), and it is not promised twice.
    """
    calendar, text = hours(act.at), wanted(text, NO_WORDS, most=20_000)
    columns = {name: tidy_lines(value) if isinstance(value, str) else value for name, value in told.items()}
    severity = severity if severity in Complaint.Severity.values else Complaint.Severity.MINOR
    held = times.in_force(act.at)
    due_at = rules.step_due(calendar, act.at, severity=severity, step="listen", times=held)
    level = rules.first_level(severity)
    customer_id = visit.customer_id if visit else customer.pk if customer else None
    owner_id = owner_id or _owner(act, visit)
    complaint = Complaint(
        site_id=act.site_id, number=next_number(site=act.site_id, series="complaint"), thread=act.thread, customer_id=customer_id, visit=visit,
        vehicle_id=visit.vehicle_id if visit else None, plate=columns.pop("plate", "") or (visit.plate if visit else ""), text=text, way_in=way_in,
        severity=severity, owner_id=owner_id, owned=owner_id is not None, received_at=received_at or act.at, due_at=due_at, escalation=level,
        escalates_at=rules.escalates_at(calendar, due_at=due_at, severity=severity, level=level, times=held),
        answer_due_at=answer_due_at or rules.answer_due(calendar, act.at, severity=severity, times=held), **columns, **stamps(act.by, act.at),
    )  # fmt: skip
    check(complaint)
    complaint.save(force_insert=True)
    index_complaint(complaint, new=True)
    begin_clock(act, complaint, due_at=due_at)
    say(act, complaint, text=text[:10_000], channel=SPOKEN.get(way_in, "phone"), direction="in")
    act.record("complaint.opened", complaint, number=complaint.number, way_in=way_in, severity=severity, owner=owner_id)
    if promise:
        _promise_answer(act, complaint)
    return complaint


def _promise_answer(act: Act, complaint: Complaint) -> None:
    with override(current_site().language):  # the house keeps it, whatever language the customer wrote in
        text = _("Answer to complaint {number}").format(number=complaint.number)
    promises.make(
        act, kind="complaint_answer", text=text, due_at=complaint.answer_due_at,
        customer_id=complaint.customer_id, owner_id=complaint.owner_id, subject=complaint, how=SPOKEN.get(complaint.way_in, "phone"),
    )  # fmt: skip


def _owner(act: Act, visit: Visit | None) -> int | None:
    """Who answers: whoever takes it in and may handle it; else the one with the fewest open cases among those whose post it is."""
    if act.by.may("complaints.write") and act.by.user_id is not None:
        return act.by.user_id
    return least_busy()


def least_busy() -> int | None:
    """The follow-up agent (else the service manager) with the fewest open complaints; None where nobody holds either post."""
    found: dict[int, set[str]] = {}
    for user_id, role in Membership.objects.filter(role__in=ANSWERERS, user__is_active=True).values_list("user_id", "role"):
        found.setdefault(user_id, set()).add(role)
    first = [user_id for user_id, roles in found.items() if "follow_up_agent" in roles] or list(found)
    if not first:
        return None
    busy = dict(Complaint.objects.filter(STILL_OPEN, owner_id__in=first).values_list("owner_id").annotate(n=Count("id")).order_by())
    return min(first, key=lambda user_id: (busy.get(user_id, 0), user_id))
