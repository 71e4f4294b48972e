"""What lists and roll-up need to know of a page without opening its reading: `reading.marks`. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class PageMarks:
    """The printed page number with the count that it names, handwriting, and writing that nobody read.

    `handwritten` are ids of words, and of regions (page_id:reading_no:r<n>) of handwriting that no engine
    made a word of; `unread` are ids of regions.
    """

    page_number: int | None = None
    page_count: int | None = None
    handwritten: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; what the page does not have is left out."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> PageMarks:
        """The marks that `as_json` wrote; an empty object gives none."""
        return cls(
            page_number=stored.get("page_number"),
            page_count=stored.get("page_count"),
            handwritten=tuple(stored.get("handwritten", ())),
            unread=tuple(stored.get("unread", ())),
        )
