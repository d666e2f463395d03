"""The PDF set by a process of its own: the library with its font takes some 40 MiB, which a web process would keep for good."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yinuo.core.sites.models import Site

    from .figures import Report

LONGEST_SECONDS = 60


def pdf(site: Site, report: Report) -> bytes:
    """The report in the language and the time zone that are active; a few seconds. Raises CalledProcessError, TimeoutExpired."""
    from django.utils import timezone, translation

    told = pickle.dumps((site, report, translation.get_language(), timezone.get_current_timezone()))
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run(
        [sys.executable, "-m", __name__], input=told, env=found, stdout=subprocess.PIPE, check=True, timeout=LONGEST_SECONDS
    ).stdout


def main() -> None:
    """Read from the parent what it wants printed, answer with the file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinuo.config.settings")
    import django

    django.setup()
    from django.utils import timezone, translation

    from . import paper

    site, report, language, zone = pickle.load(sys.stdin.buffer)
    with translation.override(language), timezone.override(zone):
        sys.stdout.buffer.write(paper.pdf(site, report))


if __name__ == "__main__":
    main()
