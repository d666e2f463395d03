"""Questionnaires: the list, a version to read, try or edit, and its questions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from yinuo.core.access.views import act, back_to, form_page, made, page
from yinuo.core.errors import DomainError, NotHere
from yinuo.core.validation import InvalidFields

from .. import asking, forms, queries
from ..models import Question, QuestionnaireVersion
from ..services import questionnaires as services


@page("surveys.read")
def questionnaires(request: Any, site: Any) -> HttpResponse:
    return render(request, "surveys/questionnaires.html", {"questionnaires": list(queries.questionnaires())})


@act("surveys.write")
def take_defaults(request: Any, site: Any) -> HttpResponse:
    services.make_defaults(by=request.actor, at=request.at)
    return back_to(request, "surveys:questionnaires")


@form_page("surveys.write")
def new_questionnaire(request: Any, site: Any) -> HttpResponse:
    form = forms.NewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = services.make_questionnaire(by=request.actor, at=request.at, **form.cleaned_data)
            return made(request, reverse("surveys:version", args=[site.code, draft.pk]))
        except InvalidFields as wrong:
            wrong.tell(form)
        except DomainError as problem:
            form.add_error(None, str(problem))
    return render(request, "surveys/new.html", {"form": form}, status=422 if form.errors else 200)


@act("surveys.write")
def new_version(request: Any, site: Any, questionnaire_id: int) -> HttpResponse:
    draft = services.new_version(questionnaire_id=questionnaire_id, by=request.actor, at=request.at)
    return back_to(request, "surveys:version", draft.pk)


def _version(version_id: int) -> QuestionnaireVersion:
    found = QuestionnaireVersion.objects.select_related("questionnaire").filter(pk=version_id).first()
    if found is None:
        raise NotHere
    return found


@page("surveys.read")
def version(request: Any, site: Any, version_id: int) -> HttpResponse:
    """All questions of a version, in the language of the reader; a draft leads to its forms."""
    found = _version(version_id)
    language = translation.get_language() or "en"
    questions = list(Question.objects.filter(version=found).order_by("position"))
    writes = found.state == QuestionnaireVersion.State.DRAFT and request.actor.may("surveys.write")
    context = {
        "version": found, "title": asking.said(found.titles, language), "intro": asking.said(found.intros, language), "writes": writes,
        "questions": [(one, asking.said(one.texts, language), _options(one, language)) for one in questions],
        "versions": list(QuestionnaireVersion.objects.filter(questionnaire=found.questionnaire).order_by("-number")),
        "missing": services.missing(found) if writes else [],
    }  # fmt: skip
    return render(request, "surveys/version.html", context)


def _options(question: Question, language: str) -> list[str]:
    return [asking.said(option["texts"], language) for option in question.options]


@form_page("surveys.write")
def words(request: Any, site: Any, version_id: int) -> HttpResponse:
    found = _version(version_id)
    initial = forms.spread("titles", found.titles) | forms.spread("intros", found.intros) | forms.spread("thanks", found.thanks)
    form = forms.WordsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = {name: form.spoken(name) for name in ("titles", "intros", "thanks")}
        services.save_words(version_id=version_id, by=request.actor, at=request.at, **told)
        return back_to(request, "surveys:version", version_id)
    return render(request, "surveys/words.html", {"version": found, "form": form}, status=422 if form.errors else 200)


@form_page("surveys.write")
def question(request: Any, site: Any, version_id: int, question_key: str = "") -> HttpResponse:
    """A new question of a draft, or one that is changed (its key stays)."""
    found = _version(version_id)
    known = Question.objects.filter(version=found, key=question_key).first() if question_key else None
    if question_key and known is None:
        raise NotHere
    form = forms.QuestionForm(request.POST if request.method == "POST" else None, initial=forms.initial_of(known) if known else {})
    if known:
        form.fields["key"].required, form.fields["key"].disabled = False, True
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if not name.startswith(("texts_", "hints_"))}
        try:
            services.put_question(
                version_id=version_id, by=request.actor, at=request.at, texts=form.spoken("texts"), hints=form.spoken("hints"), **told
            )
            return back_to(request, "surveys:version", version_id)
        except InvalidFields as wrong:
            wrong.tell(form)
        except DomainError as problem:
            form.add_error(None, str(problem))
    return render(
        request, "surveys/question_form.html", {"version": found, "form": form, "known": known}, status=422 if form.errors else 200
    )


@act("surveys.write")
def remove_question(request: Any, site: Any, version_id: int, question_key: str) -> HttpResponse:
    services.remove_question(version_id=version_id, key=question_key, by=request.actor, at=request.at)
    return back_to(request, "surveys:version", version_id)


@act("surveys.write")
def move_question(request: Any, site: Any, version_id: int, question_key: str) -> HttpResponse:
    services.move_question(version_id=version_id, key=question_key, up=request.POST.get("up") == "1", by=request.actor, at=request.at)
    return back_to(request, "surveys:version", version_id)


@act("surveys.write")
def publish(request: Any, site: Any, version_id: int) -> HttpResponse:
    services.publish(version_id=version_id, by=request.actor, at=request.at)
    return back_to(request, "surveys:version", version_id)
