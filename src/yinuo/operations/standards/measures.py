"""Measures of this slice, read by name: conformance of the flow and of each step, promises kept by kind, time in each step."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from yinuo.core.measures.registry import Measured, measure
from yinuo.information.promises.models import Promise

from . import durations
from .conformance import Span, share_of
from .models import Step
from .rules import STEPS

KINDS = ("arrival_slot", "call_back", "parts_arrival", "price", "ready_time", "added_work_answer", "other")


def conformance(step: str, since: date, until: date) -> Measured:
    met, n = share_of(Span(since, until), step)
    return Measured(met / n if n else None, n, met)


def time_in(step: str, since: date, until: date) -> Measured:
    found = durations.of_step(step, since=since, until=until)
    return Measured(found.median / 60 if found.n else None, found.n)


def promises_kept(kind: str, since: date, until: date) -> Measured:
    kept, n = durations.promises_kept(kind, since=since, until=until)
    return Measured(kept / n if n else None, n, kept)


def register() -> None:
    drill, formula = "standards:conformance", _("standards met / standards judged")
    measure(name="conformance", label=_("Conformance"), unit="ratio", better="more", formula=formula, drill=drill)(partial(conformance, ""))
    for step in STEPS:
        label = format_lazy("{}: {}", _("Conformance"), Step(step).label)
        measure(name=f"conformance.{step}", label=label, unit="ratio", better="more", formula=formula, drill=drill)(
            partial(conformance, step)
        )
    for step in durations.BETWEEN:
        label = format_lazy("{}: {}", _("Time in step"), Step(step).label)
        formula_of_time = _("median of the minutes from the step's first to its last act")
        measure(name=f"time_in_step.{step}", label=label, unit="minutes", better="less", formula=formula_of_time, drill=drill)(
            partial(time_in, step)
        )
    for kind in KINDS:
        measure(
            name=f"promises_kept.{kind}", label=format_lazy("{}: {}", _("Promises kept"), Promise.Kind(kind).label), unit="ratio", better="more",
            formula=_("kept / (kept + broken), revised ones left out"), drill=drill,
        )(partial(promises_kept, kind))  # fmt: skip


register()
