"""The page of one visit: everything about the car that is here, in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from yinuo.core.errors import NotHere
from yinuo.core.events.models import Event
from yinuo.core.pictures.queries import Shown, pictures_of, pictures_of_thread
from yinuo.core.statements.asked import record
from yinuo.information.promises.models import Promise
from yinuo.operations.standards import queries as standards
from yinuo.operations.standards.queries import StandardNow

from .. import rules, words
from ..models import Consultation, Finding, Visit, WalkAround
from ..services.corrections import correctables
from .rows import Row, row_of

TOLD = 200


def visit_with_all(visit_id: int) -> Visit:
    """The visit with what its pages show of it. Raises NotHere."""
    related = ("thread", "customer", "vehicle", "advisor", "appointment", "car_zone", "customer_zone", "site", "created_by", "changed_by")
    visit = record(Visit, *related, "consultation__changed_by", "walk_around", pk=visit_id)
    if visit is None:
        raise NotHere
    return visit


@dataclass(frozen=True)
class Told:
    """One thing that happened."""

    words: Any
    icon: str
    tone: str
    at: datetime
    recorded_at: datetime
    by: str
    detail: str
    times: int = 1

    @property
    def late(self) -> bool:
        """Written down more than two minutes after it happened (a queued act, a correction)."""
        return (self.recorded_at - self.at).total_seconds() > 120


@dataclass(frozen=True)
class Seen:
    """A finding with its point in words."""

    finding: Finding
    words: Any
    tone: str


@dataclass(frozen=True)
class VisitPage:
    visit: Visit
    row: Row
    consultation: Consultation | None
    walk: WalkAround | None
    symptoms: list[str]
    findings: list[Seen]
    green: int
    nine_points: int
    pictures: list[Shown]
    told: list[Told]
    before: Visit | None
    listen: StandardNow | None


def visit_page(visit_id: int, *, at: datetime) -> VisitPage:
    """About seven queries."""
    visit = visit_with_all(visit_id)
    findings = list(Finding.objects.filter(visit=visit).order_by("pk"))
    consultation = getattr(visit, "consultation", None)
    now = standards.of_facts(visit.site_id, visit.thread.facts, at=at)
    return VisitPage(
        visit=visit,
        row=row_of(visit, at=at),
        consultation=consultation,
        walk=getattr(visit, "walk_around", None),
        symptoms=[words.symptom_words(symptom) for symptom in consultation.symptoms] if consultation else [],
        findings=_seen(findings),
        green=sum(finding.grade == "green" for finding in findings),
        nine_points=sum(finding.source == "nine_point" for finding in findings),
        pictures=pictures_of_thread(visit.thread_id, site_code=visit.site.code),
        told=told(visit),
        before=_before(visit),
        listen=next((row for row in now if row.code == "consultation.listen"), None),
    )


def _seen(findings: Sequence[Finding]) -> list[Seen]:
    """What needs work, red before amber."""
    tones = {"red": "late", "amber": "risk"}
    order = sorted((finding for finding in findings if finding.grade in tones), key=lambda finding: finding.grade != "red")
    return [Seen(finding, words.POINTS.get(finding.point, finding.note or finding.point), tones[finding.grade]) for finding in order]


def told(visit: Visit, *, limit: int = TOLD) -> list[Told]:
    """What happened, newest first: who, when."""
    rows = Event.objects.filter(thread_id=visit.thread_id).order_by("-at", "-id")[:limit]
    return _gathered([_told(event) for event in rows])


def _gathered(rows: Sequence[Told]) -> list[Told]:
    """The same thing done several times over by one person within a minute (five lines agreed) is told once, with its number."""
    found: list[Told] = []
    for row in rows:
        last = found[-1] if found else None
        same = last and (last.words, last.by, last.detail) == (row.words, row.by, row.detail) and last.at - row.at <= timedelta(minutes=1)
        if last and same:
            found[-1] = replace(last, times=last.times + 1)
        else:
            found.append(row)
    return found


def _told(event: Event) -> Told:
    said, icon, tone = words.event_words(event.name)
    return Told(said, icon, tone, event.at, event.recorded_at, event.by_name, _detail(event))


def _detail(event: Event) -> str:
    data = event.data
    if event.name == "correction.made":
        of = words.event_words(data.get("of", ""))[0]
        return f"{of}: {data.get('reason', '')}"
    if event.name == "operation.paused":
        return str(words.STOPS.get(data.get("reason", ""), data.get("reason", "")))
    if event.name.startswith("promise."):
        return str(dict(Promise.Kind.choices).get(data.get("kind", ""), ""))
    if event.name == "visit.arrived":
        return f"#{data.get('ticket', '')}"
    return str(data.get("reason") or data.get("text") or "")


def _before(visit: Visit) -> Visit | None:
    """The last visit of this car before this one."""
    if not visit.vehicle_id:
        return None
    rows = Visit.objects.filter(vehicle_id=visit.vehicle_id, arrived_at__lt=visit.arrived_at).exclude(state="void").order_by("-arrived_at")
    return rows.select_related("advisor", "consultation").first()


@dataclass(frozen=True)
class CorrectionRow:
    """A fact of the visit that may be set right here."""

    name: str
    label: Any
    at: datetime
    may_undo: bool


def corrections_of(visit: Visit) -> list[CorrectionRow]:
    facts = visit.thread.facts
    return [
        CorrectionRow(name, correction.label, datetime.fromisoformat(facts[name]["last"]), correction.undo is not None)
        for name, correction in correctables().items()
        if name in facts
    ]


@dataclass(frozen=True)
class Point:
    """One point of a sheet, with what was found."""

    code: str
    label: Any
    finding: Finding | None
    pictures: list[Shown]

    @property
    def state(self) -> str:
        if self.finding is None:
            return ""
        if self.finding.grade == "green":
            return "attended" if self.finding.attended else "ok"
        return "now" if self.finding.grade == "red" else "work"


def nine_points(visit: Visit) -> list[Point]:
    return _points(visit, "nine_point", rules.NINE_POINTS)


def inspection_areas(visit: Visit) -> list[tuple[str, Any, list[Point]]]:
    """(code, words, its points) of each area of the inspection sheet. Two queries."""
    points = {point.code: point for point in _points(visit, "inspection", rules.INSPECTION_POINTS)}
    return [(area, words.AREAS[area], [points[code] for code in codes]) for area, codes in rules.INSPECTION_AREAS.items()]


def _points(visit: Visit, source: str, codes: Sequence[str]) -> list[Point]:
    known = {finding.point: finding for finding in Finding.objects.filter(visit=visit, source=source).select_related("changed_by")}
    kept = pictures_of("finding", [finding.pk for finding in known.values()], site_code=visit.site.code)
    return [Point(code, words.POINTS[code], found := known.get(code), kept.get(found.pk, []) if found else []) for code in codes]
