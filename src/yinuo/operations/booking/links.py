"""The customer's own page of an appointment, behind a link that cannot be guessed."""

from __future__ import annotations

import hmac

from django.urls import reverse
from django.utils.crypto import salted_hmac

from yinuo.core.errors import NotHere

from .models import Appointment

SALT = "yinuo.booking.customer"
DAYS_OPEN = 30  # after the appointment


def token_of(appointment: Appointment) -> str:
    """Not stored: computed from the key of this installation, so that nobody who reads the database holds the links."""
    return f"{appointment.pk}-{_mac(appointment.pk)}"


def _mac(pk: int) -> str:
    return salted_hmac(SALT, str(pk), algorithm="sha256").hexdigest()[:40]


def appointment_of(token: str) -> Appointment:
    """The scoped site's appointment behind the link. Raises NotHere for a wrong one."""
    pk, _dash, mac = token.partition("-")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19 and hmac.compare_digest(mac.encode(), _mac(int(pk)).encode())):
        raise NotHere
    found = Appointment.objects.filter(pk=int(pk)).select_related("vehicle").prefetch_related("items__menu_item").first()
    if found is None:
        raise NotHere
    return found


def url_of(site_code: str, appointment: Appointment) -> str:
    return reverse("book:appointment", args=[site_code, token_of(appointment)])
