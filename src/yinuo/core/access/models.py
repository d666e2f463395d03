from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from yinuo.core.sites.models import SiteScoped


class Role(models.TextChoices):
    ADVISOR = "advisor", _("service advisor")
    COORDINATOR = "coordinator", _("coordinator")
    DISPATCHER = "dispatcher", _("dispatcher")
    TECHNICIAN = "technician", _("technician")
    INSPECTOR = "inspector", _("quality inspector")
    PARTS_CLERK = "parts_clerk", _("parts clerk")
    CASHIER = "cashier", _("cashier")
    HOST = "host", _("service host")
    FOLLOW_UP_AGENT = "follow_up_agent", _("follow-up agent")
    SERVICE_MANAGER = "service_manager", _("service manager")
    GROUP_MANAGER = "group_manager", _("group manager")
    ADMINISTRATOR = "administrator", _("administrator")


class Membership(SiteScoped):
    """One role of one person at one site; several rows for several roles."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "user", "role"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]
        indexes = [models.Index(fields=["user", "site"], name="membership_of_user")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class Tries(models.Model):
    """How often something was tried in one window of time; of all web processes together. Not of a site: it counts who is nobody yet."""

    key = models.CharField(max_length=200, unique=True)
    n = models.PositiveIntegerField(default=1)
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="tries_that_ended")]
