"""Who may do what: one table, role → capabilities."""

from __future__ import annotations

from collections.abc import Mapping

READ = frozenset(
    {
        "site.read",
        "customers.read",
        "booking.read",
        "visit.read",
        "promises.read",
        "promises.write",
        "encounters.write",
        "follow_up.open",
        "complaints.open",
        "cases.read",
    }
)

ROLES: dict[str, frozenset[str]] = {
    "advisor": READ
    | {
        "elements.read",
        "elements.lead",
        "customers.write",
        "booking.write",
        "visit.arrive",
        "visit.receive",
        "visit.assign",
        "visit.correct",
        "estimate.write",
        "order.release",
        "order.read",
        "lounge.write",
        "handover.write",
        "handover.clean",
        "checkout.write",
        "parts.read",
        "conformance.own",
        "satisfaction.own",
        "inspection.read",
        "settlement.read",
        "pictures.write",
        "findings.write",
        "car.move",
        "complaints.read",
        "complaints.write",
    },
    "coordinator": READ
    | {
        "complaints.read",
        "customers.write",
        "booking.write",
        "visit.arrive",
        "visit.assign",
        "visit.correct",
        "lounge.write",
        "order.read",
        "car.move",
    },
    "dispatcher": READ
    | {
        "elements.read",
        "elements.lead",
        "order.read",
        "order.release",
        "work.plan",
        "parts.read",
        "inspection.read",
        "inspection.final",
        "visit.correct",
        "pictures.write",
        "people.read",
        "car.move",
    },
    "technician": frozenset(
        {
            "site.read",
            "cases.read",
            "visit.read",
            "order.read",
            "work.do",
            "inspection.read",
            "inspection.self",
            "findings.write",
            "parts.read",
            "parts.request",
            "pictures.write",
            "handover.clean",
            "car.move",
        }
    ),
    "inspector": frozenset(
        {
            "site.read",
            "cases.read",
            "visit.read",
            "order.read",
            "inspection.read",
            "inspection.quality",
            "inspection.final",
            "findings.write",
            "pictures.write",
            "handover.clean",
            "car.move",
        }
    ),
    "parts_clerk": frozenset(
        {
            "site.read",
            "cases.read",
            "visit.read",
            "booking.read",
            "order.read",
            "parts.read",
            "parts.request",
            "parts.write",
            "encounters.write",
            "promises.read",
        }
    ),
    "cashier": READ | {"order.read", "settlement.read", "settlement.write", "checkout.write", "cash.close", "visit.correct"},
    "host": READ | {"lounge.write", "surveys.take"},
    "follow_up_agent": READ
    | {
        "complaints.read",
        "complaints.write",
        "booking.write",
        "follow_up.read",
        "follow_up.write",
        "visit.close",
        "order.read",
        "settlement.read",
        "customers.write",
        "surveys.read",
        "surveys.take",
        "export.all",
        "cases.write",
        "topics.read",
        "topics.write",
    },
}

ROLES["service_manager"] = frozenset().union(*ROLES.values()) | {
    "booking.over",
    "estimate.margin",
    "standards.write",
    "conformance.read",
    "setup.write",
    "people.read",
    "people.write",
    "roles.any",
    "settlement.refund",
    "settlement.reopen",
    "work.any",
    "complaints.approve",
    "complaints.oversee",
    "group.read",
    "recovery.read",
    "export.all",
    "surveys.write",
    "satisfaction.read",
    "satisfaction.write",
    "gaps.read",
    "gaps.write",
    "elements.read",
    "elements.write",
    "elements.lead",
    "cases.publish",
    "morning.read",
    "weekly.read",
    "weekly.write",
}
ROLES["group_manager"] = frozenset(
    {
        "site.read",
        "customers.read",
        "booking.read",
        "visit.read",
        "order.read",
        "promises.read",
        "inspection.read",
        "settlement.read",
        "parts.read",
        "estimate.margin",
        "conformance.read",
        "follow_up.read",
        "group.read",
        "satisfaction.read",
        "people.read",
        "complaints.read",
        "complaints.oversee",
        "recovery.read",
        "export.all",
        "surveys.read",
        "gaps.read",
        "elements.read",
        "cases.read",
        "morning.read",
        "weekly.read",
        "topics.read",
    }
)
ROLES["administrator"] = frozenset(
    {
        "site.read",
        "cases.read",
        "setup.write",
        "people.read",
        "people.write",
        "roles.any",
        "standards.write",
        "conformance.read",
        "visit.read",
        "surveys.read",
        "surveys.write",
    }
)

CAPABILITIES = frozenset().union(*ROLES.values())
# what a PIN on a shared tablet does not open: who works here and what they may do, how the centre is set up, and its lists as files
NOT_BY_PIN = frozenset({"people.write", "roles.any", "setup.write", "standards.write", "export.all"})
# what somebody without an account may do with a valid link, and what the program does by itself
CUSTOMER = frozenset({"estimate.decide", "booking.public", "visit.follow", "surveys.answer", "complaints.public"})
SYSTEM = CAPABILITIES | CUSTOMER


def capabilities_of(roles) -> frozenset[str]:
    """All that the `roles` (codes) may do together. An unknown role raises KeyError."""
    return frozenset().union(*(ROLES[role] for role in roles)) if roles else frozenset()


def may_give(capabilities: frozenset[str], role: str) -> bool:
    """Whether somebody with these capabilities may give or take `role`: nobody gives rights that they do not have, but who looks after the roles."""
    return "people.write" in capabilities and ("roles.any" in capabilities or ROLES[role] <= capabilities)


def outranks(mine: Mapping[int, frozenset[str]], theirs: Mapping[int, frozenset[str]]) -> bool:
    """Whether, at every site where they hold roles (site → roles), mine let me give each of them: then I may change who they are."""
    return all(may_give(capabilities_of(mine.get(site, ())), role) for site, roles in theirs.items() for role in roles)
