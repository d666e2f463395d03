"""The site's pricing rules are changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.access.rules import ROLES
from yinuo.core.errors import Invalid
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import change_stamps, stamps

from .. import rules
from ..models import Policy


def change_policy(*, by: Actor, at: datetime, discount_limits: Mapping[str, int], **values: Any) -> Policy:
    """Write discount limits (percent by role), life of links, expected answers, finishing time, diagnosis fee, comeback limits, checklists
    ({kind: {"without": [code], "own": [words]}}); the event keeps what was before."""
    if any(role not in ROLES or not 0 <= percent <= 100 for role, percent in discount_limits.items()):
        raise Invalid
    checklists = values.get("checklists", {})
    if set(checklists) - set(rules.CHECKLISTS) or any(not rules.points_of(kind, checklists) for kind in checklists):
        raise Invalid(_("An inspection needs at least one point."))
    with site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right="setup.write") as act:
        policy = Policy.objects.filter(site_id=by.site_id).first()
        wanted = {**values, "discount_limits": {**(policy.discount_limits if policy else {}), **discount_limits}}
        if policy is None:
            policy = Policy.objects.create(site_id=by.site_id, **wanted, **stamps(by, at))
            act.record("pricing.changed", policy, after=wanted)
            return policy
        changed = {name: value for name, value in wanted.items() if getattr(policy, name) != value}
        if changed:
            before = {name: getattr(policy, name) for name in changed}
            Policy.objects.filter(pk=policy.pk).update(**changed, **change_stamps(by, at))
            act.record("pricing.changed", policy, before=before, after=changed)
    return Policy.objects.get(pk=policy.pk)
