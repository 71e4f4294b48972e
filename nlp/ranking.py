"""How much a suggestion counts beside others, from 0 to 1. Pure.

The numbers rank; `nlp.confidence` makes the chance of being accepted of them. They were chosen by reading
development notes: words of our index and of titles count most, readings and defaults that assume something
less.
"""

from __future__ import annotations

from nlp.dictionary import DictionaryEntry
from nlp.sections import DEFAULT_WEIGHT, SECTION_WEIGHT
from nlp.suggestion import AssertionLabel

_KIND_SCORE = {"index": 0.92, "title": 0.9, "inclusion": 0.85, "includes": 0.6, "measure": 0.85, "near": 0.6}
_DEPARTURE_COST = 0.05
FIRM_RANK = 0.5  # from here on a code speaks against others, as rules over all codes ask
_ASSERTION_FACTOR = {AssertionLabel.POSSIBLE: 0.7, AssertionLabel.HISTORICAL: 0.8}
ALTERNATIVE_FACTOR = 0.45  # other codes of the same words: on the list, not opened
AMBIGUOUS_FACTOR = 0.65
HEADING_FACTOR = 0.6  # a heading that needs more detail is a prompt, not an answer
DEFAULT_FACTOR = 0.95  # a heading's default leaf or an assumed 7th character
SYMPTOM_FACTOR = 0.85  # chapter 18 codes give way to diagnoses (Guidelines I.B.4)
LESS_SPECIFIC_FACTOR = 0.5
REPAIRED_FACTOR = 0.85  # a word was read as another one
PART_FACTOR = 0.4  # a longer name stands here


def mention_score(
    entry: DictionaryEntry,
    *,
    section: str,
    assertion: AssertionLabel,
    ambiguous: bool,
    assumed: bool,
    code: str,
) -> float:
    """The score of one piece of evidence, 0–1."""
    score = (_KIND_SCORE[entry.kind] - _DEPARTURE_COST * entry.departure) * entry.likeness
    score *= SECTION_WEIGHT.get(section, DEFAULT_WEIGHT)
    score *= _ASSERTION_FACTOR.get(assertion, 1.0)
    if ambiguous:
        score *= AMBIGUOUS_FACTOR
    if assumed:
        score *= DEFAULT_FACTOR
    if code.startswith("R"):
        score *= SYMPTOM_FACTOR
    return score


def combined_score(scores: list[float]) -> float:
    """The score of a code with several pieces of evidence: the best, and a little for each of four more."""
    return round(min(max(scores) + 0.02 * min(len(scores) - 1, 4), 0.99), 4)


def less_specific(code: str, title: str, others: list[str]) -> bool:
    """Whether another suggested code of the category says the same and more.

    "unspecified" and "without complications" make no sense beside a code that specifies or complicates.
    """
    lowered = title.lower()
    if "unspecified" not in lowered and "without complication" not in lowered:
        return False
    return any(other[:3] == code[:3] and other != code for other in others)
