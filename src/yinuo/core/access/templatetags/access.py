from django import template

register = template.Library()


@register.filter
def may(actor, capability: str) -> bool:
    """`{% if request.actor|may:"settlement.write" %}`"""
    return actor is not None and actor.may(capability)
