"""What a new site begins with: the norms, the 25 standards in their first version (valid from the beginning), the factors of each step."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone, translation
from django_scopes import scopes_disabled

from yinuo.core.sites.models import Site

from .models import Norm, Standard, StepFactor
from .rules import AMBER_PERCENT, FACTORS, RULES
from .words import NORMS, REASONS


@transaction.atomic
def install(*, site_id: int) -> None:
    """Put in what the site lacks; what it has stays."""
    with scopes_disabled():
        site = Site.objects.get(pk=site_id)
        with translation.override(site.language):
            norms = _install_norms(site)
            _install_standards(site, norms)
        if not StepFactor.objects.filter(site=site).exists():
            rows = [StepFactor(site=site, step=step, factor=factor) for step, factors in FACTORS.items() for factor in factors]
            StepFactor.objects.bulk_create(rows, ignore_conflicts=True)


def _install_norms(site: Site) -> dict[str, Norm]:
    if Norm.objects.filter(site=site).exists():
        return {}
    stamp = _stamp()
    norms = [Norm(site=site, step=norm.step, post=norm.post, text=str(norm.text), **stamp) for norm in NORMS]
    made = Norm.objects.bulk_create(norms)
    return {code: row for norm, row in zip(NORMS, made, strict=True) for code in norm.standards}


def _install_standards(site: Site, norms: dict[str, Norm]) -> None:
    stamp = _stamp()
    rows = [
        Standard(
            site=site, code=rule.code, step=rule.step, version=1, norm=norms.get(rule.code), limit=rule.limit, early=rule.early,
            amber_percent=AMBER_PERCENT, unit=rule.unit, reason=str(REASONS[rule.code]), **stamp,
        )
        for rule in RULES
    ]  # fmt: skip
    Standard.objects.bulk_create(rows, ignore_conflicts=True)


def _stamp() -> dict:
    now = timezone.now()  # the rows come into being now; their validity has no beginning
    return {"created_at": now, "changed_at": now}
