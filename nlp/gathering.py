"""From findings to what speaks for each code: who may state it, where it stands, what is said of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.advice import Clue, Spot
from nlp.deciding import decide
from nlp.options import CodingOptions
from nlp.resources import CodingResources
from nlp.rules import (
    Standing,
    Stretch,
    as_healing,
    is_follow_up,
    load_rule_tables,
    parts_that_state_nothing,
    rule_of,
    standing_of,
)
from nlp.source_text import SourceText
from nlp.suggestion import CandidateCode, Evidence, Finding, Mention, SuppressedCandidate

_BEFORE_DISCHARGE = ("history and physical", "h&p", "admission", "emergency", "triage", "consult")


@dataclass
class Gathering:
    """What speaks for each code so far, what was left out, and what this document may not state."""

    by_code: dict[str, tuple[list[CandidateCode], list[Evidence]]] = field(default_factory=dict)
    suppressed: list[SuppressedCandidate] = field(default_factory=list)
    clues: tuple[Clue, ...] = ()
    mentions: tuple[Mention, ...] = ()

    def add(self, candidate: CandidateCode, evidence: Evidence) -> None:
        """One more piece of evidence for a code."""
        candidates, pieces = self.by_code.setdefault(candidate.code, ([], []))
        candidates.append(candidate)
        pieces.append(evidence)

    def leave_out(self, mention: Mention, code: str, reason: str) -> None:
        """One more code left out, with the words that decided it."""
        self.suppressed.append(
            SuppressedCandidate(
                code, reason, mention.start, mention.end, mention.text, mention.section, rule_of(reason)
            )
        )


def gather(
    source: SourceText,
    findings: Sequence[Finding],
    found: Sequence[Stretch],
    *,
    options: CodingOptions,
    resources: CodingResources,
) -> Gathering:
    """What the findings of a text say for each code; `found` are the stretches under its headings."""
    standing = standing_of(source.text, options, load_rule_tables())
    silent = parts_that_state_nothing(findings, found, kind=standing.kind)
    healing = is_follow_up(source.text, findings, options.encounter_type)
    of_newborn = any(one.candidates[0].code.startswith("Z38") for one in findings)
    gathering = Gathering(mentions=tuple(finding.mention for finding in findings))
    clues: list[Clue] = []
    for number, finding in enumerate(findings):
        if number in silent:
            gathering.leave_out(finding.mention, finding.candidates[0].code, silent[number])
            continue
        spoken = as_healing(finding, resources.code_set.exists) if healing else finding
        clues += _weigh(
            source, spoken, gathering, standing, options=options, resources=resources, of_newborn=of_newborn
        )
    gathering.clues = tuple(clues)
    return gathering


def _weigh(
    source: SourceText,
    finding: Finding,
    gathering: Gathering,
    standing: Standing,
    *,
    options: CodingOptions,
    resources: CodingResources,
    of_newborn: bool,
) -> list[Clue]:
    """Puts what one finding says into the gathering; gives back what the document may not state."""
    verdict = decide(
        finding,
        encounter_type=options.encounter_type,
        index=resources.index,
        of_newborn=of_newborn,
        before_discharge=any(name in options.document_type.lower() for name in _BEFORE_DISCHARGE),
    )
    mention = finding.mention
    for candidate in verdict.hold_back:
        gathering.leave_out(mention, candidate.code, verdict.reason)
    for candidate in verdict.suggest:
        if standing.admits(candidate.code):
            gathering.add(candidate, _evidence(source, mention, candidate))
    best = verdict.suggest[0] if verdict.suggest else None
    if best is None or standing.admits(best.code):
        return []
    spot = Spot(mention.start, mention.end, source.text[mention.start : mention.end], mention.section)
    return [Clue(best.code, spot, standing.why)]


def _evidence(source: SourceText, mention: Mention, candidate: CandidateCode) -> Evidence:
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
