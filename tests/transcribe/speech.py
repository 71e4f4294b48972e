"""Transcripts built by hand: words at even times, unless a pause is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from storage.errors import EngineInfo
from transcribe.transcript import Segment, SpokenWord, Transcript

SHA = "0" * 64
ENGINE = EngineInfo("by hand", "1")


def words_of(text: str, *, confidence: float = 0.9, start_s: float = 0.0) -> tuple[SpokenWord, ...]:
    """One word for each blank-separated piece, 0.3 s long; a piece "..." is a pause of half a second."""
    words: list[SpokenWord] = []
    at_s = start_s
    for piece in text.split():
        if piece == "...":
            at_s += 0.5
            continue
        number = len(words) + 1
        words.append(SpokenWord(f"a:1:{number}", piece, round(at_s, 2), round(at_s + 0.3, 2), confidence))
        at_s += 0.3
    return tuple(words)


def transcript_of(text: str, *, confidence: float = 0.9) -> Transcript:
    """A transcript of one segment with these words."""
    return transcript_with(words_of(text, confidence=confidence))


def transcript_with(words: Iterable[SpokenWord]) -> Transcript:
    """A transcript of one segment with exactly these words."""
    kept = tuple(words)
    end_s = kept[-1].end_s if kept else 0.0
    segments = (Segment("s1", kept[0].start_s, end_s, kept),) if kept else ()
    return Transcript(SHA, end_s + 1, segments, ENGINE)
