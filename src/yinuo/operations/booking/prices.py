"""What a menu item costs a customer, parts and tax included."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import get_language

from yinuo.core.money.rules import labour_amount, line_amount, tax_of
from yinuo.core.sites.models import Site
from yinuo.operations.menu.models import MenuItem, MenuPart


@dataclass(frozen=True)
class Offered:
    item: MenuItem
    name: str
    minutes: int
    price: int


def public_menu(site: Site) -> list[Offered]:
    """What customers can book, by code, with its price. Two queries."""
    items = list(MenuItem.objects.filter(active=True, public=True).order_by("code"))
    parts: dict[int, int] = defaultdict(int)
    for need in MenuPart.objects.filter(item__in=items).select_related("part"):
        amount = line_amount(quantity=need.quantity, unit_price=need.part.price)
        parts[need.item_id] += gross(amount, need.part.tax_rate if need.part.tax_rate is not None else site.tax_rate, site)
    return [_offered(item, parts[item.pk], site) for item in items]


def _offered(item: MenuItem, parts: int, site: Site) -> Offered:
    labour = item.price if item.price is not None else labour_amount(minutes=item.standard_minutes, hourly_rate=site.labour_rate)
    return Offered(item, public_name(item), item.standard_minutes + item.buffer_minutes, gross(labour, site.tax_rate, site) + parts)


def public_name(item: MenuItem) -> str:
    """What it is called in the reader's language."""
    english = (get_language() or "").startswith("en")
    return item.name_en if english and item.name_en else item.name


def gross(amount: int, rate: int, site: Site) -> int:
    """With tax, whether or not the centre's prices include it."""
    return amount if site.prices_include_tax else amount + tax_of(amount, rate=rate, included=False)
