"""What was heard: words in time, grouped in segments, with an anchor back to the recording.

Times are seconds from the start of the original recording. Confidence runs from 0 to 1; None means that
the engine gave none. All types are frozen and refuse to be built wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from storage.errors import Deficiency, EngineInfo

SCHEMA_VERSION = 1
Timing = Literal["measured", "interpolated"]


def _check_span(start_s: float, end_s: float, what: str) -> None:
    if not 0 <= start_s <= end_s:
        raise ValueError(f"{what} must not start before 0 s nor end before it starts")


@dataclass(frozen=True)
class SpokenWord:
    """One word as the engine wrote it, with its place in the recording.

    `timing` is "interpolated" where the engine gave no usable time and ours was worked out from the
    neighbours: such a word may be highlighted a little early or late.
    """

    id: str
    text: str
    start_s: float
    end_s: float
    confidence: float | None = None
    timing: Timing = "measured"

    def __post_init__(self) -> None:
        if not self.id or not self.text or self.text != self.text.strip():
            raise ValueError("a spoken word needs an id and a text without outer blanks")
        _check_span(self.start_s, self.end_s, "a spoken word")
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise ValueError("confidence lies between 0 and 1")
        if self.timing not in ("measured", "interpolated"):
            raise ValueError("timing is measured or interpolated")

    def as_json(self) -> dict[str, Any]:
        """The six fields as plain JSON values."""
        return {
            "id": self.id,
            "text": self.text,
            "start_s": self.start_s,
            "end_s": self.end_s,
            "confidence": self.confidence,
            "timing": self.timing,
        }


@dataclass(frozen=True)
class Segment:
    """A run of words the engine wrote in one breath, with its own evidence of doubt.

    `mean_log_probability` is at most 0; `no_speech_probability` lies in 0–1; `compression_ratio` is the
    ratio of text length to its zlib length (loops compress well). None where the engine gave none.
    """

    id: str
    start_s: float
    end_s: float
    words: tuple[SpokenWord, ...]
    mean_log_probability: float | None = None
    no_speech_probability: float | None = None
    compression_ratio: float | None = None

    def __post_init__(self) -> None:
        if not self.id or not self.words:
            raise ValueError("a segment needs an id and at least one word")
        _check_span(self.start_s, self.end_s, "a segment")

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)

    def as_json(self) -> dict[str, Any]:
        """This segment and its words as plain JSON values."""
        return {
            "id": self.id,
            "start_s": self.start_s,
            "end_s": self.end_s,
            "words": [word.as_json() for word in self.words],
            "mean_log_probability": self.mean_log_probability,
            "no_speech_probability": self.no_speech_probability,
            "compression_ratio": self.compression_ratio,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The segment that `as_json` wrote."""
        words = tuple(SpokenWord(**word) for word in stored["words"])
        return cls(**{**stored, "words": words})


@dataclass(frozen=True)
class Transcript:
    """Everything one engine heard in one recording, in the order of time.

    Raises:
        ValueError: when ids repeat, word times run backwards, or a word lies outside the recording.
    """

    source_sha256: str
    duration_s: float
    segments: tuple[Segment, ...]
    engine: EngineInfo
    deficiencies: tuple[Deficiency, ...] = field(default=())

    def __post_init__(self) -> None:
        if len(self.source_sha256) != 64 or self.duration_s < 0:
            raise ValueError("a transcript names its source by SHA-256 and lasts at least 0 s")
        start_s = end_s = 0.0
        seen: set[str] = set()
        for word in self.words():
            if word.id in seen:
                raise ValueError(f"word id {word.id} repeats")
            if word.start_s < start_s or word.end_s < end_s:
                raise ValueError(f"times run backwards at word {word.id}")
            seen.add(word.id)
            start_s, end_s = word.start_s, word.end_s
        if end_s > self.duration_s:
            raise ValueError("a word ends after the recording")

    def words(self) -> Iterator[SpokenWord]:
        """Every word of every segment, in order."""
        return (word for segment in self.segments for word in segment.words)

    def anchor(self, word_ids: tuple[str, ...]) -> TimeAnchor:
        """The stretch of the recording in which these words were said.

        Raises:
            KeyError: when an id is not a word of this transcript.
        """
        by_id = {word.id: word for word in self.words()}
        words = [by_id[word_id] for word_id in word_ids]
        return TimeAnchor(
            self.source_sha256, word_ids, min(w.start_s for w in words), max(w.end_s for w in words)
        )

    def as_json(self) -> dict[str, Any]:
        """The stored form, with `schema_version`."""
        return {
            "schema_version": SCHEMA_VERSION,
            "source_sha256": self.source_sha256,
            "duration_s": self.duration_s,
            "segments": [segment.as_json() for segment in self.segments],
            "engine": self.engine.as_json(),
            "deficiencies": [deficiency.as_json() for deficiency in self.deficiencies],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The transcript that `as_json` wrote.

        Raises:
            ValueError: when the stored form has a schema version this program does not know.
        """
        if stored["schema_version"] != SCHEMA_VERSION:
            raise ValueError(f"unknown transcript schema version {stored['schema_version']}")
        return cls(
            source_sha256=stored["source_sha256"],
            duration_s=stored["duration_s"],
            segments=tuple(Segment.from_json(segment) for segment in stored["segments"]),
            engine=EngineInfo.from_json(stored["engine"]),
            deficiencies=tuple(Deficiency.from_json(one) for one in stored["deficiencies"]),
        )


@dataclass(frozen=True)
class TimeAnchor:
    """Where in the recording a piece of text was said: the words and their seconds."""

    source_sha256: str
    word_ids: tuple[str, ...]
    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not self.word_ids:
            raise ValueError("an anchor points at one word or more")
        _check_span(self.start_s, self.end_s, "an anchor")
