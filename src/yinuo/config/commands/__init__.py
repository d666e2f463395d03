"""The commands of `yinuo`, one module each; every one has `options(parser)` and `run(options) -> exit code`."""

from __future__ import annotations

import logging
import os

ENGINES = ("postgresql", "postgres", "pgsql", "sqlite")


class Trouble(Exception):
    """What the person at the keyboard must know; its text is the one sentence they read, and the command ends with 1."""


def setup() -> None:
    """Django, speaking the terminal's language, and a folder for its data that can be written."""
    from yinuo.config.words import gettext as _

    check_database_url()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinuo.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as problem:
        raise Trouble(_("The settings cannot be used: %(problem)s") % {"problem": problem}) from problem
    logging.captureWarnings(True)
    speak()
    check_folder()


def check_database_url() -> None:
    """Raises Trouble when DATABASE_URL names another engine than the two that we know."""
    from yinuo.config.words import gettext as _

    scheme, mark, _rest = os.environ.get("DATABASE_URL", "").partition("://")
    if (scheme or mark) and (not mark or scheme not in ENGINES):
        raise Trouble(_("DATABASE_URL has to begin with postgresql:// or sqlite:///; leave it out for an SQLite file in the data folder."))


def speak() -> None:
    """Let Django's own sentences, in this thread, be in the terminal's language."""
    from django.utils import translation

    from yinuo.config.words import terminal_language

    translation.activate({"zh_Hans": "zh-hans", "zh_Hant": "zh-hant"}.get(terminal_language() or "", "en"))


def check_folder() -> None:
    """Make the data folder; raises Trouble when it cannot be written."""
    from django.conf import settings

    from yinuo.config.words import gettext as _

    probe = settings.VAR / f".probe-{os.getpid()}"
    try:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as problem:
        text = _("The folder %(folder)s cannot be written (%(reason)s); set YINUO_VAR to a folder of your own.")
        raise Trouble(text % {"folder": settings.VAR, "reason": problem.strerror}) from None
