from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.operations.visits.models import Visit


class Team(SiteScoped, Stamped):
    """People of a centre who are scored together. `leader` may score it and note its highlights."""

    name = models.CharField(pgettext_lazy("team", "name"), max_length=60)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("team leader"),
    )
    active = models.BooleanField(_("is scored"), default=True)

    class Meta:
        verbose_name = _("team")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class Member(SiteScoped, Stamped):
    """Somebody is in a team from a day on, until the day before `until`; in one team at a time."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "person"], condition=Q(until=None), name="member_of_one_team"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="member_leaves_after_coming"),
        ]


class TeamAudit(SiteScoped, Stamped):
    """How a team's month was judged: `said` {question: yes, partly, no}, `evidence` {element: where one can see it}."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="audits")
    month = models.DateField(_("month"))
    said = models.JSONField(default=dict)
    evidence = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("scoring")
        constraints = [models.UniqueConstraint(fields=["team", "month"], name="team_audit_once")]


class Highlight(SiteScoped, Stamped):
    """A distinctive service, or an answer to a special need. Praise is evidence for one, not one itself."""

    class Kind(models.TextChoices):
        DISTINCTIVE = "distinctive", _("distinctive service")
        SPECIAL_NEED = "special_need", _("answer to a special need")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="highlights")
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    text = models.CharField(_("what was done"), max_length=400)
    evidence = models.CharField(_("evidence (praise, picture, who saw it)"), max_length=240, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("highlight")
        indexes = [models.Index(fields=["site", "-day", "-id"], name="highlight_newest")]


class TeamMonth(SiteScoped):
    """What records say of a team's month, made from them and at any time made again: `rules.Counted` as {"visits", "complaints", "errors", "survey"}."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="months")
    month = models.DateField(_("month"))
    sums = models.JSONField(default=dict)
    prepared_at = models.DateTimeField(_("prepared"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "month"], name="team_month_once")]
