from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yinuo.core.sites.models import SiteScoped, Stamped
from yinuo.operations.stock.models import Part
from yinuo.operations.workshop.models import BayKind


class MenuItem(SiteScoped, Stamped):
    """Work the centre offers. `standard_minutes` of labour, `buffer_minutes` kept free after it; `price` null = labour rate × standard hours.

    `cures`: codes of the points of the car whose findings it answers; a finding becomes a line of the first item that has its point.
    """

    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    standard_minutes = models.PositiveIntegerField(_("standard hours (minutes)"))
    buffer_minutes = models.PositiveSmallIntegerField(_("buffer (minutes)"), default=0)
    price = models.PositiveIntegerField(_("labour price"), null=True, blank=True)
    bay_kind = models.CharField(_("bay kind"), max_length=10, choices=BayKind.choices, default=BayKind.LIFT)
    skill = models.SlugField(_("skill"), max_length=30, default="maintenance")
    cures = models.JSONField(_("answers findings at"), default=list, blank=True)
    maintenance = models.BooleanField(_("plain maintenance"), default=False)
    public = models.BooleanField(_("customers can book it"), default=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("menu item")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="menu_code_once")]

    def __str__(self) -> str:
        return self.name


class MenuPart(SiteScoped):
    """A part that a menu item needs; `quantity` in thousandths."""

    item = models.ForeignKey(MenuItem, on_delete=models.CASCADE, related_name="parts")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField(_("quantity"), default=1000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "part"], name="menu_part_once")]
