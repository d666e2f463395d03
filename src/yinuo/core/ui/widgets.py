"""Form fields drawn without a template. A page with a dozen of them spent a quarter of its time in Django's, which says the same of each in three files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

INPUTS = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in ("checkbox", "color", "date", "datetime", "email", "hidden", "input", "number", "password", "search", "tel", "text", "time")
)


class Renderer(DjangoTemplates):
    """Inputs, selections and text areas drawn at once, to the letter as Django's templates draw them; all else by its template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in INPUTS:
            return _input(context["widget"])
        if template_name == "django/forms/widgets/select.html":
            return _select(context["widget"])
        if template_name == "django/forms/widgets/textarea.html":
            return _textarea(context["widget"])
        return super().render(template_name, context, request)


def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    told = [
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    ]
    return mark_safe("".join(told))  # names are the program's own, values are escaped


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget["attrs"]))


def _textarea(widget: Mapping[str, Any]) -> SafeString:
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attributes(widget["attrs"]), widget["value"] or "")


def _select(widget: Mapping[str, Any]) -> SafeString:
    parts = []
    for group, options, _index in widget["optgroups"]:
        drawn = "".join(f"\n  {_option(option)}\n" for option in options)
        parts.append(format_html('\n  <optgroup label="{}">{}\n  </optgroup>', group, mark_safe(drawn)) if group else drawn)
    return format_html('<select name="{}"{}>{}\n</select>', widget["name"], _attributes(widget["attrs"]), mark_safe("".join(parts)))


def _option(option: Mapping[str, Any]) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', str(option["value"]), _attributes(option["attrs"]), option["label"])
