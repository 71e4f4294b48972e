"""What could not be read, in plain words, grouped as people acknowledge it. Touches the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from review_ui.presenters import duration_words
from storage.reviews import (
    ANOTHER_PATIENT,
    HANDWRITING,
    HANDWRITING_TO_TYPE,
    INK_NOT_READ,
    NOTES,
    ONE_BY_ONE,
    OTHER_PATIENT,
    TEMPLATE_TEXT,
)
from storage.tables import Document, DocumentDeficiency

_TITLES = {
    OTHER_PATIENT: "Names another patient",
    "page_not_read": "Page not read",
    "page_not_checked": "Image not looked at",
    "separators_not_sought": "Not looked through for separator sheets",
    "own_pages_not_gathered": "Its own pages not put together",
    "only_separators": "Only separator sheets",
    "cover_sheet_without_pages": "Cover sheet without pages",
    "cover_sheet_unclear": "Cover sheet unclear",
    "cover_sheet_unreadable": "Cover sheet unreadable",
    "rescan_wanted": "Should be scanned again",
    "rescan_has_more_pages": "The new scan has more pages",
    "duplicate_page": "Page there twice",
    "page_count_note": "Page numbers",
    HANDWRITING: "Handwriting",
    HANDWRITING_TO_TYPE: "Handwriting to type",
    INK_NOT_READ: "Writing that was not read",
    "page_crashed": "Page stopped the program",
    "second_engine_failed": "Read by one engine only",
    "orientation_unsure": "May stand the wrong way up",
    "pages_not_read": "Pages not read",
    "page_missing": "Page missing",
    "pages_missing": "Pages missing",
    "page_unreadable": "Page cannot be read",
    "page_too_large": "Page too large to read",
    "page_partly_unreadable": "Part of a page cannot be read",
    "picture_unread": "Picture not read",
    "ink_without_words": "Ink without words",
    "ink_with_few_words": "Much ink, few words",
    "file_repaired": "Damaged file, repaired",
    "files_inside_unread": "Files inside the file, not read",
    "form_not_drawn": "Form not drawn",
    "audio_gap": "Gap in the recording",
    "audio_lost": "Part of the recording lost",
    "audio_truncated": "Recording cut short",
    "audio_clipped": "Recorded too loud",
    "audio_channel_unused": "One of two channels not heard",
    "voices_overlap": "Two voices at once",
    ANOTHER_PATIENT: "Goes on about another patient?",
    TEMPLATE_TEXT: "Standard text to read",
    "normal_unknown": "Standard text not known",
    "section_missing": "Heading missing",
    "correction_unclear": "Spoken correction unclear",
    "no_speech": "No speech heard",
    "missed_speech": "Speech without words",
    "invented_text": "Words over silence",
    "repetition_loop": "Words repeated by the machine",
    "codes_not_suggested": "No codes suggested",
}


# What a person says who has looked at one: the words of the record, and of the button
_ANSWERS = {
    OTHER_PATIENT: ("it is this patient", "It is this patient"),
    HANDWRITING_TO_TYPE: ("cannot be read", "It cannot be read"),
    ANOTHER_PATIENT: ("kept as one", "Keep as one"),
    TEMPLATE_TEXT: ("read, it holds", "Read, it holds"),
}


@dataclass(frozen=True)
class LossLine:
    """One loss: where, what, and what a person said about it ('' while nobody has).

    `place` is '' when the note itself says the place, or when there is none.
    """

    id: str
    place: str
    page_number: int | None
    start_s: float | None
    note: str
    decision: str


@dataclass(frozen=True)
class LossGroup:
    """All losses of a kind. Those of `one_by_one` kinds are looked at each on its own."""

    kind: str
    title: str
    one_by_one: bool
    names_other_patient: bool
    lines: Sequence[LossLine]
    is_note: bool = False  # said, and never asked to be answered

    @property
    def answer(self) -> str:
        """What a person says who has looked at all of them."""
        return "kept as image" if self.kind == HANDWRITING else "seen"

    @property
    def answer_to_one(self) -> tuple[str, str]:
        """What a person says who has looked at one of them: for the record, and on the button."""
        return _ANSWERS.get(self.kind, ("seen", "Seen"))

    @property
    def waiting(self) -> list[LossLine]:
        """Those that nobody has looked at."""
        return [line for line in self.lines if not line.decision and not self.is_note]


def loss_groups(session: Session, document: Document) -> list[LossGroup]:
    """The losses of the current reading by kind; those that must be looked at one by one come first."""
    rows = session.scalars(
        select(DocumentDeficiency)
        .where(
            DocumentDeficiency.document_id == document.id,
            DocumentDeficiency.reading_no == document.reading_no,
        )
        .order_by(DocumentDeficiency.page_number, DocumentDeficiency.start_s, DocumentDeficiency.id)
    ).all()
    kinds = sorted({row.kind for row in rows}, key=lambda kind: (kind not in ONE_BY_ONE, kind))
    return [
        LossGroup(
            kind=kind,
            title=loss_title(kind),
            one_by_one=kind in ONE_BY_ONE,
            names_other_patient=kind == OTHER_PATIENT,
            is_note=kind in NOTES,
            lines=[_line(row) for row in rows if row.kind == kind],
        )
        for kind in kinds
    ]


def loss_title(kind: str) -> str:
    """The kind in plain words."""
    return _TITLES.get(kind, kind.replace("_", " ").capitalize())


def _line(row: DocumentDeficiency) -> LossLine:
    decided = (row.decision or "seen") if row.acknowledged_at else ""
    place = _place(row)
    shown = "" if place in row.note.casefold() else place
    return LossLine(row.id, shown, row.page_number, row.start_s, row.note, decided)


def _place(row: DocumentDeficiency) -> str:
    if row.page_number is not None:
        return f"page {row.page_number}"
    if row.start_s is None:
        return ""
    if row.end_s is None:
        return f"at {duration_words(row.start_s)}"
    return f"{duration_words(row.start_s)} to {duration_words(row.end_s)}"
