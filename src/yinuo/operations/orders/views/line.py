"""Editing one line on a page of its own: nothing typed is lost when somebody else was quicker."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yinuo.core.access.views import back_to, form_page
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.sites.queries import current_site

from .. import forms, rules
from ..models import Line, Policy
from ..services import changes
from ..services.common import EditedMeanwhile, Invoiced


@form_page("estimate.write")
def edit(request: HttpRequest, site, line_id: int) -> HttpResponse:
    """The form of a line. After a conflict it comes back with what was typed beside what the line says now."""
    line = Line.objects.select_related("order__visit", "operation", "changed_by", "part").filter(pk=line_id, removed=False).first()
    if line is None:
        raise NotHere
    operation = getattr(line, "operation", None)
    shape = {"line": line, "minutes": operation.standard_minutes if operation else None, "currency": current_site().currency}
    if request.method != "POST":
        return _show(request, line, forms.LineForm(**shape))
    form = forms.LineForm(request.POST, **shape)
    if not form.is_valid():
        return _show(request, line, form, status=422)
    try:
        changed = form.changes()
        if changed:
            changes.change_line(line_id=line_id, revision=form.cleaned_data["revision"], by=request.actor, at=request.at, **changed)
    except EditedMeanwhile as conflict:
        line.refresh_from_db()  # it was read before the other one wrote
        again = request.POST.copy()
        again[form.add_prefix("revision")] = str(line.revision)
        return _show(request, line, forms.LineForm(again, **shape), status=409, conflict=conflict)
    except (Invalid, changes.DiscountTooHigh, changes.AgreedAndBegun, changes.PartIssued, Invoiced) as refusal:
        form.add_error(None, str(refusal))
        return _show(request, line, form, status=refusal.status)
    return back_to(request, "orders:order", line.order_id)


def _show(request: HttpRequest, line: Line, form: forms.LineForm, *, status: int = 200, conflict=None) -> HttpResponse:
    policy = Policy.objects.first() or Policy()
    context = {
        "line": line, "form": form, "conflict": conflict, "order": line.order, "currency": current_site().currency,
        "percent": rules.authority(request.actor.roles, policy.discount_limits),
    }  # fmt: skip
    return render(request, "orders/line.html", context, status=status)
