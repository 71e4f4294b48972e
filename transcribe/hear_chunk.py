"""A recording in chunks that are heard one by one, and the chunks' words joined again. Pure.

A chunk is a job of its own, so a recording of an hour resumes where it stopped. Each chunk is heard with a
margin on both sides: a word that lies on a cut is heard whole twice and kept once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from transcribe.audio import DecodedAudio, Samples, decode_audio
from transcribe.options import DictationOptions
from transcribe.second_pass import hear_again
from transcribe.timeline import SAMPLE_RATE_HZ
from transcribe.transcriber import Hearing, OtherHearing, Progress, Transcriber
from transcribe.transcript import Segment, SpokenWord
from transcribe.vocabulary import expected_words
from transcribe.windows import Span, Window, quietest

_QUIET_SEARCH_S = 60.0
MARGIN_S = 1.5  # the longest words of dictations last a second
_HALF_WORD_S = 0.1  # a word this near to the edge of the sound may go on behind it
_JITTER_S = 0.3  # the same word, heard in another window, is timed up to this far off


@dataclass(frozen=True)
class OpenedDictation:
    """A decoded recording and the chunks (start_s, end_s) to hear, cut where it is quiet."""

    sha256: str
    audio: DecodedAudio
    chunks: tuple[Span, ...]


def open_dictation(
    source: bytes, *, options: DictationOptions, passwords: Sequence[str] = ()
) -> OpenedDictation:
    """The recording decoded (encrypted ones with the password that fits), hashed and cut into chunks.

    Raises:
        ServiceError: the recording cannot be read.
    """
    audio = decode_audio(source, max_duration_s=options.max_duration_s, passwords=passwords)
    chunks = chunk_spans(audio.samples, options.chunk_s)
    return OpenedDictation(hashlib.sha256(source).hexdigest(), audio, chunks)


def chunk_spans(samples: Samples, chunk_s: float) -> tuple[Span, ...]:
    """Spans of at most `chunk_s` that cover all samples, cut in the quietest half second near their ends."""
    total_s = samples.size / SAMPLE_RATE_HZ
    cuts = [0.0]
    while total_s - cuts[-1] > chunk_s:
        search_s = min(_QUIET_SEARCH_S, chunk_s / 2)
        end_s = cuts[-1] + chunk_s
        cuts.append(quietest(samples, end_s - search_s, end_s, length_s=0.5))
    return tuple(zip(cuts, [*cuts[1:], total_s], strict=True))


def hear_chunk(
    opened: OpenedDictation,
    chunk: Span,
    *,
    options: DictationOptions,
    transcriber: Transcriber,
    progress: Progress | None = None,
) -> Hearing:
    """What is heard in a chunk and its margins, with times that count from the recording's start.

    Quality "quality" hears it twice. `progress` is called with seconds done and seconds in all.
    """
    duration_s = opened.audio.report.duration_s
    from_s, until_s = max(0.0, chunk[0] - MARGIN_S), min(duration_s, chunk[1] + MARGIN_S)
    samples = opened.audio.samples[round(from_s * SAMPLE_RATE_HZ) : round(until_s * SAMPLE_RATE_HZ)]
    expected = expected_words(
        options.context, budget_tokens=options.hotword_tokens, count_tokens=transcriber.count_tokens
    )
    passes = 2 if options.quality == "quality" else 1
    told_s = chunk[0]

    def report_progress(done_passes: int, done_s: float) -> None:
        nonlocal told_s
        share = (done_passes + done_s / max(until_s - from_s, 0.001)) / passes
        told_s = max(told_s, min(chunk[1], chunk[0] + share * (chunk[1] - chunk[0])))
        if progress is not None:
            progress(told_s, duration_s)

    heard = transcriber.transcribe(
        samples, options=options, hotwords=expected.text, progress=lambda at, _: report_progress(0, at)
    )
    if passes == 2:
        heard = hear_again(
            heard,
            samples,
            options=options,
            transcriber=transcriber,
            progress=lambda at, _: report_progress(1, at),
        )
    report_progress(passes, 0.0)
    return _moved(heard, from_s)


def _moved(heard: Hearing, by_s: float) -> Hearing:
    return Hearing(
        segments=tuple(
            _with_words(
                segment,
                [
                    replace(word, start_s=round(word.start_s + by_s, 3), end_s=round(word.end_s + by_s, 3))
                    for word in segment.words
                ],
            )
            for segment in heard.segments
        ),
        speech=tuple((by_s + from_s, by_s + to_s) for from_s, to_s in heard.speech),
        windows=tuple(
            Window(tuple((by_s + from_s, by_s + to_s) for from_s, to_s in window.pieces))
            for window in heard.windows
        ),
        others=heard.others,
    )


def _with_words(segment: Segment, words: Sequence[SpokenWord]) -> Segment:
    return replace(segment, start_s=words[0].start_s, end_s=words[-1].end_s, words=tuple(words))


def join_hearings(
    hearings: Sequence[Hearing], chunks: Sequence[Span], *, prefix: str, last_s: float
) -> tuple[tuple[Segment, ...], tuple[OtherHearing, ...]]:
    """All segments of the chunks in order, each word once, and what other passes wrote.

    Ids are `<prefix>:<n>`, unique in the reading. No time runs backwards or lies behind `last_s`, the end of
    the recording.
    """
    kept = _cut_at_seams(hearings, [start_s for start_s, _ in chunks[1:]])
    segments: list[Segment] = []
    others: list[OtherHearing] = []
    word_no, since_s = 0, 0.0
    for hearing, own in zip(hearings, kept, strict=True):
        new_id: dict[str, str] = {}
        for segment in own:
            words = []
            for word in segment.words:
                word_no += 1
                new_id[word.id] = f"{prefix}:{word_no}"
                start_s = min(max(word.start_s, since_s), last_s)
                since_s = min(max(word.end_s, start_s), last_s)
                words.append(replace(word, id=new_id[word.id], start_s=start_s, end_s=since_s))
            named = replace(segment, id=f"{prefix}:s{len(segments) + 1}")
            segments.append(_with_words(named, words))
        others += _renamed(hearing.others, new_id)
    return tuple(segments), tuple(others)


def _renamed(others: Sequence[OtherHearing], new_id: dict[str, str]) -> Iterator[OtherHearing]:
    for one in others:
        ids = tuple(new_id[word_id] for word_id in one.word_ids if word_id in new_id)
        if ids:
            yield OtherHearing(ids, one.text)


def _cut_at_seams(hearings: Sequence[Hearing], cuts: Sequence[float]) -> list[list[Segment]]:
    """The segments of each hearing without the words that its neighbour heard too."""
    heard = [hearing.words() for hearing in hearings]
    seams = [
        _seam(before, after, cut_s) for before, after, cut_s in zip(heard[:-1], heard[1:], cuts, strict=True)
    ]
    firsts = [0, *(first for _, first in seams)]
    lasts = [*(last for last, _ in seams), None]
    kept = [
        {word.id for word in words[first:last]}
        for words, first, last in zip(heard, firsts, lasts, strict=True)
    ]
    return [
        [
            _with_words(segment, words)
            for segment in hearing.segments
            if (words := [word for word in segment.words if word.id in ids])
        ]
        for hearing, ids in zip(hearings, kept, strict=True)
    ]


def _seam(before: Sequence[SpokenWord], after: Sequence[SpokenWord], cut_s: float) -> tuple[int, int]:
    """How many words the chunk before a cut keeps, and how many the one behind it leaves out.

    The seam lies behind the word nearest to the cut that both heard alike. A word at the very edge of a
    chunk's sound is the half of one: the other chunk heard it whole.
    """
    until_s, from_s = cut_s + MARGIN_S - _HALF_WORD_S, cut_s - MARGIN_S + _HALF_WORD_S
    halves = sum(word.end_s >= until_s and _is_in(after, word) for word in before)
    skipped = sum(word.start_s <= from_s and _is_in(before, word) for word in after)
    last, first = _seam_of_whole(before[: len(before) - halves], after[skipped:], cut_s)
    return last, first + skipped


def _is_in(heard: Sequence[SpokenWord], word: SpokenWord) -> bool:
    return any(one.start_s < word.end_s + _JITTER_S and one.end_s > word.start_s - _JITTER_S for one in heard)


def _seam_of_whole(
    before: Sequence[SpokenWord], after: Sequence[SpokenWord], cut_s: float
) -> tuple[int, int]:
    reach_s = MARGIN_S + _JITTER_S
    own = [at for at, word in enumerate(before) if word.end_s >= cut_s - reach_s]
    theirs = [at for at, word in enumerate(after) if word.start_s <= cut_s + reach_s]
    matcher = SequenceMatcher(
        None, [before[at].text for at in own], [after[at].text for at in theirs], autojunk=False
    )
    both = [
        (own[block.a + offset], theirs[block.b + offset])
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    ]
    same = [
        (one, other) for one, other in both if abs(_middle(before[one]) - _middle(after[other])) < _JITTER_S
    ]
    if same:
        last, first = min(same, key=lambda pair: abs(before[pair[0]].end_s - cut_s))
        return last + 1, first + 1
    seam_s = _seam_in_time([before[at] for at in own], [after[at] for at in theirs], cut_s)
    return (
        sum(_middle(word) < seam_s for word in before),
        sum(_middle(word) < seam_s for word in after),
    )


def _seam_in_time(before: Sequence[SpokenWord], after: Sequence[SpokenWord], cut_s: float) -> float:
    """The edge of a word nearest to the cut; behind the margins' words where one chunk alone heard any."""
    if not before:
        return cut_s - MARGIN_S
    edges = [edge_s for word in before for edge_s in (word.start_s, word.end_s)]
    seam_s = min(edges, key=lambda edge_s: abs(edge_s - cut_s))
    return seam_s if any(_middle(word) >= seam_s for word in after) else before[-1].end_s


def _middle(word: SpokenWord) -> float:
    return (word.start_s + word.end_s) / 2
