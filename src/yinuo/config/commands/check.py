"""`yinuo check`: what is not fit for production, in sentences a centre's own IT person understands."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from yinuo.config.commands import Trouble, setup
from yinuo.config.commands.migrate import missing_migrations
from yinuo.config.words import gettext as _

OK, ADVICE, UNFIT = "✓", "!", "✗"
FREE_GIB_NEEDED = 2
OLDEST_SANE_YEAR = 2025


@dataclass(frozen=True)
class Finding:
    sign: str
    text: str


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", action="store_true", help=_("prove as well that no record belongs to another centre's (reads the whole database)")
    )
    parser.epilog = _("Ends with 1 when something is unfit (✗); advice (!) does not count.")


def run(chosen: argparse.Namespace) -> int:
    setup()
    found = [*secrets(), *addresses(), *mail(), *database(), *folders(), *program(), *clock()]
    if chosen.data:
        found += belongings()
    for finding in found:
        print(f"{finding.sign} {finding.text}")
    unfit = sum(finding.sign == UNFIT for finding in found)
    print()
    print(_("%(count)d things are unfit for production.") % {"count": unfit} if unfit else _("Fit for production."))
    return 1 if unfit else 0


def finding(good: bool, well: str, ill: str, *, otherwise: str = UNFIT) -> Finding:
    return Finding(OK, well) if good else Finding(otherwise, ill)


def secrets() -> Iterator[Finding]:
    from django.conf import settings

    yield finding(
        not settings.DEMO,
        _("Demo mode is off."),
        _("Demo mode is on: anybody can sign in with one tap. Set SECRET_KEY (or YINUO_DEMO=0)."),
    )
    good = len(settings.SECRET_KEY) >= 40 and len(set(settings.SECRET_KEY)) >= 10 and not settings.SECRET_KEY.startswith("demo-mode")
    yield finding(
        good,
        _("The secret key is long."),
        _(
            'The secret key is missing or weak. Set SECRET_KEY to at least 40 random characters (python -c "import secrets; print(secrets.token_urlsafe(50))").'
        ),
    )
    yield finding(not settings.DEBUG, _("Debug pages are off."), _("Debug pages are on and show secrets to anybody. Unset DEBUG."))


def addresses() -> Iterator[Finding]:
    from django.conf import settings

    yield finding(
        "*" not in settings.ALLOWED_HOSTS and bool(settings.ALLOWED_HOSTS),
        _("Only known host names are answered: %(names)s.") % {"names": ", ".join(settings.ALLOWED_HOSTS)},
        _("Every host name is answered. Set ALLOWED_HOSTS to the names and addresses of this machine, with commas."),
    )
    yield finding(
        settings.HTTPS,
        _("HTTPS is on."),
        _("HTTPS is off: tablets and phones get no camera, no passkeys and no work offline. See `yinuo cert`, then set YINUO_HTTPS=1."),
    )


def mail() -> Iterator[Finding]:
    """Weekly reports, links to surveys and reminders go out by e-mail where a server is set; without one they stand on the pages only."""
    from django.conf import settings

    yield finding(
        settings.SENDS_MAIL,
        _("E-mail goes out through %(server)s.") % {"server": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"},
        _("No e-mail goes out. Set EMAIL_HOST (and EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, DEFAULT_FROM_EMAIL)."),
        otherwise=ADVICE,
    )
    if settings.SENDS_MAIL and not settings.PUBLIC_URL:
        yield Finding(ADVICE, _("Links in e-mails need the address that others reach this program by. Set PUBLIC_URL."))


def database() -> Iterator[Finding]:
    from django.db import connection

    try:
        missing = missing_migrations()
    except Trouble as trouble:
        yield Finding(UNFIT, str(trouble))
        return
    yield finding(not missing, _("The database is up to date."), _("The database is older than this version. Run `yinuo migrate`."))
    if connection.vendor == "sqlite":
        yield Finding(ADVICE, _("The database is SQLite: right for one centre and one web process. Copy var/ away every night."))
    else:
        yield Finding(OK, _("The database is PostgreSQL."))
    if not missing:
        yield people()


def belongings() -> Iterator[Finding]:
    """A child's centre is its parent's, over the whole database."""
    from yinuo.core.sites.soundness import strangers

    found = strangers()
    yield from (Finding(UNFIT, _("Records point at another centre's: %(which)s.") % {"which": which}) for which in found)
    if not found:
        yield Finding(OK, _("Every record belongs to the centre of what it belongs to."))


def people() -> Finding:
    from django_scopes import scopes_disabled

    from yinuo.core.access.models import Membership

    with scopes_disabled():
        somebody = Membership.objects.filter(role="administrator", user__is_active=True).exists()
    return finding(
        somebody,
        _("There is an administrator."),
        _("There is no administrator yet. Run `yinuo user create NAME --site CODE --new-site NAME`."),
    )


def folders() -> Iterator[Finding]:
    from django.conf import settings

    for folder, what in ((settings.VAR, _("data")), (Path(settings.MEDIA_ROOT), _("pictures"))):
        values = {"what": what, "folder": folder}
        yield finding(
            can_write(folder),
            _("The folder for %(what)s can be written: %(folder)s.") % values,
            _("The folder for %(what)s cannot be written: %(folder)s.") % values,
        )
    yield finding(
        "YINUO_VAR" in os.environ,
        _("The data folder is named by YINUO_VAR."),
        _("The data folder depends on where the program is started. Set YINUO_VAR."),
        otherwise=ADVICE,
    )
    free = shutil.disk_usage(settings.VAR).free / 2**30
    values = {"free": free}
    yield finding(
        free >= FREE_GIB_NEEDED,
        _("%(free).0f GiB of disk are free.") % values,
        _("Only %(free).1f GiB of disk are free.") % values,
    )


def can_write(folder: Path) -> bool:
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def program() -> Iterator[Finding]:
    from django.conf import settings
    from django.core import checks

    yield finding(
        settings.IS_COLLECTED,
        _("The front-end files are collected."),
        _("The front-end files are not collected. Install the wheel, or run `make run` once."),
    )
    package = Path(__file__).resolve().parents[2]
    compiled = all(po.with_suffix(".mo").exists() for po in package.rglob("locale/*/LC_MESSAGES/django.po"))
    yield finding(compiled, _("The translations are compiled."), _("The translations are not compiled. Run `make compile-messages`."))
    for problem in checks.run_checks():
        if problem.is_serious():
            yield Finding(UNFIT, f"{problem.id}: {problem.msg}")


def clock() -> Iterator[Finding]:
    from django.conf import settings

    now = datetime.now(UTC)
    yield finding(
        now.year >= OLDEST_SANE_YEAR,
        _("The clock says %(now)s in %(zone)s.") % {"now": now.astimezone().strftime("%Y-%m-%d %H:%M"), "zone": settings.TIME_ZONE},
        _("The clock of this machine is wrong: it says %(now)s.") % {"now": now.date()},
    )
