from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from yinuo.core.sites.models import SiteScoped, Stamped


class Skill(SiteScoped):
    """What a technician can do: `code` is what operations ask for (maintenance, engine, electrical, body, paint, alignment, hybrid)."""

    code = models.SlugField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("skill")
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="skill_code_once")]

    def __str__(self) -> str:
        return self.name


class StaffSkill(SiteScoped, Stamped):
    """A person's skill with level (1 learner … 4 expert) and certificate's expiry."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="staff")
    level = models.PositiveSmallIntegerField(_("level"), default=2)
    expires_on = models.DateField(_("certificate expires"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "skill"], name="staff_skill_once"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 4)), name="staff_skill_level"),
        ]
