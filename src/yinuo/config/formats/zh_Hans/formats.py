"""How numbers are written in simplified Chinese, where Django leaves thousands without a sign. Dates stay as Django knows them."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
