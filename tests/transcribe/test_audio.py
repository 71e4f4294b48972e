from __future__ import annotations

import av
import numpy as np
import pytest

from storage.errors import Disposition, ServiceError
from tests.transcribe.sounds import (
    FORMATS,
    damaged,
    encoded,
    pitch_hz,
    rf64_that_claims,
    rising_tone,
    tone,
    wav_in_coding,
    wav_that_claims,
    wav_with_channels,
)
from transcribe.audio import (
    AudioEmptyError,
    AudioReport,
    AudioTooLongError,
    AudioUnreadableError,
    DecodedAudio,
    NotAudioError,
    decode_audio,
    silence_share,
)
from transcribe.audio_signature import claimed_duration_s
from transcribe.timeline import Timeline


def decoded(source: bytes, limit_s: float = 3600) -> DecodedAudio:
    return decode_audio(source, max_duration_s=limit_s)


def assert_on_the_time_line(audio: DecodedAudio, at_s: float) -> None:
    # the tone rises 20 Hz a second: 2 Hz are a tenth of a second
    expected = 300 + 20 * (at_s + 0.05)
    assert pitch_hz(audio.samples, at_s) == pytest.approx(expected, abs=2)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_decodes_to_16_khz_mono_without_loss(kind: str) -> None:
    audio = decoded(tone(kind, 10))
    assert audio.samples.dtype == np.float32
    assert audio.samples.size == pytest.approx(160_000, abs=3000)
    assert audio.report.lost_s == 0
    assert audio.report.gaps == ()
    assert not audio.report.truncated
    assert audio.report.channels == 1
    assert_on_the_time_line(audio, 8.0)


def test_stereo_is_mixed_down_and_its_channels_are_reported() -> None:
    left = rising_tone(2)
    audio = decoded(encoded("wav", np.stack([left, np.zeros_like(left)]), layout="stereo"))
    assert audio.report.channels == 2
    assert float(np.max(np.abs(audio.samples))) == pytest.approx(0.15, abs=0.01)


@pytest.mark.parametrize("at_share", [0.1, 0.33, 0.5, 0.6, 0.9])
def test_64_damaged_bytes_in_an_mp3_leave_98_percent(at_share: float) -> None:
    source = damaged(tone("mp3", 30), size_bytes=64, at_share=at_share, seed=7)
    report = decoded(source).report
    assert report.lost_s <= 0.02 * 30
    assert report.duration_s == pytest.approx(30, abs=0.2)


@pytest.mark.parametrize("kind", ["mp3", "m4a", "opus", "flac"])
def test_what_follows_a_damaged_stretch_stays_at_its_second(kind: str) -> None:
    whole = tone(kind, 30)
    audio = decoded(damaged(whole, size_bytes=len(whole) // 10, at_share=0.4, seed=3))
    assert 2 < audio.report.lost_s < 5
    assert len(audio.report.gaps) >= 1
    start_s, end_s = audio.report.gaps[0]
    assert start_s == pytest.approx(12, abs=1.5)
    assert (
        float(np.max(np.abs(audio.samples[int((start_s + 0.3) * 16_000) : int(end_s * 16_000) - 4000])))
        < 1e-3
    )
    assert_on_the_time_line(audio, 25.0)


@pytest.mark.parametrize("kind", ["wav", "mp3", "flac", "webm"])
def test_a_recording_cut_short_says_how_much_is_missing(kind: str) -> None:
    whole = tone(kind, 12)
    report = decoded(whole[: len(whole) * 2 // 3]).report
    assert report.truncated
    assert report.claimed_s == pytest.approx(12, abs=0.1)
    assert report.lost_s == pytest.approx(4, abs=0.5)


@pytest.mark.parametrize("kind", ["opus", "aac"])
def test_a_cut_is_noticed_where_the_container_claims_no_length(kind: str) -> None:
    whole = tone(kind, 12)
    report = decoded(whole[: len(whole) * 2 // 3 + 11]).report
    assert report.claimed_s is None
    assert report.truncated


def test_an_m4a_cut_before_its_index_is_unreadable() -> None:
    whole = tone("m4a", 5)
    with pytest.raises(AudioUnreadableError, match="cut off"):
        decoded(whole[: len(whole) // 2])


def test_a_streamed_wav_with_an_open_size_is_read_whole() -> None:
    for open_size in (0, 0xFFFFFFFF, 0x7FFFF000):
        report = decoded(wav_that_claims(open_size, rate_hz=16_000, present=32_000)).report
        assert report.duration_s == pytest.approx(1.0)
        assert report.claimed_s is None
        assert not report.truncated


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"", AudioEmptyError),
        (b"The patient was seen today.\n" * 200, NotAudioError),
        (bytes(5000), NotAudioError),
        (b"%PDF-1.4 nothing to hear", NotAudioError),
        (b"#EXTM3U\n#EXTINF:10,\n/etc/passwd\n", NotAudioError),
        (wav_that_claims(16_000, rate_hz=16_000, present=0), AudioUnreadableError),
        (wav_that_claims(0xFFFFFFFF, rate_hz=1), AudioTooLongError),
        (wav_that_claims(2000, rate_hz=20), AudioUnreadableError),
        (wav_with_channels(tone("wav", 1), 200), AudioUnreadableError),
        (wav_in_coding(tone("wav", 1), 0x1234), NotAudioError),
        (rf64_that_claims(16_000 * 2 * 3600 * 10**6, rate_hz=16_000), AudioTooLongError),
    ],
)
def test_what_is_no_recording_is_refused_with_its_own_code(source: bytes, error: type[ServiceError]) -> None:
    with pytest.raises(error) as caught:
        decoded(source)
    assert caught.value.disposition is Disposition.REJECT
    assert caught.value.code.startswith("transcribe.")


def test_a_recording_longer_than_the_limit_is_refused_while_it_decodes() -> None:
    with pytest.raises(AudioTooLongError):
        decoded(tone("opus", 5), limit_s=3)


def test_silence_and_clipping_are_measured() -> None:
    assert silence_share(np.zeros(0, np.float32)) == 1
    assert silence_share(np.zeros(100, np.float32)) == 1
    assert silence_share(np.full(100, 0.5, np.float32)) == 0
    half = np.concatenate([np.zeros(16_000, np.float32), rising_tone(1)])
    assert silence_share(half) == pytest.approx(0.5)
    loud = np.clip(rising_tone(1) * 10, -1, 1).astype(np.float32)
    assert decoded(encoded("wav", loud)).report.clipped_share > 0.3


def test_the_report_survives_storage() -> None:
    whole = tone("flac", 6)
    report = decoded(damaged(whole, size_bytes=2000, at_share=0.5, seed=1)).report
    assert report.gaps
    assert AudioReport.from_json(report.as_json()) == report


def test_a_header_without_a_length_claims_none() -> None:
    assert claimed_duration_s(b"RIFF\x00\x00\x00\x00WAVE", "wav", 5) is None
    assert claimed_duration_s(b"RIFF\x00\x00\x00\x00WAVEdata\x04\x00\x00\x00abcd", "wav", 5) is None
    assert claimed_duration_s(b"fLaC", "flac", None) is None
    assert claimed_duration_s(b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + b"\xff\xfb", "mp3", 5) is None


def frame_of(samples: int, rate_hz: int = 16_000) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.full((1, samples), 9000, np.int16), format="s16", layout="mono")
    frame.sample_rate = rate_hz
    return frame


def test_a_time_that_runs_backwards_is_not_believed() -> None:
    line = Timeline(jitter_s=0.01)
    for time_s in (0.0, 1.0, 0.5, 1.5):
        line.add(frame_of(16_000), time_s)
    line.close()
    assert line.gaps == []
    assert line.samples().size == 64_000


def test_a_change_of_rate_in_mid_recording_loses_nothing() -> None:
    line = Timeline(jitter_s=0.01)
    line.add(frame_of(16_000), 0.0)
    line.add(frame_of(48_000, 48_000), 1.0)
    line.add(frame_of(16_000), 3.0)
    line.close()
    assert line.gaps == [(2.0, 3.0)]
    assert line.samples().size == pytest.approx(64_000, abs=50)
