"""Listening to the customer: words, symptoms, the listen clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid
from yinuo.core.events.services import Act, story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.statements.asked import record
from yinuo.core.statements.writes import change as write_changes

from .. import rules
from ..models import Consultation, Visit
from .common import step, still_open
from .errors import NothingSaid

MOST_WORDS = 20_000
MOST_SYMPTOMS = 20


def start_consultation(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """The customer begins to tell; the quiet listen clock runs. Also goes back to it from the estimate."""
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        step(act.subject, "consult", act=act)
        _consultation(act)
    return act.subject


def end_consultation(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """The customer has told everything; next comes the estimate."""
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        step(act.subject, "confirm", act=act)
    return act.subject


def skip_consultation(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """Nothing to listen to (plain maintenance): straight to the estimate."""
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        step(act.subject, "skip_consultation", act=act)
    return act.subject


def record_words(*, visit_id: int, words: str, by: Actor, at: datetime) -> Consultation:
    """Keep what the customer said, unedited. Recording again replaces the text; the log says when and by whom."""
    words = words.replace("\x00", "").strip()
    if not words:
        raise NothingSaid
    if len(words) > MOST_WORDS:
        raise Invalid
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        consultation = _consultation(act)
        if consultation.words != words:
            _write(act, consultation, words=words)
            act.record("consultation.words_recorded", length=len(words))
    return consultation


def add_symptoms(*, visit_id: int, symptoms: Sequence[Mapping[str, Any]], by: Actor, at: datetime) -> Consultation:
    """Add what was picked: each {"kind", "when": […], "speed": […], "weather": […], "often", "note"}. An empty pick is left out."""
    picked = [clean for symptom in symptoms[:MOST_SYMPTOMS] if (clean := _symptom(symptom))]
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        consultation = _consultation(act)
        if picked:
            _write(act, consultation, symptoms=[*consultation.symptoms, *picked][-MOST_SYMPTOMS:])
            act.record("consultation.symptoms_added", kinds=[symptom["kind"] for symptom in picked])
    return consultation


def remove_symptom(*, visit_id: int, position: int, by: Actor, at: datetime) -> Consultation:
    """Take a symptom away that was picked by mistake."""
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        consultation = _consultation(act)
        if 0 <= position < len(consultation.symptoms):
            gone = consultation.symptoms[position]
            _write(act, consultation, symptoms=[*consultation.symptoms[:position], *consultation.symptoms[position + 1 :]])
            act.record("consultation.symptom_removed", kind=gone["kind"])
    return consultation


def declare_uninterrupted(*, visit_id: int, yes: bool, by: Actor, at: datetime) -> Consultation:
    """The advisor declares whether the customer could speak without being interrupted; asked again at the follow-up."""
    with story(Visit, visit_id, by=by, at=at, right="visit.receive") as act:
        consultation = _consultation(act)
        if consultation.uninterrupted is not yes:
            _write(act, consultation, uninterrupted=yes)
            act.record("consultation.uninterrupted", yes=yes)
    return consultation


def _consultation(act: Act) -> Consultation:
    visit = still_open(act.subject)
    known = record(Consultation, visit=visit)
    return known or Consultation.objects.create(visit=visit, site_id=act.site_id, **stamps(act.by, act.at))


def _write(act: Act, consultation: Consultation, **columns: Any) -> None:
    columns |= change_stamps(act.by, act.at)
    write_changes(Consultation, consultation.pk, columns)
    for name, value in columns.items():
        setattr(consultation, name, value)


def _symptom(symptom: Mapping[str, Any]) -> dict[str, Any] | None:
    kind, note = symptom.get("kind", ""), str(symptom.get("note", "")).replace("\x00", "").strip()[:240]
    if kind not in rules.SYMPTOM_KINDS:
        return None
    often = symptom.get("often", "")
    return {
        "kind": kind,
        "when": [code for code in symptom.get("when", ()) if code in rules.SYMPTOM_WHEN],
        "speed": [code for code in symptom.get("speed", ()) if code in rules.SYMPTOM_SPEED],
        "weather": [code for code in symptom.get("weather", ()) if code in rules.SYMPTOM_WEATHER],
        "often": often if often in rules.SYMPTOM_OFTEN else "",
        "note": note,
    }
