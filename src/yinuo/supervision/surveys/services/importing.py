"""Answers from a spreadsheet: taken in, read in portions by the worker; good rows are kept, wrong ones told, the same row once."""

from __future__ import annotations

import json
import logging
import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor, system
from yinuo.core.access.models import Membership
from yinuo.core.errors import DomainError, Invalid, NotHere
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import Site, stamps
from yinuo.core.validation import tidy
from yinuo.core.workflow.queries import in_states
from yinuo.operations.visits.models import Visit

from .. import rules, sheets
from ..models import Answer, Question, Response, SurveyImport, Wave
from .answering import questions_of, summarise
from .questionnaires import PURPOSE, RIGHT

logger = logging.getLogger("yinuo.surveys")
LARGEST = 20 * 1024 * 1024
PORTION = 500
OPEN = (SurveyImport.State.WAITING.value, SurveyImport.State.RUNNING.value)
ERRORS_KEPT = 200
FAR_BACK = timedelta(days=120)  # between a visit and the answer about it


class NoSpreadsheet(Invalid):
    sentence = _("This is not an Excel file (.xlsx), or it is larger than 20 MB. Save it as .xlsx and choose it again.")


class NotRunning(DomainError):
    sentence = _("This import is over already; there is nothing to stop.")


class Stopped(Exception):
    """Somebody stopped the import, or another worker goes on with it."""


class NothingKnown(Exception):
    """No column's head says a question of this questionnaire."""


def take_in(*, wave_id: int, upload: UploadedFile, by: Actor, at: datetime) -> SurveyImport:
    """Keep the file for the worker. Raises NoSpreadsheet, NotHere."""
    by.require(RIGHT)
    if upload.size is None or upload.size > LARGEST or upload.read(4) != b"PK\x03\x04":
        raise NoSpreadsheet
    upload.seek(0)
    path = folder() / f"{secrets.token_urlsafe(12)}.xlsx"
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        if not Wave.objects.filter(pk=wave_id).exists():
            raise NotHere
        row = SurveyImport.objects.create(
            site_id=by.site_id, wave_id=wave_id, filename=tidy(upload.name)[:120], path=path.name, **stamps(by, at)
        )
        act.record("survey.import_begun", row, wave=wave_id, file=row.filename)
    return row


def stop(*, import_id: int, by: Actor, at: datetime) -> SurveyImport:
    """Read no further. What was kept stays; the same file once more goes on behind it. Raises NotRunning, NotHere."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        row = SurveyImport.objects.select_for_update().filter(pk=import_id).first()
        if row is None:
            raise NotHere
        if row.state not in OPEN:
            raise NotRunning
        row.state = SurveyImport.State.STOPPED
        row.save(update_fields=["state"])
        act.record("survey.import_stopped", row, wave=row.wave_id, file=row.filename, done=row.done, kept=row.kept)
    (folder() / row.path).unlink(missing_ok=True)
    return row


def folder() -> Path:
    path = Path(settings.MEDIA_ROOT) / "imports"
    path.mkdir(parents=True, exist_ok=True)
    return path


def read_waiting(site: Site, at: datetime) -> int:
    """Read what waits at the scoped site to its end, in portions; how many files."""
    rows = list(SurveyImport.objects.filter(in_states(OPEN)).select_related("wave__version").order_by("pk"))
    for row in rows:
        try:
            _read(row, site, at)
        except Stopped:
            logger.info("%s was stopped", row.filename)
        except NothingKnown:
            _fail(row, str(_("No column's head is the key of a question. Take the template of this wave.")))
        except Exception:
            logger.exception("%s could not be imported", row.filename)
            _fail(row, str(_("The file could not be read. Open it in Excel, save it as .xlsx and try again.")))
        else:
            (folder() / row.path).unlink(missing_ok=True)
    return len(rows)


def _fail(row: SurveyImport, problem: str) -> None:
    SurveyImport.objects.filter(in_states(OPEN), pk=row.pk).update(state=SurveyImport.State.FAILED, problem=problem[:240])


class Book(NamedTuple):
    heads: list[Any]
    columns: dict[int, tuple[str, sheets.Asked | None, str]]
    total: int
    rows: Iterator[tuple[int, list[Any]]]


def _open(path: Path, asked: list[sheets.Asked]) -> Book:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    sheet = book.worksheets[0]
    lines = sheet.iter_rows(values_only=True)
    heads = list(next(lines, ()))[: sheets.MOST_COLUMNS]
    columns = sheets.columns_of(heads, asked)
    if not any(question for _about, question, _column in columns.values()):
        raise NothingKnown
    filled = ((number, list(cells)) for number, cells in enumerate(lines, start=2) if any(cell is not None for cell in cells))
    return Book(heads, columns, max(0, (sheet.max_row or 1) - 1), filled)


def asked_in(wave: Wave) -> list[sheets.Asked]:
    """The wave's questions, as a spreadsheet needs them."""
    questions = [one for one in questions_of(wave.version) if not (wave.anonymous and one.key == rules.CONTACT)]
    return [sheets.Asked(one.pk, one.key, one.kind, _codes(one), one.many) for one in questions]


def _codes(question: Question) -> dict[str, str]:
    """A cell may hold an option's code or its words in any language."""
    told = {text.lower(): option["code"] for option in question.options for text in option["texts"].values()}
    return told | {option["code"].lower(): option["code"] for option in question.options}


def _read(row: SurveyImport, site: Site, at: datetime) -> None:
    book = _open(folder() / row.path, asked_in(row.wave))
    begun = SurveyImport.objects.filter(in_states(OPEN), pk=row.pk)
    if not begun.update(state=SurveyImport.State.RUNNING, total=min(book.total, sheets.MOST_ROWS)):
        raise Stopped
    latest = min(timezone.localdate(at, site.zone), row.wave.ends_on + timedelta(days=row.wave.link_days))
    again: Counter[str] = Counter()
    portion: list[tuple[int, sheets.Row, str]] = []
    n = 0
    for number, cells in book.rows:
        n += 1
        if n > sheets.MOST_ROWS:
            break
        read = sheets.read_row(cells, book.columns, book.heads, latest)
        key = _once_key(row.wave_id, read, cells, again)
        if n <= row.done:
            continue  # read before the worker was stopped
        portion.append((number, read, key))
        if len(portion) == PORTION:
            _keep(row, portion, site, at, done=n)
            portion = []
    _keep(row, portion, site, at, done=n, last=True)


def _once_key(wave_id: int, read: sheets.Row, cells: list[Any], again: Counter[str]) -> str:
    """What makes a row the same when it comes again: its own number if it has one, else all that it says (and how often that stood before)."""
    told = f"id {read.about['id']}" if read.about.get("id") else json.dumps([str(cell) for cell in cells], ensure_ascii=False)
    again[told] += 0 if read.about.get("id") else 1
    return salted_hmac("surveys.row", f"{wave_id} {told} {again[told]}", algorithm="sha256").hexdigest()


def _keep(
    row: SurveyImport, portion: list[tuple[int, sheets.Row, str]], site: Site, at: datetime, *, done: int, last: bool = False
) -> None:
    """Write one portion; the progress goes with it, so that nothing is read twice. Raises Stopped."""
    with transaction.atomic():
        by = system(site_id=site.pk)
        if not SurveyImport.objects.select_for_update().filter(in_states(OPEN), pk=row.pk, done=row.done).exists():
            raise Stopped
        known = set(
            Response.objects.filter(wave=row.wave_id, once_key__in=[key for _n, _row, key in portion]).values_list("once_key", flat=True)
        )
        good = {key: read for _n, read, key in portion if not read.wrong and key not in known}
        kept = _write(row.wave, good, site, at)
        wrong = [(number, read) for number, read, _key in portion if read.wrong]
        errors = [[number, *problem] for number, read in wrong for problem in read.wrong]
        row.done, row.kept, row.wrong = done, row.kept + len(kept), row.wrong + len(wrong)
        row.repeated += len(portion) - len(kept) - len(wrong)
        row.errors = (row.errors + errors)[:ERRORS_KEPT]
        row.state = SurveyImport.State.DONE if last else SurveyImport.State.RUNNING
        row.total = max(row.total, done) if not last else done
        row.save(update_fields=["done", "kept", "wrong", "repeated", "errors", "state", "total"])
        if kept:
            with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
                act.record("survey.imported", row, wave=row.wave_id, rows=len(kept), first=kept[0].pk, last=kept[-1].pk)


def _write(wave: Wave, good: dict[str, sheets.Row], site: Site, at: datetime) -> list[Response]:
    visits, advisors = ({}, {}) if wave.anonymous else (_visits(good), _advisors(good))
    made, sheet_of = [], {}
    questions = {one.pk: one for one in questions_of(wave.version)}
    for key, read in good.items():
        moment = _moment(read.about.get("date"), site, at)
        visit = None if wave.anonymous else _visit_of(read, visits, moment)
        advisor = visit.advisor_id if visit else advisors.get(str(read.about.get("advisor", "")).lower())
        response = Response(
            site_id=site.pk, wave=wave, version=wave.version, anonymous=wave.anonymous, channel=Response.Channel.IMPORT, language=site.language,
            started_at=moment, completed_at=moment, once_key=key, visit=visit, customer_id=visit.customer_id if visit else None, advisor_id=advisor,
        )  # fmt: skip
        sheet: dict[int, dict[str, Answer]] = {}
        for question, column, value, text in read.answers:
            cell = Answer(site_id=site.pk, response=response, question_id=question.pk, column=column, value=value, text=text)
            sheet.setdefault(question.pk, {})[column] = cell
        summarise(response, [(questions[pk], cells) for pk, cells in sheet.items()])
        made.append(response)
        sheet_of[key] = sheet
    Response.objects.bulk_create(made)
    answers = [cell for response in made for cells in sheet_of[response.once_key].values() for cell in cells.values()]
    for cell in answers:
        cell.response_id = cell.response.pk
    Answer.objects.bulk_create(answers, batch_size=2000)
    return made


def _moment(day: date | None, site: Site, at: datetime) -> datetime:
    """Noon of the day that the row says; without one, the day of the import."""
    noon = datetime.combine(day or timezone.localdate(at, site.zone), time(12), site.zone)
    return min(noon, at)


def _plate(text: str) -> str:
    return "".join(text.upper().split()).replace("·", "")


def _visits(good: dict[str, sheets.Row]) -> dict[str, list[Visit]]:
    plates = {_plate(read.about["plate"]) for read in good.values() if read.about.get("plate")}
    found: dict[str, list[Visit]] = {}
    for visit in Visit.objects.filter(plate__in=plates, delivered_at__isnull=False).order_by("-delivered_at"):
        found.setdefault(visit.plate, []).append(visit)
    return found


def _visit_of(read: sheets.Row, visits: dict[str, list[Visit]], moment: datetime) -> Visit | None:
    """The car's last visit before the answer."""
    rows = visits.get(_plate(read.about.get("plate", "")), [])
    latest = moment + timedelta(hours=12)
    return next((visit for visit in rows if visit.delivered_at is not None and latest - FAR_BACK <= visit.delivered_at <= latest), None)


def _advisors(good: dict[str, sheets.Row]) -> dict[str, int]:
    """{name, user name or number in lower case: user}; only if a row names one."""
    if not any(read.about.get("advisor") for read in good.values()):
        return {}
    people = {row.user for row in Membership.objects.select_related("user")}
    names = ((name, person.pk) for person in people for name in (str(person), person.username, person.employee_number) if name)
    return {str(name).lower(): pk for name, pk in names}
