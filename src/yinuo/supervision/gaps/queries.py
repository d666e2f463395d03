from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from yinuo.core.sites.queries import current_site
from yinuo.operations.standards import rules as standard_rules
from yinuo.operations.standards.models import Step
from yinuo.operations.standards.versions import book_of
from yinuo.supervision.satisfaction.rules.servqual import DIMENSIONS

from . import claims, rules, words
from .models import Audit, AuditAnswer, Claim, Expectation, GapSum
from .sums import first_of, month_after

MOST_CLAIMS = 200
SIDES = ("customers", "managers")
ORDER = {step: place for place, step in enumerate(Step.values)} | {dimension: place for place, dimension in enumerate(DIMENSIONS)}


@dataclass(frozen=True, slots=True)
class Months:
    """Whole months that are looked at, both included."""

    first: date
    last: date

    @classmethod
    def ending(cls, last: date, count: int) -> Months:
        first = last
        for _month in range(count - 1):
            first = first_of(first - timedelta(days=1))
        return cls(first, last)

    @property
    def each(self) -> list[date]:
        found, month = [], self.first
        while month <= self.last:
            found.append(month)
            month = month_after(month)
        return found

    @property
    def before(self) -> Months:
        """As many months just before."""
        return Months.ending(first_of(self.first - timedelta(days=1)), len(self.each))

    @property
    def year_before(self) -> Months:
        return Months(self.first.replace(year=self.first.year - 1), self.last.replace(year=self.last.year - 1))


@dataclass(frozen=True, slots=True)
class Seen:
    """A gap now, the months before, and month by month."""

    now: rules.Gap
    then: rules.Gap
    months: list[tuple[date, rules.Gap]]

    @property
    def number(self) -> int:
        return self.now.number

    @property
    def change(self) -> float | None:
        return None if self.now.points is None or self.then.points is None else self.now.points - self.then.points

    @property
    def signal(self) -> bool | None:
        return rules.moved(self.now, self.then)


def gaps(months: Months, *, at: datetime, against: Months | None = None) -> list[Seen]:
    """The five gaps over the months, beside those months (the ones just before). Two queries: the prepared sums, the expectations."""
    before = against or months.before
    whole = Months(before.first, months.last)
    cells: dict[date, list[GapSum]] = defaultdict(list)
    for row in GapSum.objects.filter(month__gte=whole.first, month__lte=whole.last, gap__lte=rules.CUSTOMER):
        cells[row.month].append(row)
    wanted = expectations()
    return [
        Seen(
            _gap(number, months.each, cells, wanted, at),
            _gap(number, before.each, cells, wanted, _end_of(before.last, at)),
            [(month, _gap(number, [month], cells, wanted, _end_of(month, at))) for month in months.each],
        )
        for number in rules.GAPS
    ]


def _end_of(month: date, at: datetime) -> datetime:
    zone = current_site().zone
    return min(at, datetime.combine(month_after(month), datetime.min.time(), zone) - timedelta(seconds=1))


def _gap(number: int, months: Iterable[date], cells: dict[date, list[GapSum]], wanted: list[Expectation], moment: datetime) -> rules.Gap:
    rows = [row for month in months for row in cells.get(month, ()) if row.gap == number]
    if number == rules.KNOWLEDGE:
        return _knowledge(rows)
    if number == rules.STANDARDS:
        sides = [row for month in months for row in cells.get(month, ()) if row.gap == rules.KNOWLEDGE and row.part == "customers"]
        return rules.standards(_expected(wanted, _importance(sides), moment))
    if number == rules.CUSTOMER:
        scores: dict[str, rules.Scores] = defaultdict(rules.Scores)
        for row in rows:
            scores[row.part] += rules.Scores(*row.sums)
        return rules.customer(scores.pop("", rules.Scores()), _ordered(scores))
    parts: dict[str, rules.Sums] = defaultdict(rules.Sums)
    for row in rows:
        parts[row.part] += rules.Sums(*row.sums)
    return rules.of_shares(number, parts.pop("", rules.Sums()), _ordered(parts))


def _ordered(parts: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(parts.items(), key=lambda pair: (ORDER.get(pair[0], 99), pair[0])))


def _knowledge(rows: list[GapSum]) -> rules.Gap:
    """Months that asked the same items are added up; the newest items count."""
    newest = max(rows, key=lambda row: row.month, default=None)
    items = tuple(newest.sums["items"]) if newest else ()
    customers, managers = (_side([row.sums for row in rows if row.part == side and tuple(row.sums["items"]) == items]) for side in SIDES)
    return rules.knowledge(customers, managers, items)


def _side(told: list[dict[str, Any]]) -> rules.Side:
    if not told:
        return rules.Side(0, (), ())
    size = range(len(told[0]["items"]))
    products = tuple(tuple(sum(one["products"][i][j] for one in told) for j in size) for i in size)
    return rules.Side(sum(one["n"] for one in told), tuple(sum(one["totals"][i] for one in told) for i in size), products)


def _importance(rows: list[GapSum]) -> dict[str, float]:
    """What customers said of each item, mean by item; {} where nobody was asked."""
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        for item, total in zip(row.sums["items"], row.sums["totals"], strict=True):
            totals[item][0] += total
            totals[item][1] += row.sums["n"]
    return {item: total / n for item, (total, n) in totals.items() if n}


def _expected(wanted: list[Expectation], importance: dict[str, float], moment: datetime) -> list[rules.Expected]:
    """Each expectation with its share of its item's importance (all alike where nobody was asked) and its standards at a moment."""
    book = book_of(current_site().pk)
    active = [one for one in wanted if one.active]
    crowd: dict[str, int] = defaultdict(int)
    for one in active:
        crowd[one.importance_key] += 1
    found = []
    for one in active:
        versions = [(code, book.in_force(code, moment)) for code in one.standards]
        told = tuple(
            (version is not None, version.limit if version else None, standard_rules.BY_CODE[code].minimum) for code, version in versions
        )
        weight = importance.get(one.importance_key, 1.0 if not importance else 0.0) / crowd[one.importance_key]
        found.append(rules.Expected(one.code, weight, told, one.level))
    return found


def expectations() -> list[Expectation]:
    return list(Expectation.objects.order_by("importance_key", "id"))


def expectations_page(months: Months, *, at: datetime) -> list[Expectation]:
    """Each expectation with its words, whether it is covered now, and its share of the importance in percent."""
    wanted = expectations()
    sides = list(GapSum.objects.filter(month__gte=months.first, month__lte=months.last, gap=rules.KNOWLEDGE, part="customers"))
    expected = {one.code: one for one in _expected(wanted, _importance(sides), at)}
    whole = sum(one.importance for one in expected.values()) or 1.0
    for row in wanted:
        found = expected.get(row.code)
        row.words = words.words_of(row)
        row.covered = found.covered if found else None
        row.weight = 100 * found.importance / whole if found else 0.0
    return wanted


def advertised(months: Months) -> dict[str, Claim]:
    """What was advertised in these months, by its name among the parts of gap 4."""
    last = month_after(months.last) - timedelta(days=1)
    return {claim.part: claim for claim in claims.of_month(months.first, last)}


def claims_page(months: Months) -> list[tuple[Claim, rules.Part]]:
    """Every claim, those that are advertised first, with how often it was not true in these months. Two queries."""
    found: dict[str, rules.Sums] = defaultdict(rules.Sums)
    rows = GapSum.objects.filter(month__gte=months.first, month__lte=months.last, gap=rules.COMMUNICATION, part__startswith="claim-")
    for part, sums in rows.values_list("part", "sums"):
        found[part] += rules.Sums(*sums)
    every = Claim.objects.order_by("-valid_from", "-id")[:MOST_CLAIMS]
    return [(claim, rules.part_of(claim.part, found[claim.part])) for claim in every]


def claim_months(claim: Claim, months: Months) -> list[tuple[date, rules.Sums]]:
    """Month by month. One query."""
    rows = GapSum.objects.filter(month__gte=months.first, month__lte=months.last, gap=rules.COMMUNICATION, part=claim.part)
    found = dict(rows.values_list("month", "sums"))
    return [(month, rules.Sums(*found.get(month, ()))) for month in months.each]


def part_label(number: int, code: str) -> Any:
    """The words of a part of a gap."""
    from yinuo.information.promises.models import Promise
    from yinuo.supervision.surveys.models import Question

    if number == rules.STANDARDS:
        return words.EXPECTATIONS.get(code, code)
    labels: dict[str, Any] = {
        **words.ITEMS,
        **words.PARTS,
        **dict(Step.choices),
        **dict(Promise.Kind.choices),
        **dict(Question.Dimension.choices),
    }
    return labels.get(code, code)


def audits(number: int) -> QuerySet[Audit]:
    return Audit.objects.filter(gap=number).select_related("created_by").prefetch_related("answers__owner").order_by("-held_on", "-id")


def to_follow(most: int = 50) -> list[AuditAnswer]:
    """What audits asked for and nobody has done yet, the earliest due first."""
    rows = AuditAnswer.objects.filter(done_at=None).exclude(action="").select_related("audit", "owner")
    found = list(rows.order_by("due_on", "id")[:most])
    for row in found:
        row.words = words.QUESTIONS.get(row.question, row.question)
    return found
