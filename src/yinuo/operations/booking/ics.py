"""An appointment as a calendar file (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

LONGEST_LINE = 75  # octets, without the line break


def event(
    *, uid: str, starts_at: datetime, ends_at: datetime, summary: str, place: str, details: str, written_at: datetime, version: int
) -> str:
    """One event with a reminder two hours before."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yinuo//Booking//EN", "METHOD:PUBLISH", "BEGIN:VEVENT",
        f"UID:{uid}", f"DTSTAMP:{_utc(written_at)}", f"SEQUENCE:{version}", f"DTSTART:{_utc(starts_at)}",
        f"DTEND:{_utc(max(ends_at, starts_at + timedelta(minutes=30)))}", f"SUMMARY:{_text(summary)}", f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(details)}", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT2H", f"DESCRIPTION:{_text(summary)}", "END:VALARM",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(_folded(line) for line in lines)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> str:
    """Lines longer than 75 octets go on after a line break and a blank, never inside a character."""
    parts: list[str] = []
    part = ""
    for sign in line:
        if len((part + sign).encode()) > LONGEST_LINE - bool(parts):
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part]) + "\r\n"
