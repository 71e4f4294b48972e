"""Which sheet of the stack a page is, and which sheets must be scanned again, in words for the scanning room.

No word here can hold a patient's name: a document type is said only when it shares no word with the patient.
Pure apart from the rows that it is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.stations.batch_images import BatchPaper, PlacedImage
from ingest.stations.reconcile import ImagePlace, sheets_of
from storage.tables import Document, DocumentDeficiency

SHEET_PICTURE = "sheet_picture"  # artifact kind: shows which sheet it is, and no word
RESCAN_WANTED = "rescan_wanted"  # the kind that the look at images gives (ocr.scan_check)
_PLAIN_TYPE = re.compile(r"[A-Za-z][A-Za-z /&-]{1,39}")
_NOT_COUNTED = (ImagePlace.SEPARATOR, ImagePlace.RESCAN)


@dataclass(frozen=True)
class SheetAgain:
    """A sheet to take out of the stack: where it lies, what is wrong with it, and what to do."""

    document_id: str
    page_id: str
    page_number: int
    sheet: int
    side: str  # front | back | "" where one side is scanned
    where: str
    wrong: tuple[str, ...]
    what_to_do: tuple[str, ...]


def sheets_again(
    paper: BatchPaper, losses: Sequence[DocumentDeficiency], *, sides: int, names: Mapping[str, str]
) -> list[SheetAgain]:
    """The sheets to scan again, first in the stack first.

    `losses` are the rows of the batch's documents; `names` are patients' names by document id, which no word
    that is shown may share.
    """
    wanted: dict[tuple[str, int], list[str]] = {}
    for loss in losses:
        if loss.kind == RESCAN_WANTED and loss.page_number is not None and loss.acknowledged_at is None:
            wanted.setdefault((loss.document_id, loss.page_number), []).append(loss.note)
    found, before, last = [], 0, None
    for images in paper.files:
        counted = [image for image in images if image.place not in _NOT_COUNTED]
        for number, image in enumerate(counted):
            notes = wanted.get((image.document_id, image.page_number))
            if notes and image.place is not ImagePlace.WITHDRAWN:
                sheet = before + number // sides + 1
                where = _where(image, last, paper.documents, names)
                side = ("front", "back")[number % 2] if sides == 2 else ""
                found.append(_sheet(image, sheet, side, where, notes))
            last = image
        before += sheets_of([image.place for image in images], sides)
    return found


def _sheet(image: PlacedImage, sheet: int, side: str, where: str, notes: Sequence[str]) -> SheetAgain:
    parts = [note.split(": ", 1) for note in notes]
    return SheetAgain(
        document_id=image.document_id,
        page_id=image.page_id,
        page_number=image.page_number,
        sheet=sheet,
        side=side,
        where=where,
        wrong=tuple(part[0][:1].lower() + part[0][1:] for part in parts),
        what_to_do=tuple(dict.fromkeys(part[1] for part in parts if len(part) > 1)),
    )


def _where(
    image: PlacedImage,
    last: PlacedImage | None,
    documents: Mapping[str, Document],
    names: Mapping[str, str],
) -> str:
    """Between which documents it lies: "in Consent" or "after Consent", or nothing when no type is known."""
    if last is not None and last.document_id != image.document_id:
        before = plain_type(documents[last.document_id], names.get(last.document_id, ""))
        if before:
            return f"after {before}"
    own = plain_type(documents[image.document_id], names.get(image.document_id, ""))
    return f"in {own}" if own else ""


def plain_type(document: Document, name: str) -> str:
    """The document's type as everybody may see it; "" for one that may name a patient."""
    said = document.document_type.strip()
    of_the_patient = set(re.findall(r"[a-z]+", name.casefold()))
    if not _PLAIN_TYPE.fullmatch(said) or of_the_patient & set(re.findall(r"[a-z]+", said.casefold())):
        return ""
    return said
