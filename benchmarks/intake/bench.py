"""What the parts of the intake benchmark measure on. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bench:
    """The options of a run: how many small and abused files, the size of the large one, and the seed."""

    files: int = 10_000
    abused: int = 400
    large_gib: float = 4.0
    seed: int = 7

    def __enter__(self) -> Bench:
        """Nothing has to be opened first."""
        return self

    def __exit__(self, *_failure: object) -> None:
        """Nothing stays open."""
