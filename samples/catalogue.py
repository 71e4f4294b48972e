"""The samples as a list with their index fields, read from files/index.json beside this module."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

Priority = Literal["stat", "routine", "bulk"]
FILES = Path(__file__).parent / "files"


@dataclass(frozen=True)
class Sample:
    """One file with what a clerk would type beside it.

    `document_type` is a chart's type or a dictation's worktype; `pages` is 0 for a dictation, `seconds` 0 for
    a chart. Dates are ISO dates. `notes` says what makes the file worth having.
    """

    file_name: str
    kind: Literal["chart", "dictation"]
    mrn: str
    name: str
    dob: str
    encounter: str
    encounter_type: str
    document_type: str
    author: str
    date_of_service: str
    discharge_date: str | None
    route: str
    priority: Priority
    pages: int
    seconds: float
    notes: str

    def __post_init__(self) -> None:
        if self.kind not in ("chart", "dictation"):
            raise ValueError(f"{self.file_name} is neither a chart nor a dictation")
        if (self.pages > 0) == (self.seconds > 0):
            raise ValueError(f"{self.file_name} must have pages or seconds, not both")

    @property
    def path(self) -> Path:
        """The file itself."""
        return FILES / self.file_name

    @property
    def true_text(self) -> str:
        """What is printed on the pages (form feed between pages), or the finished report of a dictation."""
        return self.path.with_suffix(".txt").read_text(encoding="utf-8")

    @property
    def spoken_text(self) -> str:
        """The words of a dictation as spoken, punctuation words included, one breath a line."""
        return self.path.with_suffix(".spoken.txt").read_text(encoding="utf-8")

    def as_json(self) -> dict[str, Any]:
        """The entry of index.json."""
        return asdict(self)


def sample_files(folder: Path = FILES) -> tuple[Sample, ...]:
    """All samples in the order of the index, charts first.

    Raises:
        FileNotFoundError: the index is missing; `python -m samples.make` writes it.
    """
    entries = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return tuple(Sample(**entry) for entry in entries)
