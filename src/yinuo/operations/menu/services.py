"""The work that the centre offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.operations.stock.models import Part

from .models import MenuItem, MenuPart

RIGHT = "setup.write"


def put_items(*, items: Iterable[Mapping[str, Any]], by: Actor, at: datetime) -> tuple[int, int]:
    """Add these items or, where the code exists, change them; gives (added, changed). Each: code, name, standard_minutes, and what else is known."""
    told = {item["code"]: item for item in items}
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        known = {item.code: item for item in MenuItem.objects.filter(code__in=told)}
        made = MenuItem.objects.bulk_create(
            MenuItem(site_id=by.site_id, **item, **stamps(by, at)) for code, item in told.items() if code not in known
        )
        changed = [item for code, item in known.items() if any(getattr(item, name) != value for name, value in told[code].items())]
        for item in changed:
            MenuItem.objects.filter(pk=item.pk).update(**told[item.code], **change_stamps(by, at))
        if made or changed:
            subject = (made or changed)[0]
            act.record("menu.put", subject, added=[item.code for item in made], changed=[item.code for item in changed])
    return len(made), len(changed)


def change_item(*, item_id: int, by: Actor, at: datetime, **changes: Any) -> MenuItem:
    """Change an item; the event keeps what was before. Raises Invalid when the code is taken, NotHere."""
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        item = _item(item_id)
        if MenuItem.objects.filter(code=changes.get("code", item.code)).exclude(pk=item_id).exists():
            raise Invalid(_("There is a menu item with this code."))
        before = {name: getattr(item, name) for name, value in changes.items() if getattr(item, name) != value}
        if before:
            MenuItem.objects.filter(pk=item_id).update(**changes, **change_stamps(by, at))
            act.record("menu.changed", item, before=before, after={name: changes[name] for name in before})
    return item


def set_parts(*, parts: Mapping[str, Mapping[str, int]], by: Actor, at: datetime) -> None:
    """The parts that items need: {item code: {part number: thousandths}}; numbers that are not known are left out."""
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        items = {item.code: item for item in MenuItem.objects.filter(code__in=parts)}
        numbers = {number for wanted in parts.values() for number in wanted}
        stock = {part.number: part for part in Part.objects.filter(number__in=numbers)}
        MenuPart.objects.filter(item__in=items.values()).delete()
        made = MenuPart.objects.bulk_create(
            MenuPart(site_id=by.site_id, item=items[code], part=stock[number], quantity=quantity)
            for code, wanted in parts.items()
            if code in items
            for number, quantity in wanted.items()
            if number in stock
        )
        if items:
            act.record("menu.parts_set", next(iter(items.values())), items=sorted(items), parts=len(made))


def need_part(*, item_id: int, number: str, quantity: int, by: Actor, at: datetime) -> None:
    """The item takes so much (thousandths) of the part with this number, in place of what it took before; 0: none any more. Raises Invalid, NotHere."""
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right=RIGHT) as act:
        item = _item(item_id)
        part = Part.objects.filter(number=number).first()
        if part is None:
            raise Invalid(_("There is no part with this number. Choose one of the list, or add it to the parts first."))
        known = MenuPart.objects.filter(item=item, part=part)
        before = known.values_list("quantity", flat=True).first() or 0
        if before == quantity:
            return
        if quantity:
            MenuPart.objects.update_or_create(item=item, part=part, defaults={"site_id": by.site_id, "quantity": quantity})
        else:
            known.delete()
        MenuItem.objects.filter(pk=item_id).update(**change_stamps(by, at))
        act.record("menu.part_needed", item, part=part.number, before=before, after=quantity)


def _item(item_id: int) -> MenuItem:
    item = MenuItem.objects.select_for_update().filter(pk=item_id).first()
    if item is None:
        raise NotHere
    return item
