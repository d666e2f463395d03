"""What comes first: the order of matters by what is at stake."""

from __future__ import annotations

from datetime import datetime, timedelta

TONES = ("late", "risk", "busy", "plan", "idle")


def tone_of(*, due_at: datetime | None, at: datetime, amber: int, told: str = "") -> str:
    """late once it is due, risk `amber` seconds before, plan earlier; without a limit what it was told to be, else busy."""
    if told:
        return told
    if due_at is None:
        return "busy"
    if due_at <= at:
        return "late"
    return "risk" if due_at - at <= timedelta(seconds=amber) else "plan"


def stake(*, tone: str, weight: int, due_at: datetime | None, since: datetime | None, at: datetime) -> tuple[int, int, float, float]:
    """Sorts what presses most first: red, amber, what is going on, what has time; then the weightier; then what falls due or began first."""
    far = at + timedelta(days=3650)
    rank = TONES.index(tone) if tone in TONES else TONES.index("busy")
    return rank, -weight, (due_at or far).timestamp(), (since or far).timestamp()
