"""Small pages that the browser tests drive, on top of the program's own addresses."""

import json
import time
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.template import RequestContext, Template
from django.urls import path
from django.utils import timezone

from yinuo.config.urls import urlpatterns as of_the_program

# What the server does with an act, and what it was sent; each test begins anew.
answers: dict[str, Any] = {}
received: list[dict[str, str]] = []

PAGE = """{% extends 'ui/page.html' %}{% load yinuo %}{% block place %}Test{% endblock %}
{% block scripts %}{% module 'queue' %}{% module 'drag' %}{% endblock %}{% block content %}"""


def draw(request, body: str, status: int = 200, **context) -> HttpResponse:
    request.at = timezone.now() + timedelta(hours=answers.get("hours_ahead", 0))
    return HttpResponse(Template(PAGE + body + "{% endblock %}").render(RequestContext(request, context)), status=status)


def clocks(request):
    now = timezone.now() + timedelta(hours=answers.get("hours_ahead", 0))
    body = '<p id="soon">{% clock soon amber=2 %}</p><p id="listen">{% clock soon kind="minimum" %}</p><p id="since">{% clock ago kind="since" %}</p>'
    return draw(request, body, soon=now + timedelta(seconds=4), ago=now - timedelta(minutes=7))


class WordsForm(forms.Form):
    words = forms.CharField(widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])
    waits = forms.BooleanField(required=False)
    secret = forms.CharField(required=False, widget=forms.TextInput(attrs={"data-no-draft": True}))


def words(request):
    """Accepts, refuses, has the session expire or breaks, as the test says."""
    form = WordsForm(request.POST or None)
    body = '<form method="post" id="words" action="/words/">{% csrf_token %}{% act_key %}{% for f in form %}{% field f %}{% endfor %}<button>Keep</button></form>'
    if request.method == "POST":
        received.append(request.POST.dict())
        answer = answers.get("words", "accept")
        if answer == "sign in":
            return HttpResponse(
                Template("{% extends 'ui/signed_out.html' %}").render(RequestContext(request, {"sign_in": "/words/"})), status=401
            )
        if answer == "break":
            return HttpResponse("<!doctype html><body data-keep-drafts>broken</body>", status=500)
        if answer == "accept" and form.is_valid():
            return HttpResponseRedirect("/words/")
        form.add_error("kind", "Not this kind.")
        return draw(request, body, 422, form=form)
    return draw(request, body, form=form)


def jobs(request):
    body = """<p data-shown-with="after" hidden>{% clock since kind="since" label="Working" %}</p>
      <div id="job">{% act_button "/act/start/" "Start" queue=True then="after" %}</div>
      {% photos pictures upload_url="/act/photo/" queue=True %}<div id="after" hidden>{% act_button "/act/finish/" "Finish" queue=True %}</div>"""
    return draw(request, body, since=timezone.now() - timedelta(hours=3))


def act(request, name):
    answer = answers.get(name, "ok")
    received.append(
        {"act": name, "answer": answer, "key": request.headers.get("Idempotency-Key", ""), "at": request.headers.get("X-Acted-At", "")}
    )
    if answer == "expired":
        return JsonResponse({"error": "Signed out.", "sign_in": "/accounts/login/"}, status=401)
    if answer == "refused":
        return JsonResponse({"error": "The order is closed <b>already</b>."}, status=409)
    if answer == "page":
        return HttpResponse("<!doctype html><title>Found</title><main>A whole page</main>", status=422)
    if answer == "broken":
        return HttpResponse("<h1>500</h1>", status=500)
    return JsonResponse({"ok": True, "url": "/jobs/"})


def table(request):
    body = """<table id="day" data-target="#moved" data-swap="innerHTML">{% for row in rows %}<tr>{% for cell in row %}
      <td data-drop="{{ cell }}" aria-label="{{ cell }}" width="120" height="60">{% if cell == "08:00" %}
      <div data-drag data-move-url="/move/" tabindex="0" id="chip">沪A·12345<span data-grip>::</span></div>{% endif %}</td>
      {% endfor %}</tr>{% endfor %}</table>
      <p id="drag-voice" aria-live="polite"></p><p id="moved"></p>"""
    return draw(request, body, rows=[["08:00", "08:30"], ["09:00", "09:30"]])


def move(request):
    received.append(request.POST.dict())
    return HttpResponse(request.POST["start"])


def tablet(request):
    if request.method == "POST":
        received.append({**request.POST.dict(), "files": ",".join(request.FILES)})
        return HttpResponseRedirect("/tablet/")
    body = """<form method="post" enctype="multipart/form-data" id="walk">{% csrf_token %}{% act_key %}{% car_outline "marks" %}{% signature "signature" label="Sign" %}
      <button class="btn btn-primary" id="send">Keep</button></form>"""
    return draw(request, body)


def badge(request):
    body = """{% module 'scan' %}<form id="show"><input id="badge" name="badge"><button type="button" data-scan="badge" hidden>Camera</button></form>
      <video data-scan-picture muted playsinline hidden></video><b id="told">{{ request.GET.badge }}</b>"""
    return draw(request, body)


LIVE = """{% extends 'ui/page.html' %}{% block place %}Live{% endblock %}{% block body_attributes %} data-live-url="/stream/"{% endblock %}{% block content %}
<section id="part" data-live="visit:12 order" hx-get="/part/" hx-trigger="live" hx-swap="outerHTML"><select><option>a<option>b</select><b>first</b></section>
{% endblock %}"""


def live(request):
    request.at = timezone.now()
    return HttpResponse(Template(LIVE).render(RequestContext(request)))


def part(request):
    received.append({"part": "read"})
    return HttpResponse(
        f'<section id="part" data-live="visit:12 order" hx-get="/part/" hx-trigger="live" hx-swap="outerHTML"><b>read {len(received)}</b></section>'
    )


def stream(request):
    """Says hello, then each hint that the test puts into `answers["hint"]`, for ten seconds."""

    def words():
        yield "data: hello\n\n"
        for _look in range(100):
            hint = answers.pop("hint", None)
            yield f"data: {json.dumps(hint)}\n\n" if hint else ": nothing\n\n"
            time.sleep(0.1)

    return StreamingHttpResponse(words(), content_type="text/event-stream")


urlpatterns = [
    path("live/", live),
    path("part/", part),
    path("stream/", stream),
    path("clocks/", clocks),
    path("words/", words),
    path("desk/", words),
    path("jobs/", jobs),
    path("act/<name>/", act),
    path("table/", table),
    path("move/", move),
    path("tablet/", tablet),
    path("badge/", badge),
    *of_the_program,
]
