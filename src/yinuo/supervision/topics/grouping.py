"""The background work's round at a site: what waits is placed, and in the heap of what is unclear new topics are looked for (decision 22).

Reading and arithmetic happen outside the transaction; what a person did meanwhile goes before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from yinuo.core.access.actor import system
from yinuo.core.events.services import Act, site_story
from yinuo.core.sites.models import Site, stamps
from yinuo.core.sites.services import next_number

from .models import Round, Text, Topic
from .rules import placing
from .services import PURPOSE, count_act, roots

LEARNT_FROM, LOOKED_AT = 1_500, 4_000  # the newest so many texts
GROWN_BY, GROWN_SHARE = 8, 0.2  # so many more unclear texts, before topics are looked for again
MOST_TOPICS = 80
RIGHT = "topics.write"
Placed = Text.Placed


def go_round(site: Site, at: datetime) -> int:
    """Place what waits, look for new topics if there is reason to; gives how many texts were placed anew."""
    done = Round.objects.get_or_create(site=site)[0]
    changed = done.acts != done.learnt
    if not changed and not Text.objects.filter(placed=Placed.WAITING).exists():
        return 0
    moved = place(site, at, anew=changed)
    Round.objects.filter(pk=done.pk).update(learnt=done.acts, placed_at=at)
    return moved + look_for_topics(site, at)


def place(site: Site, at: datetime, *, anew: bool) -> int:
    """Place the texts that wait; `anew`: also those that the program placed or found unclear before."""
    kinds = (Placed.WAITING, Placed.MACHINE, Placed.UNCLEAR) if anew else (Placed.WAITING,)
    rows = list(Text.objects.filter(placed__in=kinds).order_by("-id")[:LOOKED_AT])
    places = placing.place(_known(), [row.text for row in rows])
    changed = [row for row, told in zip(rows, places, strict=True) if _differs(row, told)]
    if changed:
        with site_story(purpose=PURPOSE, by=system(site_id=site.pk), at=at, right=RIGHT):
            _write(changed)
    return len(changed)


def _known() -> list[tuple[str, int]]:
    """(text, topic in which it counts) of what people placed or a topic was found with, each text once; people's word first."""
    to = roots(Topic.objects.all())
    rows = Text.objects.filter(placed__in=(Placed.PERSON, Placed.FOUND), topic__isnull=False).order_by("-id")
    found: dict[str, int] = {}
    for placed in (Placed.PERSON, Placed.FOUND):
        for text, topic in rows.filter(placed=placed).values_list("text", "topic")[:LEARNT_FROM]:
            found.setdefault(text, to[topic])
    return list(found.items())


def _differs(row: Text, told: placing.Place) -> bool:
    """Put where it belongs on `row`, and say whether that is news."""
    before = (row.topic_id, row.placed, row.sure)
    row.topic_id, row.sure = told.label, round(1000 * told.chance)
    row.placed = Placed.UNCLEAR if told.label is None else Placed.MACHINE
    return (row.topic_id, row.placed, row.sure) != before


def _write(rows: Sequence[Text]) -> None:
    """Those that a person has placed meanwhile stay there."""
    by_people = set(Text.objects.filter(pk__in=[row.pk for row in rows], placed=Placed.PERSON).values_list("pk", flat=True))
    Text.objects.bulk_update([row for row in rows if row.pk not in by_people], ["topic", "placed", "sure"], batch_size=200)


def look_for_topics(site: Site, at: datetime) -> int:
    """New topics in the heap, when it has grown enough since the last look; gives how many texts they took out of it."""
    done = Round.objects.get(site=site)
    unclear = Text.objects.filter(placed=Placed.UNCLEAR)
    heap = unclear.count()
    if heap < done.heap + max(GROWN_BY, GROWN_SHARE * done.heap):
        return 0
    alike: dict[str, list[int]] = {}
    for pk, text in unclear.order_by("-id").values_list("pk", "text")[:LOOKED_AT]:
        alike.setdefault(text, []).append(pk)
    room = MOST_TOPICS - Topic.objects.filter(merged_into=None).count()
    found = placing.find(list(alike))[: max(0, room)]
    taken = _found(site, at, [(one.words, [pk for place in one.members for pk in list(alike.values())[place]]) for one in found])
    Round.objects.filter(pk=done.pk).update(heap=heap - taken)
    return taken


def _found(site: Site, at: datetime, told: Sequence[tuple[list[str], list[int]]]) -> int:
    taken = 0
    if not told:
        return 0
    with site_story(purpose=PURPOSE, by=system(site_id=site.pk), at=at, right=RIGHT) as act:
        for words, members in told:
            topic = new_topic(act, words=words)
            n = Text.objects.filter(pk__in=members, placed=Placed.UNCLEAR).update(topic=topic, placed=Placed.FOUND, sure=1000)
            act.record("topic.found", topic, number=topic.number, words=words, texts=n)
            taken += n
        count_act(act.site_id)
    return taken


def new_topic(act: Act, **told: Any) -> Topic:
    number = next_number(site=act.site_id, series="topic")
    return Topic.objects.create(site_id=act.site_id, number=number, **told, **stamps(act.by, act.at))


def rebuild(site: Site, at: datetime) -> None:
    """All texts anew from their sources, and all that the program placed placed anew. What people named, joined and placed stays."""
    from . import intake

    Text.objects.filter(placed__in=(Placed.MACHINE, Placed.UNCLEAR)).update(topic=None, placed=Placed.WAITING, sure=0)
    intake.take_all(site)
    Round.objects.update_or_create(site=site, defaults={"learnt": 0, "heap": 0})
    count_act(site.pk)
    for _turn in range(2):  # once to find topics, once to place the others in them
        go_round(site, at)
