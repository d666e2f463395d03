"""The first centre and its first person; everything else in the set-up is done by the slices whose records it makes."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from yinuo.core.access.actor import staff
from yinuo.core.access.models import Membership
from yinuo.core.access.people import new_person
from yinuo.core.accounts.models import User
from yinuo.core.errors import DomainError
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import site_story
from yinuo.core.money.rules import digits
from yinuo.core.sites.models import Site

from .starters import COUNTRIES, LABOUR_RATES, TAX_RATES

FIRST_ROLES = ("administrator", "service_manager")
FIRST_RUN_LOCK = 20_261_122


class NotTheFirst(DomainError):
    status = 404
    sentence = _("Somebody has set this up already. Sign in, or ask your administrator.")


def nobody_yet() -> bool:
    return not User.objects.exists()


def begin(*, name: str, code: str, country: str, display_name: str, username: str, password: str, at: datetime) -> tuple[Site, User]:
    """The first centre, with the country's money, time and tax, and its first administrator. Raises NotTheFirst when there is anybody."""
    currency, zone, language, with_tax = COUNTRIES[country]
    person = new_person(username=username, display_name=display_name, password=password, language=language)
    with transaction.atomic():
        _one_at_a_time()
        if not nobody_yet():
            raise NotTheFirst
        person.save()
        site = Site.objects.create(
            code=code,
            name=name,
            country=country,
            currency=currency,
            timezone=zone,
            language=language,
            prices_include_tax=with_tax,
            tax_rate=TAX_RATES.get(country, 0),
            labour_rate=LABOUR_RATES.get(currency, 100) * 10 ** digits(currency),
        )
        by = staff(site_id=site.pk, user=person, roles=FIRST_ROLES)
        with scope(site=site), site_story(purpose=SiteThread.SETTINGS, by=by, at=at, right="setup.write") as act:
            Membership.objects.bulk_create([Membership(site=site, user=person, role=role) for role in FIRST_ROLES])
            act.record("site.begun", site, code=code, country=country)
    return site, person


def _one_at_a_time() -> None:
    """Two first people at once: on SQLite a transaction is alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_RUN_LOCK])
