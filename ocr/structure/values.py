"""How many of the words after a label are its value: dates, numbers of records, names. Pure."""

from __future__ import annotations

import re

_DATE = re.compile(
    r"(?i)^(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}"
    r"|\d{1,2}[ -]?[a-z]{3,9}\.?,?[ -]?\d{2,4}|[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? ?\d{4})(?=[^\d/]|$)"
)
_PHONE = re.compile(r"^\+?1?[ .-]?\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]{0,2}\d{4}(?!\d)")
_IDENTIFIER = re.compile(r"^[#(]?[A-Za-z]{0,6}[-_.]?\d[\dA-Za-z./_-]*\)?,?$")
_PREFIX = re.compile(r"^[#A-Z]{1,4}-?$")
_SEXES = {"m", "f", "male", "female", "man", "woman", "unknown", "other", "nonbinary", "non-binary", "x", "u"}
_NAME_WORD = re.compile(r"^[^\W\d_][\w'’.\-]*,?$|^[,&]$")
_MOST_NAME_WORDS = 5
_MOST_TEXT_WORDS = 12
_TITLES = {"md", "do", "phd", "rn", "np", "pa", "dds", "dpm", "faad", "facs", "bcba", "jr", "sr", "ii", "iii"}


def _joined_prefix(words: list[str], pattern: re.Pattern[str]) -> int:
    """How many words the pattern takes from the beginning of the joined words."""
    match = pattern.match(" ".join(words[:6]))
    return 0 if match is None else len(match.group().split())


def date_words(words: list[str]) -> int:
    """Those of a date; 0 where none begins."""
    return _joined_prefix(words, _DATE)


def phone_words(words: list[str]) -> int:
    """Those of a phone number; 0 where none begins."""
    return _joined_prefix(words, _PHONE)


def identifier_words(words: list[str]) -> int:
    """One word with a digit, or a short prefix and such a word."""
    if not words:
        return 0
    if _IDENTIFIER.match(words[0]):
        return 1
    return 2 if len(words) > 1 and _PREFIX.match(words[0]) and _IDENTIFIER.match(words[1]) else 0


def sex_words(words: list[str]) -> int:
    """1 for a sex, written out or as a letter."""
    return int(bool(words) and words[0].strip(".,;()").lower() in _SEXES)


def name_words(words: list[str]) -> int:
    """Those that can be a name, up to five."""
    count = 0
    for word in words[:_MOST_NAME_WORDS]:
        starts_large = word[0].isupper() or word.strip(".,").lower() in {
            "de",
            "van",
            "von",
            "der",
            "la",
            "del",
        }
        if not _NAME_WORD.match(word) or not starts_large:
            break
        count += 1
    return count


def provider_words(words: list[str]) -> int:
    """A name with its titles."""
    count = name_words([word for word in words if word.strip(".,").lower() not in _TITLES])
    titles = [word.strip(".,").lower() in _TITLES for word in words]
    while count < len(words) and titles[count]:
        count += 1
    return min(count + sum(titles[:count]), len(words)) if count else 0


def text_words(words: list[str]) -> int:
    """All, up to twelve."""
    return min(len(words), _MOST_TEXT_WORDS)
