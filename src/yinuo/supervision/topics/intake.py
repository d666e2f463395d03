"""Taking up what customers said: complaints, calls, own words in surveys. Once each, as often as one likes, always with the same result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from yinuo.core.sites.models import Site
from yinuo.supervision.complaints.models import Complaint
from yinuo.supervision.follow_up.models import DueCall
from yinuo.supervision.surveys.models import Answer, Response, Wave
from yinuo.supervision.surveys.rules import FEWEST_SHOWN

from .models import Text, TextTerm, ToRead
from .rules import finding

PORTION = 300
Source = Text.Source
TAKEN = ("text", "said_on", "month", "anonymous", "visit_id", "complaint_id", "response_id")


def take_waiting(site: Site) -> int:
    """Take up a portion of what waits; gives how much that was. What is taken up and no longer waits is one transaction."""
    waiting = list(ToRead.objects.order_by("pk")[:PORTION])
    with transaction.atomic():
        for source in Source.values:
            keys = [row.source_id for row in waiting if row.source == source]
            keep(site, texts_of(site, source, keys) if keys else [])
        ToRead.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    return len(waiting)


def take_all(site: Site) -> int:
    """Everything that was ever said at a site; gives how many texts there are."""
    models = {Source.COMPLAINT: Complaint, Source.CALL: DueCall, Source.SURVEY: Response}
    for source, model in models.items():
        for keys in _portions(model.objects.order_by("pk").values_list("pk", flat=True)):
            with transaction.atomic():
                keep(site, texts_of(site, source, keys))
    return Text.objects.count()


def _portions(keys: Iterable[int]) -> Iterator[list[int]]:
    known = list(keys)
    return (known[n : n + PORTION] for n in range(0, len(known), PORTION))


def texts_of(site: Site, source: str, keys: Sequence[int]) -> list[Text]:
    """The texts behind these complaints, calls or survey answers, not yet kept."""
    return {Source.COMPLAINT: _complaints, Source.CALL: _calls, Source.SURVEY: _answers}[Source(source)](site, keys)


def _text(site: Site, source: str, key: int, text: str, at: datetime, **told: object) -> Text:
    day = timezone.localtime(at, site.zone).date()
    return Text(site=site, source=source, source_id=key, text=text.strip(), said_on=day, month=day.replace(day=1), **told)


def _complaints(site: Site, keys: Sequence[int]) -> list[Text]:
    """A complaint made of a survey answer has its words from there, and they count there."""
    rows = Complaint.objects.filter(pk__in=keys).exclude(source_type="response")
    return [
        _text(site, Source.COMPLAINT, row.pk, row.text, row.received_at, complaint_id=row.pk, visit_id=row.visit_id)
        for row in rows.order_by("pk")
    ]


def _calls(site: Site, keys: Sequence[int]) -> list[Text]:
    """What was raised in a call became a complaint and counts there; the remark beside it counts here."""
    rows = DueCall.objects.filter(pk__in=keys, done_at__isnull=False).exclude(raised="", note="")
    cases = dict(Complaint.objects.filter(source_type="duecall", source_id__in=keys).values_list("source_id", "pk"))
    told = [
        (row, "\n".join(part for part in ("" if row.pk in cases else row.raised, row.note) if part.strip())) for row in rows.order_by("pk")
    ]
    return [
        _text(site, Source.CALL, row.pk, words, row.done_at or row.created_at, visit_id=row.visit_id, complaint_id=cases.get(row.pk))
        for row, words in told
        if words
    ]


def _answers(site: Site, keys: Sequence[int]) -> list[Text]:
    """Own words. Of an anonymous wave all, as soon as it has five complete answers and not before, with the month only."""
    wanted = Response.objects.filter(pk__in=keys, completed_at__isnull=False)
    named = Answer.objects.filter(response__in=wanted.filter(anonymous=False))
    secret = Answer.objects.filter(response__completed_at__isnull=False, response__wave__in=_told_waves(wanted))
    cases = dict(Complaint.objects.filter(source_type="response", source_id__in=keys).values_list("source_id", "pk"))
    rows = named.filter(question__kind="text").exclude(text="").select_related("response").order_by("pk")
    found = [
        _text(
            site, Source.SURVEY, row.pk, row.text, row.response.completed_at, visit_id=row.response.visit_id, response_id=row.response_id,
            complaint_id=cases.get(row.response_id),
        )
        for row in rows
        if row.response.completed_at
    ]  # fmt: skip
    hidden = secret.filter(question__kind="text").exclude(text="").order_by("pk").values_list("pk", "text", "response__completed_at")
    for key, words, at in hidden:
        text = _text(site, Source.SURVEY, key, words, at, anonymous=True)
        text.said_on = text.month
        found.append(text)
    return found


def _told_waves(wanted: Iterable[Response]) -> list[int]:
    """Anonymous waves of these answers that have enough of them for anything to be shown."""
    touched = {row.wave_id for row in wanted if row.anonymous}
    full = Count("responses", filter=Q(responses__completed_at__isnull=False))
    rows = Wave.objects.filter(pk__in=touched).annotate(n=full).filter(n__gte=FEWEST_SHOWN)
    return list(rows.values_list("pk", flat=True)) if touched else []


def keep(site: Site, texts: Sequence[Text]) -> None:
    """Write what is new or was changed. A text that a person has placed stays there, whatever its words are now; one without words goes."""
    known = {(row.source, row.source_id): row for row in _known(texts)}
    new = [text for text in texts if (text.source, text.source_id) not in known and text.text]
    Text.objects.bulk_create(new, batch_size=PORTION)
    _index(site, new)
    for text in texts:
        before = known.get((text.source, text.source_id))
        if before is not None and any(getattr(before, name) != getattr(text, name) for name in TAKEN):
            _rewrite(site, before, text)


def _known(texts: Sequence[Text]) -> list[Text]:
    found: list[Text] = []
    for source in Source.values:
        keys = [text.source_id for text in texts if text.source == source]
        found += Text.objects.filter(source=source, source_id__in=keys) if keys else []
    return found


def _rewrite(site: Site, before: Text, text: Text) -> None:
    spoken_anew = before.text != text.text
    for name in TAKEN:
        setattr(before, name, getattr(text, name))
    if spoken_anew and before.placed != Text.Placed.PERSON:
        before.placed, before.topic, before.sure = Text.Placed.WAITING, None, 0
    before.save()
    if spoken_anew:
        before.terms.all().delete()
        _index(site, [before])


def _index(site: Site, texts: Sequence[Text]) -> None:
    rows = (TextTerm(site=site, text=text, term=term) for text in texts for term in sorted(finding.keys(text.text)))
    TextTerm.objects.bulk_create(rows, batch_size=2000)
