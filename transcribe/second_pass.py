"""Hears every window a second time with the terms that its first words sound like, and joins both. Pure.

Each window gets a short list of its own: the patient's terms, the clinical terms heard in it, and terms of
the lexicon near what nobody knows. While the rule was found, on six development dictations without any
context: 14.3 errors in 100 words after the first pass, 11.8 after the second alone, 9.9 joined; one long
list for the whole recording gave 15.2 (chosen on these six, so hopeful: benchmarks/RESULTS.md has the
figures of the whole product). Where the passes differ, both texts are kept: those words ask for a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from transcribe.audio import Samples
from transcribe.lexicon import Familiarity, candidates_near, word_lists
from transcribe.loops import loops_in
from transcribe.options import DictationOptions
from transcribe.transcriber import Hearing, OtherHearing, Progress, Transcriber
from transcribe.transcript import Segment, SpokenWord
from transcribe.vocabulary import fit_expected, of_patient
from transcribe.windows import Window

# Longer lists of candidates made more words come out as candidates nobody said.
_CANDIDATES = 14
# An expected word that is this unlikely was forced in place of words that the first pass was sure of.
_FORCED_BELOW = 0.15
_SURE_FROM = 0.5


def hear_again(
    first: Hearing,
    samples: Samples,
    *,
    options: DictationOptions,
    transcriber: Transcriber,
    progress: Progress | None = None,
) -> Hearing:
    """The first hearing of these samples, bettered by a second pass over each of its windows.

    A hearing that does not tell its windows stays as it is.
    """
    if not first.windows:
        return first
    joined: list[Segment] = []
    others: list[OtherHearing] = []
    for window, own in _segments_by_window(first):
        words = [word for segment in own for word in segment.words]
        heard = _hear_window(window, words, samples, options=options, transcriber=transcriber)
        segments, differ = _join_passes(own, heard)
        joined += segments
        others += differ
        if progress is not None:
            progress(window.pieces[-1][1], window.pieces[-1][1])
    return replace(first, segments=tuple(joined), others=tuple(others))


def _segments_by_window(first: Hearing) -> Iterator[tuple[Window, list[Segment]]]:
    starts = [window.pieces[0][0] for window in first.windows]
    for number, window in enumerate(first.windows):
        until_s = starts[number + 1] if number + 1 < len(starts) else float("inf")
        since_s = window.pieces[0][0] if number else 0.0
        yield window, [one for one in first.segments if since_s <= one.start_s < until_s]


def expected_near(words: Sequence[SpokenWord]) -> tuple[str, ...]:
    """The clinical terms in these words, then terms that what is unknown in them may have been."""
    heard = dict.fromkeys(piece for word in words for piece in _pieces(word))
    known = [piece for piece in heard if _is_uncommon_term(piece)]
    return (*known, *candidates_near(words, _CANDIDATES))


def _hear_window(
    window: Window,
    words: Sequence[SpokenWord],
    samples: Samples,
    *,
    options: DictationOptions,
    transcriber: Transcriber,
) -> list[Segment]:
    expected = fit_expected(
        (*of_patient(options.context), *expected_near(words)),
        budget_tokens=options.hotword_tokens,
        count_tokens=transcriber.count_tokens,
    )
    # one try: the first pass stands where the second goes astray, and a loop tried anew costs six passes
    again = transcriber.transcribe(
        samples, options=replace(options, try_again=False), hotwords=expected.text, windows=(window,)
    )
    return [] if any(True for _ in loops_in(again.words())) else list(again.segments)


@dataclass(frozen=True)
class _Stretch:
    """Words of both passes for the same stretch of sound; `at` is the second pass's word it begins with."""

    first: tuple[SpokenWord, ...]
    second: tuple[SpokenWord, ...]
    at: int
    is_same: bool

    @property
    def kept(self) -> tuple[SpokenWord, ...]:
        return self.second if self.is_same or _second_is_better(self.first, self.second) else self.first

    @property
    def other(self) -> tuple[SpokenWord, ...]:
        return self.first if self.kept is self.second else self.second


def _join_passes(
    first: Sequence[Segment], second: Sequence[Segment]
) -> tuple[list[Segment], list[OtherHearing]]:
    """The better words of every stretch in the second pass's segments, and what the other pass wrote."""
    if not second:
        return list(first), []
    owner = [number for number, segment in enumerate(second) for _ in segment.words]
    before = [word for segment in first for word in segment.words]
    after = [word for segment in second for word in segment.words]
    placed: list[tuple[int, SpokenWord]] = []
    differ: list[tuple[int, int, str]] = []
    for stretch in _stretches(before, after):
        if not stretch.is_same:
            other = " ".join(word.text for word in stretch.other)
            differ.append((len(placed), len(placed) + len(stretch.kept), other))
        until_s = after[stretch.at + len(stretch.second)].start_s if _has_next(stretch, after) else None
        segment_no = owner[min(stretch.at, len(owner) - 1)]
        for offset, word in enumerate(stretch.kept):
            is_second = stretch.kept is stretch.second
            number = owner[stretch.at + offset] if is_second else segment_no
            since_s = placed[-1][1].end_s if placed else 0.0
            placed.append((number, _between(word, since_s, None if is_second else until_s)))
    names = f"{first[0].id}:" if first else f"{second[0].start_s:.2f}:"
    named = [
        (number, replace(word, id=f"{names}{count}")) for count, (number, word) in enumerate(placed, start=1)
    ]
    return _grouped(named, second), [_other(named, *one) for one in differ if named]


def _has_next(stretch: _Stretch, after: Sequence[SpokenWord]) -> bool:
    return stretch.at + len(stretch.second) < len(after)


def _between(word: SpokenWord, since_s: float, until_s: float | None) -> SpokenWord:
    """The word after what stands before it, and before what follows it."""
    start_s = max(word.start_s, since_s)
    end_s = max(start_s, word.end_s if until_s is None else min(word.end_s, until_s))
    if until_s is not None:
        start_s = min(start_s, max(since_s, until_s))
        end_s = max(start_s, end_s)
    if (start_s, end_s) == (word.start_s, word.end_s):
        return word
    return replace(word, start_s=start_s, end_s=end_s, timing="interpolated")


def _grouped(placed: Sequence[tuple[int, SpokenWord]], second: Sequence[Segment]) -> list[Segment]:
    segments = []
    for number, group in groupby(placed, key=lambda one: one[0]):
        words = tuple(word for _, word in group)
        segments.append(replace(second[number], start_s=words[0].start_s, end_s=words[-1].end_s, words=words))
    return segments


def _other(named: Sequence[tuple[int, SpokenWord]], start: int, end: int, text: str) -> OtherHearing:
    """What the other pass wrote; where nothing was kept, for the word that stands behind the gap."""
    if start < end:
        return OtherHearing(tuple(word.id for _, word in named[start:end]), text)
    neighbour = named[min(start, len(named) - 1)][1]
    return OtherHearing((neighbour.id,), f"{text} {neighbour.text}".strip())


def _stretches(first: Sequence[SpokenWord], second: Sequence[SpokenWord]) -> Iterator[_Stretch]:
    matcher = SequenceMatcher(
        None, [_plain(word) for word in first], [_plain(word) for word in second], autojunk=False
    )
    for tag, first_from, first_to, second_from, second_to in matcher.get_opcodes():
        ours, theirs = tuple(first[first_from:first_to]), tuple(second[second_from:second_to])
        is_same = tag == "equal" or "".join(map(_plain, ours)) == "".join(map(_plain, theirs))
        yield _Stretch(ours, theirs, second_from, is_same)


def _second_is_better(first: Sequence[SpokenWord], second: Sequence[SpokenWord]) -> bool:
    """The second pass wins unless it wrote more unknown words, lost terms or sure words, or forced a term."""
    if _unknown(first) != _unknown(second):
        return _unknown(second) < _unknown(first)
    if _terms(first) > _terms(second):
        return False
    return not (_confidence(second) < _FORCED_BELOW and _confidence(first) >= _SURE_FROM)


def _terms(words: Sequence[SpokenWord]) -> int:
    return sum(_is_uncommon_term(piece) for word in words for piece in _pieces(word))


def _is_uncommon_term(piece: str) -> bool:
    lists = word_lists()
    return piece in lists.terms and lists.familiarity(piece) < Familiarity.EVERYDAY


def _unknown(words: Sequence[SpokenWord]) -> int:
    lists = word_lists()
    return sum(
        min((lists.familiarity(piece) for piece in _pieces(word)), default=Familiarity.EVERYDAY)
        == Familiarity.UNKNOWN
        for word in words
    )


def _confidence(words: Sequence[SpokenWord]) -> float:
    return sum(word.confidence or 0.0 for word in words) / len(words) if words else 0.0


def _plain(word: SpokenWord) -> str:
    return re.sub(r"\W", "", word.text.casefold())


def _pieces(word: SpokenWord) -> list[str]:
    return re.findall(r"[a-z]+", word.text.casefold())
