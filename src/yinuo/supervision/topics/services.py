"""What people do with topics: name, join, split off, move a text; each can be undone. The only writer beside the background work's round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid, NotHere
from yinuo.core.events.services import Act, site_story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.sites.services import next_number
from yinuo.core.validation import check, tidy

from .models import Change, Round, Text, Topic

PURPOSE, RIGHT = "topics", "topics.write"
MOST_SPLIT = 500
Placed = Text.Placed


class NameNeeded(Invalid):
    sentence = _("Give the topic a name.")


class NameTaken(Invalid):
    sentence = _("Another topic has this name. Join the two, or choose another name.")


class NotIntoItself(Invalid):
    sentence = _("A topic cannot be joined to itself. Choose another one.")


class NothingToSplit(Invalid):
    sentence = _("No text of this topic was chosen, or all of them. Choose some, or a word that only some of them hold.")


class ChangedSince(DomainError):
    sentence = _("Something was changed after this. Undo that first.")


def roots(topics: Iterable[Topic]) -> dict[int, int]:
    """Each topic → the one in which its texts count: itself, or the end of the chain of what it was joined to."""
    into = {topic.pk: topic.merged_into_id for topic in topics}
    found: dict[int, int] = {}
    for pk in into:
        end = pk
        while (further := into[end]) is not None:
            end = further
        found[pk] = end
    return found


def count_act(site_id: int) -> None:
    """Let the background work learn from what was done."""
    Round.objects.get_or_create(site_id=site_id)
    Round.objects.filter(site_id=site_id).update(acts=F("acts") + 1)


def topic_of(topic_id: int) -> Topic:
    """One that was not joined to another. Raises NotHere."""
    found = Topic.objects.filter(pk=topic_id, merged_into=None).first()
    if found is None:
        raise NotHere
    return found


def _changed(act: Act, kind: str, **told: Any) -> Change:
    count_act(act.site_id)
    return Change.objects.create(site_id=act.site_id, kind=kind, **told, **stamps(act.by, act.at))


def name(*, topic_id: int, name: str, by: Actor, at: datetime) -> Topic:
    """Give a topic its name. Raises NameNeeded, NameTaken, InvalidFields, NotHere."""
    name = tidy(name)
    if not name:
        raise NameNeeded
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        topic = topic_of(topic_id)
        _free(name, topic)
        before = topic.name
        if before == name:
            return topic
        topic.name = name
        check(topic)
        _save(topic, act, name=name)
        _changed(act, "named", topic=topic, before={"name": before}, after={"name": name})
        act.record("topic.named", topic, before=before, name=name)
    return topic


def _free(name: str, topic: Topic | None = None) -> None:
    rows = Topic.objects.filter(merged_into=None, name__iexact=name)
    if (rows.exclude(pk=topic.pk) if topic else rows).exists():
        raise NameTaken


def _save(topic: Topic, act: Act, **columns: Any) -> None:
    Topic.objects.filter(pk=topic.pk).update(**columns, **change_stamps(act.by, act.at))


def merge(*, topic_id: int, into_id: int, by: Actor, at: datetime) -> Topic:
    """Join a topic to another: its texts, and those that will be like them, count there. Raises NotIntoItself, NotHere."""
    if topic_id == into_id:
        raise NotIntoItself
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        topic, into = topic_of(topic_id), topic_of(into_id)
        _save(topic, act, merged_into=into)
        _changed(act, "merged", topic=topic, other=into, after={"into": into.pk})
        act.record("topic.merged", topic, into=into.pk, number=into.number)
    return into


def split(*, topic_id: int, name: str, by: Actor, at: datetime, text_ids: Sequence[int] = (), word: str = "") -> Topic:
    """Make a topic of the chosen texts of another, or of those that hold a word (500 at most). Raises NameNeeded, NameTaken, NothingToSplit, NotHere."""
    name, word = tidy(name), tidy(word)
    if not name:
        raise NameNeeded
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        topic = topic_of(topic_id)
        _free(name)
        of = Text.objects.filter(topic__in=members(topic.pk))
        rows = list((of.filter(text__icontains=word) if word else of.filter(pk__in=text_ids)).order_by("-id")[:MOST_SPLIT])
        if not rows or len(rows) == of.count():
            raise NothingToSplit
        made = Topic(site_id=act.site_id, name=name, words=[word[:24]] if word else [], number=0, **stamps(by, at))
        check(made)
        made.number = next_number(site=act.site_id, series="topic")
        made.save()
        before = {str(row.pk): _standing(row) for row in rows}
        Text.objects.filter(pk__in=[row.pk for row in rows]).update(topic=made, placed=Placed.PERSON, sure=1000)
        _changed(act, "split", topic=topic, other=made, before=before)
        act.record("topic.split", topic, part=made.pk, number=made.number, name=name, texts=len(rows))
    return made


def root_of(topic_id: int) -> int:
    """The topic in which those of this one count: itself unless it was joined to another. Raises NotHere."""
    found = roots(Topic.objects.only("pk", "merged_into"))
    if topic_id not in found:
        raise NotHere
    return found[topic_id]


def members(topic_id: int) -> list[int]:
    """The topic and all that were joined to it."""
    return [pk for pk, root in roots(Topic.objects.only("pk", "merged_into")).items() if root == topic_id]


def _standing(row: Text) -> dict[str, Any]:
    return {"topic": row.topic_id, "placed": row.placed, "sure": row.sure}


def move_text(*, text_id: int, topic_id: int | None, by: Actor, at: datetime) -> Text:
    """Put a text where a person says it belongs (None: to no topic); there it stays. To where it is: that is right. Raises NotHere."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        row = Text.objects.filter(pk=text_id).first()
        topic = topic_of(topic_id) if topic_id else None
        if row is None:
            raise NotHere
        before = _standing(row)
        row.topic, row.placed, row.sure = topic, Placed.PERSON, 1000
        if _standing(row) == before:
            return row
        row.save(update_fields=["topic", "placed", "sure"])
        change = {"topic": topic, "other_id": before["topic"], "text": row, "before": before, "after": _standing(row)}
        _changed(act, "moved", **change)
        act.record("topic.text_moved", row, before=before["topic"], topic=topic.pk if topic else None)
    return row


def undo(*, change_id: int, by: Actor, at: datetime) -> Change:
    """Make it as it was before. Raises ChangedSince when it is no longer as it was left, NotHere when it was undone before."""
    with site_story(purpose=PURPOSE, by=by, at=at, right=RIGHT) as act:
        change = Change.objects.select_related("topic", "other", "text").filter(pk=change_id, undone_at=None).first()
        if change is None:
            raise NotHere
        {"named": _unname, "merged": _unmerge, "split": _unsplit, "moved": _unmove}[change.kind](change, act)
        change.undone_at = act.at
        Change.objects.filter(pk=change.pk).update(undone_at=act.at, **change_stamps(by, at))
        count_act(act.site_id)
        act.record("topic.undone", change, kind=change.kind, topic=change.topic_id)
    return change


def _unname(change: Change, act: Act) -> None:
    if change.topic is None or change.topic.name != change.after["name"]:
        raise ChangedSince
    if change.before["name"]:
        _free(change.before["name"], change.topic)
    _save(change.topic, act, name=change.before["name"])


def _unmerge(change: Change, act: Act) -> None:
    if change.topic is None or change.topic.merged_into_id != change.after["into"]:
        raise ChangedSince
    if change.topic.name:
        _free(change.topic.name, change.topic)
    _save(change.topic, act, merged_into=None)


def _unsplit(change: Change, act: Act) -> None:
    """The texts go back to where they were, and the part counts with the topic that it was split from."""
    if change.other is None or change.topic is None or change.other.merged_into_id is not None:
        raise ChangedSince
    if roots(Topic.objects.only("pk", "merged_into"))[change.topic.pk] == change.other.pk:
        raise ChangedSince
    rows = list(Text.objects.filter(pk__in=[int(pk) for pk in change.before], topic=change.other))
    for row in rows:
        row.topic_id, row.placed, row.sure = (change.before[str(row.pk)][name] for name in ("topic", "placed", "sure"))
    Text.objects.bulk_update(rows, ["topic", "placed", "sure"], batch_size=200)
    _save(change.other, act, merged_into=change.topic, name="")


def _unmove(change: Change, act: Act) -> None:
    row = change.text
    if row is None or _standing(row) != change.after:
        raise ChangedSince
    Text.objects.filter(pk=row.pk).update(topic=change.before["topic"], placed=change.before["placed"], sure=change.before["sure"])
