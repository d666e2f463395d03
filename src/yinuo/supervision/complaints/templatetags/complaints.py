"""How a share is shown: never without its n, its interval, or the label of a reference."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yinuo.core.ui import draw

from ..recovery.rules import Share

register = template.Library()


@register.simple_tag
def share(found: Share | None) -> SafeString:
    """`{% share row.satisfied %}`: "62 % (54–70 %), n = 141", marked when it is a reference or a small sample."""
    if found is None:
        return format_html('<span class="text-secondary">{}</span>', _("no cases yet"))
    interval = format_html(
        '<b class="num">{} %</b> <span class="who-when">({}–{} %)', *(round(part * 100) for part in (found.share, found.low, found.high))
    )
    if not found.own:
        return format_html(
            '{}</span> <span class="chip chip-idle">{}<span>{}</span></span>', interval, draw.icon("circle-dashed"), _("reference figure")
        )
    mark = (
        format_html(' <span class="chip chip-risk">{}<span>{}</span></span>', draw.icon("alert-triangle"), _("small sample"))
        if found.small
        else ""
    )
    return format_html("{} · n = {}</span>{}", interval, found.n, mark)


@register.filter
def to_int(text: Any) -> int:
    return int(str(text).replace(",", "") or 0)
