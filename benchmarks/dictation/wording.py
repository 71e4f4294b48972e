"""Texts made comparable: one way for words to be written, so that style is not counted as error. Pure.

For word error rates: our rules first (units, ratios, dates, spoken letters), then Whisper's own English
normaliser. For single words in place: small letters, no marks, units and numbers in one form.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

UNITS = {
    "milligrams": "mg",
    "milligram": "mg",
    "micrograms": "mcg",
    "microgram": "mcg",
    "grams": "g",
    "gram": "g",
    "kilograms": "kg",
    "kilogram": "kg",
    "milliliters": "ml",
    "milliliter": "ml",
    "cc": "ml",
    "ccs": "ml",
    "cc's": "ml",
    "liters": "l",
    "liter": "l",
    "millimeters": "mm",
    "millimeter": "mm",
    "mmhg": "mm hg",
    "centimeters": "cm",
    "centimeter": "cm",
    "milliequivalents": "meq",
    "milliequivalent": "meq",
    "percent": "%",
    "pounds": "lb",
    "lbs": "lb",
    "pound": "lb",
    "gray": "gy",
    "unit": "units",
}
_MONTHS = calendar.month_name[1:]
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_RULES: tuple[tuple[str, str], ...] = (
    (r"\b([a-z])\.(?=[a-z]\.)", r"\1"),  # p.r.n. -> prn.
    (r"(?<=[a-z]{2})\.(?=\s[a-z0-9])", " "),
    (r"(?<=\d),(?=\d{3}(?!\d))", ""),
    (r"(\d)\s*(?:/|\bover\b|\bslash\b)\s*(\d)", r"\1 \2"),
    (r"\b(\d+) out of (\d+)\b", r"\1 \2"),
    (r"(\d)\s*%", r"\1 percent"),
    (r"\bx\s?(?=\d)", "times "),
    (r"(?<=\d)\s*x\s*(?=\d)", " by "),
    (r"(\d) times (?=\d)", r"\1 by "),
    (r"(\d)\s*[-–]\s*(\d)", r"\1 to \2"),
    (r"\bb i d\b", "bid"),
    (r"\bt i d\b", "tid"),
    (r"\bp r n\b", "prn"),
    (r"\ba 1 c\b|\ba one c\b", "a1c"),
    (r"\bh b a1c\b", "hba1c"),
    (r"\bmmhg\b", "mm of mercury"),
    (r"\bmm hg\b", "mm of mercury"),
    (r"[-–/]", " "),
    (r"\b([ltcs]) (\d{1,2})\b", r"\1\2"),
    (r"\bdoctor\b", "dr"),
    (r"\bmiss\b|\bms\b", "ms"),
)


def plain_words(text: str) -> str:
    """The text as it is compared in word error rates."""
    text = re.sub(
        r"^\s*\d{1,2}\.\s", " ", text.lower(), flags=re.MULTILINE
    )  # list numbers are commands' work
    text = re.sub(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", _date_in_words, text)
    for pattern, by in _RULES:
        text = re.sub(pattern, by, text)
    text = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", text)
    text = re.sub(r"(?<=\d)(?=(?:mg|mcg|g|kg|ml|l|mm|cm|meq|gy|lbs?)\b)", " ", text)
    text = re.sub(r"\b(class|stage|grade|type) (iv|i{1,3}|v)\b", lambda m: f"{m[1]} {_ROMAN[m[2]]}", text)
    text = " ".join(UNITS.get(word, word) for word in re.findall(r"[^\s,;:!?()\"“”]+", text))
    text = _join_letters(re.sub(r"\bpercent\b", "%", text))
    text = str(_whisper_normaliser()(text.replace("%", " percent ")))
    text = re.sub(r"(\d)%", r"\1 %", text).replace("%", " percent ")
    return " ".join(text.split())


def _date_in_words(found: re.Match[str]) -> str:
    month = int(found[1])
    return f"{_MONTHS[month - 1].lower()} {int(found[2])} {found[3]}" if 1 <= month <= 12 else found[0]


def _join_letters(text: str) -> str:
    """The text with spoken letters in one word: recognisers write "m r i" and "mri"."""
    return re.sub(r"\b(?:[a-z] ){1,5}[a-z]\b", lambda found: found[0].replace(" ", ""), text)


@lru_cache(maxsize=1)
def _whisper_normaliser() -> Any:
    from whisper_normalizer.english import EnglishTextNormalizer

    return EnglishTextNormalizer()  # type: ignore[no-untyped-call]


def plain_token(word: str) -> str:
    """One written word as it is compared in place; empty for a mark that stands alone."""
    word = word.lower().strip(".,;:!?()[]\"'“”‘’*-–/")
    word = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", word).replace("’", "'")
    word = re.sub(r"(?<=[a-z])\.(?=[a-z])", "", word)
    return UNITS.get(word, word)


def tokens_of(text: str) -> list[str]:
    """The words of a text as they are compared in place; "97%" and "10mg" are two, list numbers are none."""
    text = re.sub(r"^\s*\d{1,2}\.\s", " ", text, flags=re.MULTILINE)
    return [token for word in text.split() for token in pieces_of(word)]


def pieces_of(word: str) -> list[str]:
    """The comparable pieces of one written word."""
    parts = re.sub(r"(?<=\d)(?=%|(?:mg|mcg|g|kg|mL|ml|L|mm|cm|mEq|Gy|lbs?)\b)", " ", word)
    parts = re.sub(r"(?<=[A-Za-z])[-–/](?=[A-Za-z0-9])|(?<=\d)[-–](?=[A-Za-z])", " ", parts)
    return [token for part in parts.split() if (token := plain_token(part))]


def number_form(text: str, *, with_ranges: bool = True) -> str:
    """A dose or number in the one form that all equal ways of writing it share, with blanks around.

    "12 to 5" is one range, or two numbers where `with_ranges` is false ("lowered from 12 to 5").
    """
    text = text.lower().replace("°", " ")
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(r"(?<=\d)\s*(?:x|by)\s*(?=\d)", "x", text)
    if with_ranges:
        text = re.sub(r"(?<=\d)\s*(?:to|[-–])\s*(?=\d)", "-", text)
    text = re.sub(r"(?<=\d)(?=%|(?:mg|mcg|g|kg|ml|l|mm|cm|meq|gy|lbs?)\b)", " ", text)
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text)
    text = re.sub(r"(?<=\d)-(?=[a-z])", " ", text)
    text = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1m", text)
    words = (word.strip(".,;:!?()\"'") for word in text.split())
    return " " + " ".join(UNITS.get(word, word) for word in words if word) + " "


def holds_number(region: str, ways: Sequence[str]) -> bool:
    """True when one of the ways stands in the region as whole words, with no number running on."""
    return any(
        number_form(way, with_ranges=ranges) in number_form(region, with_ranges=ranges)
        for way in ways
        for ranges in (True, False)
    )
