"""Booking: the only writer of appointments. Lock order: site-day, then the appointment with its thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid, NotHere
from yinuo.core.events.services import Act, new_story, story
from yinuo.core.sites.models import stamps
from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import records
from yinuo.core.validation import check, tidy, tidy_lines
from yinuo.core.workflow.services import IllegalMove, move, swap
from yinuo.information.encounters import services as encounters
from yinuo.information.promises import services as promises
from yinuo.operations.menu.models import MenuItem
from yinuo.operations.workshop.models import BayKind

from . import holding, parts, rules
from . import over as over_limit
from .contact import not_reached, parts_here, reconfirm, tell_shortage, told_inside  # noqa: F401 (the use cases of one step, in two files)
from .found import index_contact
from .models import Appointment, AppointmentItem
from .who import Caller, whose

MOST_ITEMS = 12
MOST_MINUTES = 60 * 60
ARRIVAL = "arrival_slot"
CHANNELS: dict[str, str] = {Appointment.Origin.PUBLIC: "page", Appointment.Origin.PHONE: "phone"}  # booked from afar: a contact of its own


class TooEarly(DomainError):
    pass


@dataclass(frozen=True, slots=True)
class OtherWork:
    """Work that the menu does not have, with its estimated minutes."""

    name: str
    minutes: int
    bay_kind: str = BayKind.LIFT
    skill: str = "maintenance"


def _right_of(by: Actor) -> str:
    """A customer behind a link books within the same capacity, with a right of their own."""
    return "booking.public" if by.origin == "customer" else "booking.write"


def book(
    *,
    by: Actor,
    at: datetime,
    starts_at: datetime,
    menu_item_ids: Sequence[int] = (),
    other: Sequence[OtherWork] = (),
    caller: Caller | None = None,
    waits: bool = True,
    wish: str = "",
    origin: str = Appointment.Origin.DESK,
    advisor_id: int | None = None,
    told_by: str = "",
    over: str = "",
    answer: Callable[[Appointment], str] | None = None,
) -> Appointment:
    """Book an arrival with its work. `told_by`: channel by which the customer was told at once of a part that is short; `over`: why the table's
    limit is passed (needs `booking.over`); `answer`: where the act led.

    Raises FullyBooked (with the next free times), OutsideOpeningHours, InThePast, Invalid, InvalidFields.
    """

    def attempt() -> Appointment:
        with new_story(by=by, at=at, right=_right_of(by)) as act:
            items = _items(act.site_id, menu_item_ids, other)
            works = _works(items)
            place = over_limit.place(by=by, over=over, works=works, starts_at=starts_at, at=at, same_day=waits)
            details = {"waits": waits, "wish": tidy_lines(wish), "origin": origin, "advisor_id": advisor_id}
            appointment = act.subject = _write(act, place, items, whose(caller or Caller(), may_look_up=by.origin != "customer"), details)
            _tell_story(act, appointment, place, works)
            over_limit.note(act, appointment, over)
            if told_by and appointment.parts_short:
                told_inside(act, appointment, channel=told_by, expected_on=None)
            act.url = answer(appointment) if answer else ""
        return appointment

    return holding.with_retries(attempt)


def _tell_story(act: Act, appointment: Appointment, place: holding.Place, works: Sequence[rules.Work]) -> None:
    act.record(
        "appointment.booked",
        appointment,
        minutes=sum(work.minutes for work in works),
        parts_short=appointment.parts_short,
        starts_at=place.starts_at.isoformat(),
        in_table=True,
    )
    if channel := CHANNELS.get(appointment.origin):
        encounters.record(
            act,
            customer_id=appointment.customer_id,
            channel=channel,
            direction="in",
            about="appointment",
            outcome="agreed",
            text=appointment.wish,
        )
    _promise_arrival(act, appointment)


def _promise_arrival(act: Act, appointment: Appointment) -> None:
    """The half-hour is kept free for this customer: greeted in time when they come."""
    with override(current_site().language):  # the house keeps it, whatever language was booked in
        text = _("Received on arrival: %(when)s") % {"when": holding.words_of(appointment.starts_at)}
    promises.make(
        act,
        kind=ARRIVAL,
        text=text,
        due_at=slot_end(appointment.starts_at),
        customer_id=appointment.customer_id,
        owner_id=appointment.advisor_id,
        subject=appointment,
        how="booking",
    )


def slot_end(starts_at: datetime) -> datetime:
    """The end of the half-hour that was promised."""
    return starts_at + rules.HALF_HOUR


def _items(site_id: int, menu_item_ids: Sequence[int], other: Sequence[OtherWork]) -> list[AppointmentItem]:
    """Rows (not yet written) for the chosen work, in the order chosen."""
    known = {item.pk: item for item in records(MenuItem, pk__in=list(dict.fromkeys(menu_item_ids)), active=True)}
    if missing := [pk for pk in menu_item_ids if pk not in known]:
        raise Invalid(_("A menu item that you chose is no longer offered. Choose again."), items=missing)
    rows = [_item(site_id, known[pk]) for pk in menu_item_ids] + [_other_item(site_id, work) for work in other]
    if not rows:
        raise Invalid(_("Choose what is to be done: one menu item at least, or other work with its estimated time."))
    if len(rows) > MOST_ITEMS or sum(row.minutes + row.buffer_minutes for row in rows) > MOST_MINUTES:
        raise Invalid(_("This is more work than one appointment can hold. Leave something out or book a second appointment."))
    for position, row in enumerate(rows):
        row.position = position
        check(row)
    return rows


def _item(site_id: int, item: MenuItem) -> AppointmentItem:
    return AppointmentItem(
        site_id=site_id,
        menu_item=item,
        name=item.name,
        minutes=max(1, item.standard_minutes),
        buffer_minutes=item.buffer_minutes,
        bay_kind=item.bay_kind,
        skill=item.skill,
    )


def _other_item(site_id: int, work: OtherWork) -> AppointmentItem:
    if work.minutes <= 0:
        raise Invalid(_("Other work needs an estimated time of one minute at least."))
    return AppointmentItem(site_id=site_id, name=tidy(work.name), minutes=work.minutes, bay_kind=work.bay_kind, skill=work.skill)


def _works(items: Sequence[AppointmentItem]) -> list[rules.Work]:
    return [rules.Work(item.minutes + item.buffer_minutes, item.bay_kind, item.skill) for item in items]


def _write(act: Act, place: holding.Place, items: list[AppointmentItem], who: dict, details: dict) -> Appointment:
    appointment = Appointment(
        site_id=act.site_id,
        thread=act.thread,
        **_where(place),
        parts_short=_short(act, items, place),
        **who,
        **details,
        **stamps(act.by, act.at),
    )
    check(appointment)
    appointment.save(force_insert=True)
    _write_items(appointment, items)
    index_contact(appointment, new=True)
    return appointment


def _write_items(appointment: Appointment, items: list[AppointmentItem]) -> None:
    for item in items:
        item.appointment = appointment
    AppointmentItem.objects.bulk_create(items)


def _where(place: holding.Place) -> dict:
    return {"day": place.day, "starts_at": place.starts_at, "ends_at": place.ends_at, "ends_on": place.ends_on}


def _short(act: Act, items: Sequence[AppointmentItem], place: holding.Place, without: int | None = None) -> bool:
    ids = [item.menu_item_id for item in items if item.menu_item_id]
    today = act.at.astimezone(holding.zone()).date()
    return bool(parts.missing(ids, starts_at=place.starts_at, day=place.day, today=today, without=without))


def move_to(
    *, appointment_id: int, starts_at: datetime, by: Actor, at: datetime, reason: str = "", channel: str = "", over: str = ""
) -> Appointment:
    """Move to another half-hour with the customer's agreement: the promise of the old one is renegotiated. `over` and what it raises: as `book`."""

    def write(act: Act, appointment: Appointment, place: holding.Place, items: list[AppointmentItem]) -> None:
        day_before = appointment.day
        told: dict[str, Any] = {"from": appointment.starts_at.isoformat(), "to": starts_at.isoformat(), "channel": channel}
        _swap_place(act, appointment, place, parts_short=_short(act, items, place, without=appointment.pk))
        act.record("appointment.moved", appointment, **told)
        over_limit.note(act, appointment, over)
        if appointment.day != day_before and appointment.state == Appointment.State.RECONFIRMED:
            move(appointment, "unconfirm", act=act, changes={"reconfirmed_at": None})
        promises.renegotiate_open(act, kind=ARRIVAL, due_at=slot_end(starts_at), how=channel or "desk", reason=tidy(reason) or _("moved"))

    return _replace(appointment_id, by=by, at=at, starts_at=starts_at, over=over, write=write)


def change_items(
    *, appointment_id: int, by: Actor, at: datetime, menu_item_ids: Sequence[int] = (), other: Sequence[OtherWork] = ()
) -> Appointment:
    """Other work at the same time, if the table holds it. Raises as `book`."""

    def write(act: Act, appointment: Appointment, place: holding.Place, items: list[AppointmentItem]) -> None:
        _swap_place(act, appointment, place, parts_short=_short(act, items, place, without=appointment.pk))
        appointment.items.all().delete()
        _write_items(appointment, items)
        act.record("appointment.work_changed", appointment, minutes=sum(work.minutes for work in _works(items)))

    return _replace(appointment_id, by=by, at=at, chosen=(menu_item_ids, other), write=write)


def _replace(
    appointment_id: int,
    *,
    by: Actor,
    at: datetime,
    write: Callable[[Act, Appointment, holding.Place, list[AppointmentItem]], None],
    starts_at: datetime | None = None,
    over: str = "",
    chosen: tuple[Sequence[int], Sequence[OtherWork]] | None = None,
) -> Appointment:
    """Hold another place for an open appointment, then `write` it; if the appointment changed while we counted, count again."""
    by.require(_right_of(by))

    def attempt() -> Appointment:
        with transaction.atomic():
            seen = _open(appointment_id, by)
            items = _items(by.site_id, *chosen) if chosen else list(seen.items.all())
            told = {"starts_at": starts_at or seen.starts_at, "at": at, "same_day": seen.waits, "without": seen.pk}
            place = over_limit.place(by=by, over=over, works=_works(items), **told)
            with story(Appointment, appointment_id, by=by, at=at, right=_right_of(by)) as act:
                if act.subject.changed_at != seen.changed_at or act.subject.state != seen.state:
                    raise holding.Lost
                write(act, act.subject, place, items)
        return act.subject

    return holding.with_retries(attempt)


def _open(appointment_id: int, by: Actor) -> Appointment:
    appointment = Appointment.objects.filter(pk=appointment_id, site_id=by.site_id).first()
    if appointment is None:
        raise NotHere
    if appointment.state not in rules.OPEN:
        raise IllegalMove(state=appointment.state)
    return appointment


def _swap_place(act: Act, appointment: Appointment, place: holding.Place, *, parts_short: bool) -> None:
    changes = _where(place) | {"parts_short": parts_short}
    if parts_short and not appointment.parts_short:
        changes["shortage_told_at"] = None
    swap(appointment, act=act, expect={"changed_at": appointment.changed_at, "state": appointment.state}, **changes)


def change_particulars(
    *, appointment_id: int, by: Actor, at: datetime, caller: Caller, wish: str, advisor_id: int | None = None
) -> Appointment:
    """Who comes and what they wish, without touching the table."""
    with story(Appointment, appointment_id, by=by, at=at, right="booking.write") as act:
        appointment = act.subject
        for name, value in (whose(caller) | {"wish": tidy_lines(wish), "advisor_id": advisor_id}).items():
            setattr(appointment, name, value)
        appointment.changed_at, appointment.changed_by_id = at, by.user_id
        check(appointment)
        appointment.save()
        index_contact(appointment)
        act.record("appointment.particulars_changed")
    return appointment


def cancel(*, appointment_id: int, by: Actor, at: datetime, reason: str, channel: str = "") -> Appointment:
    """Give the place back. The reason is kept; `return_to_booked` undoes it."""
    with story(Appointment, appointment_id, by=by, at=at, right=_right_of(by)) as act:
        _end(act, "cancel", reason=reason, channel=channel)
    return act.subject


def no_show(*, appointment_id: int, by: Actor, at: datetime, reason: str = "") -> Appointment:
    """The customer did not come; counted for the customer and the slot. Raises TooEarly before the half-hour is over."""
    with story(Appointment, appointment_id, by=by, at=at, right="booking.write") as act:
        if at < slot_end(act.subject.starts_at):
            raise TooEarly(_("The half-hour of this appointment is not over yet: the customer may still come."))
        _end(act, "no_show", reason=reason)
    return act.subject


def _end(act: Act, name: str, *, reason: str, channel: str = "") -> None:
    reason = tidy(reason)
    act.subject.reason = reason
    check(act.subject)
    move(act.subject, name, act=act, changes={"reason": reason}, reason=reason, channel=channel)
    for kind in (ARRIVAL, "parts_arrival"):
        promises.withdraw(act, kind=kind, reason=reason or str(act.subject.get_state_display()))


def restore(*, appointment_id: int, by: Actor, at: datetime, reason: str) -> Appointment:
    """Undo a mistaken cancellation or no-show: the place is held again if it is still to be had (for a half-hour that is over, without counting)."""
    by.require("booking.write")

    def attempt() -> Appointment:
        with transaction.atomic():
            seen = Appointment.objects.filter(pk=appointment_id, site_id=by.site_id).first()
            if seen is not None and at < slot_end(seen.starts_at):
                works = _works(list(seen.items.all()))
                holding.hold(site_id=by.site_id, works=works, starts_at=seen.starts_at, at=at, same_day=seen.waits, without=seen.pk)
            with story(Appointment, appointment_id, by=by, at=at, right="booking.write") as act:
                _undo(act, act.subject, tidy(reason))
        return act.subject

    return holding.with_retries(attempt)


def _undo(act: Act, appointment: Appointment, reason: str) -> None:
    undone = {"no_show": "no_show", "cancelled": "cancel"}.get(appointment.state)
    if undone is None:
        raise IllegalMove(state=appointment.state)
    if not reason:
        raise Invalid(_("Say why this is set right: a word or two."))
    return_to_booked(act, appointment=appointment, why=reason)
    act.record("correction.made", appointment, of=rules.FLOW.moves[undone].event, to=None, reason=reason)


def return_to_booked(act: Act, *, appointment: Appointment, why: str = "") -> None:
    """Open again, inside somebody's act (an arrival that was a mis-tap); the promise is made again if it can still be kept."""
    move(appointment, "return_to_booked", act=act, changes={"reason": ""}, **({"reason": why} if why else {}))
    promises.withdraw(act, kind=ARRIVAL, reason=_("the arrival was a slip"))
    if act.at < slot_end(appointment.starts_at):
        _promise_arrival(act, appointment)


def arrive(act: Act, *, appointment: Appointment) -> None:
    """The car is here: called inside the act of arrival, on the same thread. From now on it is ours to keep the promise of the half-hour;
    to somebody who comes after it, it binds no longer.
    """
    move(appointment, "arrive", act=act, late_minutes=max(0, int((act.at - appointment.starts_at).total_seconds() // 60)))
    if act.at >= slot_end(appointment.starts_at):
        promises.withdraw(act, kind=ARRIVAL, reason=_("came after the half-hour that was kept"))
    else:
        promises.expect(act, kind=ARRIVAL, expected_at=max(act.at, appointment.starts_at))
