"""The doors of the house, filtered by what a person may do. Each slice adds its own entries here; nobody writes a menu in a template."""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.queries import demo_people
from yinuo.core.ui.words import clock_words


@dataclass(frozen=True)
class Entry:
    """One door. `url` is a URL name that takes `site`; `key` is pressed after `g`; `bar` puts it on the phone's bottom bar (lowest first, four at most),
    and there only for the roles in `bar_for`, when any are named: who may do everything still has a day of their own.

    `also`: paths below the site that belong to it too.
    """

    label: Any
    icon: str
    url: str
    capability: str
    group: str
    key: str = ""
    bar: int = 0
    bar_for: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


NOTHING: frozenset[str] = frozenset()
GROUPS = {
    "day": _("Today"),
    "operations": _("Operations"),
    "supervision": _("Supervision"),
    "information": _("Customers"),
    "people": _("People"),
    "setup": _("Set-up"),
}

# In the order of a day; keys are letters that no other door has.
ENTRIES: list[Entry] = [
    Entry(_("Today"), "home", "today:today", "site.read", group="day", key="t", bar=1),
    Entry(_("All centres"), "building-store", "today:centres", "group.read", group="day", key="z", bar=2, bar_for=("group_manager",)),
    Entry(_("My jobs"), "tool", "work:mine", "work.do", group="day", key="j", bar=1, bar_for=("technician",)),
    Entry(_("Cars by step"), "layout-list", "today:board", "visit.read", group="day", key="b"),
    Entry(_("Promises"), "certificate", "promises:today", "promises.read", group="day", key="n", bar=4),
    Entry(_("Added work"), "git-branch", "orders:added_work", "estimate.write", group="day", key="a", bar=4),
    Entry(_("Booking"), "calendar", "booking:today", "booking.read", group="operations", key="k", bar=3),
    Entry(
        _("Gate and main desk"),
        "login-2",
        "visits:gate",
        "visit.arrive",
        group="operations",
        key="g",
        bar=2,
        bar_for=("advisor", "coordinator"),
    ),
    Entry(_("Cars in the house"), "car", "visits:open", "visit.read", group="operations", key="v", bar=3),
    Entry(_("Orders"), "file-text", "orders:list", "order.read", group="operations", key="o", bar=5),
    Entry(_("Dispatch"), "layout-kanban", "work:dispatch", "work.plan", group="operations", key="d", bar=2, bar_for=("dispatcher",)),
    Entry(
        _("Inspections"),
        "clipboard-check",
        "work:inspections",
        "inspection.read",
        group="operations",
        key="i",
        bar=3,
        bar_for=("inspector",),
    ),
    Entry(
        _("Parts counter"), "package-export", "orders:parts", "parts.write", group="operations", key="x", bar=1, bar_for=("parts_clerk",)
    ),
    Entry(_("Parts"), "packages", "stock:parts", "parts.read", group="operations", key="p", bar=5),
    Entry(_("Till"), "cash", "settlement:till", "settlement.write", group="operations", key="m", bar=2, bar_for=("cashier",)),
    Entry(_("Payments"), "receipt", "settlement:payments", "settlement.read", group="operations", key="h"),
    Entry(_("Lounge"), "armchair", "visits:lounge", "lounge.write", group="operations", key="l", bar=2, bar_for=("host",)),
    Entry(_("Conformance"), "chart-bar", "standards:conformance", "conformance.read", group="supervision", key="f", bar=3),
    Entry(_("My conformance"), "checklist", "standards:mine", "conformance.own", group="supervision", key="w"),
    Entry(_("Follow-up"), "phone", "follow_up:calls", "follow_up.read", group="supervision", key="u", bar=2, bar_for=("follow_up_agent",)),
    Entry(_("Next services"), "calendar-due", "reminders:list", "follow_up.read", group="supervision", bar=4, bar_for=("follow_up_agent",)),
    Entry(
        _("Complaints"),
        "message-report",
        "complaints:list",
        "complaints.read",
        group="supervision",
        key="q",
        bar=3,
        bar_for=("follow_up_agent",),
    ),
    Entry(_("Weekly report"), "report-analytics", "weekly:newest", "weekly.read", group="supervision"),
    Entry(_("Topics"), "messages", "topics:list", "topics.read", group="supervision"),
    Entry(_("Morning meeting"), "presentation", "cases:morning", "morning.read", group="supervision"),
    Entry(_("Cases"), "book", "cases:list", "cases.read", group="supervision"),
    Entry(_("Eight elements"), "users-group", "elements:teams", "elements.read", group="supervision"),
    Entry(_("Five gaps"), "chart-histogram", "gaps:gaps", "gaps.read", group="supervision"),
    Entry(_("Satisfaction"), "mood-smile", "satisfaction:index", "satisfaction.read", group="supervision"),
    Entry(_("What my customers say"), "mood-smile", "satisfaction:mine", "satisfaction.own", group="supervision"),
    Entry(_("Surveys"), "clipboard-heart", "surveys:waves", "surveys.read", group="supervision"),
    Entry(_("Customers"), "users", "customers:list", "customers.read", group="information", key="c", also=("vehicles/",)),
    Entry(_("Contacts"), "message-2", "encounters:list", "customers.read", group="information", key="r"),
    Entry(_("People"), "users", "staff:people", "people.read", group="people", key="s", bar=2, bar_for=("administrator",)),
    Entry(_("Set-up"), "settings", "setup:setup", "setup.write", group="setup", key="e", bar=2, bar_for=("administrator",)),
    Entry(_("Standards"), "ruler-measure", "standards:settings", "standards.write", group="setup", key="y"),
    Entry(_("Pricing rules"), "percentage", "orders:policy", "setup.write", group="setup"),
    Entry(_("Complaint times and limits"), "clock", "complaints:times", "setup.write", group="setup", also=("complaints/limits/",)),
]


@dataclass(frozen=True)
class Door:
    """An entry as this person sees it at this site."""

    label: Any
    icon: str
    url: str
    key: str
    here: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav` (worked out when a template first asks), `clock_words`, `demo_mode`, `demo_people` (for the sign-in page)."""
    return {
        "nav": SimpleLazyObject(lambda: _navigation(request)),
        "clock_words": clock_words,
        "demo_mode": settings.DEMO,
        "demo_people": SimpleLazyObject(demo_people) if settings.DEMO else [],
    }


def _navigation(request: HttpRequest) -> dict[str, Any]:
    actor, code = getattr(request, "actor", None), site_code(request)
    capabilities, roles = (actor.capabilities, actor.roles) if actor else (NOTHING, NOTHING)
    doors = _doors(code, capabilities)
    here = max(doors, key=lambda pair: _nearness(request.path, code, *pair), default=None)
    here_url = here[1].url if here and _nearness(request.path, code, *here) else ""
    return _menu(code, capabilities, roles, here_url, get_language())


@lru_cache(maxsize=256)
def _doors(code: str, capabilities: frozenset[str]) -> list[tuple[Entry, Door]]:
    """What somebody with these rights may open at this site."""
    may = (entry for entry in ENTRIES if entry.capability in capabilities)
    return [(entry, Door(entry.label, entry.icon, url, entry.key, False)) for entry in may if (url := _address(code, entry.url))]


@lru_cache(maxsize=1024)
def _menu(code: str, capabilities: frozenset[str], roles: frozenset[str], here: str, language: str | None) -> dict[str, Any]:
    """The menus as drawn, the same for everybody with these rights and roles at this door: every page has them three times."""
    doors = [(entry, replace(door, here=door.url == here)) for entry, door in _doors(code, capabilities)]
    groups = [{"label": label, "doors": [door for entry, door in doors if entry.group == group]} for group, label in GROUPS.items()]
    bar = [door for _entry, door in sorted((pair for pair in doors if _on_bar(roles, pair[0])), key=lambda pair: pair[0].bar)][:4]
    home = _address(code, "today:today") or "/"
    shown = {"groups": [group for group in groups if group["doors"]], "bar": bar or [door for _entry, door in doors[:4]], "home": home}
    return shown | {
        "side": render_to_string("ui/parts/side.html", shown),
        "bottom": render_to_string("ui/parts/bottom.html", shown),
        "dialogs": render_to_string("ui/parts/dialogs.html", shown),
        "home": home,
        "search": _address(code, "search:search"),
        "live": f"/live/s/{code}/" if code else "",
        "security": _address(code, "mfa_index"),
        "switch": _address(code, "access:switch_person"),
        "me": _address(code, "staff:me"),
        "logout": _address(code, "account_logout"),
        "centres": reverse("home"),
    }


def _forget(*, setting: str, **kwargs: Any) -> None:
    """Tests serve the kit's files under other names, and other addresses."""
    if setting in ("STORAGES", "STATIC_URL", "ROOT_URLCONF"):
        _doors.cache_clear()
        _menu.cache_clear()


setting_changed.connect(_forget)


def _nearness(path: str, code: str, entry: Entry, door: Door) -> int:
    """How much of the address the door shares: the longest leads to where one is. The site's first page holds none but itself."""
    root = f"/s/{code}/"
    if path == door.url:
        return len(door.url) + 1
    if door.url != root and path.startswith(door.url):
        return len(door.url)
    return max((len(root + also) for also in entry.also if path.startswith(root + also)), default=0)


def _on_bar(roles: frozenset[str], entry: Entry) -> bool:
    return bool(entry.bar) and (not entry.bar_for or not roles.isdisjoint(entry.bar_for))


def site_code(request: HttpRequest) -> str:
    """The site as the address names it."""
    match = getattr(request, "resolver_match", None)
    return str(match.kwargs.get("site", "")) if match else ""


def _address(code: str, name: str) -> str:
    """Of the page at the site, or of the program's where it has one for all sites."""
    for kwargs in ({"site": code}, {}) if code else ({},):
        with suppress(NoReverseMatch):
            return reverse(name, kwargs=kwargs)
    return ""
