from __future__ import annotations

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.access.views import act, back_to, back_where, page
from yinuo.core.ui.lists import Column, Sort, export, listed
from yinuo.core.validation import InvalidFields

from . import queries, services
from .forms import CorrectForm, PromiseFilter, PromiseForm, ReasonForm, RenegotiateForm
from .models import Promise
from .words import how_words

BY_DUE = Sort("due", _("by due time"), ("due_at", "id"))
BY_END = Sort("ended", _("last ended first"), ("-ended_at", "-id"))
COLUMNS = (
    Column(pgettext_lazy("promise", "due"), lambda row: row.promise.due_at),
    Column(_("kind"), lambda row: row.promise.get_kind_display()),
    Column(_("what"), lambda row: row.promise.words),
    Column(_("customer"), lambda row: row.promise.customer.name if row.promise.customer else ""),
    Column(_("plate"), lambda row: row.matter.plate),
    Column(_("responsible"), lambda row: str(row.promise.owner or "")),
    Column(_("state"), lambda row: row.word),
    Column(_("version"), lambda row: row.promise.version),
    Column(_("made"), lambda row: row.promise.made_at),
    Column(_("made how"), lambda row: how_words(row.promise.how)),
    Column(_("ended"), lambda row: row.promise.ended_at),
    Column(_("reason"), lambda row: row.promise.reason),
)
VIEWS = (("today", _("Today")), ("open", _("All open")), ("ended", _("Ended")))


@page("promises.read")
def today(request, site):
    """Promises: what may still be saved first, with who can save it; then by due time."""
    live = _only_the_rows(request)
    view = request.GET.get("view", "today")
    view = view if view in dict(VIEWS) else "today"
    form = PromiseFilter(request.GET)
    form.is_valid()
    rows = queries.filtered(kind=form.cleaned_data.get("kind", ""), owner_id=_owner(request, form))
    listing = listed(request, _of_view(rows, view, request.at), sorts=(BY_END if view == "ended" else BY_DUE,))
    if listing.export:
        return export(request, listing, columns=COLUMNS, name="promises", shape=lambda batch: _shaped(request, batch))
    at_stake = queries.at_stake(rows, request.at) if view != "ended" and "cursor" not in request.GET else []
    context = {
        "form": form,
        "view": view,
        "listing": listing,
        "at_stake": _shaped(request, at_stake),
        "rows": _shaped(request, [row for row in listing.rows if not queries.at_risk(row, request.at)]),
        "tally": queries.tally(request.at),
        "tabs": [(word, f"?view={code}", code == view) for code, word in VIEWS],
    }
    return render(request, "promises/live.html" if live else "promises/today.html", context)


def _only_the_rows(request) -> bool:
    """Whether the page reads its rows again. What it asks with for that must not come back in the fragment's own addresses, longer each time."""
    request.GET = request.GET.copy()
    return request.GET.pop("part", []) == ["live"] and bool(request.headers.get("HX-Request"))


def _of_view(rows, view: str, at):
    if view == "ended":
        return rows.filter(state__in=queries.ENDED, ended_at__isnull=False)
    rows = rows.filter(state="open")
    return rows.filter(due_at__lt=queries.day_of(at)[1]) if view == "today" else rows


def _owner(request, form) -> int | None:
    return request.user.pk if form.cleaned_data.get("whose") == "mine" else None


def _shaped(request, rows):
    return queries.shaped(rows, at=request.at, site_code=request.site.code)


@page("promises.read")
def promise(request, site, promise_id):
    found = Promise.objects.select_related("customer", "owner", "changed_by").filter(pk=promise_id).first()
    if found is None:
        raise Http404
    chain = _shaped(request, queries.versions(found))
    now = next(row for row in chain if row.promise.pk == found.pk)
    context = {
        "row": now,
        "promise": found,
        "chain": chain,
        "renegotiate_form": RenegotiateForm(initial={"due_at": found.due_at}),
        "reason_form": ReasonForm(),
        "correct_form": CorrectForm(),
        "ended": found.state in ("kept", "broken", "withdrawn"),
    }
    return render(request, "promises/promise.html", context)


@act("promises.write")
def add(request, site, customer_id):
    asked = _valid(PromiseForm(request.POST, prefix="promise"))
    services.make_promise(customer_id=customer_id, by=request.actor, at=request.at, **asked)
    return back_where(request, "customers:customer", customer_id)


@act("promises.write")
def keep(request, site, promise_id):
    services.keep_promise(promise_id=promise_id, by=request.actor, at=request.at)
    return back_where(request, "promises:promise", promise_id)


@act("promises.write")
def break_(request, site, promise_id):
    services.break_promise(promise_id=promise_id, by=request.actor, at=request.at, **_valid(ReasonForm(request.POST)))
    return back_to(request, "promises:promise", promise_id)


@act("promises.write")
def renegotiate(request, site, promise_id):
    later = services.renegotiate_promise(promise_id=promise_id, by=request.actor, at=request.at, **_valid(RenegotiateForm(request.POST)))
    return back_to(request, "promises:promise", later.pk)


@act("promises.write")
def withdraw(request, site, promise_id):
    services.withdraw_promise(promise_id=promise_id, by=request.actor, at=request.at, **_valid(ReasonForm(request.POST)))
    return back_to(request, "promises:promise", promise_id)


@act("promises.write")
def correct(request, site, promise_id):
    services.correct_promise(promise_id=promise_id, by=request.actor, at=request.at, **_valid(CorrectForm(request.POST)))
    return back_to(request, "promises:promise", promise_id)


def _valid(form) -> dict:
    """What was sent, or its faults field by field."""
    if not form.is_valid():
        fields = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        sentence = " ".join(f"{form.fields[name].label}: {text}" for name, texts in fields.items() for text in texts)
        raise InvalidFields(fields, sentence)
    return form.cleaned_data
