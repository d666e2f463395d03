"""Words of an order's screens: `{% load orders %}`. Pure rendering."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yinuo.core.money.forms import typed_quantity

register = template.Library()


@register.simple_tag
def quantity(thousandths: int) -> SafeString:
    """A quantity as people write it: 4500 is 4.5."""
    return format_html('<span class="num">{}</span>', typed_quantity(thousandths))


@register.simple_tag
def quantity_text(thousandths: int) -> str:
    """The same without markup, for a field."""
    return typed_quantity(thousandths)


@register.simple_tag
def channel_words(channel: str) -> str:
    """By which way a customer answered."""
    from yinuo.operations.orders.words import CHANNELS

    return str(CHANNELS.get(channel, channel))


@register.filter
def answer_of(typed, line_id: int) -> str:
    """What was ticked for a line in the form that came back."""
    return typed.get(f"line-{line_id}", "") if typed else ""


@register.filter
def reason_of(typed, line_id: int) -> str:
    return typed.get(f"reason-{line_id}", "") if typed else ""


@register.simple_tag
def percent(part: int, whole: int) -> SafeString:
    """A share in whole percent, e.g. of margin."""
    return format_html('<span class="num">{} %</span>', round(100 * part / whole) if whole else 0)


@register.filter
def unit(code: str) -> str:
    """A part's unit in words; a unit of the house's own stays as it is."""
    from yinuo.operations.orders.words import UNITS

    return str(UNITS.get(code, code))


@register.filter
def in_percent(hundredths: int) -> str:
    """A tax rate kept in hundredths of a percent: 1300 is 13."""
    return typed_quantity(hundredths * 10)


@register.simple_tag
def finding_words(finding) -> str:
    """What was found, in words: the point of a check, or what the technician wrote."""
    from yinuo.operations.orders.words import point_words

    return point_words(finding)
