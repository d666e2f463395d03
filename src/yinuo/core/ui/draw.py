"""Parts that stand in every row of a list, drawn without a template: a page of fifty rows draws each of them fifty times."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.core.signals import setting_changed
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yinuo.core.ui import words
from yinuo.core.ui.plates import read_plate
from yinuo.core.ui.ribbon import RibbonStep

CLOCK_ICONS = (("plan", "clock"), ("risk", "alert-triangle"), ("late", "alert-octagon"), ("busy", "clock-play"), ("done", "circle-check"))
STATE_ICONS = {"done": "check", "missed": "x", "skipped": "minus"}


@lru_cache(maxsize=512)
def quiet_icon(name: str, css: str) -> SafeString:
    """A picture that screen readers pass over."""
    href = f"{static('yinuo/icons.svg')}#{name}"
    return format_html('<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"/></svg>', css, href)


def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A picture from the sprite, with a label for screen readers when it stands alone."""
    if not label:
        return quiet_icon(str(name), str(css))
    href = f"{static('yinuo/icons.svg')}#{name}"
    return format_html('<svg class="icon {}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, href)


@cache
def clock_icons() -> SafeString:
    return format_html_join("", "{}", ((icon(name, css=f"when-{tone}"),) for tone, name in CLOCK_ICONS))


def clock(due: datetime, at: datetime, *, kind: str = "limit", amber: int = words.AMBER, label: str = "", size: str = "") -> SafeString:
    """A clock in words, with what the browser needs to go on ticking."""
    reading = words.read_clock(due, at, kind=kind, amber=amber)
    return format_html(
        '<span class="clock {}" data-clock="{}" data-amber="{}" data-tone="{}">{}{}<time datetime="{}" title="{}">{}</time></span>',
        f"clock-{size}" if size else "",
        kind,
        amber,
        reading.tone,
        clock_icons(),
        format_html('<span class="clock-label">{}</span> ', label) if label else "",
        due.isoformat(),
        full_words(timezone.localtime(due), get_language()),
        reading.text,
    )


@lru_cache(maxsize=4096)
def full_words(local: datetime, language: str | None) -> str:
    """A local moment with its date, in the reader's words."""
    return formats.date_format(local, "DATETIME_FORMAT")


def ribbon(steps: Sequence[RibbonStep], at: datetime, *, size: str = "full") -> SafeString:
    """The ten steps as a list. In lists they have no clocks and doors, and many visits stand alike."""
    if size == "compact" and not any(step.url for step in steps):
        return _plain_ribbon(tuple((step.code, step.state, step.tone if step.state == "here" else "") for step in steps), get_language())
    return _ribbon(steps, at, size)


@lru_cache(maxsize=1024)
def _plain_ribbon(steps: tuple[tuple[str, str, str], ...], language: str | None) -> SafeString:
    return _ribbon([RibbonStep(code, state, tone=tone) for code, state, tone in steps], None, "compact")


def _ribbon(steps: Sequence[RibbonStep], at: datetime | None, size: str) -> SafeString:
    finished = sum(step.state in ("done", "skipped", "missed") for step in steps)
    here = next((step for step in steps if step.state == "here"), None)
    return format_html(
        '<ol class="walk walk-{}" aria-label="{}">{}</ol>{}',
        size,
        _("Steps of the visit, %(finished)s of %(total)s over") % {"finished": finished, "total": len(steps)},
        mark_safe("".join(_step(step, at, size) for step in steps)),
        format_html('<span class="walk-here">{}</span>', here.label) if size == "compact" and here else "",
    )


def _step(step: RibbonStep, at: datetime | None, size: str) -> str:
    if step.url or (step.state == "here" and size != "compact"):
        return _step_html(step.code, step.state, step.tone, step.url, _here_clock(step, at, size))
    return _plain_step(step.code, step.state, step.tone if step.state == "here" else "", get_language())


def _here_clock(step: RibbonStep, at: datetime | None, size: str) -> str:
    if at is None or step.state != "here" or size == "compact" or not (step.due or step.since):
        return ""
    if step.due:
        shown = clock(step.due, at, amber=words.amber_seconds(step.due, step.since))
    else:
        shown = clock(step.since or at, at, kind="since")
    return format_html('<span class="walk-clock">{}</span>', shown)


@lru_cache(maxsize=512)
def _plain_step(code: str, state: str, tone: str, language: str | None) -> str:
    return _step_html(code, state, tone, "", "")


def _step_html(code: str, state: str, tone: str, url: str, shown_clock: str) -> str:
    step = RibbonStep(code, state)
    return format_html(
        '<li class="walk-step is-{}{}"{}><span class="walk-mark">{}</span><span class="walk-word">{}<span class="visually-hidden">, {}</span></span>{}</li>',
        state,
        f" tone-{tone}" if state == "here" else "",
        mark_safe(' aria-current="step"') if state == "here" else "",
        icon(STATE_ICONS.get(state, step.icon)),
        format_html('<a href="{}">{}</a>', url, step.label) if url else step.label,
        step.word,
        shown_clock,
    )


@lru_cache(maxsize=4096)
def plate(text: str, energy: str, colour: str, size: str, language: str | None) -> SafeString:
    """A number plate as it hangs on the car; words where there is none."""
    shown = read_plate(text, energy=energy, colour=colour)
    if not shown.text:
        return format_html('<span class="plate plate-none">{}</span>', _("no plate"))
    return format_html(
        '<span class="plate plate-{} {}" translate="no">{}</span>', shown.colour, f"plate-{size}" if size else "", shown.text
    )


def act_key() -> SafeString:
    return format_html('<input type="hidden" name="_key" value="{}">', uuid.uuid4())


def act_button(
    url: str,
    label: Any,
    *,
    token: Any,
    icon_name: str = "",
    tone: str = "primary",
    size: str = "",
    confirm: str = "",
    fields: Mapping[str, Any] | None = None,
    queue: bool = False,
    then: str = "",
    css: str = "",
) -> SafeString:
    """A POST form of one button, with its key."""
    attributes = [("data-queue", ""), ("data-label", label)] if queue else []
    attributes += [("data-then", then)] if queue and then else []
    attributes += [("data-confirm", confirm)] if confirm else []
    return format_html(
        '<form method="post" action="{}" class="act {}"{}><input type="hidden" name="csrfmiddlewaretoken" value="{}">{}{}'
        '<button type="submit" class="btn btn-{}{}">{}<span>{}</span></button></form>',
        url,
        css,
        format_html_join("", ' {}="{}"', attributes),
        token or "",
        act_key(),
        format_html_join("", '<input type="hidden" name="{}" value="{}">', (fields or {}).items()),
        tone,
        " gloves" if size == "gloves" else f" btn-{conditional_escape(size)}" if size else "",
        icon(icon_name) if icon_name else "",
        label,
    )


def _forget(*, setting: str, **kwargs: Any) -> None:
    """Tests serve the files of the kit under other names."""
    if setting in ("STORAGES", "STATIC_URL"):
        quiet_icon.cache_clear()
        clock_icons.cache_clear()
        _plain_ribbon.cache_clear()
        _plain_step.cache_clear()


setting_changed.connect(_forget)
