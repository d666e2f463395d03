"""What the pages of surveys read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Avg, Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from yinuo.core.accounts.models import User
from yinuo.core.measures.rules import wilson
from yinuo.information.encounters.models import Encounter
from yinuo.operations.visits.models import Visit

from . import rules
from .models import Answer, Invitation, Question, Questionnaire, QuestionnaireVersion, Response, SurveyImport, SurveySettings, Wave

SMALL = 30
ASKED = (Invitation.State.SENT, Invitation.State.OPENED, Invitation.State.ANSWERED, Invitation.State.EXPIRED)


@dataclass(frozen=True)
class Rate:
    """Answered of asked. `interval`: Wilson's, in percent."""

    label: Any
    key: Any
    n: int
    answered: int
    tone: str = "busy"

    @property
    def percent(self) -> float | None:
        return round(100 * self.answered / self.n, 1) if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        low, high = wilson(self.answered, self.n) if self.n else (0.0, 0.0)
        return round(100 * low, 1), round(100 * high, 1)

    @property
    def small(self) -> bool:
        return self.n < SMALL


# waves and questionnaires


def waves(*, text: str = "", state: str = "", kind: str = "") -> QuerySet[Wave]:
    rows = Wave.objects.select_related("version__questionnaire")
    if text:
        rows = rows.filter(name__icontains=text)
    if state:
        rows = rows.filter(state=state)
    return rows.filter(version__questionnaire__kind=kind) if kind else rows


def with_rates(rows: Iterable[Wave]) -> list[tuple[Wave, Rate, int]]:
    """(wave, how many of those who were asked have answered, all complete answers). Two queries."""
    found = list(rows)
    keys = [wave.pk for wave in found]
    asked = _counted(Invitation.objects.filter(wave__in=keys, state__in=ASKED), "wave")
    full = dict(Response.objects.filter(wave__in=keys, completed_at__isnull=False).values_list("wave").annotate(n=Count("pk")).order_by())
    return [(wave, Rate(wave.name, wave.pk, *asked.get(wave.pk, (0, 0))), full.get(wave.pk, 0)) for wave in found]


def _counted(rows: QuerySet[Invitation], by: str) -> dict[Any, tuple[int, int]]:
    """{value: (asked, answered)}"""
    answered = Count("pk", filter=Q(state=Invitation.State.ANSWERED))
    return {value: (n, yes) for value, n, yes in rows.order_by().values_list(by).annotate(n=Count("pk"), yes=answered)}


def invited(*, wave: Wave | None = None, since: datetime | None = None) -> QuerySet[Invitation]:
    """Who was asked (the link went out), in a wave or since a moment."""
    rows = Invitation.objects.filter(state__in=ASKED)
    if wave is not None:
        rows = rows.filter(wave=wave)
    return rows.filter(created_at__gte=since) if since is not None else rows


def rates_by_channel(rows: QuerySet[Invitation]) -> list[Rate]:
    names = dict(Invitation._meta.get_field("channel").flatchoices)
    found = _counted(rows, "channel")
    return sorted((Rate(names.get(code, code), code, *found[code]) for code in found), key=lambda rate: -rate.n)


def rates_by_advisor(rows: QuerySet[Invitation]) -> list[Rate]:
    """Whose rate lies outside of what chance explains beside the others' is marked."""
    found = {key: pair for key, pair in _counted(rows, "advisor").items() if key is not None}
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=found)}
    odd = rules.out_of_line(found)
    rates = [Rate(names.get(key, ""), key, *found[key], tone="risk" if key in odd else "busy") for key in found]
    return sorted(rates, key=lambda rate: -(rate.percent or 0))


def rates_by_month(zone: ZoneInfo, *, first: date, last: date) -> list[Rate]:
    """Each month of `first` to `last` (their first days), by when people were asked. One query."""
    begins = datetime.combine(first, time(), zone)
    rows = Invitation.objects.filter(state__in=ASKED, created_at__gte=begins).annotate(month=TruncMonth("created_at", tzinfo=zone))
    found = {month.date(): pair for month, pair in _counted(rows, "month").items()}
    months = [first]
    while months[-1] < last:
        months.append((months[-1] + timedelta(days=32)).replace(day=1))
    return [Rate(f"{month:%Y-%m}", month, *found.get(month, (0, 0))) for month in months]


def rates_by_site(names: Mapping[int, Any], *, since: datetime) -> list[Rate]:
    """Each of these sites ({key: name}), the highest first; whose rate lies out of line with the others' is marked. The caller has opened their scope."""
    found = _counted(Invitation.objects.filter(site__in=list(names), state__in=ASKED, created_at__gte=since), "site")
    odd = rules.out_of_line(found)
    rates = [Rate(name, key, *found.get(key, (0, 0)), tone="risk" if key in odd else "busy") for key, name in names.items()]
    return sorted(rates, key=lambda rate: (rate.percent is None, -(rate.percent or 0)))


def responses_by_channel(rows: QuerySet[Response]) -> list[tuple[Any, int]]:
    names = dict(Response.Channel.choices)
    counted = rows.order_by().values_list("channel").annotate(n=Count("pk"))
    return sorted(((names[code], n) for code, n in counted), key=lambda pair: -pair[1])


@dataclass(frozen=True)
class Told:
    """How one question of a wave was answered: `mean` of `n` numbers on its scale, or how often each option."""

    question: Question
    column: str
    n: int
    mean: float | None
    share: float
    options: list[tuple[str, int]]

    @property
    def percent(self) -> int:
        """Of a question with yes or no: how many said yes."""
        return round(100 * self.share)


def summary(wave: Wave, language: str) -> list[Told]:
    """Each question's answers so far; nothing of an anonymous wave with fewer than five. Three queries."""
    from .asking import said
    from .services.answering import questions_of

    rows = Answer.objects.filter(question__version=wave.version_id, response__wave=wave, response__completed_at__isnull=False)
    if wave.anonymous and hidden(wave):
        return []
    numbers = rows.filter(value__isnull=False).values_list("question", "column").annotate(n=Count("pk"), mean=Avg("value")).order_by()
    means = {(question, column): (n, mean) for question, column, n, mean in numbers}
    chosen: dict[int, dict[str, int]] = defaultdict(dict)
    for question, text, n in (
        rows.filter(question__kind="choice").exclude(text="").values_list("question", "text").annotate(n=Count("pk")).order_by()
    ):
        for code in text.split():
            chosen[question][code] = chosen[question].get(code, 0) + n
    found = []
    for question in questions_of(wave.version):
        if question.kind in rules.SCALES:
            low, high = rules.SCALES[question.kind]
            for column in rules.columns_of(question.kind):
                n, mean = means.get((question.pk, column), (0, None))
                share = (mean - low) / (high - low) if mean is not None else 0
                found.append(Told(question, column, n, mean, share, []))
        elif question.kind == Question.Kind.CHOICE:
            options = [(said(option["texts"], language), chosen[question.pk].get(option["code"], 0)) for option in question.options]
            found.append(Told(question, "", sum(n for _words, n in options), None, 0, options))
    return found


def hidden(wave: Wave) -> bool:
    """Whether an anonymous wave has too few answers for anything of them to be shown."""
    return (
        wave.anonymous and Response.objects.filter(wave=wave, completed_at__isnull=False)[: rules.FEWEST_SHOWN].count() < rules.FEWEST_SHOWN
    )


def questionnaires() -> QuerySet[Questionnaire]:
    newest = QuestionnaireVersion.objects.filter(questionnaire=OuterRef("pk")).order_by("-number")
    return Questionnaire.objects.annotate(
        newest_id=Subquery(newest.values("pk")[:1]),
        newest_number=Subquery(newest.values("number")[:1]),
        newest_state=Subquery(newest.values("state")[:1]),
        questions=Subquery(
            Question.objects.filter(version=OuterRef("newest_id")).order_by().values("version").annotate(n=Count("pk")).values("n")
        ),
        running=Exists(Wave.objects.filter(version__questionnaire=OuterRef("pk"), state=Wave.State.OPEN)),
    )


def published_versions() -> QuerySet[QuestionnaireVersion]:
    rows = QuestionnaireVersion.objects.filter(state=QuestionnaireVersion.State.PUBLISHED)
    return rows.select_related("questionnaire").order_by("questionnaire__name", "pk")


# answers


def responses(
    *, text: str = "", wave_id: int | None = None, channel: str = "", mood: str = "", advisor_id: int | None = None
) -> QuerySet[Response]:
    """Complete answers, the newest first; those of an anonymous wave only from five on. `text`: in the words, the plate or the name."""
    rows = Response.objects.filter(completed_at__isnull=False).select_related(
        "wave__version", "customer", "visit__vehicle", "advisor", "taken_by"
    )
    few = Wave.objects.filter(anonymous=True).annotate(
        n=Count("responses", filter=Q(responses__completed_at__isnull=False))
    ).filter(n__lt=rules.FEWEST_SHOWN)  # fmt: skip
    rows = rows.exclude(anonymous=True, wave__in=few.values("pk"))
    if text:
        # asked row by row, for EXISTS would let PostgreSQL read all that was ever written before the first row is shown
        worded = Answer.objects.filter(response=OuterRef("pk"), text__icontains=text).order_by().values("pk")[:1]
        rows = rows.alias(worded=Subquery(worded))
        rows = rows.filter(Q(customer__name__icontains=text) | Q(visit__plate__icontains=text) | Q(worded__isnull=False))
    for name, value in (("wave", wave_id), ("channel", channel), ("advisor", advisor_id)):
        rows = rows.filter(**{name: value}) if value else rows
    if mood:
        rows = rows.filter(negative=mood == "negative")
    return rows


def with_words(rows: list[Response]) -> list[Response]:
    """Put what each said in own words on it as `shown`. One query."""
    said: dict[int, list[str]] = defaultdict(list)
    answers = Answer.objects.filter(response__in=[row.pk for row in rows], question__kind="text").exclude(text="")
    for response_id, text in answers.order_by("response", "question__position").values_list("response", "text"):
        said[response_id].append(text)
    for row in rows:
        row.shown = " · ".join(said[row.pk])
    return rows


def response_page(response_id: int) -> tuple[Response, list[tuple[Question, dict[str, Answer]]]] | None:
    """A sheet with its questions and answers; None when it is not to be seen."""
    from .services.answering import questions_of

    response = responses().filter(pk=response_id).select_related("version", "wave__version").first()
    if response is None:
        return None
    given: dict[int, dict[str, Answer]] = defaultdict(dict)
    for answer in Answer.objects.filter(response=response).select_related("picture"):
        given[answer.question_id][answer.column] = answer
    return response, [(one, given[one.pk]) for one in questions_of(response.version) if one.pk in given]


# what looks like gaming


@dataclass(frozen=True)
class Alike:
    """Sheets with the same numbers in every question."""

    pattern: str
    n: int
    advisors: int
    newest: datetime
    sheet: int


def alike(since: datetime, *, least: int = 3) -> list[Alike]:
    """Patterns of numbers that come again, longest rows first. One query."""
    rows = Response.objects.filter(completed_at__gte=since).exclude(pattern="")

    counted = rows.order_by().values("pattern").annotate(
        n=Count("pk"), advisors=Count("advisor", distinct=True), newest=Max("completed_at"), sheet=Min("pk")
    )  # fmt: skip
    return [Alike(**row) for row in counted.filter(n__gte=least).order_by("-n")[:20]]


def many_from_one_device(since: datetime, *, least: int = 3) -> list[dict[str, Any]]:
    """Devices from which several people answered."""
    rows = Response.objects.filter(completed_at__gte=since).exclude(device="").order_by().values("device")
    counted = rows.annotate(n=Count("pk"), people=Count("customer", distinct=True)).filter(n__gte=least)
    return [dict(row) for row in counted.order_by("-n")[:20]]


def from_inside(since: datetime) -> QuerySet[Response]:
    rows = Response.objects.filter(completed_at__gte=since, from_inside=True, anonymous=False).exclude(channel=Response.Channel.TABLET)
    return rows.select_related("advisor", "customer", "wave").order_by("-completed_at")


def asked_for_marks(since: datetime) -> list[tuple[str, int, int]]:
    """(advisor, how many customers say that they were asked for full marks, of how many who answered that). Two queries."""
    rows = Answer.objects.filter(
        question__key=rules.ASKED_FOR_MARKS, response__completed_at__gte=since, response__advisor__isnull=False, value__isnull=False
    )
    counted = rows.order_by().values_list("response__advisor").annotate(yes=Count("pk", filter=Q(value=1)), n=Count("pk")).filter(yes__gt=0)
    found = list(counted)
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=[key for key, _yes, _n in found])}
    return sorted(((names.get(key, ""), yes, n) for key, yes, n in found), key=lambda row: -row[1])


def top_marks(since: datetime) -> list[Rate]:
    """Of each advisor the share of sheets with the best overall mark; who lies out of line is marked. Two queries."""
    rows = Response.objects.filter(completed_at__gte=since, overall__isnull=False, advisor__isnull=False)
    rows = rows.filter(version__questionnaire__kind__in=("csi", "quick"))
    counted = rows.order_by().values_list("advisor").annotate(n=Count("pk"), best=Count("pk", filter=Q(overall=5)))
    found = {key: (n, best) for key, n, best in counted}
    odd = rules.out_of_line(found, above=True)
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=found)}
    rates = [Rate(names.get(key, ""), key, *found[key], tone="risk" if key in odd else "busy") for key in found]
    return sorted(rates, key=lambda rate: -(rate.percent or 0))


def imports(wave: Wave) -> QuerySet[SurveyImport]:
    return SurveyImport.objects.filter(wave=wave).select_related("created_by").order_by("-pk")


def quarter_before(at: datetime) -> datetime:
    return at - timedelta(days=90)


def waiting(rows: QuerySet[Invitation], *, text: str = "", channel: str = "") -> QuerySet[Invitation]:
    """Links that are to go out, with whom they go to."""
    rows = rows.select_related("customer", "visit__vehicle", "wave__version", "advisor")
    if text:
        rows = rows.filter(Q(customer__name__icontains=text) | Q(visit__plate__icontains=text))
    return rows.filter(channel=channel) if channel else rows


def customer_of(visit_id: int) -> int | None:
    return Visit.objects.filter(pk=visit_id).values_list("customer_id", flat=True).first()


def marks_encounters(since: datetime) -> QuerySet[Encounter]:
    """Contacts in which somebody asked for full marks, as people wrote them down."""
    rows = Encounter.objects.filter(about=Encounter.About.FULL_MARKS, happened_at__gte=since)
    return rows.select_related("by", "customer").order_by("-happened_at")


def open_waves_by_hand() -> QuerySet[Wave]:
    """Open waves in which a customer can be asked from the visit's page."""
    return Wave.objects.filter(state=Wave.State.OPEN, audience=Wave.Audience.CUSTOMERS).order_by("name", "pk")


def networks() -> list[str]:
    """The building's own networks."""
    return SurveySettings.objects.values_list("inside_networks", flat=True).first() or []


def of_visit(visit_id: int) -> list[Invitation]:
    """What the visit's customer was asked, with the key of a complete sheet (`answered_id`; never of an anonymous one) and whether it says a bad word."""
    rows = list(Invitation.objects.filter(visit=visit_id).select_related("wave", "response").order_by("-pk")[:5])
    for row in rows:
        sheet = getattr(row, "response", None)
        complete = sheet is not None and sheet.completed_at is not None
        row.answered_id, row.bad = (sheet.pk, sheet.negative) if complete else (None, False)
    return rows
