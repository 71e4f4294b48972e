"""One list of codes for an encounter out of the suggestion sets of all its documents. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.suggestion import CodeSuggestion, Evidence, SuggestionSet, SuppressedCandidate
from storage.errors import Deficiency


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
    in document order. `left_out_elsewhere` holds what speaks against the same code in any document.
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

    @property
    def document_ids(self) -> tuple[str, ...]:
        """The documents that speak for the code, each once, in order."""
        return tuple(dict.fromkeys(piece.document_id for piece in self.evidence))


@dataclass(frozen=True)
class CaseSuggestions:
    """The merged suggestions of a case, best first, and everything that was left out in any document."""

    lines: tuple[CaseLine, ...]
    suppressed: tuple[CaseSuppressed, ...]
    deficiencies: tuple[tuple[str, Deficiency], ...]
    cautions: tuple[tuple[str, Deficiency], ...]


def merge_suggestions(sets: Sequence[tuple[str, SuggestionSet]]) -> CaseSuggestions:
    """One line a code with the evidence of all documents; `sets` are (document id, its set) in case order.

    A code suggested in one document and left out in another keeps both sides: the line carries what speaks
    against it, and nothing is decided here.
    """
    found: dict[str, list[tuple[str, CodeSuggestion]]] = {}
    for document_id, suggestion_set in sets:
        for suggestion in suggestion_set.suggestions:
            found.setdefault(suggestion.code, []).append((document_id, suggestion))
    suppressed = tuple(
        CaseSuppressed(document_id, candidate)
        for document_id, suggestion_set in sets
        for candidate in suggestion_set.suppressed
    )
    lines = [_line(code, pieces, suppressed) for code, pieces in found.items()]
    lines.sort(key=lambda line: (-line.score, line.code))
    return CaseSuggestions(
        lines=tuple(lines),
        suppressed=suppressed,
        deficiencies=tuple(
            (document_id, deficiency)
            for document_id, suggestion_set in sets
            for deficiency in suggestion_set.deficiencies
        ),
        cautions=tuple(
            (document_id, caution)
            for document_id, suggestion_set in sets
            for caution in suggestion_set.cautions
        ),
    )


def _line(
    code: str, pieces: Sequence[tuple[str, CodeSuggestion]], suppressed: Sequence[CaseSuppressed]
) -> CaseLine:
    _, best = max(pieces, key=lambda piece: piece[1].score)
    return CaseLine(
        code=code,
        edition=best.edition,
        title=best.title,
        score=best.score,
        shown=any(suggestion.shown for _, suggestion in pieces),
        billable=best.billable,
        evidence=tuple(
            CaseEvidence(document_id, evidence)
            for document_id, suggestion in pieces
            for evidence in suggestion.evidence
        ),
        flags=tuple(dict.fromkeys(flag for _, suggestion in pieces for flag in suggestion.flags)),
        trace=tuple(dict.fromkeys(step for _, suggestion in pieces for step in suggestion.trace)),
        left_out_elsewhere=tuple(left_out for left_out in suppressed if left_out.candidate.code == code),
    )
