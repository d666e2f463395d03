"""A day in an address."""

from __future__ import annotations

from datetime import date


class DayConverter:
    """`2026-03-02`; what is no date of a calendar is no address. Years far away are none either."""

    regex = r"20\d\d-\d\d-\d\d"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()
