"""What can be put on an order: the menu and the shelf, by a few letters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from yinuo.operations.menu.models import MenuItem
from yinuo.operations.stock.models import Part

from ..models import Line

MOST = 12


@dataclass(frozen=True, slots=True)
class Picks:
    query: str
    items: list[MenuItem]
    parts: list[Part]


def picks(query: str) -> Picks:
    """Menu items and parts whose code, number or name contains the query; without one the menu items taken most of late. At most three queries."""
    query = query.strip()[:60].replace("\x00", "")
    if not query:
        return Picks("", _usual_items(), [])
    items = MenuItem.objects.filter(active=True).filter(Q(code__icontains=query) | Q(name__icontains=query) | Q(name_en__icontains=query))
    parts = Part.objects.filter(active=True).filter(Q(number__icontains=query) | Q(name__icontains=query))
    return Picks(query, list(items.order_by("code")[:MOST]), list(parts.order_by("name", "id")[:MOST]))


def _usual_items() -> list[MenuItem]:
    """Counted over the last thousand lines, so that it costs the same after ten years."""
    recent = Line.objects.filter(menu_item__isnull=False, parent=None).order_by("-id").values_list("menu_item_id", flat=True)[:1000]
    counts = Counter(recent)
    items = list(MenuItem.objects.filter(active=True).order_by("code")[:200])
    return sorted(items, key=lambda item: (-counts[item.pk], item.code))[:MOST]
