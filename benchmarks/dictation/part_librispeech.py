"""Touches the world (runs readers): real speech, clean, among others, and over a telephone. Bar 3."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.dictation.bench import PLAIN, Bench, Reader, Take, ours
from benchmarks.dictation.noises import Sound, over_telephone, with_babble
from benchmarks.dictation.scores import word_errors
from benchmarks.dictation.speech_sets import Utterance, librispeech
from benchmarks.dictation.voices import read_sound, write_wav
from benchmarks.ocr.report import Bar, Figure, PartResult, Table

_SPEAKERS = 4
_SNR_DB = 10.0
_ALLOWED = 0.003  # the bar: at most 0.3 points above plain base


def measure(bench: Bench) -> PartResult:
    """Word error rates of plain base and of ours under each condition, with the difference's interval."""
    utterances = librispeech(bench)
    sounds = [read_sound(one.path) for one in utterances]
    rows: list[tuple[Figure, ...]] = []
    bars: list[Bar] = []
    for name, change in _conditions(sounds).items():
        takes = [_take(bench, name, one, change(number)) for number, one in enumerate(utterances)]
        plain = _errors(bench, PLAIN, takes, utterances)
        for quality in dict.fromkeys(("standard", bench.quality)):
            reader = ours(quality, is_told=False)
            found = _errors(bench, reader, takes, utterances)
            words = sum(words for _, words in found)
            more = [ours_[0] - plain_[0] for ours_, plain_ in zip(found, plain, strict=True)]
            low, high = _interval(more, words)
            figures = [sum(errors for errors, _ in one) / words for one in (plain, found)]
            rows.append((name, reader.name, words, *figures, figures[1] - figures[0], low, high))
        bars.append(Bar.at_most(f"{name}: WER above plain base", figures[1] - figures[0], _ALLOWED))
    headings = ("condition", "reader", "words", "plain base", "ours", "difference", "90 % from", "to")
    return PartResult("librispeech", [Table(f"{len(utterances)} utterances", headings, tuple(rows))], bars)


def _conditions(sounds: Sequence[Sound]) -> dict[str, Callable[[int], Sound]]:
    def babble(number: int) -> Sound:
        draw = np.random.default_rng([31, number])
        far = [other for other in range(len(sounds)) if abs(other - number) > 9] or [number]
        chosen = draw.choice(far, min(_SPEAKERS, len(far)), replace=False)
        return with_babble(sounds[number], [sounds[other] for other in chosen], snr_db=_SNR_DB)

    return {
        "clean": lambda number: sounds[number],
        "babble at 10 dB": babble,
        "telephone": lambda number: over_telephone(sounds[number]),
    }


def _take(bench: Bench, condition: str, utterance: Utterance, sound: Sound) -> Take:
    path = bench.folder(condition) / f"{utterance.path.stem}.wav"
    write_wav(path, sound)
    return Take(path)


def _errors(
    bench: Bench, reader: Reader, takes: Sequence[Take], utterances: Sequence[Utterance]
) -> list[tuple[int, int]]:
    answers = bench.hear(reader, takes)
    return [
        word_errors(heard_text(answer), one.text) for answer, one in zip(answers, utterances, strict=True)
    ]


def heard_text(answer: dict[str, object]) -> str:
    """What was heard: nobody dictates commands here, so the words count and not the report made of them."""
    segments = answer.get("segments")
    if not isinstance(segments, list):
        return str(answer["text"])
    return " ".join(word["text"] for segment in segments for word in segment["words"])


def _interval(more: Sequence[int], words: int) -> tuple[float, float]:
    """The 90 % bootstrap interval of the difference, over utterances."""
    draws = np.random.default_rng(5).choice(np.asarray(more), (2000, len(more))).sum(axis=1) / words
    low, high = np.quantile(draws, (0.05, 0.95))
    return float(low), float(high)
