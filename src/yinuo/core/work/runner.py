"""Does the registered jobs, each in a thread of its own, so that a slow one does not hold up the others."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from yinuo.core.work import Job, jobs

logger = logging.getLogger("yinuo.work")
STOP_WITHIN_SECONDS = 10


def registered() -> list[Job]:
    """All jobs, after the slices' `jobs.py` were imported."""
    autodiscover_modules("jobs")
    return sorted(jobs.values(), key=lambda job: job.name)


def do(job: Job, *, at: datetime) -> bool:
    """Do a job once; a failure is logged and given as False."""
    try:
        close_old_connections()
        job.do(at)
    except Exception:
        logger.exception("%s failed; it is tried again in %g s", job.name, job.every_seconds)
        return False
    return True


def repeat(job: Job, stop: threading.Event, now: Callable[[], datetime] = timezone.now) -> None:
    """Do a job at its pace until told to stop; a turn that takes longer than the pace delays the next and is not made up for."""
    while not stop.is_set():
        begun = time.monotonic()
        do(job, at=now())
        stop.wait(max(0.05, job.every_seconds - (time.monotonic() - begun)))
    connections.close_all()


def run(stop: threading.Event) -> None:
    """Do all jobs until told to stop; what is under way is given some seconds to end."""
    threads = [threading.Thread(target=repeat, args=(job, stop), name=job.name, daemon=True) for job in registered()]
    for thread in threads:
        thread.start()
    while not stop.wait(3600):
        pass
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))


def run_once() -> list[str]:
    """Do every job once; gives the names of those that failed."""
    return [job.name for job in registered() if not do(job, at=timezone.now())]
