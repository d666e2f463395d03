"""The one door through which state changes: `story`. Everything an act does happens in its transaction, or nothing does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import IntegrityError, models, transaction

from yinuo.core.access.actor import Actor
from yinuo.core.errors import NotHere
from yinuo.core.statements.asked import Question, asked

from . import live, registry, write
from .models import ActKey, Event, SiteThread, Thread
from .rules import fold


class RepeatedAct(Exception):
    """The same act came before and is done. `url` is where its answer led ("" when unknown)."""

    def __init__(self, url: str = ""):
        super().__init__(url)
        self.url = url


@dataclass(slots=True)
class Act:
    """An act in progress, inside its transaction and under its thread's lock."""

    by: Actor
    at: datetime
    thread: Thread
    subject: Any
    url: str = ""
    events: list[Event] = field(default_factory=list)

    @property
    def site_id(self) -> int:
        return self.by.site_id

    def record(self, name: str, subject: models.Model | None = None, /, *, at: datetime | None = None, **data: Any) -> Event:
        """Record that something happened (now, or at another time in the past), and let the slices above react to it."""
        subject = subject or self.subject
        event = Event(
            site_id=self.by.site_id,
            name=name,
            subject_type=subject._meta.model_name or "",
            subject_id=subject.pk,
            thread_id=self.thread.pk,
            at=at or self.at,
            recorded_at=self.at,
            by_id=self.by.user_id,
            by_name=self.by.name,
            origin=self.by.origin,
            data=data,
        )
        self.events.append(event)
        for handler in registry.reactions(name):
            handler(self, event)
        return event


@contextmanager
def story(model: type[models.Model], pk: int, *, by: Actor, at: datetime, right: str) -> Iterator[Act]:
    """An act on the subject `model` with key `pk`, which knows its thread by `model.story_path` (default "thread").

    Checks the right, takes the locks of the subject and of the thread, yields the Act; then writes the events, runs the closers, commits.
    Raises Forbidden, NotHere (unknown or another site's), RepeatedAct.
    """
    by.require(right)
    with transaction.atomic():
        _claim_key(by, at)
        subject = _locked(model, pk, by)
        act = Act(by=by, at=at, thread=_thread_of(subject), subject=subject)
        yield act
        _finish(act)


@contextmanager
def new_story(*, by: Actor, at: datetime, right: str, kind: str = Thread.VISIT, thread: Thread | None = None) -> Iterator[Act]:
    """An act that begins a story (a booking, an arrival, a new customer) or continues the given thread with a new subject."""
    by.require(right)
    with transaction.atomic():
        _claim_key(by, at)
        if thread is None:
            thread = Thread.objects.create(site_id=by.site_id, kind=kind)
        else:
            thread = _thread(pk=thread.pk)[0]
        act = Act(by=by, at=at, thread=thread, subject=None)
        yield act
        _finish(act)


@contextmanager
def site_story(*, purpose: str, by: Actor, at: datetime, right: str) -> Iterator[Act]:
    """An act on what belongs to the site itself (its stock, its people, its settings). Its subject is given to `record` or set on the act."""
    by.require(right)
    with new_story(by=by, at=at, right=right, thread=site_thread(by.site_id, purpose)) as act:
        yield act


def site_thread(site_id: int, purpose: str) -> Thread:
    """The site's own thread for `purpose`, made when first needed; two at once make one."""
    rows = SiteThread.objects.filter(site_id=site_id, purpose=purpose).select_related("thread")
    if (found := rows.first()) is not None:
        return found.thread
    try:
        with transaction.atomic():
            thread = Thread.objects.create(site_id=site_id, kind=Thread.SITE)
            SiteThread.objects.create(site_id=site_id, purpose=purpose, thread=thread)
            return thread
    except IntegrityError:
        return rows.get().thread


def _claim_key(by: Actor, at: datetime) -> None:
    if by.key and not write.claim(site_id=by.site_id, key=by.key, at=at):
        raise RepeatedAct(ActKey.objects.filter(site_id=by.site_id, key=by.key).values_list("url", flat=True).first() or "")


def _locked(model: Any, pk: int, by: Actor) -> Any:
    for subject in _subject_of(model).ask(by.site_id, {"pk": pk}):
        return subject
    raise NotHere


@cache
def _subject_of(model: Any) -> Question:
    """The question for a subject with its parents up to its thread, all of them locked."""
    path = story_path(model)
    steps = path.split("__")
    parents = tuple("__".join(steps[: n + 1]) for n in range(len(steps)))
    return Question(model, lambda rows, pk: rows.select_related(path).select_for_update(of=("self", *parents)).filter(pk=pk))


def story_path(model: type[models.Model]) -> str:
    return getattr(model, "story_path", "thread")


@asked(Thread)
def _thread(rows: models.QuerySet, pk: Any) -> models.QuerySet:
    return rows.select_for_update().filter(pk=pk)


def _thread_of(subject: Any) -> Thread:
    for step in story_path(type(subject)).split("__"):
        subject = getattr(subject, step)
    return subject


def _finish(act: Act) -> None:
    if not act.events:
        return
    _write_url(act)
    before = act.thread.facts
    after = fold(before, ((event.name, event.at, event.data) for event in act.events), registry.facet_of)
    for close in registry.closers():
        close(act, before, after)
    write.append(act.events)
    act.thread.facts = after
    write.keep_facts(act.thread.pk, after)
    transaction.on_commit(live.wake)


def _write_url(act: Act) -> None:
    if act.url and act.by.key:
        write.keep_url(site_id=act.site_id, key=act.by.key, url=act.url)


def forget_old_keys(at: datetime) -> int:
    """Act keys older than 30 days are deleted; a device gives up its queue long before."""
    return ActKey.objects.filter(at__lt=at - timedelta(days=30)).delete()[0]
