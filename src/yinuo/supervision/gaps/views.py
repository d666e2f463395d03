from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from yinuo.core.access.queries import staff_with
from yinuo.core.access.views import act, back_to, form_page, page
from yinuo.core.errors import Invalid, NotHere
from yinuo.supervision.satisfaction.words import METHODS

from . import forms, queries, rules, services, shown, shown_movement, words
from .checklists import QUESTIONS
from .models import Expectation
from .movement import movement as movement_of
from .queries import Months

SPANS = (1, 3, 12)


def months_asked(request: Any) -> Months:
    """The months of the address: so many, up to which."""
    today = timezone.localdate(request.at, request.site.zone)
    count = request.GET.get("months", "")
    return Months.ending(shown.month_named(request.GET.get("until", ""), today), int(count) if count in ("1", "3", "12") else 3)


def spans_of(months: Months) -> list[tuple[str, str, bool]]:
    labels = {1: _("one month"), 3: _("three months"), 12: _("year")}
    return [(labels[count], f"?months={count}&until={months.last:%Y-%m}", len(months.each) == count) for count in SPANS]


@page("gaps.read")
def gaps_page(request: HttpRequest, site: Any) -> HttpResponse:
    """The five gaps on one axis, each with its interval and a door to what it is made of."""
    months = months_asked(request)
    seen = queries.gaps(months, at=request.at)
    widest = rules.widest(one.now for one in seen)
    context = {
        "months": months, "spans": spans_of(months),
        "rows": [(one, bar, shown.change_words(one), words.MEASURED[one.number]) for one, bar in shown.bars(seen, site.code)],
        "picture": shown.picture(seen), "finding": shown.finding(seen), "widest": widest, "widest_name": words.TITLES[widest.number] if widest else "",
        "follows": queries.to_follow(10),
    }  # fmt: skip
    return render(request, "gaps/gaps.html", context)


@page("gaps.read")
def gap_page(request: HttpRequest, site: Any, number: int) -> HttpResponse:
    """One gap: month by month, its parts with their records, its self-audits."""
    if number not in rules.GAPS:
        raise Http404
    months = months_asked(request)
    seen = next(one for one in queries.gaps(months, at=request.at) if one.number == number)
    context = {
        "number": number, "title": words.TITLES[number], "measured": words.MEASURED[number], "months": months, "spans": spans_of(months),
        "seen": seen, "bar": shown.bar(str(number), words.NAMES[number], seen.now), "change": shown.change_words(seen),
        "parts": shown.parts(seen, site.code, months), "signed": number in (rules.KNOWLEDGE, rules.CUSTOMER),
        "method": METHODS.get(seen.now.interval.method, "") if seen.now.interval else "",
        "over_time": shown.over_time(seen), "audited": number in rules.AUDITED, "audits": _audits(number),
    }  # fmt: skip
    return render(request, "gaps/gap.html", context)


@page("gaps.read")
def movement(request: HttpRequest, site: Any) -> HttpResponse:
    """What moved the index between two times: by factor, by gap and step, each with its interval, and what nothing explains."""
    months = months_asked(request)
    year = request.GET.get("against") == "year"
    against = months.year_before if year else months.before
    found = movement_of(months, against, at=request.at)
    factors, visits = (rows(found, site.code, months) for rows in (shown_movement.factor_rows, shown_movement.visit_rows))
    sides = [("", _("the months before"), not year), ("year", _("the same months a year before"), year)]
    context = {
        "found": found, "months": months, "against": against, "sides": sides, "spans": spans_of(months), "finding": shown_movement.finding(found),
        "factors": factors, "visits": visits, "gaps": shown_movement.gap_rows(found),
        "by_factor": shown_movement.waterfall(factors, found.then, found.now), "by_visit": shown_movement.waterfall(visits, found.then, found.now),
        "factors_say": shown_movement.factors_say(factors), "visits_say": shown_movement.visits_say(visits),
        "untold": [shown_movement.label_of(code) for code in found.visits.untold] if found.visits else [],
    }  # fmt: skip
    return render(request, "gaps/movement.html", context)


def _audits(number: int) -> list[Any]:
    found: list[Any] = list(queries.audits(number)[:6])
    for audit in found:
        audit.rows = list(audit.answers.all())
        for row in audit.rows:
            row.words = words.QUESTIONS.get(row.question, row.question)
        audit.said = [sum(row.said == said for row in audit.rows) for said, _label in forms.SAID]
    return found


@form_page("gaps.write")
def audit(request: HttpRequest, site: Any, number: int) -> HttpResponse:
    """A self-audit of one gap; what was chosen stays when something is missing."""
    if number not in rules.AUDITED:
        raise Http404
    staff = list(staff_with("site.read"))
    initial = {"held_on": timezone.localdate(request.at, site.zone)}
    form = forms.AuditForm(request.POST or None, questions=QUESTIONS[number], staff=staff, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            services.hold_audit(
                gap=number, answers=form.answers(), held_on=told["held_on"], note=told["note"], by=request.actor, at=request.at
            )
            return back_to(request, "gaps:gap", number)
        except Invalid as problem:
            form.add_error(None, str(problem))
    context = {"form": form, "number": number, "title": words.TITLES[number]}
    return render(request, "gaps/audit.html", context, status=422 if request.method == "POST" else 200)


@act("gaps.write")
def done(request: HttpRequest, site: Any, answer_id: int) -> HttpResponse:
    answer = services.done(answer_id=answer_id, by=request.actor, at=request.at)
    return back_to(request, "gaps:gap", answer.audit.gap)


@page("gaps.read")
def expectations(request: HttpRequest, site: Any) -> HttpResponse:
    """What customers expect, by importance, and whether a standard in force answers for it at that level."""
    rows = queries.expectations_page(months_asked(request), at=request.at)
    groups = [(label, [row for row in rows if row.importance_key == key]) for key, label in words.ITEMS.items()]
    return render(request, "gaps/expectations.html", {"groups": [group for group in groups if group[1]]})


@act("gaps.write")
def install(request: HttpRequest, site: Any) -> HttpResponse:
    services.install(by=request.actor, at=request.at)
    return back_to(request, "gaps:expectations")


@form_page("gaps.write")
def new_expectation(request: HttpRequest, site: Any) -> HttpResponse:
    return _expectation(request, None)


@form_page("gaps.write")
def expectation(request: HttpRequest, site: Any, expectation_id: int) -> HttpResponse:
    row = Expectation.objects.filter(pk=expectation_id).first()
    if row is None:
        raise NotHere
    return _expectation(request, row)


def _expectation(request: Any, row: Expectation | None) -> HttpResponse:
    form = forms.ExpectationForm(request.POST or None, expectation=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_expectation(expectation_id=row.pk if row else None, by=request.actor, at=request.at, **form.cleaned_data)
            return back_to(request, "gaps:expectations")
        except Invalid as problem:
            form.add_error(None, str(problem))
    title = words.words_of(row) if row else _("A further expectation")
    return render(request, "gaps/expectation.html", {"form": form, "title": title}, status=422 if request.method == "POST" else 200)
