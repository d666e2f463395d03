"""The table of roles: what each may, and what nobody may by accident."""

from __future__ import annotations

import pytest

from yinuo.core.access.rules import CAPABILITIES, CUSTOMER, ROLES, capabilities_of

MONEY_AND_RIGHTS = {
    "people.write",
    "setup.write",
    "standards.write",
    "settlement.refund",
    "settlement.reopen",
    "estimate.margin",
    "export.all",
}


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("service_manager", "group_manager", "administrator")])
def test_nobody_at_the_front_gives_rights_or_refunds(role):
    # whoever calls customers takes the list along as a file
    allowed = {"export.all"} if role == "follow_up_agent" else set()
    assert ROLES[role] & MONEY_AND_RIGHTS == allowed


def test_a_group_manager_only_reads():
    assert not {capability for capability in ROLES["group_manager"] if capability.endswith((".write", ".do", ".arrive", ".release"))}


def test_who_holds_two_roles_may_what_both_may():
    assert capabilities_of(["cashier", "host"]) == ROLES["cashier"] | ROLES["host"]
    assert capabilities_of([]) == frozenset()
    with pytest.raises(KeyError):
        capabilities_of(["king"])


def test_a_customer_may_nothing_that_staff_may():
    assert not CUSTOMER & CAPABILITIES
