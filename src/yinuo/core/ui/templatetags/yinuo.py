"""The kit of every screen: `{% load yinuo %}`. Pure rendering: nothing here asks the database or the clock.

A tag that needs the moment takes `at=`; without it, it uses `request.at`, which the middleware has read once for the request.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yinuo.core.ui import car, draw, words
from yinuo.core.ui.qr import svg as qr_svg
from yinuo.core.ui.ribbon import RibbonStep

register = template.Library()

TONES = {
    "kept": "circle-check",
    "plan": "circle-check",
    "risk": "alert-triangle",
    "late": "alert-octagon",
    "busy": "progress-check",
    "idle": "circle-dashed",
}


def _now(context: template.Context, at: datetime | None) -> datetime:
    if at is not None:
        return at
    request = context.get("request")
    return getattr(request, "at", None) or context.get("at") or timezone.now()


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A picture from the sprite; silent for screen readers unless it has a label. `{% icon "car" %}`, `{% icon "x" _("Close") %}`"""
    return draw.icon(name, label, css)


@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> str:
    """What a block says, once more in another place: the heading repeats `place`. `{% again "place" %}`"""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    going: Any = context.render_context.get("again")
    if going is None:
        going = context.render_context["again"] = set()
    if block is None or name in going:  # two blocks that repeat each other, with neither filled
        return ""
    going.add(name)
    try:
        return block.nodelist.render(context)
    finally:
        going.discard(name)


@register.simple_tag
def qr(text: str) -> SafeString:
    """A QR code: `{% qr link %}`."""
    return qr_svg(text)


@register.simple_tag
def module(name: str) -> SafeString:
    """Loads one of the kit's scripts where it is used: `{% module "signature" %}`. The browser loads it once, however often it is named."""
    return format_html('<script type="module" src="{}"></script>', static(f"yinuo/{name}.js"))


@register.simple_tag
def plate(vehicle: Any, energy: str = "", colour: str = "", size: str = "") -> SafeString:
    """A plate as a plate, from text or from anything with `plate`. `{% plate visit.vehicle %}`, `{% plate "沪AD12345" size="lg" %}`"""
    text = vehicle if isinstance(vehicle, str) else getattr(vehicle, "plate", "") or ""
    energy = energy or (getattr(vehicle, "energy", "") or "")
    colour = colour or (getattr(vehicle, "plate_colour", "") or "")
    return draw.plate(text, str(energy), str(colour), str(size), get_language())


@register.simple_tag(takes_context=True)
def clock(
    context: template.Context,
    due: datetime | None,
    kind: str = "limit",
    at: datetime | None = None,
    started: datetime | None = None,
    amber: int | None = None,
    label: str = "",
    size: str = "",
) -> SafeString:
    """A clock in words that goes on ticking in the browser.

    `limit` counts down to `due` and then says how late ("in 4 min", "12 min late"); `minimum` counts until it is reached; `since` counts up.
    `amber` is the number of seconds before `due` at which it warns; without it a quarter of the time from `started`, five minutes at most.
    `{% clock promise.due label=_("Ready") %}` · `{% clock visit.greet_due kind="limit" started=visit.arrived_at %}` · `{% clock step.began kind="since" %}`
    """
    if due is None:
        return mark_safe("")
    threshold = amber if amber is not None else words.amber_seconds(due, started)
    return draw.clock(due, _now(context, at), kind=kind, amber=threshold, label=label, size=size)


@register.simple_tag
def state_chip(tone: str, label: Any, icon_name: str = "", **kwargs: str) -> SafeString:
    """Sign, word and colour of a state. Tones: kept, plan, risk, late, busy, idle. `{% state_chip "late" _("Late") %}`"""
    tone = tone if tone in TONES else "idle"
    name = kwargs.get("icon") or icon_name or TONES[tone]
    return format_html('<span class="chip chip-{}">{}<span>{}</span></span>', tone, icon(name), label)


@register.simple_tag(takes_context=True)
def ribbon(context: template.Context, steps: Iterable[RibbonStep], size: str = "full", at: datetime | None = None) -> SafeString:
    """The visit's ten steps. `{% ribbon visit.ribbon %}`, in lists `{% ribbon row.ribbon size="compact" %}`; make them with `ribbon_of`."""
    return draw.ribbon(list(steps), _now(context, at), size=size)


@register.simple_tag
def money(minor: int | None, currency: str = "CNY") -> SafeString:
    """Minor units as an amount in tabular figures: `{% money line.total order.currency %}`; nothing when there is none."""
    if minor is None:
        return mark_safe('<span class="money text-secondary">—</span>')
    return format_html('<span class="money" translate="no">{}</span>', words.money_words(minor, currency))


@register.simple_tag
def minutes(n: int | None) -> str:
    """A length of time in words: `{% minutes 80 %}` is "1 h 20 min"."""
    return "—" if n is None else words.minutes_words(n)


@register.simple_tag
def hours(n: int | None) -> SafeString:
    """Standard hours from whole minutes: `{% hours 90 %}` is "1.5 h"."""
    return format_html('<span class="num">{}</span>', "—" if n is None else words.hours_words(n))


@register.simple_tag(takes_context=True)
def moment(context: template.Context, when: datetime | None, at: datetime | None = None) -> SafeString:
    """A point in time in local words, the full date on hover and for machines: `{% moment visit.arrived_at %}` is "09:42" or "yesterday 09:42"."""
    if when is None:
        return mark_safe('<span class="text-secondary">—</span>')
    full = draw.full_words(timezone.localtime(when), get_language())
    shown = words.moment_words(when, _now(context, at))
    return format_html('<time class="num" datetime="{}" title="{}">{}</time>', when.isoformat(), full, shown)


@register.simple_tag
def score(met: int, total: int, url: str = "") -> SafeString:
    """A share with its n and a bar: `{% score 12 14 %}`; with a url the figure is a door to its records."""
    if not total:
        return format_html('<span class="score text-secondary">{}</span>', _("nothing to judge yet"))
    figure: Any = format_html('<b class="num">{}</b> <span class="text-secondary">{}</span>', met, _("of {total}").format(total=total))
    if url:
        figure = format_html('<a href="{}">{}</a>', url, figure)
    return format_html('<span class="score">{}{}</span>', bar(met, total, tone="kept" if met == total else "busy"), figure)


@register.simple_tag
def bar(part: float, whole: float, tone: str = "busy", label: str = "") -> SafeString:
    """A small horizontal bar, drawn as SVG: `{% bar 12 14 tone="kept" %}`."""
    width = 0 if not whole else max(0.0, min(100.0, 100.0 * part / whole))
    aria = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="bar bar-{}" viewBox="0 0 100 8" preserveAspectRatio="none" {}><rect class="bar-ground" width="100" height="8"/>'
        '<rect class="bar-part" width="{}" height="8"/></svg>',
        tone,
        aria,
        f"{width:.1f}",
    )


@register.inclusion_tag("ui/parts/empty.html")
def empty(icon: str, title: str, hint: str = "", action: str = "", url: str = "") -> dict[str, str]:
    """An empty page that teaches: `{% empty icon="car" title=_("No cars yet") hint=_("…") action=_("Receive a car") url=receive_url %}`"""
    return {"icon_name": icon, "title": title, "hint": hint, "action": action, "url": url}


@register.simple_tag
def act_key() -> SafeString:
    """The key of one intended act, so that a form sent twice does its work once. Put it into every form that changes something."""
    return draw.act_key()


@register.simple_tag(takes_context=True)
def act_button(
    context: template.Context,
    url: str,
    label: Any,
    icon: str = "",
    tone: str = "primary",
    size: str = "",
    confirm: str = "",
    fields: Mapping[str, Any] | None = None,
    queue: bool = False,
    then: str = "",
    css: str = "",
) -> SafeString:
    """A button that does one thing: a POST form with its key.

    `{% act_button greet_url _("Greet") icon="user-check" %}` · tones primary, plain, danger, quiet · `size="gloves"` for the workshop ·
    `confirm=_("Cancel this booking?")` asks first · `fields=` are sent along · `queue=True` keeps the act while the network is
    away, and `then="id"` then shows the hidden part that the act makes possible.
    """
    return draw.act_button(
        url, label, token=context.get("csrf_token"), icon_name=icon, tone=tone, size=size, confirm=confirm,
        fields=fields, queue=queue, then=then, css=css,
    )  # fmt: skip


@register.inclusion_tag("ui/parts/field.html")
def field(bound: Any, label: str = "", help: str = "", css: str = "", unit: str = "", compact: bool = False) -> dict[str, Any]:
    """A form field with label, help and error tied to it: `{% field form.mileage unit="km" %}`. Widgets get the kit's look by themselves."""
    kind = bound.field.widget.__class__.__name__
    look = {
        "Select": "form-select",
        "SelectMultiple": "form-select",
        "NullBooleanSelect": "form-select",
        "CheckboxInput": "form-check-input",
    }
    css_class = look.get(kind, "" if kind in ("RadioSelect", "CheckboxSelectMultiple") else "form-control")
    existing = bound.field.widget.attrs.get("class", "")
    if not compact and bound.field.widget.attrs.get("placeholder") in (str(bound.label), str(label)):
        bound.field.widget.attrs["placeholder"] = False  # says no more than the label
    if compact and kind in ("TextInput", "SearchInput"):
        bound.field.widget.attrs.setdefault("placeholder", capfirst(label or bound.label))
    attrs = {"class": f"{css_class} {existing} {'is-invalid' if bound.errors else ''}".strip()}
    return {
        "field": bound, "widget": bound.as_widget(attrs=attrs), "label": capfirst(label or bound.label), "help": help or bound.help_text,
        "check": kind == "CheckboxInput", "group": kind in ("RadioSelect", "CheckboxSelectMultiple"), "css": css, "unit": words.unit_words(unit), "compact": compact,
        "silent": compact and getattr(bound.field.widget, "input_type", "") != "date",  # an empty day says nothing of itself
    }  # fmt: skip


@register.inclusion_tag("ui/parts/pager.html", takes_context=True)
def pager(context: template.Context, older: str = "", newer: str = "") -> dict[str, Any]:
    """Keyset paging: cursors of the page before and after, kept beside the filters: `{% pager older=page.older newer=page.newer %}`"""
    request = context.get("request")

    def link(cursor: str) -> str:
        query = request.GET.copy() if request else QueryDict(mutable=True)
        query["cursor"] = cursor
        return "?" + query.urlencode()

    return {"older": link(older) if older else "", "newer": link(newer) if newer else ""}


@register.simple_tag
def count(n: int, cap: int = 1000) -> SafeString:
    """How many rows, counted no further than the cap: `{% count total %}` is "1,000+"."""
    return format_html('<span class="num">{}</span>', words.capped_count(n, cap))


@register.simple_block_tag
def timeline_item(content: str, icon: str = "circle", tone: str = "idle") -> SafeString:
    """One thing that happened: `{% timeline_item icon="phone" tone="kept" %}…{% endtimeline_item %}` inside `<ol class="story">`."""
    return format_html(
        '<li class="story-item tone-{}"><span class="story-mark">{}</span><div>{}</div></li>', tone, draw.icon(icon), content
    )


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(items: Iterable[tuple[str, str, bool]], label: str = "") -> dict[str, Any]:
    """Doors beside each other: `{% tabs items label=_("Views") %}` with `(word, url, is_here)` triples."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("ui/parts/photos.html", takes_context=True)
def photos(
    context: template.Context, pictures: Iterable[Any], upload_url: str = "", label: str = "", name: str = "photo", queue: bool = False
) -> dict[str, Any]:
    """Pictures and a camera button: `{% photos visit.photos upload_url=url %}`; each picture has `url`, `thumb` (or url) and `caption`.

    `queue=True` (with `{% module "queue" %}` on the page) keeps a photo on the device while the network is away.
    """
    token = context.get("csrf_token")
    return {"pictures": list(pictures), "upload_url": upload_url, "label": label, "name": name, "queue": queue, "csrf_token": token}


@register.simple_block_tag(takes_context=True)
def toolbar(context: template.Context, content: str, rows: int | None = None, export_url: str = "", search: str = "") -> SafeString:
    """Above a list: search, filters, how many, export. Filters are form fields inside; changing one reads the list again.

    `{% toolbar rows=page.count search="q" export_url=url %}<select class="form-select" name="state" aria-label="…">…</select>{% endtoolbar %}`
    """
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query.pop("cursor", None)
    look = {
        "content": content,
        "rows": rows,
        "search": search,
        "value": query.get(search, ""),
        "export_url": export_url,
        "query": query.urlencode(),
    }
    return render_to_string("ui/parts/toolbar.html", look)


@register.inclusion_tag("ui/parts/chart.html")
def chart(id: str, data: Mapping[str, Any], kind: str, title: str, height: str = "md") -> dict[str, Any]:
    """A chart with its table behind it; the title says the finding.

    `kind`: bars, lines, multiples, dumbbell, control (values, then level lines), zone (adequate, desired, perceived), whiskers (value, low, high),
    waterfall (value, low, high; `totals`: the places of levels) or map (across, up; `cross`: where the lines stand).
    `data`: `{"columns": ["08:00", …], "series": [{"name": …, "tone": "kept", "values": […]}], "unit": "%"}`.
    `{% chart "conformance" data kind="bars" title=_("Greeting slips after ten") %}`
    """
    rows = [[column, *(series["values"][i] for series in data["series"])] for i, column in enumerate(data["columns"])]
    return {"id": id, "data": data, "kind": kind, "title": title, "height": height, "rows": rows, "language": get_language()}


@register.inclusion_tag("ui/parts/signature.html")
def signature(name: str = "signature", label: str = "", required: bool = True) -> dict[str, Any]:
    """A place to sign with a finger; the form gets a PNG data URL in `name`: `{% signature "signature" label=_("Customer's signature") %}`"""
    return {"name": name, "label": label or _("Signature"), "required": required}


@register.inclusion_tag("ui/parts/car_outline.html")
def car_outline(name: str = "marks", marks: Iterable[Mapping[str, Any]] = (), readonly: bool = False) -> dict[str, Any]:
    """The car's outline for a walk-around: `{% car_outline "marks" inspection.marks %}`; on paper and afterwards `readonly=True`.

    The form gets JSON `[{"id", "x", "y", "zone", "kind", "note"}]` (x, y in thousandths) in `name`, and files named `photo-<id>`: it needs
    `enctype="multipart/form-data"`.
    """
    said = {"zones": {code: str(label) for code, label in car.ZONE_LABELS.items()}, "kinds": {code: str(word) for code, word in car.DAMAGE}}
    return {
        "name": name, "marks": list(marks), "marks_id": f"{name}-marks", "readonly": readonly, "zones": car.ZONES, "kinds": car.DAMAGE,
        "words_json": mark_safe(json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")),
    }  # fmt: skip
