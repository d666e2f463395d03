"""Links that are to go out by hand, and answers taken by phone on somebody's behalf."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.views import act, back_to, done, form_page, page
from yinuo.core.errors import DomainError, Invalid, NotHere
from yinuo.core.ui.lists import Sort, listed
from yinuo.core.validation import key_of

from .. import asking, forms, links, queries
from ..models import Invitation, Response
from ..services import answering, invitations, rounds

LONGEST_WAITING = Sort("due", _("longest waiting first"), ("send_at", "id"))


@page("surveys.take")
def to_send(request: Any, site: Any) -> HttpResponse:
    form = forms.SendFilter(request.GET)
    form.is_valid()
    told = form.cleaned_data
    rows = queries.waiting(rounds.to_send(request.at), text=told.get("q", ""), channel=told.get("channel", ""))
    listing = listed(request, rows, sorts=(LONGEST_WAITING,))
    return render(request, "surveys/to_send.html", {"form": form, "listing": listing, "filtered": any(told.values())})


@page("surveys.take")
def invitation(request: Any, site: Any, invitation_id: int) -> HttpResponse:
    """The words to send, the link to copy, the code to show; or the questions asked on the phone."""
    found = _invitation(invitation_id)
    url = request.build_absolute_uri(links.url_of(found))
    _subject, text = rounds.message(found, url, site)
    context = {"invitation": found, "url": url, "text": text, "running": found.state in invitations.RUNNING}
    return render(request, "surveys/invitation.html", context)


def _invitation(invitation_id: int) -> Invitation:
    found = queries.waiting(Invitation.objects.all()).filter(pk=invitation_id).first()
    if found is None:
        raise NotHere
    return found


@act("surveys.take")
def sent(request: Any, site: Any, invitation_id: int) -> HttpResponse:
    form = forms.SentForm(request.POST)
    if not form.is_valid():
        raise Invalid
    invitations.mark_sent(invitation_id=invitation_id, channel=form.cleaned_data["channel"], by=request.actor, at=request.at)
    return back_to(request, "surveys:to_send")


@act("surveys.take")
def by_phone(request: Any, site: Any, invitation_id: int) -> HttpResponse:
    """Begin, or take up, the sheet of somebody who is on the phone."""
    found = _invitation(invitation_id)
    response, _token = answering.begin(
        wave_id=found.wave_id, channel="phone", language=_language(request), by=request.actor, at=request.at,
        invitation_id=found.pk, taken_by_id=request.actor.user_id,
    )  # fmt: skip
    return back_to(request, "surveys:take", response.pk)


def _language(request: Any) -> str:
    spoken = translation.get_language() or "en"
    return spoken if spoken in ("zh-hans", "zh-hant") else "en"


@act("surveys.take")
def ask_now(request: Any, site: Any, visit_id: int) -> HttpResponse:
    """Ask the customer of a visit in a wave that is chosen by hand."""
    wave_id = key_of(request.POST.get("wave"))
    customer_id = queries.customer_of(visit_id)
    if wave_id is None or customer_id is None:
        raise NotHere
    made = invitations.invite_by_hand(wave_id=wave_id, customer_id=customer_id, visit_id=visit_id, by=request.actor, at=request.at)
    return done(request, reverse("surveys:invitation", args=[site.code, made.pk]))


@form_page("surveys.take")
def take(request: Any, site: Any, response_id: int) -> HttpResponse:
    """Question by question, read out by the agent; the answer is a tap or a digit."""
    response = (
        Response.objects.select_related("wave", "version__questionnaire", "customer", "visit__vehicle").filter(pk=response_id).first()
    )
    if response is None or response.channel != Response.Channel.PHONE or response.anonymous:
        raise NotHere
    if response.completed_at is not None:
        return redirect("surveys:response", site.code, response.pk)
    if request.method == "POST":
        return _keep(request, response)
    return _question(request, response, wanted=key_of(request.GET.get("q")))


def _keep(request: Any, response: Response) -> HttpResponse:
    question = next((one for one in answering.asked_of(response) if one.pk == key_of(request.POST.get("question"))), None)
    if question is None:
        raise NotHere
    actor = request.actor.with_key("")
    try:
        answering.save_answer(response_id=response.pk, question_id=question.pk, by=actor, at=request.at, **asking.told(request, question))
    except (answering.OffTheScale, answering.QuestionsLeft) as problem:
        return _question(request, response, wanted=question.pk, problem=str(problem), status=422)
    if answering.standing(response)[1] is None:
        answering.complete(response_id=response.pk, by=actor, at=request.at)
        return redirect("surveys:response", request.site.code, response.pk)
    return redirect("surveys:take", request.site.code, response.pk)


def _question(request: Any, response: Response, *, wanted: int | None, problem: str = "", status: int = 200) -> HttpResponse:
    screen = asking.screen(response, _language(request), wanted)
    if screen is None:
        raise DomainError
    context = {"response": response, "screen": screen, "problem": problem, "typed": request.POST.get("text", ""), "longest": asking.LONGEST}
    return render(request, "surveys/take.html", context, status=status)
