"""The customer's link to their own visit: unguessable, signed, without a row of its own."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

KEPT_FOR = timedelta(days=30)
_signer = signing.Signer(salt="visits.follow", sep="~")


def token_of(site_id: int, visit_id: int) -> str:
    return _signer.sign(f"{site_id}-{visit_id}")


def read_token(token: str) -> tuple[int, int] | None:
    """(site, visit), None for a token that we did not make."""
    try:
        site_id, visit_id = _signer.unsign(token).split("-")
        return int(site_id), int(visit_id)
    except (signing.BadSignature, ValueError):
        return None
