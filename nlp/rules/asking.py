"""Drafts of questions to the provider: neutral, with words of the record, never about payment. Pure.

Source: practice for compliant queries (AHIMA and ACDIS, 2022): no answer in the question, several choices,
always "other" and "unable to determine".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from nlp.advice import QueryDraft, Spot
from nlp.rules.outcome import firm
from nlp.rules.tables import Indicator, QueryTopic
from nlp.suggestion import AssertionLabel, CodeSuggestion, Evidence, SuppressedCandidate

ALWAYS = ("other (please state)", "unable to determine")
_MOST_QUERIES = 12
_MOST_SPOTS = 4
_OPEN_CHOICES = ("a diagnosis (please state it)", "a finding without clinical significance")
_DENIED = frozenset({"negated"})


def draft_queries(
    suggestions: Sequence[CodeSuggestion],
    suppressed: Sequence[SuppressedCandidate],
    text: str,
    *,
    topics: Sequence[QueryTopic],
    indicators: Sequence[Indicator],
) -> tuple[QueryDraft, ...]:
    """The drafts in the order: conflicts, words that do not say enough, sides, values without a diagnosis."""
    shown = firm(suggestions)
    codes = [one.code for one in suggestions if one.shown]
    drafts = [
        *_conflicts(shown, suppressed),
        *(draft for topic in topics if (draft := _unspecific(topic, shown, codes)) is not None),
        *_sides(shown),
        *_values(text, indicators, codes),
    ]
    return tuple(drafts[:_MOST_QUERIES])


def _spots(pieces: Sequence[Evidence]) -> tuple[Spot, ...]:
    return tuple(Spot(one.start, one.end, one.quote, one.section) for one in pieces[:_MOST_SPOTS])


def _conflicts(
    shown: Sequence[CodeSuggestion], suppressed: Sequence[SuppressedCandidate]
) -> list[QueryDraft]:
    """Conditions that one place states and another denies; symptoms come and go and are left out."""
    drafts = []
    for one in shown:
        denied = [left for left in suppressed if left.code == one.code and left.reason in _DENIED]
        stated = [piece for piece in one.evidence if piece.assertion is AssertionLabel.AFFIRMED]
        if not denied or not stated or one.code[0] in "RZ":
            continue
        said, against = stated[0], denied[0]
        spots = (*_spots([said]), Spot(against.start, against.end, against.quote, against.section))
        question = f"The record states “{said.quote}” in one place and denies it in another. Which holds?"
        choices = ("present", "ruled out", "resolved before this encounter", *ALWAYS)
        drafts.append(QueryDraft("conflict", question, choices, spots))
    return drafts


def _unspecific(
    topic: QueryTopic, shown: Sequence[CodeSuggestion], codes: Sequence[str]
) -> QueryDraft | None:
    if any(topic.unless.hold(code) for code in codes):
        return None
    pieces = [piece for one in shown if topic.codes.hold(one.code) for piece in one.evidence]
    if topic.lacking and any(_holds_word(piece.quote, topic.lacking) for piece in pieces):
        return None
    own = [piece for piece in pieces if piece.assertion is not AssertionLabel.FAMILY]
    if not own:
        return None
    question = topic.question.replace("{quote}", own[0].quote)
    return QueryDraft(topic.topic, question, (*topic.choices, *ALWAYS), _spots(own))


def _holds_word(quote: str, words: Sequence[str]) -> bool:
    said = re.findall(r"[a-z]+|\d+", quote.lower())
    return any(word in said for word in words)


def _sides(shown: Sequence[CodeSuggestion]) -> list[QueryDraft]:
    """One draft a diagnosis whose codes ask for a side that the record does not state; not for symptoms."""
    return [
        QueryDraft(
            "side",
            f"The record states “{one.evidence[0].quote}”. Can the side be stated?",
            ("right", "left", "both sides", *ALWAYS),
            _spots(one.evidence),
        )
        for one in shown
        if "side_not_stated" in one.flags and not one.code.startswith("R") and _asks_for_side(one.title)
    ]


def _asks_for_side(title: str) -> bool:
    return re.search(r"\bunspecified (?!part|site|organism|type)", title.lower()) is not None


def _values(text: str, indicators: Sequence[Indicator], codes: Sequence[str]) -> list[QueryDraft]:
    drafts = []
    for indicator in indicators:
        if any(indicator.diagnoses.hold(code) for code in codes):
            continue
        beyond = [found for found in _pattern(indicator.names).finditer(text) if _is_beyond(found, indicator)]
        if not beyond:
            continue
        spots = tuple(Spot(one.start(), one.end(), one.group()) for one in beyond[:_MOST_SPOTS])
        said = " ".join(beyond[0].group().split())
        question = f"The record states “{said}”. Can it be stated what this value means for the patient?"
        drafts.append(QueryDraft(indicator.topic, question, (*_OPEN_CHOICES, *ALWAYS), spots))
    return drafts


@lru_cache(maxsize=200)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """A value behind one of the names; short names in capitals are taken as written."""
    either = "|".join(
        re.escape(name) if len(name) <= 3 else rf"(?i:{re.escape(name)})"
        for name in sorted(names, key=len, reverse=True)
    )
    return re.compile(
        rf"(?<![\w/-])(?:{either})(?:[ \t]+(?:was|is|of|at|level|down to|up to)){{0,2}}[ \t]*[:=]?[ \t]*"
        r"(?P<value>\d{1,5}(?:\.\d{1,2})?)(?![\d.]*\d|[/-]\d|[ \t]*(?i:mg|mcg|units|tabs?|x\b|meq\b(?!/l)))"
    )


def _is_beyond(found: re.Match[str], indicator: Indicator) -> bool:
    value = float(found["value"])
    low = indicator.below is not None and value < indicator.below
    return low or (indicator.above is not None and value > indicator.above)
