"""A week's report is given to the site manager once: on Today, and by e-mail where the site has set an address."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.validation import check
from yinuo.core.workflow.services import LostMove

from . import rules
from .models import WeeklyReport, WeeklySettings
from .rules import Week

PURPOSE, RIGHT = "weekly", "weekly.write"
Mail = WeeklyReport.Mail


class NoAddress(Invalid):
    sentence = _("Set the address of the site manager first.")


class NoMailServer(Invalid):
    sentence = _("This program has no mail server yet. Who runs it sets EMAIL_HOST; until then print the report or save it as PDF.")


def make(week: Week, *, by: Actor, at: datetime) -> WeeklyReport | None:
    """The week's report is ready to be read; None when it was made before. Two at once make one: the site's story is locked."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        if WeeklyReport.objects.filter(week=week.monday).exists():
            return None
        goes = bool(settings.SENDS_MAIL and address())
        report = WeeklyReport.objects.create(
            site_id=by.site_id, week=week.monday, made_at=at, mail=Mail.WAITING if goes else Mail.NONE, try_at=at if goes else None
        )
        act.record("weekly_report.made", report, week=week.code)
    return report


def read(*, week: Week, by: Actor, at: datetime) -> WeeklyReport:
    """The manager has read the week's report. Raises NotHere, LostMove when somebody did before."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        report = _report(week)
        if not WeeklyReport.objects.filter(pk=report.pk, read_at=None).update(read_at=at, read_by_id=by.user_id):
            raise LostMove
        act.record("weekly_report.read", report, week=week.code)
    return report


def send_again(*, week: Week, by: Actor, at: datetime) -> WeeklyReport:
    """Somebody wants the e-mail to go, for the first time or once more. Raises NotHere, NoMailServer, NoAddress, LostMove while it is under way."""
    if not settings.SENDS_MAIL:
        raise NoMailServer
    if not address():
        raise NoAddress
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        report = _report(week)
        rows = WeeklyReport.objects.filter(pk=report.pk).exclude(mail__in=(Mail.WAITING, Mail.SENDING))
        if not rows.update(mail=Mail.WAITING, try_at=at, tries=0, problem=""):
            raise LostMove
        act.record("weekly_report.mail_wanted", report, week=week.code)
    return report


def _report(week: Week) -> WeeklyReport:
    report = WeeklyReport.objects.filter(week=week.monday).first()
    if report is None:
        raise NotHere
    return report


def address() -> str:
    """Where the site's report goes; "" for nowhere."""
    return WeeklySettings.objects.values_list("address", flat=True).first() or ""


def set_address(*, address: str, by: Actor, at: datetime) -> None:
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        row = WeeklySettings.objects.first() or WeeklySettings(site_id=by.site_id, **stamps(by, at))
        before, row.address = row.address, address.strip()
        check(row)
        if before == row.address and row.pk:
            return
        row.changed_at, row.changed_by_id = change_stamps(by, at).values()
        row.save()
        act.record("weekly_settings.changed", row, before=before, after=row.address)


# sending, in three steps, so that no transaction is open while the network is used


def claim(report: WeeklyReport, *, at: datetime) -> bool:
    """Take the sending on: of two workers one does, and only an e-mail that waits."""
    rows = WeeklyReport.objects.filter(pk=report.pk, mail=Mail.WAITING, try_at__lte=at)
    return bool(rows.update(mail=Mail.SENDING, mail_at=at, mail_to=address()))


def sent(report: WeeklyReport, *, by: Actor, at: datetime) -> None:
    _ended(report, Mail.SENT, by=by, at=at, problem="")


def refused(report: WeeklyReport, problem: str, *, by: Actor, at: datetime) -> None:
    """The server surely did not take it: it is tried again later, some times."""
    wait = rules.retry_after(report.tries + 1)
    if wait is None:
        _ended(report, Mail.FAILED, by=by, at=at, problem=problem, tries=report.tries + 1)
        return
    WeeklyReport.objects.filter(pk=report.pk, mail=Mail.SENDING).update(
        mail=Mail.WAITING, try_at=at + wait, tries=report.tries + 1, problem=problem[:200]
    )


def broke_off(report: WeeklyReport, problem: str, *, by: Actor, at: datetime) -> None:
    """Nobody knows whether the server took it: it is not sent a second time unless somebody wants it."""
    _ended(report, Mail.UNSURE, by=by, at=at, problem=problem)


def _ended(report: WeeklyReport, mail: str, *, by: Actor, at: datetime, problem: str, **changes: int) -> None:
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        values = {"mail": mail, "mail_at": at, "problem": problem[:200], **changes}
        if WeeklyReport.objects.filter(pk=report.pk, mail=Mail.SENDING).update(**values):
            act.record(
                "weekly_report.sent" if mail == Mail.SENT else "weekly_report.failed",
                report,
                week=Week(report.week).code,
                to=report.mail_to,
                problem=problem[:200],
            )
