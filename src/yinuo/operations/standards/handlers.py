"""The standards are judged at the end of each act, from what the log says before and after it; only differences are written."""

from __future__ import annotations

from datetime import date, datetime

from yinuo.core.events.registry import closes, facet
from yinuo.core.events.services import Act

from . import rules
from .outcomes import OutcomeRow, write
from .rules import Rule
from .verdicts import Facts
from .versions import Book, begun_at, book_of

for name, telling in rules.FACETS.items():
    facet(name)(telling)


@closes
def judge(act: Act, before: Facts, after: Facts) -> None:
    touched = rules.touched(frozenset(event.name for event in act.events))
    if touched:
        book = book_of(act.site_id)
        rows = (changed(book, act.thread.pk, rule, before, after, acted=act.by.user_id, at=act.at) for rule in touched)
        write([row for row in rows if row])


def changed(book: Book, thread_id: int, rule: Rule, before: Facts, after: Facts, *, acted: int | None, at: datetime) -> OutcomeRow | None:
    """The row to write when an act (by `acted`, at `at`) changed what the facts say about this standard."""
    version = book.of_story(rule, after)
    if version is None:
        return None
    now = rules.verdict(rule, book.case(version, after))
    was = rules.verdict(rule, book.case(version, before))
    if now == was or (rules.quiet(now) and rules.quiet(was)):
        return None
    day = day_of(book, rule, after) or day_of(book, rule, before)
    if day is None:
        return None
    return OutcomeRow.of(thread_id, book, rule, version, now, owner=owner_of(rule, after, acted), day=day, at=at)


def owner_of(rule: Rule, facts: Facts, acted: int | None) -> int | None:
    """Who answers for it: the visit's advisor, or the person who did the act."""
    assigned = facts.get("visit.assigned")
    advisor = assigned["data"].get("advisor") if assigned else None
    return (advisor or acted) if rule.owner == "advisor" else (acted or advisor)


def day_of(book: Book, rule: Rule, facts: Facts) -> date | None:
    """The local date that it counts for: of the booking for booking standards, of the arrival for the others."""
    moment = begun_at(facts, of_booking=rule.of_booking)
    return moment.astimezone(book.zone).date() if moment else None
