"""Who acts: built once at the edge, told to every service."""

from __future__ import annotations

from dataclasses import dataclass, replace

from yinuo.core.errors import Forbidden

from . import rules


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting at one site.

    `origin` says through what (web, queue, customer, system, import, demo); `key` makes a repeated act do its work once ("" = not repeatable).
    """

    site_id: int
    user_id: int | None
    name: str
    capabilities: frozenset[str]
    roles: frozenset[str] = frozenset()
    origin: str = "web"
    key: str = ""

    def may(self, capability: str) -> bool:
        return capability in self.capabilities

    def require(self, capability: str) -> None:
        if capability not in self.capabilities:
            raise Forbidden(capability=capability)

    def without(self, capabilities: frozenset[str]) -> Actor:
        """The same person with fewer rights: who came in by a PIN."""
        return replace(self, capabilities=self.capabilities - capabilities)

    def with_key(self, key: str) -> Actor:
        return replace(self, key=key)


def staff(*, site_id: int, user, roles, origin: str = "web", key: str = "") -> Actor:
    roles = frozenset(roles)
    return Actor(site_id, user.pk, str(user), rules.capabilities_of(roles), roles, origin, key)


def customer(*, site_id: int, name: str, key: str = "") -> Actor:
    """Somebody without an account, behind an unguessable link."""
    return Actor(site_id, None, name, rules.CUSTOMER, frozenset(), "customer", key)


def system(*, site_id: int, name: str = "Yinuo", key: str = "") -> Actor:
    """The program itself."""
    return Actor(site_id, None, name, rules.SYSTEM, frozenset(), "system", key)
