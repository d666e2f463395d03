from __future__ import annotations

from django.shortcuts import render
from django.utils.translation import gettext_lazy

from yinuo.core.access.views import act, back_to, done, page
from yinuo.core.ui.lists import Column, Sort, export, listed
from yinuo.core.validation import InvalidFields, key_of

from . import queries, services
from .forms import EncounterFilter, QuickForm
from .words import about_words, outcome_words

SORTS = (Sort("newest", gettext_lazy("newest first"), ("-happened_at", "-id")),)
COLUMNS = (
    Column(gettext_lazy("when"), lambda row: row.happened_at),
    Column(gettext_lazy("customer"), lambda row: row.customer.name if row.customer else ""),
    Column(gettext_lazy("channel"), lambda row: row.get_channel_display()),
    Column(gettext_lazy("direction"), lambda row: row.get_direction_display()),
    Column(gettext_lazy("about"), lambda row: about_words(row.about)),
    Column(gettext_lazy("what was said"), lambda row: row.text),
    Column(gettext_lazy("outcome"), lambda row: outcome_words(row.outcome)),
    Column(gettext_lazy("minutes"), lambda row: row.minutes),
    Column(gettext_lazy("by"), lambda row: str(row.by or "")),
)


@page("customers.read")
def encounters(request, site):
    form = EncounterFilter(request.GET)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    listing = listed(request, queries.encounters(**asked), sorts=SORTS)
    if listing.export:
        return export(request, listing, columns=COLUMNS, name="contacts")
    rows = [(row, about_words(row.about), outcome_words(row.outcome)) for row in listing.rows]
    return render(request, "encounters/list.html", {"form": form, "listing": listing, "rows": rows, "filtered": bool(asked)})


@act("encounters.write")
def record(request, site, customer_id):
    """From the quick form, wherever it stands; goes back there."""
    form = QuickForm(request.POST, prefix="quick")
    if not form.is_valid():
        labels = {name: form.fields[name].label for name in form.fields}
        raise InvalidFields(
            {name: [str(text) for text in texts] for name, texts in form.errors.items()},
            " ".join(f"{labels.get(name, '')}: {text}" for name, texts in form.errors.items() for text in texts),
        )
    thread_id = key_of(request.POST.get("thread"))
    services.record_encounter(customer_id=customer_id, thread_id=thread_id, by=request.actor, at=request.at, **form.cleaned_data)
    referer = request.META.get("HTTP_REFERER", "")
    if thread_id is not None and referer.startswith(request.build_absolute_uri("/")):
        return done(request, referer)
    return back_to(request, "customers:customer", customer_id)
