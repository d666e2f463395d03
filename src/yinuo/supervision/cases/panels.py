"""A case on the page of the complaint that it was made of."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.ui import panels
from yinuo.core.ui.panels import Panel

from .models import Case


def of_complaint(request: Any, complaint: Any) -> Panel | None:
    found = Case.objects.filter(complaint_id=complaint.pk).exclude(state="discarded").only("pk", "number", "title", "state").first()
    if found is None and complaint.is_open:
        return None
    url = f"{reverse('cases:new', args=[request.site.code])}?complaint={complaint.pk}"
    return Panel("case", _("Learn from it"), "cases/parts/of_complaint.html", {"case": found, "case_url": url}, where="side")


panels.register("complaint", of_complaint, capability="cases.write")
