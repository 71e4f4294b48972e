"""A word on a page: what each engine read there, and how sure we are of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ocr.box import Box


@dataclass(frozen=True)
class WordReading:
    """What one engine read at a word's place. `confidence` is the engine's own, 0–1, or None."""

    engine: str
    text: str
    confidence: float | None = None

    def __post_init__(self) -> None:
        if not self.engine or not self.text:
            raise ValueError("a reading names its engine and what it read")
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"the confidence of {self.engine} is outside 0–1")

    def as_json(self) -> list[Any]:
        """[engine, text, confidence]."""
        return [self.engine, self.text, self.confidence]

    @classmethod
    def from_json(cls, stored: list[Any]) -> WordReading:
        """The reading that `as_json` wrote."""
        engine, text, confidence = stored
        return cls(engine, text, confidence)


@dataclass(frozen=True)
class Word:
    """One word as it was read.

    `confidence` is that of the engine whose text was taken, 0–1, or None where the engine gives none.
    `p_wrong` is the calibrated probability (0–1) that the text differs from the paper, None where nobody
    estimated it; `needs_review` is the decision that was made on it. `readings` are what the engines read
    here, where more than one was asked. A `handwritten` word keeps the engine's guess, which no reviewed or
    filed text shows.
    """

    id: str
    text: str
    box: Box
    confidence: float | None = None
    p_wrong: float | None = None
    needs_review: bool = False
    readings: tuple[WordReading, ...] = ()
    handwritten: bool = False

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a word needs an id")
        if self.text.split() != [self.text]:
            raise ValueError(f"word {self.id} is empty or holds white space")
        for probability in (self.confidence, self.p_wrong):
            if probability is not None and not 0.0 <= probability <= 1.0:
                raise ValueError(f"the confidence of word {self.id} is outside 0–1")

    @property
    def certainty(self) -> float | None:
        """How likely the text is right (0–1): by the calibrated estimate, else as the engine says."""
        return self.confidence if self.p_wrong is None else 1.0 - self.p_wrong

    @property
    def alternatives(self) -> tuple[str, ...]:
        """What engines read here that differs from the text, each once."""
        return tuple(dict.fromkeys(one.text for one in self.readings if one.text != self.text))

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; what most words do not have is left out."""
        stored: dict[str, Any] = {
            "id": self.id,
            "text": self.text,
            "box": self.box.as_json(),
            "confidence": self.confidence,
        }
        if self.p_wrong is not None:
            stored["p_wrong"] = self.p_wrong
        if self.needs_review:
            stored["needs_review"] = True
        if self.readings:
            stored["readings"] = [reading.as_json() for reading in self.readings]
        if self.handwritten:
            stored["handwritten"] = True
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Word:
        """The word that `as_json` wrote."""
        return cls(
            stored["id"],
            stored["text"],
            Box.from_json(stored["box"]),
            stored["confidence"],
            p_wrong=stored.get("p_wrong"),
            needs_review=stored.get("needs_review", False),
            readings=tuple(WordReading.from_json(reading) for reading in stored.get("readings", ())),
            handwritten=stored.get("handwritten", False),
        )
