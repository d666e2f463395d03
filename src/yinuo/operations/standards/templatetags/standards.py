from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .. import words

register = template.Library()


@register.simple_tag
def interval_bar(share: Any) -> SafeString:
    """A share as a bar with its 95 % interval as a whisker: `{% interval_bar share %}`."""
    if not share.n:
        return format_html('<svg class="interval" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"></svg>')
    low, high = share.interval
    label = _("%(percent)s %%, between %(low)s %% and %(high)s %% (n = %(n)d)") % {
        "percent": share.percent,
        "low": low,
        "high": high,
        "n": share.n,
    }
    return format_html(
        '<svg class="interval bar-{}" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="bar-ground" width="100" height="10"/><rect class="bar-part" width="{}" height="10"/>'
        '<rect class="whisker" x="{}" y="4" width="{}" height="2"/></svg>',
        share.tone, label, share.percent, low, max(0.4, round(high - low, 1)),
    )  # fmt: skip


@register.simple_tag
def measured(value: int | None, unit: str) -> str:
    """A measured value in the words of its unit."""
    return words.value_words(value, unit) or "—"


@register.filter
def factor_name(code: str) -> Any:
    return words.FACTORS.get(code, code)


@register.filter
def tone_of(state: str) -> str:
    return {"met": "kept", "missed": "late", "running": "busy"}.get(state, "idle")
