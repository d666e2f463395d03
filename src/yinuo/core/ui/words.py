"""Numbers, spans of time and plates in the words that people use. No queries, no clock: the moment comes in as `at`.

The same sentences are handed to the browser (`clock_words`), so that a clock that ticks there says what the server said.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from yinuo.core.money.rules import digits

MINUTE, HOUR, DAY = 60, 3600, 86400
WHOLE_HOURS = 12  # from so many hours on, minutes say nothing more
AMBER = 300  # seconds before a limit at which a clock turns amber, when its caller names no other
_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$", "TWD": "NT$", "AUD": "A$", "NZD": "NZ$", "CAD": "C$"}


def clock_words() -> dict[str, str]:
    """The sentences of every clock in the reader's language; `{t}` stands for the span, the span words for its parts."""
    return _clock_words(get_language())


@cache
def _clock_words(language: str | None) -> dict[str, str]:
    return {
        "in": pgettext("clock", "in {t}"),
        "late": pgettext("clock", "{t} late"),
        "now": pgettext("clock", "due now"),
        "left": pgettext("clock", "{t} to go"),
        "reached": pgettext("clock", "reached"),
        "since": pgettext("clock", "for {t}"),
        "s": pgettext("span", "{n} s"),
        "min": pgettext("span", "{n} min"),
        "h": pgettext("span", "{n} h"),
        "hmin": pgettext("span", "{h} h {m} min"),
        "d": pgettext("span", "{n} days"),
    }


def span_words(seconds: float, *, fine: bool = True, words: dict[str, str] | None = None) -> str:
    """A length of time: seconds below a minute (when `fine`), minutes below an hour, hours (with minutes below twelve) below two days, then days."""
    words = words or clock_words()
    seconds = int(abs(seconds))
    if fine and seconds < MINUTE:
        return words["s"].format(n=seconds)
    if seconds < HOUR:
        return words["min"].format(n=seconds // MINUTE)
    if seconds < 2 * DAY:
        hours, minutes = divmod(seconds // MINUTE, 60)
        return words["hmin"].format(h=hours, m=minutes) if minutes and hours < WHOLE_HOURS else words["h"].format(n=hours)
    return words["d"].format(n=seconds // DAY)


@dataclass(frozen=True)
class Reading:
    """What a clock says now, and in which tone: plan, risk, late, busy or done."""

    tone: str
    text: str


def read_clock(due: datetime, at: datetime, *, kind: str = "limit", amber: int = AMBER) -> Reading:
    """`limit`: be done by `due`. `minimum`: go on until `due`. `since`: counts up from `due`, with no limit."""
    words = clock_words()
    left = (due - at).total_seconds()
    if kind == "since":
        return Reading("busy", words["since"].format(t=span_words(left, words=words)))
    if kind == "minimum":
        return Reading("done", words["reached"]) if left <= 0 else Reading("busy", words["left"].format(t=span_words(left, words=words)))
    if left < 0:
        tone, sentence = "late", words["late"]
    elif left < 1:
        return Reading("risk", words["now"])
    else:
        tone, sentence = ("risk" if left <= amber else "plan"), words["in"]
    return Reading(tone, sentence.format(t=span_words(left, words=words)))


def amber_seconds(due: datetime, started: datetime | None) -> int:
    """Short limits warn in their last quarter, long ones five minutes before the end."""
    if started is None:
        return AMBER
    return max(5, min(AMBER, int((due - started).total_seconds() / 4)))


def money_words(minor: int, currency: str = "CNY") -> str:
    """Minor units as people read them: `money_words(123450)` is `¥1,234.50`; no cents where the currency has none."""
    places = digits(currency)
    whole, rest = divmod(abs(int(minor)), 10**places)
    text = f"{whole:,}" + (f".{rest:0{places}d}" if places else "")
    return ("−" if minor < 0 else "") + _SIGNS.get(currency, currency + " ") + text


def unit_words(unit: str) -> str:
    """What stands behind a field: for a currency its sign, or the word that people use."""
    return pgettext("unit of money", "CNY") if unit == "CNY" else _SIGNS.get(unit, unit)


def minutes_words(minutes: int) -> str:
    """`80` is `1 h 20 min` (1 小时 20 分钟); never seconds."""
    sign = "−" if minutes < 0 else ""
    return sign + span_words(minutes * MINUTE, fine=False)


def hours_words(minutes: int) -> str:
    """Standard hours, kept as whole minutes, in tenths (hundredths when tenths do not hold them): `90` is `1.5 h`."""
    hundredths = round(minutes * 100 / 60)
    text = f"{hundredths / 100:.2f}"
    text = text[:-1] if text.endswith("0") else text
    return pgettext("span", "{n} h").format(n=text.replace("-", "−"))


def moment_words(moment: datetime, at: datetime, *, zone: ZoneInfo | None = None) -> str:
    """The time of day for today, a day word beside it for yesterday and tomorrow, otherwise the date."""
    local = timezone.localtime(moment, zone)
    days = (local.date() - timezone.localtime(at, zone).date()) / timedelta(days=1)
    clock = local.strftime("%H:%M")
    if days == 0:
        return clock
    day_word = {-1: _("yesterday"), 1: _("tomorrow")}.get(int(days))
    if day_word:
        return f"{day_word} {clock}"
    this_year = local.year == timezone.localtime(at, zone).year
    # Translators: date formats of Django's `date` filter, without and with the year.
    pattern = pgettext("date format", "j M") if this_year else pgettext("date format", "j M Y")
    return f"{formats.date_format(local, pattern)} {clock}"


def capped_count(count: int, cap: int = 1000) -> str:
    """Lists count no further than the cap: `1,000+`."""
    return f"{cap:,}+" if count > cap else f"{count:,}"
