"""From a text to code suggestions: read this first. Pure but for look-ups in the loaded resources.

1. The suggester reads the text: sections, abbreviations, mentions, what is said about each, candidate codes.
2. `gather` asks of each finding whether this document may state it, and whether its place in it counts;
   `decide` applies the guidelines: suggested, held back with the reason, or a clue.
3. Evidence is gathered, one suggestion a code, with the way back to paper or audio.
4. `nlp.rules` look at all codes together, `judged` tells the chance of each, then rules propose order, onset
and
   questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlp.advice import Advice
from nlp.confidence import ConfidenceModel, shipped_model
from nlp.gathering import Gathering, gather
from nlp.judging import judged, stamp
from nlp.learning import Learned
from nlp.options import CodingOptions, EncounterType
from nlp.ranking import FIRM_RANK, combined_score
from nlp.resources import CodingResources
from nlp.rules import (
    Held,
    Outcome,
    Stretch,
    code_first_spans,
    coding_cautions,
    draft_queries,
    flag_who_does_not_fit,
    hide_symptoms_only_told,
    load_rule_tables,
    person_of,
    propose_onset,
    propose_order,
    rule_over_all,
    stretches,
    uncoded_lines,
)
from nlp.source_text import SourceText
from nlp.suggestion import CodeSuggestion, SuggestionSet, SuppressedCandidate


def suggest_codes(
    source: SourceText,
    *,
    options: CodingOptions,
    resources: CodingResources,
    learned: Learned | None = None,
    confidence: ConfidenceModel | None = None,
) -> SuggestionSet:
    """Suggestions, mentions, suppressed candidates, advice and deficiencies for one text.

    Suggestions come best first; every quote is the text of its span. `learned` is what this site's
    coders decided, None where that is switched off; `confidence` None is the shipped model.

    Raises:
        EditionUnknownError: `options.edition` names an edition that is not loaded.
    """
    code_set = resources.edition(options.edition)
    reading = resources.suggester.read(source.text)
    found = stretches(source.text)
    gathered = gather(source, reading.findings, found, options=options, resources=resources)
    outcome = rule_over_all(
        _best_first(_suggestions(gathered, resources)),
        code_set=code_set,
        combinations=resources.index.combinations,
        tables=load_rule_tables(),
        chronic=resources.index.chronic,
    )
    suppressed = tuple(
        sorted(
            (*gathered.suppressed, *suppressed_by(outcome.held)),
            key=lambda one: (one.start, one.code, one.reason),
        )
    )
    in_doubt = any(one.reason == "uncertain_not_inpatient" for one in gathered.suppressed)
    assessed = Outcome(hide_symptoms_only_told(outcome.kept, in_doubt=in_doubt), outcome.held)
    about = _best_first(_about_the_patient(assessed, source.text, options, resources))
    told = judged(
        about,
        source,
        held_back={one.code for one in suppressed},
        options=options,
        resources=resources,
        learned=learned,
        model=confidence or shipped_model(),
    )
    ruled = sorted(told, key=lambda one: -one.score)  # of equal chances the higher rank stays first
    suggestions = ruled[: options.max_suggestions]
    return SuggestionSet(
        suggestions=tuple(suggestions),
        mentions=tuple(finding.mention for finding in reading.findings),
        suppressed=suppressed,
        deficiencies=reading.deficiencies,
        engine=replace(resources.suggester.engine, options_hash=stamp(options, learned)),
        edition=code_set.edition.name,
        cautions=coding_cautions(code_set.edition, options, found=len(ruled)),
        advice=_advice(source.text, gathered, suggestions, suppressed, found, options, resources),
    )


def suppressed_by(held: Sequence[Held]) -> list[SuppressedCandidate]:
    """What rules over all codes held back, one candidate a piece of evidence."""
    return [
        SuppressedCandidate(
            one.suggestion.code, one.reason, piece.start, piece.end, piece.quote, piece.section, one.note
        )
        for one in held
        for piece in one.suggestion.evidence
    ]


def _suggestions(gathered: Gathering, resources: CodingResources) -> list[CodeSuggestion]:
    suggestions = []
    for code, (candidates, evidence) in gathered.by_code.items():
        title, billable = resources.titled(code)
        best = max(candidates, key=lambda candidate: candidate.score)
        score = combined_score([candidate.score for candidate in candidates])
        suggestions.append(
            CodeSuggestion(
                code=code,
                edition=resources.code_set.edition.name,
                title=title,
                score=score,
                shown=score >= FIRM_RANK,
                billable=billable,
                evidence=tuple(evidence),
                flags=best.flags,
                trace=best.trace,
            )
        )
    return suggestions


def _best_first(suggestions: Sequence[CodeSuggestion]) -> list[CodeSuggestion]:
    return sorted(suggestions, key=lambda one: (-one.score, one.evidence[0].start, one.code))


def _about_the_patient(
    outcome: Outcome, text: str, options: CodingOptions, resources: CodingResources
) -> Sequence[CodeSuggestion]:
    """The kept suggestions with flags for sex and age, and for inpatients the onset that the words tell."""
    tables = load_rule_tables()
    person = person_of(text, sex=options.sex, birth_date=options.birth_date, day=options.coding_date)
    fitting = flag_who_does_not_fit(outcome.kept, person, tables.sex_and_age)
    if options.encounter_type is not EncounterType.INPATIENT:
        return fitting
    return propose_onset(
        fitting,
        text,
        exempt=tables.poa_exempt,
        chronic=resources.index.chronic,
        held=outcome.held,
    )


def _advice(
    text: str,
    gathered: Gathering,
    suggestions: Sequence[CodeSuggestion],
    suppressed: Sequence[SuppressedCandidate],
    found: Sequence[Stretch],
    options: CodingOptions,
    resources: CodingResources,
) -> Advice:
    tables = load_rule_tables()
    code_set = resources.code_set
    return Advice(
        clues=gathered.clues,
        queries=draft_queries(
            suggestions, suppressed, text, topics=tables.queries, indicators=tables.indicators
        ),
        uncoded=uncoded_lines(text, found, gathered.mentions, resources.index.sections.get),
        order=propose_order(
            suggestions,
            encounter_type=options.encounter_type,
            found=found,
            table=tables.first_place,
            code_first=lambda code: code_first_spans(code_set, code),
        ),
    )
