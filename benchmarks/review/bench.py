"""What the parts of the review benchmark measure on. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Bench:
    """The options of a run.

    `data` is the folder of development sets, `limit` the most charts or dictations of each; `documents` how
    many the lists part makes, `rounds` how often it asks each thing, `database_url` where it makes them
    (empty: SQLite), `home` the folder of that site, kept and used again (None: one of its own, thrown away).
    """

    data: Path | None = None
    limit: int | None = None
    documents: int = 100_000
    rounds: int = 40
    database_url: str = ""
    home: Path | None = None

    def __enter__(self) -> Bench:
        """Nothing has to be opened first."""
        return self

    def __exit__(self, *_failure: object) -> None:
        """Nothing stays open."""
