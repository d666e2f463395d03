"""Topics, their trend, and texts, as screens read them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django_scopes import scope

from yinuo.core.errors import NotHere
from yinuo.core.measures.rules import wilson
from yinuo.core.sites.models import Site
from yinuo.supervision.satisfaction.rules import control
from yinuo.supervision.satisfaction.rules.periods import MONTHS_OF_CHART, month_back

from .models import Change, Round, Text, TextTerm, Topic
from .rules import finding
from .services import members, roots

FEW = 30  # below so many texts a share is marked as a small sample
LEAST_IN_A_MONTH = 5  # a month with fewer texts has no share
YEAR = 12
Placed = Text.Placed
Counts = Mapping[int | None, Counter[date]]


@dataclass(frozen=True)
class Share:
    """`n` of `of` texts. `interval`: Wilson's, in percent."""

    n: int
    of: int

    @property
    def percent(self) -> float | None:
        return round(100 * self.n / self.of, 1) if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        low, high = wilson(self.n, self.of)
        return (round(100 * low, 1), round(100 * high, 1)) if self.of else None

    @property
    def small(self) -> bool:
        return self.of < FEW


@dataclass(frozen=True)
class Trend:
    """A topic's share of all texts, month by month, in percent, with its control limits. `news`: the last month says something, up (1) or down (−1)."""

    months: Sequence[date]
    chart: control.Chart

    @property
    def news(self) -> int:
        last = max((place for place, value in enumerate(self.chart.values) if value is not None), default=None)
        if last is None or last not in self.chart.signals:
            return 0
        return 1 if (self.chart.values[last] or 0) > (self.chart.mean or 0) else -1


@dataclass(frozen=True)
class TopicRow:
    """A topic in the list: its texts of the last twelve months as a share of all, and its trend."""

    topic: Topic
    share: Share
    trend: Trend


@dataclass(frozen=True)
class Overview:
    """`shares`: of the last twelve months, those of no topic and those that people placed; `round`: how far the background work is."""

    rows: list[TopicRow]
    months: list[date]
    total: int
    unclear: Share
    waiting: int
    by_people: int
    round: Round | None


def topics() -> dict[int, Topic]:
    """All of the site, also those that were joined to others. One query; there are at most some dozens."""
    return {topic.pk: topic for topic in Topic.objects.order_by("number")}


def counts(known: Mapping[int, Topic], *, until: date, source: str = "") -> Counts:
    """{topic in which it counts (None: none): {month: texts}} of the months of a chart. One query."""
    to = roots(known.values())
    rows = Text.objects.filter(month__gte=month_back(until, MONTHS_OF_CHART - 1), month__lte=until)
    rows = rows.filter(source=source) if source else rows
    found: dict[int | None, Counter[date]] = defaultdict(Counter)
    for topic, month, n in rows.order_by().values_list("topic", "month").annotate(n=Count("pk")):
        found[to[topic] if topic else None][month] += n
    return found


def months_shown(found: Counts, until: date) -> list[date]:
    """From the first month with a text on, at least twelve."""
    first = min((month for of in found.values() for month in of), default=until)
    back = max(YEAR - 1, (until.year - first.year) * 12 + until.month - first.month)
    return [month_back(until, n) for n in range(min(back, MONTHS_OF_CHART - 1), -1, -1)]


def trend_of(mine: Mapping[date, int], everything: Mapping[date, int], months: Sequence[date]) -> Trend:
    values = [
        round(100 * mine.get(month, 0) / everything[month], 1) if everything.get(month, 0) >= LEAST_IN_A_MONTH else None for month in months
    ]
    return Trend(months, control.chart(values, floor=0, ceiling=100))


def _of_year(mine: Mapping[date, int], months: Sequence[date]) -> int:
    return sum(mine.get(month, 0) for month in months[-YEAR:])


def overview(*, until: date, source: str = "") -> Overview:
    """The page of topics, most spoken of first. Five queries."""
    known = topics()
    found = counts(known, until=until, source=source)
    months = months_shown(found, until)
    everything = _together(found)
    total = _of_year(everything, months)
    shown = [topic for topic in known.values() if topic.merged_into_id is None and found.get(topic.pk)]
    rows = [
        TopicRow(topic, Share(_of_year(found[topic.pk], months), total), trend_of(found[topic.pk], everything, months)) for topic in shown
    ]
    rows.sort(key=lambda row: (-row.share.n, row.topic.number))
    by = Counter(dict(Text.objects.filter(placed__in=("waiting", "person")).order_by().values_list("placed").annotate(n=Count("pk"))))
    unclear = Share(_of_year(found.get(None, Counter()), months), total)
    return Overview(rows, months, total, unclear, by["waiting"], by["person"], Round.objects.first())


def _together(found: Counts) -> Counter[date]:
    return sum((Counter(of) for of in found.values()), Counter())


@dataclass(frozen=True)
class TopicPage:
    """One topic: its share and trend, where it is heard, its newest texts, what it is made of, what people did with it."""

    topic: Topic
    joined: list[Topic]
    others: list[Topic]
    share: Share
    trend: Trend
    texts: list[Text]
    least_sure: list[Text]
    sources: list[tuple[str, int]]
    steps: list[tuple[str, int]]
    by: Counter[str]
    changes: list[Change]


def topic_page(topic_id: int, *, until: date) -> TopicPage:
    """Seven queries. Raises NotHere, also for one that was joined to another."""
    known = topics()
    topic = known.get(topic_id)
    if topic is None or topic.merged_into_id is not None:
        raise NotHere
    mine = [pk for pk, root in roots(known.values()).items() if root == topic_id]
    found = counts(known, until=until)
    months, everything = months_shown(found, until), _together(found)
    year = Text.objects.filter(topic__in=mine, month__gte=month_back(until, YEAR - 1))
    heard = list(year.order_by().values_list("source", "complaint__process_step", "placed").annotate(n=Count("pk")))
    texts = with_links(Text.objects.filter(topic__in=mine))
    share = Share(_of_year(found.get(topic_id, {}), months), _of_year(everything, months))
    return TopicPage(
        topic, [known[pk] for pk in mine if pk != topic_id], [one for one in known.values() if one.merged_into_id is None and one.pk != topic_id], share,
        trend_of(found.get(topic_id, {}), everything, months), list(texts.order_by("-said_on", "-id")[:12]),
        list(texts.filter(placed=Placed.MACHINE).order_by("sure", "-id")[:5]), _summed((source, n) for source, _step, _placed, n in heard),
        _summed((step, n) for _source, step, _placed, n in heard if step), Counter(dict(_summed((placed, n) for _s, _step, placed, n in heard))),
        changes(Q(topic=topic_id) | Q(other=topic_id)),
    )  # fmt: skip


def _summed(pairs: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    found: Counter[str] = Counter()
    for name, n in pairs:
        found[name] += n
    return found.most_common()


def changes(which: Q) -> list[Change]:
    """What people did, the newest first."""
    return list(Change.objects.filter(which).select_related("topic", "other", "text", "created_by").order_by("-id")[:12])


def with_links(rows: QuerySet[Text]) -> QuerySet[Text]:
    return rows.select_related("complaint", "visit", "response")


def texts(*, text: str = "", source: str = "", topic: str = "", month: date | None = None, placed: str = "") -> QuerySet[Text]:
    """Texts for a list. `topic`: a key, or "none"; `text`: every word of it must stand in the text."""
    rows = with_links(Text.objects.all())
    for name, value in (("source", source), ("month", month), ("placed", placed)):
        rows = rows.filter(**{name: value}) if value else rows
    if topic == "none":
        rows = rows.filter(topic=None)
    elif topic:
        rows = rows.filter(topic__in=members(int(topic)))
    return found_in(rows, text) if text else rows


def found_in(rows: QuerySet[Text], text: str) -> QuerySet[Text]:
    """Those that hold all that is asked for; none for a search without a letter."""
    asked = finding.asked(text)
    if not asked:
        return rows.none()
    for one in asked:
        terms = (
            TextTerm.objects.filter(term__gte=one.term, term__lt=one.term + "\U0010ffff")
            if one.begins
            else TextTerm.objects.filter(term=one.term)
        )
        rows = rows.filter(pk__in=terms.values("text"))
    for phrase in finding.phrases(text):
        rows = rows.filter(text__contains=phrase)
    return rows


def put_topics(rows: Sequence[Text], known: Mapping[int, Topic]) -> None:
    """Put the topic in which each counts on it as `topic_shown` (None: no topic). No query."""
    to = roots(known.values())
    for row in rows:
        row.topic_shown = known[to[row.topic_id]] if row.topic_id else None


def text_page(text_id: int) -> tuple[Text, list[Topic], list[Change]]:
    """(the text, all topics it could belong to, what people did with it). Three queries. Raises NotHere."""
    row = with_links(Text.objects.filter(pk=text_id)).first()
    if row is None:
        raise NotHere
    known = topics()
    put_topics([row], known)
    return row, [topic for topic in known.values() if topic.merged_into_id is None], changes(Q(text=text_id))


def of_name(sites: Sequence[Site], name: str, *, until: date) -> list[tuple[Site, int | None, Share]]:
    """(site, its topic of this name, its share of the site's texts of the last twelve months), the highest share first. Two queries.

    Only a name given by people says that topics of two sites are the same.
    """
    with scope(site=list(sites)):
        known = list(Topic.objects.all())
        rows = Text.objects.filter(month__gte=month_back(until, YEAR - 1), month__lte=until).order_by()
        counted = list(rows.values_list("site", "topic").annotate(n=Count("pk")))
    to, named = (
        roots(known),
        {topic.pk: topic.site_id for topic in known if topic.merged_into_id is None and topic.name.lower() == name.lower()},
    )
    mine: Counter[int] = Counter()
    total: Counter[int] = Counter()
    for site, topic, n in counted:
        total[site] += n
        mine[site] += n if topic and to[topic] in named else 0
    of_site = {site: pk for pk, site in named.items()}
    found = [(site, of_site.get(site.pk), Share(mine[site.pk], total[site.pk])) for site in sites if total[site.pk]]
    return sorted(found, key=lambda row: -(row[2].percent or 0))


def of_record(**record: Any) -> list[Text]:
    """The texts of a complaint or a survey answer, with their topics. Two queries."""
    rows = list(Text.objects.filter(**record).order_by("pk")[:5])
    put_topics(rows, topics() if any(row.topic_id for row in rows) else {})
    return rows
