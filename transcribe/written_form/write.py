"""The report's tokens with numbers, dates, doses and terms as reports write them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from transcribe.report_token import ReportToken
from transcribe.written_form import (
    abbreviations,
    clinical_terms,
    dates,
    doses,
    identifiers,
    measures,
    plain_numbers,
    times,
)
from transcribe.written_form.guesses import GUESSES
from transcribe.written_form.take_apart import taken_apart
from transcribe.written_form.words import Rule, as_word, rewritten

# where two rules fit at a place, the one that needs more around it comes first
_RULES: tuple[Rule, ...] = (
    identifiers.write_identifier,
    dates.write_calendar_date,
    dates.write_numeric_date,
    times.write_military_time,
    times.write_clock_time,
    times.write_oclock,
    doses.write_out_abbreviation,
    doses.write_spelled_frequency,
    doses.write_every_hours,
    doses.write_paired_strength,
    doses.write_unit,
    abbreviations.write_letters,
    clinical_terms.write_letter_term,
    clinical_terms.write_lettered_counts,
    clinical_terms.write_level,
    clinical_terms.write_suture,
    clinical_terms.write_stage,
    plain_numbers.write_mixed_number,
    plain_numbers.write_fraction,
    measures.write_broken_pressure,
    measures.write_dashed_pressure,
    measures.write_over,
    measures.write_out_of,
    measures.write_dimensions,
    measures.write_percent,
    measures.write_age,
    measures.write_compound,
    measures.write_hyphened,
    measures.write_plus,
    measures.write_times,
    dates.write_year,
    plain_numbers.write_a_hundred,
    plain_numbers.write_beside_slash,
    plain_numbers.write_ordinal,
    plain_numbers.write_number,
)


# a number that one pass completes may be what a rule beside it waited for ("ten hundred a.m."); in 40,000
# random texts of number words three passes were enough
_MOST_PASSES = 6


def write_as_reports_do(tokens: Sequence[ReportToken]) -> tuple[ReportToken, ...]:
    """The tokens with every number in its written form; writing them twice changes nothing more.

    A token that stands for several has the sources of all of them and the first one's id; where one becomes
    several ("50-milligrams"), each has its sources, and the later ones' ids are its id with ".2", ".3".
    """
    words = rewritten(taken_apart([as_word(token) for token in tokens]), *GUESSES)
    for _ in range(_MOST_PASSES):
        before, words = words, rewritten(words, *_RULES)
        if words == before:
            break
    return tuple(word.token for word in words)
