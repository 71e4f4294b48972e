"""What a speech engine must offer: samples and expected words in, segments and heard speech out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self

from storage.errors import EngineInfo
from transcribe.audio import Samples
from transcribe.options import DictationOptions
from transcribe.transcript import Segment, SpokenWord
from transcribe.windows import Window

# called with (seconds done, seconds in all), both counted from the start of the recording
Progress = Callable[[float, float], None]


@dataclass(frozen=True)
class OtherHearing:
    """Words on which two passes differ, and what the other pass wrote instead ("" for nothing)."""

    word_ids: tuple[str, ...]
    text: str

    def __post_init__(self) -> None:
        if not self.word_ids:
            raise ValueError("what another pass wrote belongs to at least one word")

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"word_ids": list(self.word_ids), "text": self.text}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """What `as_json` wrote."""
        return cls(tuple(stored["word_ids"]), stored["text"])


@dataclass(frozen=True)
class Hearing:
    """What an engine heard in one chunk of a recording; all times count from the chunk's start.

    `speech` lists the stretches (start_s, end_s) in which the voice detector heard somebody speak: where
    speech has no words, something was missed. `windows` are what the engine heard in one go. `others` is what
    another pass wrote where the passes differ. Word ids are unique within the hearing only.
    """

    segments: tuple[Segment, ...]
    speech: tuple[tuple[float, float], ...]
    windows: tuple[Window, ...] = ()
    others: tuple[OtherHearing, ...] = ()

    def words(self) -> list[SpokenWord]:
        """All words in order of time."""
        return [word for segment in self.segments for word in segment.words]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, for a job that hands one chunk on to the next."""
        return {
            "segments": [segment.as_json() for segment in self.segments],
            "speech": [list(span) for span in self.speech],
            "windows": [[list(piece) for piece in window.pieces] for window in self.windows],
            "others": [one.as_json() for one in self.others],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The hearing that `as_json` wrote."""
        return cls(
            segments=tuple(Segment.from_json(segment) for segment in stored["segments"]),
            speech=tuple((start_s, end_s) for start_s, end_s in stored["speech"]),
            windows=tuple(
                Window(tuple((start_s, end_s) for start_s, end_s in pieces))
                for pieces in stored.get("windows", ())
            ),
            others=tuple(OtherHearing.from_json(one) for one in stored.get("others", ())),
        )


class Transcriber(Protocol):
    """A loaded speech engine. It keeps no state between calls and never needs the network."""

    @property
    def info(self) -> EngineInfo:
        """Name, version and model hash; the caller adds the options hash."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many of the engine's tokens this text takes of the budget for expected words."""
        ...

    def transcribe(
        self,
        samples: Samples,
        *,
        options: DictationOptions,
        hotwords: str = "",
        progress: Progress | None = None,
        windows: Sequence[Window] | None = None,
    ) -> Hearing:
        """Every word heard in these 16 kHz mono samples; no words for silence.

        With `windows`, which lie in these samples, only those are heard, as they are.
        The whole work is done when this returns: no lazy results.
        """
        ...
