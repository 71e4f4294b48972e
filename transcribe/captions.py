"""The transcript as WebVTT captions, one or two short lines at a time. Pure.

Format: W3C WebVTT, §4. Times are those of the recording.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from transcribe.transcript import SpokenWord, Transcript

_LONGEST_CUE_S = 7.0
_LONGEST_CUE_CHARACTERS = 84  # two lines of 42, the usual measure of captions
_LEAST_CUE_S = 0.1


def captions(transcript: Transcript) -> str:
    """A WebVTT file of everything that was heard, commands included, as it was heard."""
    cues = [_cue(words) for segment in transcript.segments for words in _groups(segment.words)]
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def _groups(words: Iterable[SpokenWord]) -> Iterator[list[SpokenWord]]:
    group: list[SpokenWord] = []
    for word in words:
        length = sum(len(one.text) + 1 for one in group) + len(word.text)
        if group and (length > _LONGEST_CUE_CHARACTERS or word.end_s - group[0].start_s > _LONGEST_CUE_S):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _cue(words: list[SpokenWord]) -> str:
    start_s = words[0].start_s
    end_s = max(words[-1].end_s, start_s + _LEAST_CUE_S)
    text = " ".join(word.text for word in words)
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"{_clock(start_s)} --> {_clock(end_s)}\n{escaped}"


def _clock(time_s: float) -> str:
    whole_ms = round(time_s * 1000)
    minutes, ms = divmod(whole_ms, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{ms // 1000:02d}.{ms % 1000:03d}"
