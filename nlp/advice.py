"""What coding tells the coder besides codes: clues, query drafts, uncoded lines, a proposed order. Pure.

Nothing here is applied by a machine.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Spot:
    """A stretch of the text, quoted to the letter, and its section."""

    start: int
    end: int
    quote: str
    section: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise ValueError("a quote is as long as its span")


@dataclass(frozen=True)
class Clue:
    """A code that this document names and may not state, with the rule in plain words."""

    code: str
    spot: Spot
    reason: str


@dataclass(frozen=True)
class QueryDraft:
    """A question to the provider that leads to no answer: it ends in "other" and "unable to determine"."""

    topic: str
    question: str
    choices: tuple[str, ...]
    spots: tuple[Spot, ...]

    def __post_init__(self) -> None:
        if not self.spots or len(self.choices) < 2:
            raise ValueError("a query rests on words of the record and leaves a choice")


@dataclass(frozen=True)
class OrderedCode:
    """A code at its place in the proposed order; `role` is principal, first_listed, first or secondary."""

    code: str
    role: str
    reason: str


@dataclass(frozen=True)
class Advice:
    """All of it for one text, or for one case."""

    clues: tuple[Clue, ...] = ()
    queries: tuple[QueryDraft, ...] = ()
    uncoded: tuple[Spot, ...] = ()
    order: tuple[OrderedCode, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values of every field."""
        return {
            "clues": [asdict(clue.spot) | {"code": clue.code, "reason": clue.reason} for clue in self.clues],
            "queries": [
                {
                    "topic": query.topic,
                    "question": query.question,
                    "choices": list(query.choices),
                    "evidence": [asdict(spot) for spot in query.spots],
                }
                for query in self.queries
            ],
            "uncoded": [asdict(spot) for spot in self.uncoded],
            "order": [asdict(one) for one in self.order],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Advice:
        """The advice that `as_json` wrote; an older set without it has none."""
        return cls(
            clues=tuple(Clue(one["code"], _spot(one), one["reason"]) for one in stored.get("clues", ())),
            queries=tuple(
                QueryDraft(
                    one["topic"],
                    one["question"],
                    tuple(one["choices"]),
                    tuple(_spot(spot) for spot in one["evidence"]),
                )
                for one in stored.get("queries", ())
            ),
            uncoded=tuple(_spot(one) for one in stored.get("uncoded", ())),
            order=tuple(OrderedCode(**one) for one in stored.get("order", ())),
        )


NO_ADVICE = Advice()


def _spot(stored: dict[str, Any]) -> Spot:
    return Spot(stored["start"], stored["end"], stored["quote"], stored["section"])
