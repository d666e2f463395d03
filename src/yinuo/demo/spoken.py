"""What customers speak of: grouped from all that was written, and what people made of the groups."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from yinuo.supervision.topics import grouping, services
from yinuo.supervision.topics.models import Text, Topic

from . import voices
from .desk import Desk

MOST_OF_IT = 0.6


def group(desk: Desk) -> None:
    """After all texts were written: topics are found; the manager names the clear ones and joins what is the same, an agent corrects one text."""
    site, now = desk.house.site, desk.batch.now
    grouping.rebuild(site, now - timedelta(days=6))
    if "service_manager" not in desk.house.staff or "follow_up_agent" not in desk.house.staff:
        return
    manager = desk.house.actor("service_manager")
    first: dict[str, Topic] = {}
    for n, (topic, name) in enumerate(_named(voices.of(site.language).names)):
        told: dict[str, Any] = {"by": manager, "at": now - timedelta(days=5, minutes=60 - 3 * n)}
        if name in first:
            services.merge(topic_id=topic.pk, into_id=first[name].pk, **told)
        else:
            first[name] = services.name(topic_id=topic.pk, name=name, **told)
    _corrected(desk, next(iter(first.values()), None))
    grouping.go_round(site, now)


def _named(names: tuple[tuple[tuple[str, ...], str], ...]) -> list[tuple[Topic, str]]:
    """Topics in most of whose texts a word stands, with what they are called; the largest first."""
    found = []
    for topic in Topic.objects.order_by("number"):
        texts = list(Text.objects.filter(topic=topic).values_list("text", flat=True))
        for words, name in names:
            if sum(any(word in text.lower() for word in words) for text in texts) > MOST_OF_IT * len(texts):
                found.append((topic, name))
                break
    return found


def _corrected(desk: Desk, topic: Topic | None) -> None:
    row = Text.objects.filter(placed=Text.Placed.UNCLEAR).order_by("-said_on", "-id").first()
    if topic is not None and row is not None:
        services.move_text(text_id=row.pk, topic_id=topic.pk, by=desk.house.actor("follow_up_agent"), at=desk.batch.now - timedelta(days=2))
