"""Background work: done at its pace, told the time, and never ended by a failure."""

import threading
from datetime import UTC, datetime

import pytest

from yinuo.core import work
from yinuo.core.work import Job, periodic, runner


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """No jobs but the test's own."""
    monkeypatch.setattr(work, "jobs", {})
    monkeypatch.setattr(runner, "jobs", work.jobs)
    monkeypatch.setattr(runner, "autodiscover_modules", lambda name: None)


def test_a_job_is_told_the_time_at_which_it_is_done(db):
    told, at = [], datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert runner.do(Job("count", 1, told.append), at=at)
    assert told == [at]


def test_a_name_is_given_once():
    periodic("promises.watch", every_seconds=1)(lambda at: None)
    with pytest.raises(ValueError, match=r"promises\.watch"):
        periodic("promises.watch", every_seconds=1)(lambda at: None)


def test_a_failure_is_logged_and_the_job_is_done_again(db, caplog):
    stop, times = threading.Event(), []

    def fail(at):
        times.append(at)
        if len(times) == 3:
            stop.set()
        raise RuntimeError("the printer is on fire")

    runner.repeat(Job("fails", 0, fail), stop)
    assert len(times) == 3
    assert caplog.text.count("fails failed") == 3 and "the printer is on fire" in caplog.text


def test_a_slow_job_does_not_hold_up_the_others(transactional_db):
    stop, quick = threading.Event(), threading.Event()
    periodic("slow", every_seconds=1)(lambda at: quick.wait(10))
    periodic("quick", every_seconds=1)(lambda at: quick.set())
    worker = threading.Thread(target=runner.run, args=(stop,))
    worker.start()
    assert quick.wait(5)
    stop.set()
    worker.join(10)
    assert not worker.is_alive()


def test_once_does_all_and_names_what_failed(db):
    done = []

    def fail(at):
        raise RuntimeError

    periodic("fails", every_seconds=60)(fail)
    periodic("works", every_seconds=60)(done.append)
    assert runner.run_once() == ["fails"]
    assert len(done) == 1
