"""The picture of load against capacity: drawn in one go, since a day's table has a hundred of them."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from yinuo.core.ui.templatetags.yinuo import icon
from yinuo.operations.booking.queries import Bar

register = template.Library()


@register.simple_tag
def load_bar(bar: Bar, named: bool = False) -> SafeString:
    """`{% load_bar half.total %}`: carried over, promised and what is beyond, on the ground of the capacity; the figures beneath."""
    name = format_html('<span class="load-name">{}</span>', bar.label) if named and bar.label else ""
    over = f'<rect class="load-over" x="{bar.capacity_width}" width="{bar.over_width}" height="10"/>' if bar.over else ""
    sign = icon("alert-octagon") if bar.over else ""
    # only numbers and the kit's own words are put together here
    return mark_safe(
        f'<span class="load load-{bar.tone}">{name}<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="load-ground" width="{bar.capacity_width}" height="10"/><rect class="load-part" width="{bar.load_width}" height="10"/>'
        f'<rect class="load-carried" width="{bar.carried_width}" height="10"/>{over}</svg>'
        f'<span class="load-figure num">{sign}{bar.load}<span class="of">/{bar.capacity}</span></span></span>'
    )
