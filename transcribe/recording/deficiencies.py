"""What of a recording a person should know before trusting its words: lost, overloaded, noisy, fast. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from storage.errors import Deficiency
from transcribe.recording.report import AudioReport, Span
from transcribe.timeline import at_most, merge_spans
from transcribe.transcript import SpokenWord

_GAPS_TOLD_AS_ONE_S = 2.0
_CLIPPED_SHARE = 0.01  # of all samples, as far as older versions stored no stretches
_CLIPPED_TOLD_S = 0.5
_MOST_SPANS = 20  # of one kind: many are told as few, none is left out
# 31 clean development recordings measure 17-63 dB; with white noise at 10 dB 12-17, with babble at 5 dB 11-24
_NOISY_SNR_DB = 15.0
_SHORT_S = 0.3
# read aloud English runs at 150-180 words a minute; above this nobody is followed
_FAST_WPM = 240.0
_FAST_WINDOW = 40
_LEAST_WORDS = 20
_PAUSE_S = 2.0


def audio_deficiencies(report: AudioReport) -> list[Deficiency]:
    """What the recording lost on its way here, and where it is hard to hear."""
    whole = (0.0, report.duration_s)
    found = [
        Deficiency("audio_gap", f"{end - start:.2f} s could not be decoded", start_s=start, end_s=end)
        for start, end in at_most(merge_spans(report.gaps, nearer_than_s=_GAPS_TOLD_AS_ONE_S), _MOST_SPANS)
    ]
    if report.truncated:
        found.append(_truncated(report))
    found += [
        _spanning("audio_clipped", "the sound is overloaded; words may be wrong", span)
        for span in _clipped(report)
    ]
    if report.snr_db is not None and report.snr_db < _NOISY_SNR_DB:
        hum = f" (mains hum of {report.hum_hz} Hz)" if report.hum_hz else ""
        note = f"speech stands only {report.snr_db:.0f} dB out of the noise{hum}; words may be wrong"
        found.append(_spanning("audio_noisy", note, whole))
    if report.duration_s < _SHORT_S:
        note = f"the recording lasts {report.duration_s:.2f} s; nothing can have been said in it"
        found.append(_spanning("audio_short", note, whole))
    return found + _channel_deficiencies(report)


def _truncated(report: AudioReport) -> Deficiency:
    missing_s = (report.claimed_s or 0.0) - report.duration_s
    how_much = f"{missing_s:.1f} s are missing" if missing_s > 0 else "how much is missing is not known"
    end_s = max(report.duration_s, report.claimed_s or 0.0)
    note = f"the recording is cut off; {how_much}"
    return Deficiency("audio_truncated", note, start_s=report.duration_s, end_s=end_s)


def _clipped(report: AudioReport) -> list[Span]:
    """Overloaded stretches worth telling."""
    if not report.clipped and report.clipped_share > _CLIPPED_SHARE:
        return [(0.0, report.duration_s)]
    return at_most((span for span in report.clipped if span[1] - span[0] >= _CLIPPED_TOLD_S), _MOST_SPANS)


def _channel_deficiencies(report: AudioReport) -> list[Deficiency]:
    whole = (0.0, report.duration_s)
    if report.channel_use in ("first", "second"):
        note = (
            f"only the {report.channel_use} of two channels is listened to; the other has no voice of its own"
        )
        return [_spanning("audio_channel_unused", note, whole)]
    note = "two voices at once on two channels; only the louder one is written down"
    return [_spanning("voices_overlap", note, span) for span in at_most(report.overlaps, _MOST_SPANS)]


def _spanning(kind: str, note: str, span: Span) -> Deficiency:
    return Deficiency(kind, note, start_s=span[0], end_s=span[1])


def speech_rate_wpm(words: Sequence[SpokenWord]) -> float | None:
    """Words a minute from the first word to the last, pauses over 2 s left out; None under 20 words."""
    if len(words) < _LEAST_WORDS:
        return None
    spoken_s = words[-1].end_s - words[0].start_s
    pauses_s = sum(_long_pauses(words))
    return round(60 * len(words) / max(spoken_s - pauses_s, 1.0), 1)


def _long_pauses(words: Sequence[SpokenWord]) -> list[float]:
    between = [after.start_s - before.end_s for before, after in pairwise(words)]
    return [pause_s for pause_s in between if pause_s > _PAUSE_S]


def speech_rate_deficiencies(words: Sequence[SpokenWord]) -> list[Deficiency]:
    """Stretches of forty words and more spoken faster than anybody can be written down without errors."""
    fast: list[Span] = []
    for at in range(0, len(words) - _FAST_WINDOW + 1, _FAST_WINDOW // 4):
        window = words[at : at + _FAST_WINDOW]
        if 60 * _FAST_WINDOW / max(window[-1].end_s - window[0].start_s, 0.1) > _FAST_WPM:
            fast.append((window[0].start_s, window[-1].end_s))
    note = f"spoken faster than {_FAST_WPM:.0f} words a minute; words may be missing"
    return [_spanning("speech_rate", note, span) for span in merge_spans(fast, nearer_than_s=1.0)]
