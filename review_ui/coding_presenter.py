"""A coding case as its page shows it: plain values made of a `CaseReading`. Pure but for code look-ups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
from review_ui.coding_choices import Choice, choices_for
from review_ui.coding_documents import CaseDocument, case_document
from review_ui.coding_edits import CodingEdit, edits_for
from review_ui.coding_evidence import EvidenceQuote, by_quote, evidence_line
from review_ui.coding_words import flag_words, left_out_words, onset_words, place_words
from review_ui.presenters import Said, case_state_said, day_words
from review_ui.query_presenter import QueryLine, query_lines
from review_ui.query_reading import likely_login
from storage.coding_decisions import ACCEPT, ADD, FINAL, REJECT
from storage.tables import CodeDecision


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
    evidence: tuple[EvidenceQuote, ...]
    against: tuple[str, ...]  # what speaks against the same code in a document
    decision: str = ""  # "", accept, add or reject
    decided_by: str = ""
    reason: str = ""
    place: str = ""  # principal, first-listed or secondary, for assigned codes
    onset: str = ""  # what is proposed on presence at admission
    indicator: str = ""  # what a person said on presence at admission: Y, N, U, W or exempt
    proposed_first: str = ""  # why it is proposed as principal or first-listed; empty for all others
    choices: tuple[Choice, ...] = ()  # how to say it more fully


@dataclass(frozen=True)
class DiagnosisGroup:
    """The suggestions of one diagnosis: the strong ones, and weaker ones of the same category."""

    category: str
    title: str  # of the category; empty where one code stands alone
    lines: tuple[CodeLine, ...]
    others: tuple[CodeLine, ...]


@dataclass(frozen=True)
class CaseView:
    """The page's content. `groups` wait for a decision; `weaker_lines` belong to none of them."""

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
    groups: tuple[DiagnosisGroup, ...]
    weaker_lines: tuple[CodeLine, ...]
    rejected: tuple[CodeLine, ...]
    left_out: tuple[LeftOut, ...]
    cautions: tuple[str, ...]
    missing: tuple[str, ...]
    edition: str
    edits: tuple[CodingEdit, ...]
    clues: tuple[LeftOut, ...]  # codes that their document may not state
    questions: tuple[QuestionLine, ...]  # drafts that the machine proposes
    queries: tuple[QueryLine, ...]  # what people made of them, and their own
    people: tuple[tuple[str, str], ...]  # (sign-in name, shown name) of who can be asked
    likely: str  # sign-in name of the physician who documented, where they have one
    uncoded: tuple[LeftOutPlace, ...]  # lines that look like a diagnosis and led to no code
    is_inpatient: bool

    @property
    def open_count(self) -> int:
        """How many strong suggestions wait."""
        return sum(len(group.lines) for group in self.groups)


def case_view(reading: CaseReading) -> CaseView:
    """The case's page."""
    encounter, case = reading.encounter, reading.case
    numbers = {document.id: number for number, document in enumerate(reading.documents, start=1)}
    undecided = [line for line in reading.suggestions.lines if line.code not in reading.decisions]
    groups, weaker = _groups(undecided, reading, numbers)
    decided = list(reading.decisions.values())
    asked = {(one.about, one.question) for one in reading.queries}
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
        documents=tuple(
            case_document(one, numbers[one.id], read=reading.read[one.id]) for one in reading.documents
        ),
        assigned=tuple(_assigned(decided, reading, numbers)),
        groups=groups,
        weaker_lines=weaker,
        rejected=tuple(_decided(row, reading, numbers) for row in decided if row.action == REJECT),
        left_out=left_out_lines(reading.suggestions.suppressed, numbers),
        cautions=_cautions(reading, numbers),
        missing=tuple(reading.missing),
        edition=reading.resources.code_set.edition.name,
        edits=_edits(decided, reading),
        clues=clue_lines(reading.suggestions.clues, numbers),
        questions=tuple(
            one
            for one in question_lines(reading.suggestions.queries, numbers)
            if (one.about, one.question) not in asked
        ),
        queries=query_lines(reading.queries, numbers=numbers, names=reading.names, people=reading.people),
        people=tuple((one.login, one.display_name) for one in reading.people),
        likely=likely_login(reading.people, [one.author for one in reading.documents]),
        uncoded=uncoded_lines(reading.suggestions.uncoded, numbers),
        is_inpatient=encounter.encounter_type == "inpatient",
    )


def _groups(
    undecided: Sequence[CaseLine], reading: CaseReading, numbers: Mapping[str, int]
) -> tuple[tuple[DiagnosisGroup, ...], tuple[CodeLine, ...]]:
    """The suggestions by diagnosis, best first, and the weaker ones of diagnoses without a strong one."""
    found: dict[str, tuple[list[CodeLine], list[CodeLine]]] = {}
    for line in (one for one in undecided if one.shown):
        found.setdefault(line.code[:3], ([], []))[0].append(_suggested(line, reading, numbers))
    weaker = []
    for line in (one for one in undecided if not one.shown):
        shown = _suggested(line, reading, numbers)
        if line.code[:3] in found:
            found[line.code[:3]][1].append(shown)
        else:
            weaker.append(shown)
    title = reading.resources.code_set.title
    groups = tuple(
        DiagnosisGroup(
            category, (title(category) or "") if len(lines) > 1 else "", tuple(lines), tuple(others)
        )
        for category, (lines, others) in found.items()
    )
    return groups, tuple(weaker)


def _suggested(line: CaseLine, reading: CaseReading, numbers: Mapping[str, int]) -> CodeLine:
    pieces = [piece.evidence.as_json() | {"document_id": piece.document_id} for piece in line.evidence]
    first = next(iter(reading.suggestions.order), None)
    is_first = first is not None and first.code == line.code and first.role != "secondary"
    return CodeLine(
        code=line.code,
        edition=line.edition,
        title=line.title,
        billable=line.billable,
        score=line.score,
        flags=tuple(flag_words(flag) for flag in line.flags),
        trace=line.trace,
        evidence=by_quote([evidence_line(one, reading.later, numbers) for one in pieces]),
        against=tuple(_against(one, numbers) for one in line.left_out_elsewhere),
        onset=onset_words(line.poa),
        proposed_first=first.reason if first is not None and is_first else "",
        choices=choices_for(reading.resources.code_set, line.code, flags=line.flags),
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
        evidence=by_quote([evidence_line(one, reading.later, numbers) for one in row.evidence]),
        against=(),
        decision=row.action,
        decided_by=reading.names.get(row.user_id, ""),
        reason=row.reason,
        place=place,
        indicator=reading.onsets.get(row.code, ""),
    )


def _edits(decided: Sequence[CodeDecision], reading: CaseReading) -> tuple[CodingEdit, ...]:
    code_set = reading.resources.code_set
    codes = [row.code for row in decided if row.action in (ACCEPT, ADD)]
    return edits_for(
        codes,
        code_set,
        edition=code_set.edition.name,
        onsets=reading.onsets,
        is_inpatient=reading.encounter.encounter_type == "inpatient",
        must_follow=[code for code in codes[:1] if code_set.code_first(code)],
    )


def _cautions(reading: CaseReading, numbers: Mapping[str, int]) -> tuple[str, ...]:
    notes = [caution.note for _, caution in reading.suggestions.cautions]
    notes += [
        f"Document {numbers[document_id]} has no suggestions: it was not read for codes."
        for document_id in reading.unsuggested
    ]
    return tuple(dict.fromkeys(notes))
