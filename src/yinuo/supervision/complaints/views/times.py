"""The times of the seven steps: what holds now, what held before, and a new version."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yinuo.core.access.views import back_to, form_page
from yinuo.core.errors import Invalid
from yinuo.core.validation import InvalidFields

from .. import forms, times
from ..models import Complaint
from ..services import times as services


@form_page("setup.write")
def step_times(request: HttpRequest, site) -> HttpResponse:
    form = forms.TimesForm(request.POST if request.method == "POST" else None, held=times.in_force(request.at))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            services.set_times(**form.times(), valid_from=told["valid_from"], reason=told["reason"], by=request.actor, at=request.at)
            return back_to(request, "complaints:times")
        except Invalid as problem:
            problem.tell(form) if isinstance(problem, InvalidFields) else form.add_error(None, str(problem))
    context = {"form": form, "versions": times.versions(request.at), "severities": [label for _code, label in Complaint.Severity.choices]}
    return render(request, "complaints/times.html", context, status=422 if request.method == "POST" else 200)
