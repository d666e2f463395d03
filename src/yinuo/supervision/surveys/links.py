"""The addresses behind which anybody may answer: an invitation's own, and that of a wave for a QR code or a tablet."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from .models import Invitation
from .services.invitations import token_of

CHANNELS = ("qr", "tablet")
_signer = signing.Signer(salt="surveys.walk_up", sep="~")


def walk_up_token(site_id: int, wave_id: int, channel: str) -> str:
    return _signer.sign(f"{site_id}-{wave_id}-{channel}")


def read_walk_up(token: str) -> tuple[int, int, str] | None:
    """(site, wave, channel); None for a token that we did not make."""
    try:
        site_id, wave_id, channel = _signer.unsign(token).split("-")
        return (int(site_id), int(wave_id), channel) if channel in CHANNELS else None
    except (signing.BadSignature, ValueError):
        return None


def walk_up_url(site_id: int, wave_id: int, channel: str) -> str:
    return reverse("survey:walk_up", args=[walk_up_token(site_id, wave_id, channel)])


def url_of(invitation: Invitation) -> str:
    return reverse("survey:invited", args=[token_of(invitation.seed)])
