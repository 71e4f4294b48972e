"""One list of codes for an encounter out of the suggestion sets of all its documents.

Pure but for look-ups in the code set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.advice import Clue, OrderedCode, QueryDraft, Spot
from nlp.chart_index import ChartIndex
from nlp.code_set import CodeSet
from nlp.options import EncounterType
from nlp.rules import Held, code_first_spans, load_rule_tables, propose_order, rule_over_all
from nlp.suggestion import CodeSuggestion, Evidence, SuggestionSet, SuppressedCandidate
from storage.errors import Deficiency

# The rules see the documents laid end to end, each in room of its own, so that places stay in case order.
_ROOM_CHARS = 10**9


@dataclass(frozen=True)
class CaseEvidence:
    """A piece of evidence and the document it stands in."""

    document_id: str
    evidence: Evidence


@dataclass(frozen=True)
class CaseSuppressed:
    """A candidate left out and the document it stands in."""

    document_id: str
    candidate: SuppressedCandidate


@dataclass(frozen=True)
class CaseLine:
    """One code of the case with the evidence of all documents.

    `score` is the best of any document, `shown` holds if any document shows it; flags and trace are the union
    in document order. `left_out_elsewhere` holds what speaks against the same code in any document. `poa` is
    what the documents agree on.
    """

    code: str
    edition: str
    title: str
    score: float
    shown: bool
    billable: bool
    evidence: tuple[CaseEvidence, ...]
    flags: tuple[str, ...]
    trace: tuple[str, ...]
    left_out_elsewhere: tuple[CaseSuppressed, ...] = ()
    poa: str = ""

    @property
    def document_ids(self) -> tuple[str, ...]:
        """The documents that speak for the code, each once, in order."""
        return tuple(dict.fromkeys(piece.document_id for piece in self.evidence))


@dataclass(frozen=True)
class CaseRules:
    """What the rules over all codes of a case need."""

    code_set: CodeSet
    index: ChartIndex
    encounter_type: EncounterType | None


@dataclass(frozen=True)
class CaseSuggestions:
    """The merged suggestions of a case, best first, and everything that was left out in any document.

    Clues, queries and uncoded lines come with the id of their document; `order` is proposed for the case.
    """

    lines: tuple[CaseLine, ...]
    suppressed: tuple[CaseSuppressed, ...]
    deficiencies: tuple[tuple[str, Deficiency], ...]
    cautions: tuple[tuple[str, Deficiency], ...]
    clues: tuple[tuple[str, Clue], ...] = ()
    queries: tuple[tuple[str, QueryDraft], ...] = ()
    uncoded: tuple[tuple[str, Spot], ...] = ()
    order: tuple[OrderedCode, ...] = ()


def merge_suggestions(
    sets: Sequence[tuple[str, SuggestionSet]], *, rules: CaseRules | None = None
) -> CaseSuggestions:
    """One line a code with the evidence of all documents; `sets` are (document id, its set) in case order.

    A code suggested in one document and left out in another keeps both sides: the line carries what speaks
    against it. With `rules` the codes of several documents are then looked at together: a symptom of one
    gives way to the diagnosis of another, two conditions join, and the order is proposed. The rules have seen
    a document that stands alone already.
    """
    ids = [document_id for document_id, _ in sets]
    merged = _merged(sets)
    held: Sequence[Held] = ()
    order = sets[0][1].advice.order if len(sets) == 1 else ()
    if rules is not None and len(sets) > 1:
        outcome = rule_over_all(
            merged,
            code_set=rules.code_set,
            combinations=rules.index.combinations,
            tables=load_rule_tables(),
            chronic=rules.index.chronic,
        )
        merged, held, order = outcome.kept, outcome.held, _order(outcome.kept, rules)
    suppressed = tuple(
        CaseSuppressed(document_id, candidate)
        for document_id, suggestion_set in sets
        for candidate in suggestion_set.suppressed
    ) + tuple(_suppressed(one, piece, ids) for one in held for piece in one.suggestion.evidence)
    lines = [_line(one, suppressed, ids) for one in merged]
    lines.sort(key=lambda line: (-line.score, line.code))
    return CaseSuggestions(
        lines=tuple(lines),
        suppressed=suppressed,
        deficiencies=tuple((name, one) for name, found in sets for one in found.deficiencies),
        cautions=tuple((name, one) for name, found in sets for one in found.cautions),
        clues=tuple((name, one) for name, found in sets for one in found.advice.clues),
        queries=_open_queries(sets, [line.code for line in lines if line.shown]),
        uncoded=tuple((name, one) for name, found in sets for one in found.advice.uncoded),
        order=order,
    )


def _merged(sets: Sequence[tuple[str, SuggestionSet]]) -> Sequence[CodeSuggestion]:
    """One suggestion a code, its evidence moved into the room of its document."""
    found: dict[str, list[CodeSuggestion]] = {}
    for number, (_, suggestion_set) in enumerate(sets):
        for suggestion in suggestion_set.suggestions:
            moved = tuple(_moved(piece, number * _ROOM_CHARS) for piece in suggestion.evidence)
            found.setdefault(suggestion.code, []).append(replace(suggestion, evidence=moved))
    return tuple(_one_of(pieces) for pieces in found.values())


def _one_of(pieces: Sequence[CodeSuggestion]) -> CodeSuggestion:
    best = max(pieces, key=lambda piece: piece.score)
    said = {piece.poa for piece in pieces if piece.poa}
    return replace(
        best,
        shown=any(piece.shown for piece in pieces),
        evidence=tuple(evidence for piece in pieces for evidence in piece.evidence),
        flags=tuple(dict.fromkeys(flag for piece in pieces for flag in piece.flags)),
        trace=tuple(dict.fromkeys(step for piece in pieces for step in piece.trace)),
        poa=said.pop() if len(said) == 1 else "",
    )


def _moved(piece: Evidence, by_chars: int) -> Evidence:
    return replace(piece, start=piece.start + by_chars, end=piece.end + by_chars) if by_chars else piece


def _filed(piece: Evidence, ids: Sequence[str]) -> CaseEvidence:
    """The evidence at its place in its own document."""
    number = piece.start // _ROOM_CHARS
    return CaseEvidence(ids[number], _moved(piece, -number * _ROOM_CHARS))


def _suppressed(held: Held, piece: Evidence, ids: Sequence[str]) -> CaseSuppressed:
    own = _filed(piece, ids)
    evidence = own.evidence
    candidate = SuppressedCandidate(
        held.suggestion.code,
        held.reason,
        evidence.start,
        evidence.end,
        evidence.quote,
        evidence.section,
        held.note,
    )
    return CaseSuppressed(own.document_id, candidate)


def _line(suggestion: CodeSuggestion, suppressed: Sequence[CaseSuppressed], ids: Sequence[str]) -> CaseLine:
    return CaseLine(
        code=suggestion.code,
        edition=suggestion.edition,
        title=suggestion.title,
        score=suggestion.score,
        shown=suggestion.shown,
        billable=suggestion.billable,
        evidence=tuple(_filed(piece, ids) for piece in suggestion.evidence),
        flags=suggestion.flags,
        trace=suggestion.trace,
        left_out_elsewhere=tuple(one for one in suppressed if one.candidate.code == suggestion.code),
        poa=suggestion.poa,
    )


def _order(suggestions: Sequence[CodeSuggestion], rules: CaseRules) -> tuple[OrderedCode, ...]:
    return propose_order(
        suggestions,
        encounter_type=rules.encounter_type,
        found=(),
        table=load_rule_tables().first_place,
        code_first=lambda code: code_first_spans(rules.code_set, code),
    )


def _open_queries(
    sets: Sequence[tuple[str, SuggestionSet]], codes: Sequence[str]
) -> tuple[tuple[str, QueryDraft], ...]:
    """The drafts of all documents, each question once, without those that another document answers."""
    answered = {
        topic.topic for topic in load_rule_tables().queries if any(topic.unless.hold(code) for code in codes)
    } | {
        indicator.topic
        for indicator in load_rule_tables().indicators
        if any(indicator.diagnoses.hold(code) for code in codes)
    }
    drafts: dict[tuple[str, str], tuple[str, QueryDraft]] = {}
    for document_id, found in sets:
        for draft in found.advice.queries:
            if draft.topic not in answered:
                drafts.setdefault((draft.topic, draft.question), (document_id, draft))
    return tuple(drafts.values())
