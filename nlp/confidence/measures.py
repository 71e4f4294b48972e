"""What is measured of a suggestion before its chance is told: named numbers, each with a plain meaning. Pure.

`bare_` measures hold in running text alone, which has no headings of a chart: what was counted there is how
case reports are coded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from nlp.suggestion import CodeSuggestion

# Flags of suggestions that speak for or against them; a flag that is not named here counts nothing.
COUNTED_FLAGS = (
    "alternative",
    "near_name",
    "ambiguous_abbreviation",
    "spelling_assumed",
    "part_of_longer_name",
    "needs_more_detail",
    "needs_7th_character",
    "default_of_heading",
    "stated_as_history",
    "uncertain_diagnosis",
    "only_under_a_circumstance",
)
_DIAGNOSIS = frozenset({"assessment", "problem_list", "hospital_course"})
_STUDIES = frozenset({"examination", "laboratory", "imaging", "findings", "review_of_systems", "technique"})
_PAST = frozenset({"past_history", "surgical_history", "family_history"})
_REASON = frozenset({"chief_complaint", "indication", "present_illness"})
_MEASURE_CODES = ("Z68", "Z3A")
_NEVER, _ALWAYS = 0.01, 0.99
_LONGEST_TERM = 4
_HEADING_LINE = re.compile(r"^[ \t]*(?:\d+[.)][ \t]*)?[A-Z][A-Za-z /&'()-]{1,40}(?::|[ \t]*$)", re.MULTILINE)
# Of our own 30 notes none has fewer headings; of 750 case reports in CodiEsp all but 67 have.
_FEWEST_HEADINGS = 2
_FEWEST_WORDS = 100
_PLAIN_NAMES: tuple[str, ...] = (
    "rank",
    *COUNTED_FLAGS,
    "symptom",
    "status",
    "measured_number",
    "injury",
    "unspecified",
    "billable",
    "pieces_of_evidence",
    "rivals",
    "words_of_term",
    "length_of_quote",
    "exact_words",
    "in_capitals",
    "length_of_code",
    "length_of_title",
    "codes_beside",
    "same_category",
    "under_diagnoses",
    "under_past",
    "under_reason",
    "studies_alone",
)
BARE = "bare"
# Each measure is told under another name in running text and weighs anew there.
# How often the code was right in coded case reports: the model holds the table, so `measures_of` says 0.
BARE_USUAL = "bare_usual"
MEASURE_NAMES = (*_PLAIN_NAMES, BARE, *(f"bare_{name}" for name in _PLAIN_NAMES), BARE_USUAL)
# Which way a measure may move the chance, whatever was counted: the rest may move it either way.
_RISES_WITH = ("rank", "billable", "pieces_of_evidence", "under_diagnoses")
_FALLS_WITH = (
    "alternative",
    "near_name",
    "ambiguous_abbreviation",
    "spelling_assumed",
    "part_of_longer_name",
    "needs_more_detail",
    "rivals",
    "studies_alone",
)
RISES_WITH = frozenset((*_RISES_WITH, *(f"bare_{name}" for name in _RISES_WITH), BARE_USUAL))
FALLS_WITH = frozenset((*_FALLS_WITH, *(f"bare_{name}" for name in _FALLS_WITH)))


def log_odds(chance: float) -> float:
    """The log odds of a chance, the ends held at 1 and 99 in 100."""
    held = min(max(chance, _NEVER), _ALWAYS)
    return math.log(held / (1 - held))


def measures_of(
    suggestion: CodeSuggestion, among: Sequence[CodeSuggestion], *, is_bare: bool
) -> dict[str, float]:
    """Every measure of one suggestion, whose score is its rank; `among` are all of the text."""
    sections = {piece.section for piece in suggestion.evidence}
    flags = set(suggestion.flags)
    found = {
        "rank": log_odds(suggestion.score),
        **{name: float(name in flags) for name in COUNTED_FLAGS},
        "symptom": float(suggestion.code.startswith("R")),
        "status": float(suggestion.code.startswith("Z")),
        "measured_number": float(suggestion.code.startswith(_MEASURE_CODES)),
        "injury": float(suggestion.code[0] in "ST"),
        "unspecified": float("unspecified" in suggestion.title.lower()),
        "billable": float(suggestion.billable),
        "pieces_of_evidence": math.log(len(suggestion.evidence)),
        "rivals": math.log1p(_rivals(suggestion, among)),
        "words_of_term": float(min(len(suggestion.evidence[0].matched_term.split()), _LONGEST_TERM)),
        "length_of_quote": math.log(max(len(piece.quote) for piece in suggestion.evidence)),
        "exact_words": float(
            any(piece.quote.lower() == piece.matched_term.lower() for piece in suggestion.evidence)
        ),
        "in_capitals": float(all(piece.quote.isupper() for piece in suggestion.evidence)),
        "length_of_code": float(len(suggestion.code)),
        "length_of_title": math.log(max(len(suggestion.title.split()), 1)),
        "codes_beside": math.log(len(among)),
        "same_category": float(sum(other.code[:3] == suggestion.code[:3] for other in among) - 1),
        "under_diagnoses": float(bool(sections & _DIAGNOSIS)),
        "under_past": float(bool(sections & _PAST)),
        "under_reason": float(bool(sections & _REASON)),
        "studies_alone": float(sections <= _STUDIES),
    }
    told = {f"bare_{name}" if is_bare else name: found[name] for name in _PLAIN_NAMES}
    return dict.fromkeys(MEASURE_NAMES, 0.0) | told | {BARE: float(is_bare)}


def _rivals(suggestion: CodeSuggestion, among: Sequence[CodeSuggestion]) -> int:
    """How many other codes rest on words that this one rests on."""
    spans = [(piece.start, piece.end) for piece in suggestion.evidence]
    return sum(
        any(start < piece.end and piece.start < end for start, end in spans for piece in other.evidence)
        for other in among
        if other.code != suggestion.code
    )


def is_bare(text: str) -> bool:
    """Whether a text is a report in running text: long, with fewer than two lines that open with a heading.

    A dictated sentence or two has no headings either and is coded as a chart is.
    """
    if len(text.split()) < _FEWEST_WORDS:
        return False
    return len(_HEADING_LINE.findall(text)) < _FEWEST_HEADINGS
