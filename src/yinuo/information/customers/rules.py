"""What can be told of a customer's particulars without asking anybody."""

from __future__ import annotations

import unicodedata

from yinuo.core.search.rules import phone_digits, squash, syllables


def written_phone(text: str, country: str = "CN") -> str:
    """The number as it is kept: digits alone for the centre's own country, +…-form for others, as typed when it is no known number."""
    import phonenumbers

    typed = " ".join(unicodedata.normalize("NFKC", text or "").split())
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        return typed
    if not phonenumbers.is_possible_number(number):
        return typed
    if number.country_code == phonenumbers.country_code_for_region(country):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).replace(" ", "")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_is_odd(text: str, country: str = "CN") -> bool:
    """True for a number that nobody can have in the country (or in the one it names). An odd number warns and is kept."""
    import phonenumbers

    if not text:
        return False
    try:
        return not phonenumbers.is_valid_number(phonenumbers.parse(text, country))
    except phonenumbers.NumberParseException:
        return True


def same_phone(one: str, other: str) -> bool:
    digits = phone_digits(one)
    return bool(digits) and len(digits) >= 7 and digits == phone_digits(other)


def sounds_like(one: str, other: str) -> bool:
    """True for names that are the same when read aloud (王芳, 汪芳, Wang Fang); never for empty ones."""
    read = [sound_of(name) for name in (one, other)]
    return bool(read[0]) and read[0] == read[1]


def sound_of(name: str) -> str:
    """The pinyin of a Chinese name, the letters of another."""
    squashed = squash(name)
    return "".join(syllables(squashed)) or squashed
