"""Looking at the car: the walk round it, the nine points, the inspection, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.services import Act, story
from yinuo.core.pictures import services as kept_pictures
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.statements.asked import record, records
from yinuo.core.statements.writes import change as write_changes
from yinuo.information.vehicles import services as vehicles
from yinuo.information.vehicles.models import Vehicle

from .. import rules
from ..models import Finding, Visit, WalkAround
from .common import change, fitting, still_open
from .errors import MileageLower

MOST_MARKS = 60
MOST_KM = 3_000_000
FUEL = range(9)


def walk_around(
    *,
    visit_id: int,
    damages: Sequence[Mapping[str, Any]] = (),
    valuables_asked: bool = False,
    valuables: str = "",
    fuel: int | None = None,
    mileage: int | None = None,
    lower_is_right: bool = False,
    pictures: Iterable[Any] = (),
    by: Actor,
    at: datetime,
) -> WalkAround:
    """Done together with the customer: existing damage marked ({"x", "y" per mille of the outline, "kind", "note"}), valuables, fuel in eighths, km.

    Raises MileageLower when the reading is below the last known one, unless `lower_is_right`.
    """
    marks = [_mark(damage) for damage in damages[:MOST_MARKS]]
    texts = fitting(WalkAround, valuables=valuables)
    _check_readings(fuel, mileage)
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        visit = still_open(act.subject)
        _note_readings(act, visit, fuel, mileage, lower_is_right)
        columns = {"damages": marks, "valuables_asked": valuables_asked, "done_at": at, **texts}
        walk = _upsert_walk(act, visit, columns)
        attach_all(act, pictures, kind="damage", subject=walk)
        act.record("consultation.walked_around", visit, valuables_asked=valuables_asked, damages=len(marks))
    return walk


def _upsert_walk(act: Act, visit: Visit, columns: dict[str, Any]) -> WalkAround:
    walk = record(WalkAround, visit=visit)
    if walk is None:
        return WalkAround.objects.create(site_id=act.site_id, visit=visit, **columns, **stamps(act.by, act.at))
    columns |= change_stamps(act.by, act.at)
    write_changes(WalkAround, walk.pk, columns)
    for name, value in columns.items():
        setattr(walk, name, value)
    return walk


def _check_readings(fuel: int | None, mileage: int | None) -> None:
    if (fuel is not None and fuel not in FUEL) or (mileage is not None and not 0 <= mileage <= MOST_KM):
        raise Invalid


def _note_readings(act: Act, visit: Visit, fuel: int | None, mileage: int | None, lower_is_right: bool) -> None:
    readings = {name: value for name, value in (("fuel", fuel), ("mileage", mileage)) if value is not None}
    if mileage is not None and visit.vehicle_id:
        vehicle = record(Vehicle, pk=visit.vehicle_id)
        if vehicle.mileage and mileage < vehicle.mileage and mileage != visit.mileage and not lower_is_right:
            raise MileageLower(before=vehicle.mileage)
        if mileage != visit.mileage:
            vehicles.read_mileage(act, vehicle=vehicle, km=mileage)
    if readings:
        change(visit, act=act, **readings)


def _mark(damage: Mapping[str, Any]) -> dict[str, Any]:
    try:
        x, y = (min(1000, max(0, int(damage[axis]))) for axis in ("x", "y"))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Invalid from None
    texts = {name: str(damage.get(name, ""))[:most].replace("\x00", "") for name, most in (("id", 32), ("zone", 32), ("note", 200))}
    kind = damage.get("kind")
    return {"x": x, "y": y, "kind": kind if kind in rules.DAMAGE_KINDS else "other", **texts}


def nine_point(*, visit_id: int, points: Mapping[str, Mapping[str, Any]], by: Actor, at: datetime) -> list[Finding]:
    """The lifetime free nine-point check. Each point {"state": ok | attended | work | now, "note"}: in order, attended to, needs work, not safe to wait."""
    grades = {"ok": "green", "attended": "green", "work": "amber", "now": "red"}
    seen = {
        point: (grades[told["state"]], told["state"] == "attended", told.get("note", ""))
        for point, told in points.items()
        if point in rules.NINE_POINTS and told.get("state") in grades
    }
    return _record(visit_id, Finding.Source.NINE_POINT, seen, "car.nine_points_checked", by, at)


def inspect(*, visit_id: int, points: Mapping[str, Mapping[str, Any]], by: Actor, at: datetime) -> list[Finding]:
    """The inspection sheet: each point {"grade": red | amber | green, "note"}."""
    seen = {
        point: (told["grade"], False, told.get("note", ""))
        for point, told in points.items()
        if point in rules.INSPECTION_POINTS and told.get("grade") in Finding.Grade.values
    }
    return _record(visit_id, Finding.Source.INSPECTION, seen, "car.inspected", by, at)


def _record(visit_id: int, source: str, seen: dict[str, tuple[str, bool, str]], event: str, by: Actor, at: datetime) -> list[Finding]:
    if not seen:
        raise Invalid
    notes = {point: fitting(Finding, note=note)["note"] for point, (_grade, _attended, note) in seen.items()}
    with story(Visit, visit_id, by=by, at=at, right="findings.write") as act:
        visit = still_open(act.subject)
        known = {finding.point: finding for finding in records(Finding, visit=visit, source=source)}
        changed, new = [], []
        for point, (grade, attended, _note) in seen.items():
            values = {"grade": grade, "attended": attended, "note": notes[point]}
            finding = known.get(point)
            if finding is None:
                finding = Finding(site_id=act.site_id, visit=visit, source=source, point=point, **values, **stamps(by, at))
                new.append(finding)
            elif any(getattr(finding, name) != value for name, value in values.items()):
                for name, value in (values | change_stamps(by, at)).items():
                    setattr(finding, name, value)
                changed.append(finding)
        Finding.objects.bulk_create(new)
        if changed:
            Finding.objects.bulk_update(changed, ["grade", "attended", "note", "changed_at", "changed_by"])
        if new or changed:
            act.record(event, visit, **_tally(new + changed))
    return sorted([*(known.values()), *new], key=lambda finding: finding.pk)


def _tally(findings: Sequence[Finding]) -> dict[str, Any]:
    tally: dict[str, Any] = {grade: [finding.point for finding in findings if finding.grade == grade] for grade in ("red", "amber")}
    return {**tally, "points": len(findings)}


def record_finding(act: Act, visit: Visit, *, text: str, grade: str = "red", pictures: Iterable[Any] = ()) -> Finding:
    """Something the technician saw during repair, inside another's act. The text is kept as the note; may become added work."""
    if grade not in Finding.Grade.values:
        raise Invalid
    note = fitting(Finding, note=text)["note"]
    columns = {"source": Finding.Source.REPAIR, "point": note[:40], "grade": grade, "note": note}
    finding = Finding.objects.create(site_id=act.site_id, visit=visit, **columns, **stamps(act.by, act.at))
    attach_all(act, pictures, kind="finding", subject=finding)
    act.record("finding.recorded", finding, grade=grade, text=note)
    return finding


def add_pictures(
    *, visit_id: int, kind: str, pictures: Sequence[Any], by: Actor, at: datetime, source: str = "", point: str = ""
) -> list[Any]:
    """Keep prepared pictures: of the car, of a damage, or (with `source` and `point`) of a finding, which is made amber if it is not there yet."""
    with story(Visit, visit_id, by=by, at=at, right="pictures.write") as act:
        visit = still_open(act.subject)
        subject = _finding(act, visit, source, point) if point else visit
        kept = attach_all(act, pictures, kind=kind, subject=subject)
    return kept


def _finding(act: Act, visit: Visit, source: str, point: str) -> Finding:
    known = {Finding.Source.NINE_POINT: rules.NINE_POINTS, Finding.Source.INSPECTION: rules.INSPECTION_POINTS}
    if point not in known.get(Finding.Source(source), ()):
        raise NotHere
    defaults = {"site_id": act.site_id, "grade": Finding.Grade.AMBER, **stamps(act.by, act.at)}
    return Finding.objects.get_or_create(visit=visit, source=source, point=point, defaults=defaults)[0]


def attach_all(act: Act, pictures: Iterable[Any], *, kind: str, subject: Any) -> list[Any]:
    return [kept_pictures.attach(act, file=picture, kind=kind, subject=subject) for picture in pictures]
