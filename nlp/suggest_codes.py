"""From a text to code suggestions: read this first. Pure but for look-ups in the loaded resources.

1. The suggester reads the text: sections, abbreviations, mentions, what is said about each, candidate codes.
2. `decide` applies the guidelines to each finding: suggested, or held back with the reason.
3. Evidence is gathered, one suggestion a code, with the way back to paper or audio.
4. `code_edits` look at all codes together: combinations, specificity, Excludes1, edition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from nlp.code_edits import coding_cautions, combine, demote_less_specific, flag_excludes1
from nlp.deciding import decide
from nlp.options import CodingOptions
from nlp.ranking import combined_score
from nlp.resources import CodingResources
from nlp.source_text import SourceText
from nlp.suggestion import (
    CandidateCode,
    CodeSuggestion,
    Evidence,
    Finding,
    SuggestionSet,
    SuppressedCandidate,
)


@dataclass
class _Gathered:
    """What speaks for one code so far."""

    evidence: list[Evidence] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    best: CandidateCode | None = None

    def add(self, candidate: CandidateCode, evidence: Evidence) -> None:
        self.evidence.append(evidence)
        self.scores.append(candidate.score)
        if self.best is None or candidate.score > self.best.score:
            self.best = candidate


def suggest_codes(source: SourceText, *, options: CodingOptions, resources: CodingResources) -> SuggestionSet:
    """Suggestions, mentions, suppressed candidates and deficiencies for one text.

    Suggestions come best first; every quote is the text of its span.

    Raises:
        EditionUnknownError: `options.edition` names an edition that is not loaded.
    """
    code_set = resources.edition(options.edition)
    reading = resources.suggester.read(source.text)
    gathered: dict[str, _Gathered] = {}
    suppressed: list[SuppressedCandidate] = []
    for finding in reading.findings:
        verdict = decide(finding, encounter_type=options.encounter_type, index=resources.index)
        for candidate in verdict.suggest:
            gathered.setdefault(candidate.code, _Gathered()).add(
                candidate, _evidence(source, finding, candidate)
            )
        suppressed += (
            _suppressed(finding, candidate.code, verdict.reason) for candidate in verdict.hold_back
        )
    suggestions = [_suggestion(code, found, resources) for code, found in gathered.items()]
    suggestions, combined = combine(suggestions, resources.index.combinations, resources.titled)
    suggestions = demote_less_specific(suggestions)
    cautions = coding_cautions(code_set.edition, options, found=len(suggestions))
    suggestions = flag_excludes1(_ranked(suggestions, options), code_set)
    engine = replace(resources.suggester.engine, options_hash=options.options_hash)
    return SuggestionSet(
        suggestions=tuple(suggestions),
        mentions=tuple(finding.mention for finding in reading.findings),
        suppressed=tuple(
            sorted((*suppressed, *combined), key=lambda left_out: (left_out.start, left_out.code))
        ),
        deficiencies=reading.deficiencies,
        engine=engine,
        edition=code_set.edition.name,
        cautions=cautions,
    )


def _evidence(source: SourceText, finding: Finding, candidate: CandidateCode) -> Evidence:
    mention = finding.mention
    return Evidence(
        start=mention.start,
        end=mention.end,
        quote=source.text[mention.start : mention.end],
        anchors=source.anchors_for(mention.start, mention.end),
        token_ids=source.token_ids_for(mention.start, mention.end),
        matched_term=candidate.matched_term,
        section=mention.section,
        assertion=mention.assertion,
    )


def _suppressed(finding: Finding, code: str, reason: str) -> SuppressedCandidate:
    mention = finding.mention
    return SuppressedCandidate(code, reason, mention.start, mention.end, mention.text, mention.section)


def _suggestion(code: str, found: _Gathered, resources: CodingResources) -> CodeSuggestion:
    title, billable = resources.titled(code)
    best = found.best
    return CodeSuggestion(
        code=code,
        edition=resources.code_set.edition.name,
        title=title,
        score=combined_score(found.scores),
        shown=False,
        billable=billable,
        evidence=tuple(found.evidence),
        flags=best.flags if best else (),
        trace=best.trace if best else (),
    )


def _ranked(suggestions: Iterable[CodeSuggestion], options: CodingOptions) -> list[CodeSuggestion]:
    best_first = sorted(suggestions, key=lambda one: (-one.score, one.evidence[0].start, one.code))
    return [
        replace(suggestion, shown=suggestion.score >= options.show_from_score)
        for suggestion in best_first[: options.max_suggestions]
    ]
