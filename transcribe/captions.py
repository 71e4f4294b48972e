"""The transcript as WebVTT captions, one or two short lines at a time. Pure.

Format: W3C WebVTT, §4. Times are those of the recording.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from transcribe.transcript import SpokenWord, Transcript

_LONGEST_CUE_S = 7.0
_LONGEST_CUE_CHARACTERS = 84  # two lines of 42, the usual measure of captions
_LEAST_CUE_S = 0.1
_PAUSE_S = 1.5
_SENTENCE_ENDS = (".", "?", "!")
_LEAST_SENTENCE_CHARACTERS = 30  # short sentences share a caption


_Times = tuple[float, float]


class SourcedToken(Protocol):
    """A piece of reviewed text, and the spoken words it stands for: none where a person added it."""

    @property
    def text(self) -> str:
        """The text, without white space."""

    @property
    def space_after(self) -> str:
        """What stands between this token and the next."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of spoken words."""


@dataclass(frozen=True)
class _Said:
    """A piece of text with its time; `ends_line` where a caption should not run on."""

    text: str
    space_after: str
    start_s: float
    end_s: float
    ends_line: bool = False


def captions(transcript: Transcript) -> str:
    """A WebVTT file of everything that was heard, commands included, as it was heard."""
    return _vtt([_words(segment.words) for segment in transcript.segments])


def captions_of(tokens: Sequence[SourcedToken], transcript: Transcript) -> str:
    """A WebVTT file of the reviewed text: each word when it, or what it replaces, was said.

    A token lasts from the first of its sources to the last. One without sources (a person added it), or
    moved away from the order of speech, stands in the gap between its neighbours. Struck tokens are the
    caller's to leave out.
    """
    times = {word.id: (word.start_s, word.end_s) for word in transcript.words()}
    return _vtt([_timed(tokens, [_span(token, times) for token in tokens])])


def _timed(tokens: Sequence[SourcedToken], spans: Sequence[_Times | None]) -> list[_Said]:
    kept = _in_order(spans)
    starts = [span[0] for span in kept if span is not None]
    said: list[_Said] = []
    end_s, known = 0.0, 0
    for token, span in zip(tokens, kept, strict=True):
        if span is None:
            next_s = starts[known] if known < len(starts) else end_s
            start_s, end_s = min(end_s, next_s), next_s
        else:
            known += 1
            start_s, end_s = span
        said.append(_Said(token.text, token.space_after, start_s, end_s, "\n" in token.space_after))
    return said


def _in_order(spans: Sequence[_Times | None]) -> list[_Times | None]:
    """The spans, those left out that break the longest run of starts which never goes back in time."""
    last_starts: list[float] = []
    last_places: list[int] = []
    before: list[int | None] = [None] * len(spans)
    for place, span in enumerate(spans):
        if span is None:
            continue
        length = bisect_right(last_starts, span[0])
        before[place] = last_places[length - 1] if length else None
        last_starts[length : length + 1] = [span[0]]
        last_places[length : length + 1] = [place]
    kept: list[_Times | None] = [None] * len(spans)
    at = last_places[-1] if last_places else None
    while at is not None:
        kept[at] = spans[at]
        at = before[at]
    return kept


def _span(token: SourcedToken, times: dict[str, tuple[float, float]]) -> _Times | None:
    known = [times[source] for source in token.sources if source in times]
    return (min(start for start, _ in known), max(end for _, end in known)) if known else None


def _words(words: Iterable[SpokenWord]) -> list[_Said]:
    return [_Said(word.text, " ", word.start_s, word.end_s) for word in words]


def _vtt(texts: Iterable[list[_Said]]) -> str:
    cues = [_cue(group) for text in texts for group in _groups(text)]
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def _groups(said: Iterable[_Said]) -> Iterator[list[_Said]]:
    group: list[_Said] = []
    for one in said:
        if group and _is_new_cue(group, one):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _is_new_cue(group: Sequence[_Said], one: _Said) -> bool:
    before = group[-1]
    length = len(_text(group)) + 1
    if length + len(one.text) > _LONGEST_CUE_CHARACTERS or one.end_s - group[0].start_s > _LONGEST_CUE_S:
        # a mark that stands tight against its word stays with it
        return bool(before.space_after)
    ends_sentence = before.text.endswith(_SENTENCE_ENDS) and length > _LEAST_SENTENCE_CHARACTERS
    return before.ends_line or one.start_s - before.end_s > _PAUSE_S or ends_sentence


def _text(group: Sequence[_Said]) -> str:
    return "".join(one.text + (" " if one.space_after else "") for one in group).rstrip()


def _cue(group: Sequence[_Said]) -> str:
    start_s = group[0].start_s
    end_s = max(start_s + _LEAST_CUE_S, *(one.end_s for one in group))
    escaped = _text(group).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"{_clock(start_s)} --> {_clock(end_s)}\n{escaped}"


def _clock(time_s: float) -> str:
    whole_ms = round(time_s * 1000)
    minutes, ms = divmod(whole_ms, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{ms // 1000:02d}.{ms % 1000:03d}"
