"""Showing what other slices put on a page: `{% load panels %}{% panel_body panel %}`."""

from django import template
from django.utils.safestring import SafeString

from yinuo.core.ui.panels import Panel

register = template.Library()


@register.simple_tag(takes_context=True)
def panel_body(context: template.Context, panel: Panel) -> SafeString:
    """The panel's template with the page's context, `panel` and everything in the panel's own context."""
    assert context.template is not None
    found = context.template.engine.get_template(panel.template)
    with context.push(panel=panel, **panel.context):
        return found.render(context)
