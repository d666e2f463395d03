"""What customers speak of: topics, texts, and what people do with them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.queries import roles_everywhere, sites_of
from yinuo.core.access.rules import capabilities_of
from yinuo.core.access.views import act, back_to, page
from yinuo.core.ui.lists import Column, Sort, export, listed
from yinuo.core.validation import key_of
from yinuo.operations.standards.models import Step

from . import forms, pictures, queries, services
from .models import Text

SORTS = (Sort("newest", _("newest first"), ("-said_on", "-id")), Sort("oldest", _("oldest first"), ("said_on", "id")))
COLUMNS = (
    Column(_("said on"), lambda row: f"{row.month:%Y-%m}" if row.anonymous else row.said_on),
    Column(_("source"), lambda row: row.get_source_display()),
    Column(_("text"), lambda row: row.text),
    Column(_("topic"), lambda row: str(row.topic_shown or "")),
    Column(_("placed"), lambda row: row.get_placed_display()),
    Column(_("sure, %"), lambda row: round(row.sure / 10)),
    Column(_("complaint"), lambda row: row.complaint.number if row.complaint else None),
    Column(_("plate"), lambda row: row.visit.plate if row.visit else ""),
)
STEPS = dict(Step.choices)
SOURCES = dict(Text.Source.choices)


def _today(request: Any) -> date:
    return timezone.localdate(request.at, request.site.zone)


@page("topics.read")
def topics(request: Any, site: Any) -> HttpResponseBase:
    """What is spoken of, most first, and whether it becomes more."""
    form = forms.TopicFilter(request.GET)
    form.is_valid()
    source = form.cleaned_data.get("source", "")
    seen = queries.overview(until=_today(request).replace(day=1), source=source)
    context = {"form": form, "seen": seen, "source": source, "picture": pictures.small_ones(seen), "finding": pictures.finding(seen.rows)}
    return render(request, "topics/list.html", context)


@page("topics.read")
def topic(request: Any, site: Any, topic_id: int) -> HttpResponse:
    """One topic, and what can be done with it."""
    until = _today(request).replace(day=1)
    if (root := services.root_of(topic_id)) != topic_id:
        return redirect("topics:topic", site.code, root)
    found = queries.topic_page(topic_id, until=until)
    sites = _by_site(request, found.topic.name, until)
    context = {
        "page": found, "topic": found.topic, "months": pictures.months(found.trend), "months_say": pictures.months_say(found.trend),
        "sources": [(code, SOURCES[code], n) for code, n in found.sources], "steps": [(STEPS.get(code, code), n) for code, n in found.steps],
        "heard": sum(n for _code, n in found.sources), "placed": [(label, found.by[code]) for code, label in Text.Placed.choices if found.by[code]],
        "sites": sites, "sites_picture": pictures.by_site(sites) if len(sites) > 1 else None,
        "name_form": forms.NameForm(initial={"name": found.topic.name}), "merge_form": forms.MergeForm(topics=found.others), "split_form": forms.SplitForm(),
    }  # fmt: skip
    return render(request, "topics/topic.html", context)


def _by_site(request: Any, name: str, until: date) -> list[Any]:
    """Topics of the same name at the sites where this person may read them."""
    mine = sites_of(request.user) if name else []
    if len(mine) < 2:
        return []
    roles = roles_everywhere([request.user.pk])[request.user.pk]
    readable = [one for one in mine if "topics.read" in capabilities_of(roles.get(one.pk, ()))]
    return queries.of_name(readable, name, until=until) if len(readable) > 1 else []


@page("topics.read")
def texts(request: Any, site: Any) -> HttpResponseBase:
    """All that customers said, to search, filter and take along."""
    known = queries.topics()
    live = [one for one in known.values() if one.merged_into_id is None]
    form = forms.TextFilter(request.GET, topics=live, today=_today(request))
    asked = form.asked()
    listing = listed(request, queries.texts(**asked), sorts=SORTS)

    def shaped(rows: list) -> list:
        queries.put_topics(rows, known)
        return rows

    if listing.export:
        return export(request, listing, columns=COLUMNS, name="customers-words", shape=shaped)
    context = {"form": form, "listing": listing, "rows": shaped(listing.rows), "filtered": bool(asked)}
    return render(request, "topics/texts.html", context)


@page("topics.read")
def text(request: Any, site: Any, text_id: int) -> HttpResponse:
    """One text: who said it where, to which topic it belongs, and a way to say otherwise."""
    row, live, changes = queries.text_page(text_id)
    form = forms.MoveForm(topics=live, initial={"topic": str(row.topic_shown.pk) if row.topic_shown else ""})
    return render(request, "topics/text.html", {"row": row, "form": form, "changes": changes})


@act("topics.write")
def name(request: Any, site: Any, topic_id: int) -> HttpResponse:
    services.name(topic_id=topic_id, name=request.POST.get("name", ""), by=request.actor, at=request.at)
    return back_to(request, "topics:topic", topic_id)


@act("topics.write")
def merge(request: Any, site: Any, topic_id: int) -> HttpResponse:
    into = services.merge(topic_id=topic_id, into_id=key_of(request.POST.get("into")) or 0, by=request.actor, at=request.at)
    return back_to(request, "topics:topic", into.pk)


@act("topics.write")
def split(request: Any, site: Any, topic_id: int) -> HttpResponse:
    told = {name: request.POST.get(name, "") for name in ("name", "word")}
    chosen = [key for value in request.POST.getlist("text") if (key := key_of(value))]
    made = services.split(topic_id=topic_id, text_ids=chosen, by=request.actor, at=request.at, **told)
    return back_to(request, "topics:topic", made.pk)


@act("topics.write")
def move_text(request: Any, site: Any, text_id: int) -> HttpResponse:
    """To a topic, or to none."""
    services.move_text(text_id=text_id, topic_id=key_of(request.POST.get("topic")), by=request.actor, at=request.at)
    return back_to(request, "topics:text", text_id)


@act("topics.write")
def undo(request: Any, site: Any, change_id: int) -> HttpResponse:
    change = services.undo(change_id=change_id, by=request.actor, at=request.at)
    if change.text_id:
        return back_to(request, "topics:text", change.text_id)
    return back_to(request, "topics:topic", services.root_of(change.topic_id or 0))
