"""What a person should look at: doubtful words, loops, invented text, missed speech, lost audio. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from storage.errors import Deficiency
from transcribe.audio import Samples
from transcribe.options import DictationOptions
from transcribe.recording.deficiencies import audio_deficiencies, speech_rate_deficiencies
from transcribe.timeline import SAMPLE_RATE_HZ, merge_spans
from transcribe.transcript import Segment, SpokenWord

__all__ = [
    "audio_deficiencies",
    "missed_speech",
    "no_speech",
    "text_deficiencies",
    "words_over_silence",
]

_SILENCE_PEAK = 0.001  # -60 dB of full scale: nobody speaks that low into a recorder
_SILENCE_MARGIN_S = 0.3  # word times are off by up to this much
_LOOP_TIMES = 4
_LONGEST_LOOPED_PHRASE = 4
_LEAST_LOOPED_WORDS = 5  # "very very very very" is said; "oof" six times is not
_MISSED_SPEECH_S = 3.0


def no_speech(duration_s: float) -> Deficiency:
    """The deficiency of a recording in which nobody was heard to speak."""
    return Deficiency("no_speech", "nobody is heard to speak", start_s=0.0, end_s=duration_s)


def words_over_silence(words: Iterable[SpokenWord], samples: Samples) -> list[SpokenWord]:
    """Words at which the recording is digitally silent: the engine made them up."""
    invented = []
    for word in words:
        start = max(0, int((word.start_s - _SILENCE_MARGIN_S) * SAMPLE_RATE_HZ))
        around = samples[start : int((word.end_s + _SILENCE_MARGIN_S) * SAMPLE_RATE_HZ)]
        if around.size and float(np.max(np.abs(around))) < _SILENCE_PEAK:
            invented.append(word)
    return invented


def text_deficiencies(
    segments: Sequence[Segment], *, invented: Sequence[SpokenWord], options: DictationOptions
) -> list[Deficiency]:
    """Loops, invented text and speech too fast to follow, by the second."""
    found = [
        Deficiency("repetition_loop", "the same words again and again", start_s=start_s, end_s=end_s)
        for start_s, end_s in merge_spans(_loops(segments, options), nearer_than_s=0.0)
    ]
    spans = merge_spans(((word.start_s, word.end_s) for word in invented), nearer_than_s=1.0)
    note = "words written where the recording is silent; left out of the draft"
    found += [Deficiency("invented_text", note, start_s=start, end_s=end) for start, end in spans]
    return found + speech_rate_deficiencies([word for segment in segments for word in segment.words])


def _loops(segments: Sequence[Segment], options: DictationOptions) -> Iterable[tuple[float, float]]:
    words = [word for segment in segments for word in segment.words]
    spoken = [word.text.casefold().strip(".,;:?!") for word in words]
    for size in range(1, _LONGEST_LOOPED_PHRASE + 1):
        at = 0
        while at + size <= len(spoken):
            times = 1
            while spoken[at + times * size : at + (times + 1) * size] == spoken[at : at + size]:
                times += 1
            if times >= _LOOP_TIMES and times * size >= _LEAST_LOOPED_WORDS:
                yield words[at].start_s, words[at + times * size - 1].end_s
                at += times * size
            else:
                at += 1
    for segment in segments:
        if (segment.compression_ratio or 0.0) > options.compression_ratio_threshold:
            yield segment.start_s, segment.end_s


def missed_speech(speech: Sequence[tuple[float, float]], words: Sequence[SpokenWord]) -> list[Deficiency]:
    """Stretches of three seconds and more in which somebody speaks and no word was written."""
    found: list[Deficiency] = []
    for start_s, end_s in speech:
        at_s = start_s
        inside = [(w.start_s, w.end_s) for w in words if w.end_s > start_s and w.start_s < end_s]
        for word_start_s, word_end_s in [*inside, (end_s, end_s)]:
            if word_start_s - at_s >= _MISSED_SPEECH_S:
                note = "somebody speaks, but no words were written"
                found.append(Deficiency("missed_speech", note, start_s=at_s, end_s=word_start_s))
            at_s = max(at_s, word_end_s)
    return found
