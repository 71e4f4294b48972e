"""What the parts of the patients benchmark measure on. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Bench:
    """The options of a run.

    `data` is the folder of development sets, `limit` the most charts (or really read pages), `seed` the run's
    own, `patients` how many the search part makes.
    """

    data: Path | None = None
    limit: int | None = None
    seed: int = 0
    patients: int = 200_000

    def __enter__(self) -> Bench:
        """Nothing has to be opened first."""
        return self

    def __exit__(self, *_failure: object) -> None:
        """Nothing stays open."""
