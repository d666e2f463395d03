"""People who sign in. What they may do at which site is a Membership (core.access)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from yinuo.core.statements.asked import record


class People(UserManager):
    use_in_migrations = False

    def get(self, *args: Any, **conditions: Any) -> Any:
        """The person with a key is asked for by every request, so without building a query."""
        if args or conditions.keys() != {"pk"}:
            return super().get(*args, **conditions)
        found = record(self.model, pk=conditions["pk"])
        if found is None:
            raise self.model.DoesNotExist
        return found


class User(AbstractUser):
    """A member of staff. Signs in with the user name or the employee number; the badge QR with a PIN changes person on a shared tablet."""

    display_name = models.CharField(_("name"), max_length=60)
    employee_number = models.CharField(_("employee number"), max_length=30, unique=True, null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    badge = models.CharField(_("badge code"), max_length=64, unique=True, null=True, blank=True, editable=False)
    pin = models.CharField(_("PIN (hashed)"), max_length=128, blank=True, editable=False)

    objects = People()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):
        verbose_name = _("person")  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.display_name or self.username


class Counted(models.Model):
    """The table of Django's database cache, in which tries at a password or PIN are counted for all processes."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_counted"
