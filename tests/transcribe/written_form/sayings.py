"""Says numbers as people dictate them: a value in, spoken words and the written form out."""

from __future__ import annotations

from random import Random

_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
""".split()  # noqa: SIM905 - reads as the list it is
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_MONTHS = """
January February March April May June July August September October November December
""".split()  # noqa: SIM905
_ORDINALS = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
""".split()  # noqa: SIM905
_UNITS = ("milligrams", "micrograms", "milliliters", "units", "milliequivalents")

Saying = tuple[str, str]


def in_words(value: int) -> str:
    """A whole number below a million in words."""
    if value < 20:
        return _ONES[value]
    if value < 100:
        return _TENS[value // 10 - 2] + (f" {_ONES[value % 10]}" if value % 10 else "")
    scale, name = (1000, "thousand") if value >= 1000 else (100, "hundred")
    rest = value % scale
    return f"{in_words(value // scale)} {name}" + (f" {in_words(rest)}" if rest else "")


def say_integer(draw: Random) -> Saying:
    """A count with a noun: "white count eleven thousand"."""
    value = draw.choice((draw.randrange(2, 100), draw.randrange(100, 1000), draw.randrange(1000, 999_999)))
    return f"measured at {in_words(value)} pounds", f"measured at {_grouped(value)} pounds"


def say_decimal(draw: Random) -> Saying:
    """A result: "seven point two five", "point five"."""
    whole, digits = (
        draw.randrange(0, 200),
        "".join(str(draw.randrange(10)) for _ in range(draw.randrange(1, 4))),
    )
    said = draw.choice((in_words(whole), "")) if whole == 0 else in_words(whole)
    places = " ".join(draw.choice(("oh", "zero")) if digit == "0" else _ONES[int(digit)] for digit in digits)
    return f"the value was {said} point {places}".replace("  ", " "), f"the value was {whole}.{digits}"


def say_ratio(draw: Random) -> Saying:
    """A blood pressure, in full or short: "one thirty eight over eighty four"."""
    upper, lower = draw.randrange(80, 230), draw.randrange(40, 79)
    short = upper > 109 and draw.random() < 0.5
    said = f"one {in_words(upper - 100)}" if short and upper < 200 else in_words(upper)
    return f"pressure {said} over {in_words(lower)}", f"pressure {upper}/{lower}"


def say_date(draw: Random) -> Saying:
    """A day of the calendar with its year in halves or in full."""
    month, day, year = draw.choice(_MONTHS), draw.randrange(1, 29), draw.randrange(1920, 2030)
    spoken_day = _ORDINALS[day - 1] if day <= 20 else f"twenty {_ORDINALS[day - 21]}"
    halves = f"{in_words(year // 100)} {in_words(year % 100)}"
    in_full = f"two thousand {in_words(year - 2000)}" if year > 2000 else halves
    spoken_year = halves if year % 100 >= 10 and draw.random() < 0.5 else in_full
    if year == 2000:
        spoken_year = "two thousand"
    elif 1900 < year < 2000 and year % 100 < 10:
        spoken_year = f"nineteen oh {in_words(year % 100)}"
    return f"seen on {month} {spoken_day}, {spoken_year}", f"seen on {month} {day}, {year}"


def say_time(draw: Random) -> Saying:
    """A time of day: "ten fifteen a.m.", "fourteen thirty hours"."""
    minute = draw.choice((0, *range(10, 60)))
    if draw.random() < 0.5:
        hour = draw.randrange(1, 13)
        half = draw.choice(("a.m.", "p.m."))
        said = f"{in_words(hour)} {in_words(minute)}" if minute else in_words(hour)
        return f"at {said} {half} today", f"at {hour}{f':{minute}' if minute else ''} {half} today"
    hour = draw.randrange(10, 24)
    said = f"{in_words(hour)} {in_words(minute) if minute else 'hundred'}"
    return f"at {said} hours", f"at {hour}{minute:02} hours"


def say_dose(draw: Random) -> Saying:
    """A dose with its unit: whole, with a half, or with decimals; no zero at its end."""
    unit, value = draw.choice(_UNITS), draw.randrange(2, 1500)
    kind = draw.randrange(3)
    if kind == 0:
        return f"give {in_words(value)} {unit} daily", f"give {_grouped(value)} {unit} daily"
    whole = draw.randrange(2, 60)
    if kind == 1:
        return f"give {in_words(whole)} and a half {unit} daily", f"give {whole}.5 {unit} daily"
    digit = draw.randrange(1, 10)
    return f"give {in_words(whole)} point {_ONES[digit]} {unit} daily", f"give {whole}.{digit} {unit} daily"


SAYINGS = (say_integer, say_decimal, say_ratio, say_date, say_time, say_dose)


def _grouped(value: int) -> str:
    return f"{value:,}" if value >= 10_000 else str(value)
