"""Asking the customer, on the visit's page: the sheet that was filled, the invitation that is out, or a wave to ask them in."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yinuo.core.ui.panels import Panel
from yinuo.operations.visits.models import Visit

from . import queries

ASKABLE = (Visit.State.READY, Visit.State.SETTLED, Visit.State.DELIVERED, Visit.State.CLOSED)


def survey_panel(request: Any, visit: Visit) -> Panel | None:
    """Nothing before the car is ready, and nothing about a customer who is not known."""
    if visit.state not in ASKABLE or visit.customer_id is None:
        return None
    told = queries.of_visit(visit.pk)
    sheets = [row for row in told if row.answered_id]
    if not told and not request.actor.may("surveys.take"):
        return None
    context = {
        "told": told,
        "waves": [] if told else list(queries.open_waves_by_hand()[:5]),
        "visit": visit,
        "takes": request.actor.may("surveys.take"),
        "reads": request.actor.may("surveys.read"),
    }
    if not told and not context["waves"]:
        return None
    tone, word = ("late", _("a bad word")) if any(row.bad for row in sheets) else ("kept", _("answered")) if sheets else ("", "")
    url = reverse("surveys:waves", args=[request.site.code]) if request.actor.may("surveys.read") else ""
    return Panel("survey", _("Survey"), "surveys/parts/of_visit.html", context, where="side", tone=tone, word=word, url=url)
