"""The report as an e-mail: who it goes to, what it says, and its PDF."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.access.actor import system
from yinuo.core.sites.models import Site

from . import figures, paper, services, shown
from .figures import Report
from .models import WeeklyReport
from .rules import SENDING_AT_MOST, Week

REFUSALS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError)


def send_waiting(site: Site, at: datetime) -> int:
    """Send what waits at the scoped site; how many went. One whose worker died while sending is left to somebody's judgement."""
    rows = list(WeeklyReport.objects.filter(mail__in=("waiting", "sending")).order_by("week"))
    for row in rows:
        if row.mail == row.Mail.SENDING and row.mail_at and at - row.mail_at > SENDING_AT_MOST:
            services.broke_off(row, _("The program stopped while it was sending."), by=system(site_id=site.pk), at=at)
    if not settings.SENDS_MAIL:
        return 0
    due = [row for row in rows if row.mail == row.Mail.WAITING and row.try_at and row.try_at <= at]
    return sum(_send(site, row, at) for row in due)


def _send(site: Site, row: WeeklyReport, at: datetime) -> int:
    by = system(site_id=site.pk)
    with _connected() as (connection, problem):
        if not services.claim(row, at=at):
            return 0
        row.refresh_from_db()
        if connection is None:
            services.refused(row, problem, by=by, at=at)
            return 0
        try:
            message(site, figures.report(Week(row.week), at=at), row.mail_to, connection).send()
        except REFUSALS as refusal:
            services.refused(row, _said(refusal), by=by, at=at)
            return 0
        except (OSError, smtplib.SMTPException) as trouble:
            services.broke_off(row, _said(trouble), by=by, at=at)
            return 0
    services.sent(row, by=by, at=at)
    return 1


@contextmanager
def _connected() -> Iterator:
    """An open connection to the mail server, else why there is none: until it is open nothing can have been sent."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as trouble:
        yield None, _said(trouble)
        return
    try:
        yield connection, ""
    finally:
        connection.close()


def _said(trouble: Exception) -> str:
    return f"{type(trouble).__name__}: {trouble}"[:200]


def message(site: Site, report: Report, to: str, connection=None) -> EmailMessage:
    """In the site's language; the figures in words, the whole as PDF, and the address of the page where it is known."""
    lines = [f"{tile.label}: {tile.value}{f' ({tile.note})' if tile.note else ''}" for tile in shown.tiles(report)]
    opening = shown.finding(report)
    where = settings.PUBLIC_URL.rstrip("/") + reverse("weekly:week", args=[site.code, report.week.code]) if settings.PUBLIC_URL else ""
    text = "\n".join([opening, "", *lines, "", shown.open_words(report), *(["", where] if where else [])])
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    subject = _("{site}: report of week {week}").format(site=site.name, week=report.week.code)
    return EmailMessage(
        subject, text, None, [to], connection=connection, headers={"Message-ID": make_msgid(f"weekly-{site.code}-{report.week.code}", domain)},
        attachments=[(shown.filename(site, report), paper.pdf(site, report), "application/pdf")],
    )  # fmt: skip
