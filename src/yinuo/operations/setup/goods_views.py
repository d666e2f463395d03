"""Steps of the set-up: parts and menu, one by one, by paste from a spreadsheet, or with one tap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yinuo.core.access.views import act, back_to, form_page
from yinuo.core.errors import Invalid, NotHere
from yinuo.operations.menu import services as menus
from yinuo.operations.menu.models import MenuItem
from yinuo.operations.stock import services as stock
from yinuo.operations.stock.models import Part
from yinuo.people.skills.models import Skill

from . import forms, pasting, starters
from .rules import Heading, read_pasted
from .views import finished, stay, step_page

SHOWN = 100


def paste_in(request: Any, headings: Sequence[Heading], key: str, put: Callable[[list], tuple[int, int]]) -> dict[str, Any] | None:
    """Take the good rows; gives what to show about the others, None when all were good."""
    form = forms.PasteForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Nothing was pasted, or far too much. Copy the rows in Excel and paste them into the field."))
    pasted = read_pasted(form.cleaned_data["pasted"], headings, key=key)
    added, changed = put(pasted.good) if pasted.good else (0, 0)
    if pasted.good and not pasted.refused:
        return None
    return {
        "added": added,
        "changed": changed,
        "refused": pasting.told(pasted.refused[:200]),
        "refused_count": len(pasted.refused),
        "left_over": "\n".join(row.text for row in pasted.refused),
    }


def parts_page(request: Any, status: int = 200, **context: Any) -> HttpResponse:
    found = list(Part.objects.order_by("name", "pk")[:SHOWN])
    return step_page(request, "parts", "setup/parts.html", status, parts=found, shown=SHOWN, **context)


@form_page("setup.write")
def parts(request, site):
    """GET the parts, POST what was pasted, or go on."""
    if request.method != "POST":
        return parts_page(request)
    if "pasted" not in request.POST:
        return finished(request, "parts")

    def put(rows: list) -> tuple[int, int]:
        return stock.put_parts(parts=rows, by=request.actor, at=request.at)

    left = paste_in(request, pasting.part_columns(site.currency), "number", put)
    return parts_page(request, 422, **left) if left else stay(request, "parts", _("All rows were taken."))


@act("setup.write")
def start_parts(request, site):
    stock.put_parts(parts=starters.parts(site), by=request.actor, at=request.at)
    return stay(request, "parts", _("Twelve usual parts are there. Look at the prices."))


def menu_page(request: Any, status: int = 200, **context: Any) -> HttpResponse:
    found = list(MenuItem.objects.order_by("-active", "code")[: SHOWN * 3])
    return step_page(request, "menu", "setup/menu.html", status, items=found, **context)


@form_page("setup.write")
def menu(request, site):
    """GET the menu, POST what was pasted, or go on."""
    if request.method != "POST":
        return menu_page(request)
    if "pasted" not in request.POST:
        return finished(request, "menu")

    def put(rows: list) -> tuple[int, int]:
        return menus.put_items(items=rows, by=request.actor, at=request.at)

    left = paste_in(request, pasting.menu_columns(site.currency), "code", put)
    return menu_page(request, 422, **left) if left else stay(request, "menu", _("All rows were taken."))


@act("setup.write")
def start_menu(request, site):
    menus.put_items(items=starters.menu(site), by=request.actor, at=request.at)
    menus.set_parts(parts=starters.menu_parts(), by=request.actor.with_key(""), at=request.at)
    return stay(request, "menu", _("A usual menu is there. Look at the hours and prices."))


def _skills() -> list[tuple[str, str]]:
    return [(skill.code, skill.name) for skill in Skill.objects.order_by("name")]


@form_page("setup.write")
def new_item(request, site):
    form = forms.MenuItemForm(request.POST or None, currency=site.currency, skills=_skills())
    if form.is_valid():
        columns = form.columns()
        if MenuItem.objects.filter(code=columns["code"]).exists():
            form.add_error("code", _("There is a menu item with this code."))
        else:
            menus.put_items(items=[columns], by=request.actor, at=request.at)
            messages.success(request, _("The item is there. Put down the parts that it takes."))
            return back_to(request, "setup:item", MenuItem.objects.get(code=columns["code"]).pk)
    return render(request, "setup/item.html", {"form": form, "currency": site.currency}, status=422 if form.errors else 200)


def item_page(request: Any, item_id: int, status: int = 200, **bound: Any) -> HttpResponse:
    """The item with the parts it takes; `bound` are forms that did not validate, in the place of fresh ones."""
    found = MenuItem.objects.filter(pk=item_id).prefetch_related("parts__part").first()
    if found is None:
        raise NotHere
    context = {
        "form": item_form(request, found),
        "part_form": forms.NeededPartForm(),
        "item": found,
        "parts": sorted(found.parts.all(), key=lambda needed: needed.pk),
        "offered": list(Part.objects.filter(active=True).order_by("name", "pk").values_list("number", "name")[:OFFERED]),
        "currency": request.site.currency,
        **bound,
    }
    return render(request, "setup/item.html", context, status=status)


def item_form(request: Any, found: MenuItem, data: Any = None) -> forms.MenuItemForm:
    initial = {name: getattr(found, name) for name in ITEM_FIELDS} | {"hours": round(found.standard_minutes / 60, 2)}
    skills = _skills()
    if skills and found.skill not in dict(skills):
        skills.append((found.skill, found.skill))
    return forms.MenuItemForm(data, initial=initial, currency=request.site.currency, skills=skills)


@form_page("setup.write")
def item(request, site, item_id):
    if request.method != "POST":
        return item_page(request, item_id)
    found = MenuItem.objects.filter(pk=item_id).first()
    if found is None:
        raise NotHere
    form = item_form(request, found, request.POST)
    if form.is_valid():
        try:
            menus.change_item(item_id=item_id, **form.columns(), by=request.actor, at=request.at)
            return stay(request, "menu", _("Saved."))
        except Invalid as invalid:
            form.add_error("code", str(invalid))
    return item_page(request, item_id, 422, form=form)


@act("setup.write")
def item_part(request, site, item_id):
    """One part that the item takes: put down, changed, or (`none`) taken away."""
    form = forms.NeededPartForm(request.POST)
    if form.is_valid():
        quantity = 0 if "none" in request.POST else form.cleaned_data["quantity"]
        try:
            menus.need_part(item_id=item_id, number=form.cleaned_data["number"], quantity=quantity, by=request.actor, at=request.at)
            return back_to(request, "setup:item", item_id)
        except Invalid as invalid:
            form.add_error("number", str(invalid))
    return item_page(request, item_id, 422, part_form=form)


OFFERED = 1000  # parts that the field suggests; the number of any other can be typed
ITEM_FIELDS = ("code", "name", "name_en", "buffer_minutes", "price", "bay_kind", "skill", "cures", "maintenance", "public", "active")
