"""The doors of the house, filtered by what a person may do. Each slice adds its own entries here; nobody writes a menu in a template."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
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
    Entry(_("Follow-up"), "phone", "follow_up:calls", "follow_up.write", group="supervision", key="u", bar=2, bar_for=("follow_up_agent",)),
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
    Entry(_("Customers"), "users", "customers:list", "customers.read", group="information", key="c", also=("vehicles/",)),
    Entry(_("Contacts"), "message-2", "encounters:list", "customers.read", group="information", key="r"),
    Entry(_("People"), "users", "staff:people", "people.read", group="people", key="s", bar=2, bar_for=("administrator",)),
    Entry(_("Set-up"), "settings", "setup:setup", "setup.write", group="setup", key="e", bar=2, bar_for=("administrator",)),
    Entry(_("Standards"), "ruler-measure", "standards:settings", "standards.write", group="setup", key="y"),
    Entry(_("Pricing rules"), "percentage", "orders:policy", "setup.write", group="setup"),
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
    doors = [(entry, door) for entry in ENTRIES if (door := _door(request, entry))]
    here = max(doors, key=lambda pair: _nearness(request, *pair), default=None)
    here = here if here and _nearness(request, *here) else None
    doors = [
        (entry, Door(door.label, door.icon, door.url, door.key, here is not None and door.url == here[1].url)) for entry, door in doors
    ]
    groups = [{"label": label, "doors": [door for entry, door in doors if entry.group == code]} for code, label in GROUPS.items()]
    bar = [door for _entry, door in sorted((pair for pair in doors if _on_bar(request, pair[0])), key=lambda pair: pair[0].bar)][:4]
    return {
        "groups": [group for group in groups if group["doors"]],
        "bar": bar or [door for _entry, door in doors[:4]],
        "home": _address(request, ("today:today",)) or "/",
        "search": _address(request, ("search:search",)),
        "live": _live(request),
        "security": _address(request, ("mfa_index",)),
        "switch": _address(request, ("access:switch_person",)),
        "me": _address(request, ("staff:me",)),
        "logout": _address(request, ("account_logout",)),
        "centres": reverse("home"),
    }


def _nearness(request: HttpRequest, entry: Entry, door: Door) -> int:
    """How much of the address the door shares: the longest leads to where one is. The site's first page holds none but itself."""
    root = f"/s/{site_code(request)}/"
    if request.path == door.url:
        return len(door.url) + 1
    if door.url != root and request.path.startswith(door.url):
        return len(door.url)
    return max((len(root + path) for path in entry.also if request.path.startswith(root + path)), default=0)


def _on_bar(request: HttpRequest, entry: Entry) -> bool:
    return bool(entry.bar) and (not entry.bar_for or not request.actor.roles.isdisjoint(entry.bar_for))


def _door(request: HttpRequest, entry: Entry) -> Door | None:
    if not _may(request, entry.capability):
        return None
    url = _address(request, (entry.url,))
    return Door(entry.label, entry.icon, url, entry.key, False) if url else None


def _may(request: HttpRequest, capability: str) -> bool:
    actor = getattr(request, "actor", None)
    return actor is not None and (not capability or actor.may(capability))


def site_code(request: HttpRequest) -> str:
    """The site as the address names it."""
    match = getattr(request, "resolver_match", None)
    return str(match.kwargs.get("site", "")) if match else ""


def _addresses(request: HttpRequest, names: tuple[str, ...]) -> Iterator[str]:
    code = site_code(request)
    for name in names:
        for kwargs in ({"site": code}, {}) if code else ({},):
            try:
                yield reverse(name, kwargs=kwargs)
            except NoReverseMatch:
                continue


def _address(request: HttpRequest, names: tuple[str, ...]) -> str:
    return next(_addresses(request, names), "")


def _live(request: HttpRequest) -> str:
    code = site_code(request)
    return f"/live/s/{code}/" if code else ""
