"""Where somebody speaks, as Silero hears it (runs that model, which faster-whisper brings)."""

from __future__ import annotations

from transcribe.audio import Samples
from transcribe.options import DictationOptions
from transcribe.timeline import SAMPLE_RATE_HZ
from transcribe.windows import Span

# where hum sets in, the detector starts for 60 ms; the shortest words last longer
_LEAST_SPEECH_MS = 100


def speech_spans(samples: Samples, options: DictationOptions) -> tuple[Span, ...]:
    """The stretches (start_s, end_s) of speech, with the pad and the least pause of the options."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    chosen = VadOptions(
        min_speech_duration_ms=_LEAST_SPEECH_MS,
        min_silence_duration_ms=options.vad_min_silence_ms,
        speech_pad_ms=options.vad_speech_pad_ms,
    )
    spans = get_speech_timestamps(samples, chosen)
    return tuple((one["start"] / SAMPLE_RATE_HZ, one["end"] / SAMPLE_RATE_HZ) for one in spans)
