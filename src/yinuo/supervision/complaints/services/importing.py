"""Complaints from another system's spreadsheet: good rows are taken, wrong ones told; the same number once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.models import Thread
from yinuo.core.events.services import Act, new_story
from yinuo.core.sites.models import stamps
from yinuo.core.sites.queries import current_site
from yinuo.core.sites.services import next_number
from yinuo.core.validation import check, tidy, tidy_lines
from yinuo.information.customers.models import Customer
from yinuo.operations.visits.models import Visit
from yinuo.operations.visits.rules import plain_plate

from .. import sheet
from ..found import index_complaint
from ..models import Complaint
from .opening import receive

RIGHT = "complaints.approve"
LARGEST = 5 * 1024 * 1024
SINCE_VISIT = timedelta(days=60)


class NoSpreadsheet(Invalid):
    sentence = _("This is not an Excel file (.xlsx), or it is larger than 5 MB. Save it as .xlsx and choose it again.")


class NothingKnown(Invalid):
    sentence = _("No column's head is known. Name them: number, received, plate, customer, phone, text.")


@dataclass
class Taken:
    """What became of a file. `wrong`: (row, column, why, what stood there)."""

    new: int = 0
    known: int = 0
    wrong: list[tuple[int, str, str, str]] = field(default_factory=list)


def read_file(file: IO[bytes], size: int | None) -> list[sheet.Row]:
    """The rows of the first sheet. Outside any transaction. Raises NoSpreadsheet, NothingKnown."""
    from openpyxl import load_workbook

    if not size or size > LARGEST:
        raise NoSpreadsheet
    try:
        book = load_workbook(file, read_only=True, data_only=True)
        lines = list(book.worksheets[0].iter_rows(values_only=True, max_row=sheet.MOST_ROWS * 2, max_col=sheet.MOST_COLUMNS))
    except Exception as problem:  # whatever a broken or hostile file makes the library raise
        raise NoSpreadsheet from problem
    columns = sheet.columns_of(list(lines[0] if lines else ()))
    if "text" not in columns.values():
        raise NothingKnown
    return sheet.read(iter(lines[1:]), columns)


def take_in(*, rows: Sequence[sheet.Row], by: Actor, at: datetime, only_all: bool = False) -> Taken:
    """Open ones get their clocks from now on; closed ones are kept as they ended. `only_all`: nothing while a row is wrong.

    Right: complaints.approve.
    """
    by.require(RIGHT)
    taken = Taken(wrong=[(row.number, column, why, stood) for row in rows for column, why, stood in row.wrong])
    for row in rows:
        if not row.wrong and row.told["received_at"].replace(tzinfo=current_site().zone) > at:
            row.wrong.append(("received_at", "future", str(row.told["received_at"])))
            taken.wrong.append((row.number, "received_at", "future", str(row.told["received_at"])))
    if only_all and taken.wrong:
        return taken
    good = [row for row in rows if not row.wrong]
    known = set(Complaint.objects.filter(external_id__in=[row.told["external_id"] for row in good]).values_list("external_id", flat=True))
    for row in good:
        if row.told["external_id"] in known:
            taken.known += 1
            continue
        try:
            _take(row.told, by=by.with_key(""), at=at)
            taken.new += 1
        except DomainError as problem:
            taken.wrong.append((row.number, "", str(problem), ""))
    return taken


def _take(told: dict[str, Any], *, by: Actor, at: datetime) -> Complaint:
    zone = current_site().zone
    received = timezone.make_aware(told["received_at"], zone)
    visit, customer = _about(told, received)
    thread = visit.thread if visit else customer.thread if customer else None
    with new_story(by=by, at=at, right=RIGHT, kind=Thread.CUSTOMER, thread=thread) as act:
        if told["state"] == "closed":
            return _closed(act, told, received, visit, customer)
        columns = {name: told[name] for name in ("wants", "root_cause", "agreed", "contact_name", "contact_phone", "plate", "external_id")}
        complaint = receive(
            act,
            text=told["text"],
            way_in=Complaint.WayIn.IMPORT,
            visit=visit,
            customer=customer,
            severity=told["severity"],
            received_at=received,
            **columns,
        )
        act.record("complaint.imported", complaint, number=complaint.number, external_id=complaint.external_id, state=complaint.state)
        return complaint


def _about(told: dict[str, Any], received: datetime) -> tuple[Visit | None, Customer | None]:
    """The car's visit in the two months before; else whose telephone it is."""
    plate, phone = plain_plate(told["plate"]), told["contact_phone"]
    if plate:
        rows = Visit.objects.filter(arrived_at__lte=received, arrived_at__gte=received - SINCE_VISIT).exclude(state="void")
        visit = rows.filter(Q(plate=plate) | Q(vehicle__plate=plate)).select_related("thread", "customer").order_by("-arrived_at").first()
        if visit:
            return visit, visit.customer
    return None, Customer.objects.filter(phone=phone).select_related("thread").order_by("pk").first() if phone else None


def _closed(act: Act, told: dict[str, Any], received: datetime, visit: Visit | None, customer: Customer | None) -> Complaint:
    """As it ended elsewhere: no clocks, no promises; without the customer's word the reason is that it was imported."""
    closed = timezone.make_aware(told["closed_at"], current_site().zone) if told["closed_at"] else received
    word = told["word"]
    complaint = Complaint(
        site_id=act.site_id, number=next_number(site=act.site_id, series="complaint"), thread=act.thread, customer=customer, visit=visit,
        vehicle_id=visit.vehicle_id if visit else None, plate=plain_plate(told["plate"])[:16], contact_name=tidy(told["contact_name"]),
        contact_phone=tidy(told["contact_phone"]), way_in=Complaint.WayIn.IMPORT, text=tidy_lines(told["text"]), wants=tidy_lines(told["wants"]),
        severity=told["severity"], root_cause=told["root_cause"], agreed=tidy_lines(told["agreed"]), state=Complaint.State.CLOSED, received_at=received,
        due_at=closed, closed_at=closed, answered_at=closed, carried_out_at=closed, word=word, word_at=closed if word else None,
        closed_without="" if word else Complaint.WithoutWord.NO_ANSWER, closed_reason="" if word else now("imported"),
        external_id=told["external_id"], **stamps(act.by, act.at),
    )  # fmt: skip
    check(complaint)
    complaint.save(force_insert=True)
    index_complaint(complaint, new=True)
    act.record("complaint.imported", complaint, number=complaint.number, external_id=complaint.external_id, state=complaint.state)
    return complaint
