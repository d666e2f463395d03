"""Scores as they are read: points, interval, n, small-sample mark."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .. import words
from ..rules.intervals import FEW

register = template.Library()


@register.filter
def points(value: float | None, digits: int = 0) -> str:
    """A figure rounded, "—" for none."""
    return "—" if value is None else f"{value:.{digits}f}"


@register.filter
def signed(value: float | None, digits: int = 0) -> str:
    """With its sign: "+12", "−8", "0"."""
    if value is None:
        return "—"
    text = f"{abs(value):.{digits}f}"
    return text if not float(text) else ("+" if value > 0 else "−") + text


@register.filter
def percent(value: float | None) -> str:
    """A share of one in percent."""
    return "—" if value is None else f"{100 * value:.1f} %"


@register.simple_tag
def spread(interval: Any, digits: int = 0) -> SafeString:
    """An interval as "721–763", its method as a title; "" for none. Takes an Interval, or one as it was kept."""
    if not interval:
        return SafeString("")
    told = interval if isinstance(interval, dict) else {"low": interval.low, "high": interval.high, "method": interval.method}
    title = _("95 %% interval, %(method)s") % {"method": words.METHODS.get(told["method"], told["method"])}
    ends = [f"{told[end]:.{digits}f}".replace("-", "−") for end in ("low", "high")]
    return format_html('<span class="who-when" title="{}">{}</span>', title, (" … " if told["low"] < 0 else "–").join(ends))


@register.simple_tag
def sample(n: int, few: int = FEW) -> SafeString:
    """How many answers, marked when they are few (none at all says it by itself)."""
    if not n or n >= few:
        return format_html('<span class="who-when">n = {}</span>', n)
    return format_html('<span class="who-when">n = {}</span> <span class="small-sample">{}</span>', n, _("small sample"))
