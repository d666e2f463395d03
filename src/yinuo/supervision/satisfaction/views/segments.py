"""Customers told apart: the index of each group of a segment side by side, and what the groups are."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.access.views import back_to, form_page, page

from .. import groups, pictures, services, words
from .. import segments as facts
from ..figures import Asked
from ..forms import SegmentsForm
from . import common


@page("satisfaction.read")
def segments(request: HttpRequest, site: Any) -> HttpResponseBase:
    """The groups of one way to tell customers apart, each with its interval, last year and what its months say."""
    told = request.GET.get("by", "")
    by = told if told in groups.WAYS else groups.WAYS[0]
    asked = common.asked_for(request, {})
    found = groups.groups(by, asked.period)
    counted = [group for group in found if group.index.value is not None]
    choices = [choice for choice in common.choices(request, Asked(asked.period), {}) if choice.name == "period"]
    ways = common.Choice("by", _("Told apart by"), [(code, label, code == by) for code, label in words.WAYS.items()])
    context = {
        "rows": [(words.member(_dimension(by), group.member), _door(request, by, group.member), group, _months(group)) for group in found],
        "picture": pictures.groups(counted, by) if counted else None, "says": pictures.groups_say(counted, by), "by": words.WAYS[by],
        "choices": [ways, *choices], "period": common.period_words(asked.period), "tabs": common.tabs(request, "satisfaction:segments"),
        "off": by not in groups.DIMENSIONS and by not in facts.definitions().used,
    }  # fmt: skip
    return render(request, "satisfaction/segments.html", context)


def _dimension(by: str) -> str:
    return by if by in groups.DIMENSIONS else "customer"


def _door(request: HttpRequest, by: str, member: str) -> str:
    """The index of this group alone: its factors, and its months with their limits."""
    kept = {"period": told} if (told := request.GET.get("period", "")) else {}
    return f"{reverse('satisfaction:index', args=[request.site.code])}?{urlencode(kept | {_dimension(by): member})}"


def _months(group: groups.Group) -> tuple[str, Any]:
    """(tone, what the months of the XmR chart say)."""
    if group.chart.upper is None:
        return "idle", _("too few months")
    if not group.chart.signals:
        return "kept", _("noise only")
    last = max(group.chart.signals)
    return "risk", f"{group.months[last]:%Y-%m}: {words.SIGNALS[group.chart.signals[last]]}"


@form_page("satisfaction.write")
def settings(request: HttpRequest, site: Any) -> HttpResponseBase:
    """Which segments are told apart here."""
    how = facts.definitions()
    initial = {
        "used": list(how.used), "age_limits": ", ".join(map(str, how.age_limits)), "km_limits": ", ".join(map(str, how.km_limits)),
        "regular_from": how.regular_from,
    }  # fmt: skip
    form = SegmentsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.set_segments(how=form.told(), by=request.actor, at=request.at)
        return back_to(request, "satisfaction:segments")
    return render(request, "satisfaction/segment_settings.html", {"form": form}, status=422 if form.errors else 200)
