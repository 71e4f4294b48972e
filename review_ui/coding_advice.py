"""What stands beside the codes of a case: what was left out, clues, questions, lines without a code. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.advice import Clue, QueryDraft, Spot
from nlp.coding_case import CaseSuppressed
from review_ui.coding_words import left_out_words, section_words
from storage.physician_query_words import ALWAYS


@dataclass(frozen=True)
class LeftOutPlace:
    """A quoted stretch whose code was left out."""

    document_id: str
    document_number: int
    start: int
    end: int
    quote: str
    section: str


@dataclass(frozen=True)
class LeftOut:
    """A code that was left out for one reason, and every place where it was."""

    code: str
    reason: str
    evidence: tuple[LeftOutPlace, ...]
    note: str = ""  # the rule


@dataclass(frozen=True)
class QuestionLine:
    """A draft of a question to the provider, and the words it rests on. `number` finds it again."""

    number: int
    about: str
    question: str
    own_choices: tuple[str, ...]  # "other" and "unable to determine" always follow
    evidence: tuple[LeftOutPlace, ...]


def left_out_lines(suppressed: Sequence[CaseSuppressed], numbers: Mapping[str, int]) -> tuple[LeftOut, ...]:
    """Every code that was left out, one line a code and reason."""
    places: dict[tuple[str, str], list[LeftOutPlace]] = {}
    notes: dict[tuple[str, str], str] = {}
    for one in suppressed:
        candidate = one.candidate
        notes.setdefault((candidate.code, candidate.reason), candidate.note)
        places.setdefault((candidate.code, candidate.reason), []).append(
            LeftOutPlace(
                document_id=one.document_id,
                document_number=numbers.get(one.document_id, 0),
                start=candidate.start,
                end=candidate.end,
                quote=candidate.quote,
                section=section_words(candidate.section),
            )
        )
    return tuple(
        LeftOut(code, left_out_words(reason), tuple(found), notes[code, reason])
        for (code, reason), found in places.items()
    )


def clue_lines(clues: Sequence[tuple[str, Clue]], numbers: Mapping[str, int]) -> tuple[LeftOut, ...]:
    """Codes that their document may not state, each with the rule."""
    return tuple(
        LeftOut(one.code, one.reason, (_place(document_id, one.spot, numbers),)) for document_id, one in clues
    )


def question_lines(
    queries: Sequence[tuple[str, QueryDraft]], numbers: Mapping[str, int]
) -> tuple[QuestionLine, ...]:
    """The drafts of questions to the provider."""
    return tuple(
        QuestionLine(
            number,
            one.topic,
            one.question,
            tuple(choice for choice in one.choices if choice not in ALWAYS),
            tuple(_place(document_id, spot, numbers) for spot in one.spots),
        )
        for number, (document_id, one) in enumerate(queries)
    )


def uncoded_lines(spots: Sequence[tuple[str, Spot]], numbers: Mapping[str, int]) -> tuple[LeftOutPlace, ...]:
    """Lines that look like a diagnosis and led to no code."""
    return tuple(_place(document_id, spot, numbers) for document_id, spot in spots)


def _place(document_id: str, spot: Spot, numbers: Mapping[str, int]) -> LeftOutPlace:
    return LeftOutPlace(
        document_id=document_id,
        document_number=numbers.get(document_id, 0),
        start=spot.start,
        end=spot.end,
        quote=spot.quote,
        section=section_words(spot.section),
    )
