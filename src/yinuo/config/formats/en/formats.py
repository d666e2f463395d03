"""Days in English are written as everywhere else on the screens: the day before the month."""

DATE_FORMAT = "j M Y"
MONTH_DAY_FORMAT = "j F"
DATETIME_FORMAT = "j M Y H:i"
