"""How doubtful each word of a draft is, which words a person must see, and how many errors are left. Pure.

A word is marked from a fixed chance of being wrong, so a good recording asks for few looks and a bad one for
many. Critical words (drugs, doses, units, sides, negations, numbers, names) are marked from a far smaller
chance, a drug that has a look-alike from the smallest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from transcribe.doubt.critical import CriticalKind, critical_words
from transcribe.doubt.measures import Surroundings, measure_words
from transcribe.doubt.model import DoubtModel, shipped_model
from transcribe.doubt.remaining import NO_ERRORS, ErrorEstimate, estimate_errors
from transcribe.lexicon import TermSuggestion, look_alikes
from transcribe.report import DraftReport
from transcribe.transcript import Segment, SpokenWord

# Cross-fitted by text on 112 pieces of own and development dictations, heard twice (3,417 words, 14 % wrong):
# what is marked is 28.4 % of the words and holds 81 % of the errors; from 0.16 it is 27.6 % and 79.7 %.
_MARKED_FROM = 0.15
# There 43 of 371 numbers and doses were missed: these and the rule on numbers below mark 42 of them.
_CRITICAL_FROM: dict[CriticalKind, float] = {
    "dose": 0.08,
    "number": 0.08,
    "drug": 0.1,
    "unit": 0.1,
    "laterality": 0.1,
    "negation": 0.1,
    "name": 0.15,
}
# A number that the engine itself holds unlikely is marked even where all around it is clear.
_LIKELY_NUMBER = 0.5
# A drug that has a look-alike; of 72 such words none was wrong, and 16 are marked.
_LOOK_ALIKE_FROM = 0.02


@dataclass(frozen=True)
class WordDoubt:
    """Doubt by word id, and the errors expected.

    `p_wrong` has every word of the report (words of spoken commands and struck words are left out);
    `critical` the critical ones. `expected_errors` are the wrong words that stay when a reviewer mends the
    words in `needs_review` and nothing else; `errors_in_draft` those before any review. Words that were said
    and left out are in neither.
    """

    p_wrong: Mapping[str, float] = field(default_factory=dict)
    needs_review: frozenset[str] = frozenset()
    expected_errors: ErrorEstimate = NO_ERRORS
    errors_in_draft: ErrorEstimate = NO_ERRORS
    critical: Mapping[str, CriticalKind] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; ids in needs_review sorted."""
        return {
            "p_wrong": dict(self.p_wrong),
            "needs_review": sorted(self.needs_review),
            "expected_errors": self.expected_errors.as_json(),
            "errors_in_draft": self.errors_in_draft.as_json(),
            "critical": dict(self.critical),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The doubt that `as_json` wrote."""
        return cls(
            p_wrong=stored["p_wrong"],
            needs_review=frozenset(stored["needs_review"]),
            expected_errors=ErrorEstimate.from_json(stored["expected_errors"]),
            errors_in_draft=ErrorEstimate.from_json(stored["errors_in_draft"]),
            critical=stored["critical"],
        )


def estimate_doubt(
    words: Sequence[SpokenWord],
    report: DraftReport,
    suggestions: Sequence[TermSuggestion],
    *,
    segments: Sequence[Segment],
    others: Mapping[str, str] | None = None,
    model: DoubtModel | None = None,
) -> WordDoubt:
    """The doubt about every word that stands in the report.

    `others` says, by word id, what another pass wrote where it differs; `model` defaults to the shipped one.
    """
    fitted = model or shipped_model()
    kept = words_of_report(words, report)
    measures = measures_of(words, report, suggestions, segments=segments, others=others or {})
    p_wrong = {word.id: fitted.p_wrong(row) for word, row in zip(kept, measures, strict=True)}
    critical = critical_words(kept)
    must = _must_be_seen(words, report, suggestions, p_wrong=p_wrong, critical=critical)
    marked = must | {word_id for word_id, p in p_wrong.items() if p >= _MARKED_FROM}
    left = [p for word_id, p in p_wrong.items() if word_id not in marked]
    return WordDoubt(
        p_wrong={word_id: round(p, 4) for word_id, p in p_wrong.items()},
        needs_review=marked,
        expected_errors=estimate_errors(left, shape=fitted.shape),
        errors_in_draft=estimate_errors(p_wrong.values(), shape=fitted.shape),
        critical=critical,
    )


def measures_of(
    words: Sequence[SpokenWord],
    report: DraftReport,
    suggestions: Sequence[TermSuggestion],
    *,
    segments: Sequence[Segment],
    others: Mapping[str, str],
) -> tuple[dict[str, float], ...]:
    """The measures of every word that stands in the report, in order."""
    around = Surroundings(
        suggestions=suggestions,
        segments=segments,
        others=others,
        commands=frozenset(word_id for one in report.commands for word_id in one.word_ids),
        asked=frozenset(report.review),
    )
    return measure_words(words_of_report(words, report), around)


def words_of_report(words: Sequence[SpokenWord], report: DraftReport) -> list[SpokenWord]:
    """The words that are text: those of spoken commands and struck ones left out."""
    not_text = report.ids_not_in_text()
    return [word for word in words if word.id not in not_text]


def _must_be_seen(
    words: Sequence[SpokenWord],
    report: DraftReport,
    suggestions: Sequence[TermSuggestion],
    *,
    p_wrong: Mapping[str, float],
    critical: Mapping[str, CriticalKind],
) -> frozenset[str]:
    """What a person sees from a smaller chance on, or whatever the chance: suggestions, unsure commands."""
    seen = {word_id for one in suggestions for word_id in one.word_ids} | set(report.review)
    seen |= {word_id for one in report.commands if not one.sure for word_id in one.word_ids}
    seen |= {word_id for word_id, kind in critical.items() if p_wrong[word_id] >= _CRITICAL_FROM[kind]}
    seen |= {
        word.id
        for word in words
        if critical.get(word.id) == "drug" and p_wrong[word.id] >= _LOOK_ALIKE_FROM and look_alikes(word.text)
    }
    seen |= {word.id for word in words if word.id in p_wrong and _without_evidence(word)}
    seen |= {word.id for word in words if critical.get(word.id) in ("dose", "number") and _is_unlikely(word)}
    return frozenset(seen & {word.id for word in words})


def _without_evidence(word: SpokenWord) -> bool:
    """True for a word whose confidence or time the engine did not give."""
    return word.confidence is None or word.timing == "interpolated"


def _is_unlikely(number: SpokenWord) -> bool:
    return number.confidence is None or number.confidence < _LIKELY_NUMBER
