from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yinuo.core.events.models import Thread
from yinuo.core.sites.models import SiteScoped, Stamped


class Customer(SiteScoped, Stamped):
    """A person or an organisation. `thread` is the customer's own story, beside those of the visits."""

    class Kind(models.TextChoices):
        PERSON = "person", pgettext_lazy("customer", "person")
        ORGANISATION = "organisation", _("organisation")

    class Channel(models.TextChoices):
        PHONE = "phone", _("phone call")
        TEXT = "text", _("text message")
        WECHAT = "wechat", _("WeChat")
        EMAIL = "email", _("e-mail")

    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="customer")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField(pgettext_lazy("customer", "name"), max_length=120)
    phone = models.CharField(_("mobile phone"), max_length=24, blank=True)
    other_phone = models.CharField(_("other phone"), max_length=24, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=240, blank=True)
    preferred_channel = models.CharField(_("preferred channel"), max_length=10, choices=Channel.choices, default=Channel.PHONE)
    preferred_hour = models.CharField(_("best hours"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)

    class Meta:
        verbose_name = _("customer")
        indexes = [
            models.Index(fields=["site", "-id"], name="customer_newest"),
            models.Index(fields=["site", "name", "id"], name="customer_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Consent(SiteScoped, Stamped):
    """Consent by purpose, append-only: the newest row of a purpose counts."""

    class Purpose(models.TextChoices):
        SERVICE = "service", _("service notices")
        SURVEY = "survey", _("surveys")
        MARKETING = "marketing", _("offers")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    given = models.BooleanField(_("given"))
    source = models.CharField(_("source"), max_length=60)

    class Meta:
        indexes = [models.Index(fields=["customer", "purpose", "-id"], name="consent_newest")]
