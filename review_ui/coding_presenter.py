"""A coding case as its page shows it: plain values made of a `CaseReading`. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.coding_case import CaseLine, CaseSuppressed
from review_ui.case_reading import CaseReading
from review_ui.coding_advice import (
    LeftOut,
    LeftOutPlace,
    QuestionLine,
    clue_lines,
    left_out_lines,
    question_lines,
    uncoded_lines,
)
from review_ui.coding_words import flag_words, left_out_words, onset_words, place_words, section_words
from review_ui.evidence import words_today
from review_ui.presenters import Said, case_state_said, day_words, kind_words, state_said
from storage.coding_decisions import ACCEPT, ADD, FINAL, REJECT
from storage.edits import Splice
from storage.ledger.document_states import DocumentState as S
from storage.tables import CodeDecision, Document

_CHECKED = (S.VERIFIED, S.RENDERING, S.FILING, S.FILED)


@dataclass(frozen=True)
class CaseDocument:
    """One document of the encounter; `number` is how evidence names it on the page."""

    id: str
    number: int
    title: str
    kind: str
    state: Said
    is_checked: bool


@dataclass(frozen=True)
class EvidenceLine:
    """A quoted stretch that speaks for a code, and where to look it up.

    `start` and `end` find it in its suggestion set. `words` is what stands there today; `gone` says that the
    words were edited away.
    """

    document_id: str
    document_number: int
    start: int
    end: int
    quote: str
    words: str
    changed: bool
    gone: bool
    section: str
    heard: bool  # in a recording, not on paper


@dataclass(frozen=True)
class CodeLine:
    """One code, suggested or decided, ready to show."""

    code: str
    edition: str
    title: str
    billable: bool
    score: float | None
    flags: tuple[str, ...]
    trace: tuple[str, ...]
    evidence: tuple[EvidenceLine, ...]
    against: tuple[str, ...]  # what speaks against the same code in a document
    decision: str = ""  # "", accept, add or reject
    decided_by: str = ""
    reason: str = ""
    place: str = ""  # principal, first-listed or secondary, for assigned codes
    onset: str = ""  # what is proposed on presence at admission
    proposed_first: str = ""  # why it is proposed as principal or first-listed; empty for all others


@dataclass(frozen=True)
class CaseView:
    """The page's content. `open_lines` wait for a decision, strong ones; `weaker_lines` the others."""

    id: str
    revision: int
    state: Said
    is_final: bool
    record_version: int
    patient: str
    mrn: str
    born: str
    encounter: str
    encounter_type: str
    dates: str
    documents: tuple[CaseDocument, ...]
    assigned: tuple[CodeLine, ...]
    open_lines: tuple[CodeLine, ...]
    weaker_lines: tuple[CodeLine, ...]
    rejected: tuple[CodeLine, ...]
    left_out: tuple[LeftOut, ...]
    cautions: tuple[str, ...]
    missing: tuple[str, ...]
    edition: str = ""
    clues: tuple[LeftOut, ...] = ()  # codes that their document may not state
    questions: tuple[QuestionLine, ...] = ()
    uncoded: tuple[LeftOutPlace, ...] = ()  # lines that look like a diagnosis and led to no code


def case_view(reading: CaseReading) -> CaseView:
    """The case's page."""
    encounter, case = reading.encounter, reading.case
    numbers = {document.id: number for number, document in enumerate(reading.documents, start=1)}
    lines = {line.code: line for line in reading.suggestions.lines}
    undecided = [
        _suggested(line, reading, numbers) for code, line in lines.items() if code not in reading.decisions
    ]
    strong = {line.code for line in lines.values() if line.shown}
    decided = list(reading.decisions.values())
    return CaseView(
        id=case.id,
        revision=case.revision,
        state=case_state_said(case.state),
        is_final=case.state == FINAL,
        record_version=case.record_version,
        patient=reading.patient.name,
        mrn=reading.patient.mrn,
        born=day_words(reading.patient.birth_date),
        encounter=encounter.number,
        encounter_type=encounter.encounter_type,
        dates=" – ".join(
            day_words(day) for day in (encounter.date_of_service, encounter.discharge_date) if day
        ),
        documents=tuple(_document(one, numbers[one.id]) for one in reading.documents),
        assigned=tuple(_assigned(decided, reading, numbers)),
        open_lines=tuple(line for line in undecided if line.code in strong),
        weaker_lines=tuple(line for line in undecided if line.code not in strong),
        rejected=tuple(_decided(row, reading, numbers) for row in decided if row.action == REJECT),
        left_out=left_out_lines(reading.suggestions.suppressed, numbers),
        cautions=_cautions(reading, numbers),
        missing=tuple(reading.missing),
        edition=next((line.edition for line in lines.values()), ""),
        clues=clue_lines(reading.suggestions.clues, numbers),
        questions=question_lines(reading.suggestions.queries, numbers),
        uncoded=uncoded_lines(reading.suggestions.uncoded, numbers),
    )


def _document(document: Document, number: int) -> CaseDocument:
    return CaseDocument(
        id=document.id,
        number=number,
        title=document.document_type or kind_words(document.kind),
        kind=document.kind,
        state=state_said(
            document.state,
            kind=document.kind,
            unsigned=document.kind == "dictation" and document.signed_at is None,
        ),
        is_checked=document.state in _CHECKED,
    )


def _suggested(line: CaseLine, reading: CaseReading, numbers: Mapping[str, int]) -> CodeLine:
    return CodeLine(
        code=line.code,
        edition=line.edition,
        title=line.title,
        billable=line.billable,
        score=line.score,
        flags=tuple(flag_words(flag) for flag in line.flags),
        trace=line.trace,
        evidence=tuple(
            _evidence(piece.evidence.as_json() | {"document_id": piece.document_id}, reading.later, numbers)
            for piece in line.evidence
        ),
        against=tuple(_against(one, numbers) for one in line.left_out_elsewhere),
        onset=onset_words(line.poa),
        proposed_first=next(
            (
                one.reason
                for one in reading.suggestions.order[:1]
                if one.code == line.code and one.role != "secondary"
            ),
            "",
        ),
    )


def _against(one: CaseSuppressed, numbers: Mapping[str, int]) -> str:
    number = numbers.get(one.document_id, 0)
    return f"document {number} says “{one.candidate.quote}”: {left_out_words(one.candidate.reason)}"


def _assigned(
    decided: Sequence[CodeDecision], reading: CaseReading, numbers: Mapping[str, int]
) -> list[CodeLine]:
    rows = [row for row in decided if row.action in (ACCEPT, ADD)]
    return [
        _decided(row, reading, numbers, place=place_words(position, reading.encounter.encounter_type))
        for position, row in enumerate(rows, start=1)
    ]


def _decided(
    row: CodeDecision, reading: CaseReading, numbers: Mapping[str, int], *, place: str = ""
) -> CodeLine:
    return CodeLine(
        code=row.code,
        edition=row.edition,
        title=row.title,
        billable=True,
        score=None,
        flags=(),
        trace=(),
        evidence=tuple(_evidence(one, reading.later, numbers) for one in row.evidence),
        against=(),
        decision=row.action,
        decided_by=reading.names.get(row.user_id, ""),
        reason=row.reason,
        place=place,
    )


def _evidence(
    stored: Mapping[str, Any], later: Mapping[str, Sequence[Splice]], numbers: Mapping[str, int]
) -> EvidenceLine:
    document_id = str(stored["document_id"])
    word_ids = frozenset(word_id for anchor in stored["anchors"] for word_id in anchor["word_ids"])
    today = words_today(stored["quote"], stored["token_ids"], later.get(document_id, ()), word_ids=word_ids)
    return EvidenceLine(
        document_id=document_id,
        document_number=numbers.get(document_id, 0),
        start=stored["start"],
        end=stored["end"],
        quote=stored["quote"],
        words=today.words,
        changed=today.changed,
        gone=today.gone,
        section=section_words(stored["section"]),
        heard=any("start_s" in anchor for anchor in stored["anchors"]),
    )


def _cautions(reading: CaseReading, numbers: Mapping[str, int]) -> tuple[str, ...]:
    notes = [caution.note for _, caution in reading.suggestions.cautions]
    notes += [
        f"Document {numbers[document_id]} has no suggestions: it was not read for codes."
        for document_id in reading.unsuggested
    ]
    return tuple(dict.fromkeys(notes))
