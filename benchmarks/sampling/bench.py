"""What the parts of the sampling benchmark are asked for. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bench:
    """The options of a run: simulated `quarters`, and `days` of scanning."""

    quarters: int = 100
    days: int = 200

    def __enter__(self) -> Bench:
        """Nothing has to be opened first."""
        return self

    def __exit__(self, *_failure: object) -> None:
        """Nothing stays open."""
