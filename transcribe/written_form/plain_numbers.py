"""Plain numbers, fractions and ordinals: which become digits, and which stay words. Pure.

Numbers are digits, as in reports, but words stay where they are no count ("one of", "no one", "the two are")
and at the start of a sentence unless a unit follows (AHDI Book of Style, 3rd ed., ch. 10).
"""

from __future__ import annotations

from collections.abc import Sequence

from transcribe.written_form import vocabulary
from transcribe.written_form.number_words import (
    grouped,
    ordinal_value,
    parts_of,
    single_digit,
    standard_value,
    with_ordinal_ending,
)
from transcribe.written_form.spoken_numbers import Number, number_at, run_at
from transcribe.written_form.vocabulary import listed
from transcribe.written_form.words import (
    Change,
    Piece,
    Word,
    joined,
    next_spoken,
    previous_spoken,
    spoken_at,
    spoken_before,
    starts_sentence,
)

_LINKS = frozenset({"to", "or", "through", "and"})
_HALVES = {
    ("and", "a", "half"): ".5",
    ("and", "one", "half"): ".5",
    ("and", "one-half"): ".5",
    ("and", "a", "quarter"): ".25",
    ("and", "one", "quarter"): ".25",
    ("and", "three", "quarters"): ".75",
}
_FRACTIONS = {
    ("one", "half"): "1/2",
    ("one-half",): "1/2",
    ("one", "third"): "1/3",
    ("one-third",): "1/3",
    ("two", "thirds"): "2/3",
    ("two-thirds",): "2/3",
    ("one", "quarter"): "1/4",
    ("one-quarter",): "1/4",
    ("one", "fourth"): "1/4",
    ("one-fourth",): "1/4",
    ("three", "quarters"): "3/4",
    ("three-quarters",): "3/4",
    ("three", "fourths"): "3/4",
}
_ONE_AS_PRONOUN_BEFORE = listed("no this that the any every each another only which such")
_FIRST_OF_FRACTIONS = frozenset(phrase[0] for phrase in _FRACTIONS)


def write_number(words: Sequence[Word], at: int) -> Change | None:
    """A plain number in digits."""
    number = number_at(words, at)
    if number is None or number.is_doubtful:
        return None
    if number.is_spelled and _stays_in_words(words, at, number):
        return None
    following = next_spoken(words, at + number.count)
    text = number.text
    if following in vocabulary.DOSE_UNITS and not _is_lab_value(words, at, number.count):
        text = without_trailing_zeros(text)
    covered = words[at : at + number.count]
    return None if len(covered) == 1 and covered[0].core == text else (Piece(number.count, text),)


def without_trailing_zeros(text: str) -> str:
    """The dose as the Joint Commission asks: 5, not 5.0."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_lab_value(words: Sequence[Word], at: int, count: int) -> bool:
    """True for a result, whose zero tells its precision (the Joint Commission excepts it)."""
    per = spoken_at(words, at + count + 1, 2)
    if per in {("per", "deciliter"), ("per", "liter"), ("per", "dl"), ("per", "l"), ("per", "milliliter")}:
        return True
    before = spoken_before(words, at, 4)
    is_drug = (
        len(before & vocabulary.SALTS) > 0 and len(before & (vocabulary.LAB_WORDS | vocabulary.SALTS)) > 1
    )
    return bool(before & vocabulary.LAB_WORDS) and not is_drug


def _stays_in_words(words: Sequence[Word], at: int, number: Number) -> bool:
    following = next_spoken(words, at + number.count)
    has_unit = vocabulary.is_unit(following)
    if number.parts == ("one",) or number.text == "1":
        return not _one_is_a_count(words, at, following)
    if len(number.parts) > 2 or "point" in number.parts or has_unit:
        return False
    if following in _LINKS and parts_of(next_spoken(words, at + number.count + 1).partition("-")[0]):
        return False  # "three to four-day history"
    if starts_sentence(words, at):
        return following not in ("/", "-") and not _heads_a_list(words, at + number.count)
    stands_for_noun = not following or following in vocabulary.FUNCTION_WORDS
    pointed_at = previous_spoken(words, at) in {"the", "these", "those", "other", "all", "between"}
    return (number.whole or 0) < 10 and pointed_at and stands_for_noun


def _heads_a_list(words: Sequence[Word], after: int) -> bool:
    """True when a comma and another number stand behind the number that ends before `after`."""
    has_mark = after < len(words) and not words[after].core and words[after].tail == ","
    following = after + has_mark
    if following >= len(words) or words[following].lead or words[after - 1].ends_line:
        return False
    has_comma = has_mark or words[after - 1].tail == ","
    return has_comma and bool(parts_of(words[following].spoken))


def _one_is_a_count(words: Sequence[Word], at: int, following: str) -> bool:
    """True where "one" counts, measures or names ("one milligram", "type one", "one to two")."""
    previous = previous_spoken(words, at)
    if previous in vocabulary.NUMBERED:
        return True
    if previous in _ONE_AS_PRONOUN_BEFORE:
        return False
    if following in _LINKS and parts_of(next_spoken(words, at + 2)):
        return True
    if previous in _LINKS and parts_of(previous_spoken(words, at - 1)):
        return True
    if _heads_a_list(words, at + 1):
        return True
    return _one_is_measured(words, at, following)


def _one_is_measured(words: Sequence[Word], at: int, following: str) -> bool:
    if following in {"time", "times", "block", "lead"} or not vocabulary.is_unit(following):
        return False
    if following not in vocabulary.TIMES:
        return True
    after = next_spoken(words, at + 2)  # "one day she fell"
    return not (starts_sentence(words, at) or after in vocabulary.PRONOUNS)


def write_mixed_number(words: Sequence[Word], at: int) -> Change | None:
    """A whole number and a part of one: "two and a half" as 2.5."""
    number = number_at(words, at)
    if number is None or number.whole is None:
        return None
    for phrase, decimals in _HALVES.items():
        length = number.count + len(phrase)
        if joined(words, at, length) and spoken_at(words, at + number.count, len(phrase)) == phrase:
            return (Piece(length, f"{number.text}{decimals}"),)
    return None


def write_fraction(words: Sequence[Word], at: int) -> Change | None:
    """A fraction before what it measures: "one half tablet" as 1/2 tablet; "one half of the lung" stays."""
    for phrase, text in _FRACTIONS.items() if words[at].spoken in _FIRST_OF_FRACTIONS else ():
        end = at + len(phrase)
        if spoken_at(words, at, len(phrase)) != phrase or parts_of(previous_spoken(words, at)):
            continue
        following = next_spoken(words, end)
        if following == "normal" or vocabulary.is_unit(following):
            return (Piece(len(phrase), text),)
    return None


def write_a_hundred(words: Sequence[Word], at: int) -> Change | None:
    """Hundreds with "a" before a unit: "a hundred and fifty milligrams" as 150 milligrams."""
    if words[at].spoken != "a" or next_spoken(words, at + 1) not in ("hundred", "thousand"):
        return None
    parts, count = run_at(words, at + 1)
    value = standard_value(("one", *parts))
    if value is None or not vocabulary.is_unit(next_spoken(words, at + 1 + count)):
        return None
    return (Piece(1 + count, grouped(value)),)


def write_beside_slash(words: Sequence[Word], at: int) -> Change | None:
    """A digit said with its zero beside a slash or hyphen: "oh three" in 03/04."""
    parts, count = run_at(words, at)
    if len(parts) != 2 or parts[0] not in ("oh", "o", "zero") or not single_digit(parts[1]):
        return None
    beside = {previous_spoken(words, at), next_spoken(words, at + count)}
    return (Piece(count, f"0{single_digit(parts[1])}"),) if beside & {"/", "-"} else None


def write_ordinal(words: Sequence[Word], at: int) -> Change | None:
    """An ordinal from tenth on in digits; lower ones are words in reports ("second opinion")."""
    for count in (2, 1):
        spoken = spoken_at(words, at, count)
        value = ordinal_value(spoken) if spoken else None
        if value is None or value < 10 or spoken[0][0].isdigit():
            continue
        if (
            spoken[-1] == "second"
            or previous_spoken(words, at) in {"a", "one"}
            or parts_of(previous_spoken(words, at))
        ):
            return None  # "thirty second" may be a time, "one tenth" is a fraction
        return (Piece(count, with_ordinal_ending(value)),)
    return None
