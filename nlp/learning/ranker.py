"""Learning from notes that are coded already, and the ranking of a text's codes by it; for measuring. Pure.

The assertion filter is off: every candidate of every finding is ranked, whatever is said of it, as in
CodiEsp, whose gold codes denied findings too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from nlp.confidence import ConfidenceModel, shipped_model
from nlp.confidence.scoring import chances_of
from nlp.learning.chances import LearnedWeights, offered_chance, unoffered_chance
from nlp.learning.counting import DecidedText, learn
from nlp.learning.learned import Learned
from nlp.learning.word_groups import word_groups
from nlp.ranking import combined_score
from nlp.resources import CodingResources
from nlp.suggestion import CandidateCode, CodeSuggestion, Evidence, Finding

Ranked = list[tuple[str, float]]


def every_candidate(text: str, resources: CodingResources) -> list[CodeSuggestion]:
    """All codes of all findings of a text, with their ranks as scores."""
    found: dict[str, tuple[list[CandidateCode], list[Evidence]]] = {}
    for finding in resources.suggester.read(text).findings:
        for candidate in finding.candidates:
            candidates, evidence = found.setdefault(candidate.code, ([], []))
            candidates.append(candidate)
            evidence.append(_evidence(finding, candidate))
    return [_suggestion(*pair, resources) for pair in found.values()]


def _evidence(finding: Finding, candidate: CandidateCode) -> Evidence:
    mention = finding.mention
    return Evidence(
        start=mention.start,
        end=mention.end,
        quote=mention.text,
        anchors=(),
        token_ids=(),
        matched_term=candidate.matched_term,
        section=mention.section,
        assertion=mention.assertion,
    )


def _suggestion(
    candidates: Sequence[CandidateCode], evidence: Sequence[Evidence], resources: CodingResources
) -> CodeSuggestion:
    best = max(candidates, key=lambda one: one.score)
    title, billable = resources.titled(best.code)
    return CodeSuggestion(
        code=best.code,
        edition=resources.code_set.edition.name,
        title=title,
        score=combined_score([one.score for one in candidates]),
        shown=False,
        billable=billable,
        evidence=tuple(evidence),
        flags=best.flags,
    )


def coded_note(
    name: str, groups: Iterable[str], offered: Sequence[CodeSuggestion], codes: Collection[str]
) -> DecidedText:
    """A coded note as if a coder had turned down whatever was offered and is not among its codes."""
    shown = {one.code for one in offered}
    return DecidedText(
        person=name,
        groups=frozenset(groups),
        offered=frozenset((piece.matched_term, one.code) for one in offered for piece in one.evidence),
        accepted=frozenset(shown & set(codes)),
        rejected=frozenset(shown - set(codes)),
        assigned=frozenset(codes),
    )


def groups_of(text: str, resources: CodingResources) -> dict[str, list[tuple[int, int]]]:
    """The groups of words of a text with their places."""
    return word_groups(resources.reader.units(text))


def unlearned(model: ConfidenceModel) -> ConfidenceModel:
    """The model without what coded case reports say about single codes."""
    return replace(model, usual={})


def ranker_from_coded_notes(
    notes: Sequence[tuple[str, Collection[str]]], resources: CodingResources
) -> Callable[[str], Ranked]:
    """What ranks a text's codes with what the notes (text, codes) taught: (code, chance), best first.

    Without notes it ranks with nothing learned: what is usual in CodiEsp is left out of the shipped model.
    """
    model = unlearned(shipped_model())
    decided = [
        coded_note(str(number), groups_of(text, resources), every_candidate(text, resources), codes)
        for number, (text, codes) in enumerate(notes)
    ]
    learned = learn(decided)
    weights = LearnedWeights.of(model.learned)

    def rank(text: str) -> Ranked:
        offered = every_candidate(text, resources)
        expected = chances_of(offered, text, model=model)
        pairs = list(zip(offered, expected, strict=True))
        chances = learned_chances(learned, weights, pairs, groups_of(text, resources))
        return sorted(chances.items(), key=lambda pair: (-pair[1], pair[0]))

    return rank


def learned_chances(
    learned: Learned,
    weights: LearnedWeights,
    expected: Sequence[tuple[CodeSuggestion, float]],
    words: Iterable[str],
) -> dict[str, float]:
    """The chance of every offered code and of every code that words of the text went with."""
    beside = learned.associations(words)
    found = {code: unoffered_chance(weights, one) for code, one in beside.items()}
    for suggestion, chance in expected:
        found[suggestion.code] = offered_chance(
            learned,
            weights,
            terms=frozenset(piece.matched_term for piece in suggestion.evidence),
            code=suggestion.code,
            expected=chance,
            association=beside.get(suggestion.code),
        )
    return found
