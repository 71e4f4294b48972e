from __future__ import annotations

import contextlib

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import Disposition, ServiceError
from tests.transcribe.sounds import (
    FORMATS,
    damaged,
    encoded,
    pitch_hz,
    rf64_that_claims,
    rising_tone,
    tone,
    video_with_tone,
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
from transcribe.recording.deficiencies import audio_deficiencies
from transcribe.recording.signature import claimed_duration_s
from transcribe.timeline import Timeline

# what recordings begin with: arbitrary bytes behind them reach the readers of every format
HEADS = (
    b"",
    b"RIFF\x00\x01\x00\x00WAVEfmt ",
    b"ID3\x04\x00\x00\x00\x00\x00\x00",
    b"\xff\xfb\x90\x64",
    b"\xff\xf1\x50\x80",
    b"OggS\x00\x02",
    b"fLaC\x00\x00\x00\x22",
    b"\x00\x00\x00\x18ftypM4A ",
    b"\x1aE\xdf\xa3",
    b"#!AMR\n\x3c",
    b"#!AMR-WB\n\x44",
    b".snd\x00\x00\x00\x20",
    b"FORM\x00\x00\x10\x00AIFF",
    b"caff\x00\x01\x00\x00",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c",
    b"\x02dss",
    b"\x03ds2",
    b"\x03enc",
)


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


def test_of_two_channels_the_one_with_sound_is_heard_at_its_full_level() -> None:
    left = rising_tone(2)
    audio = decoded(encoded("wav", np.stack([np.zeros_like(left), left]), layout="stereo"))
    assert audio.report.channels == 2
    assert audio.report.channel_use == "second"
    assert float(np.max(np.abs(audio.samples))) == pytest.approx(0.3, abs=0.01)


def test_six_channels_are_mixed_and_said_to_be() -> None:
    six = np.stack([rising_tone(1)] * 6)
    audio = decoded(encoded("wav", six, layout="5.1"))
    assert (audio.report.channels, audio.report.channel_use) == (6, "mixed")


def test_a_recording_under_a_third_of_a_second_is_read_and_said_to_be_short() -> None:
    audio = decoded(encoded("wav", rising_tone(0.1)))
    assert audio.report.duration_s == pytest.approx(0.1)
    assert [one.kind for one in audio_deficiencies(audio.report)] == ["audio_short"]


def test_the_sound_of_a_video_is_taken() -> None:
    audio = decoded(video_with_tone(2))
    assert audio.report.duration_s == pytest.approx(2, abs=0.1)
    assert audio.report.codec == "aac"


def test_a_video_without_sound_is_refused() -> None:
    with pytest.raises(NotAudioError, match="no sound"):
        decoded(video_with_tone(0))


def test_raw_g722_is_refused_with_a_word_about_raw_sound() -> None:
    with pytest.raises(NotAudioError, match=r"raw sound without a head \(\.g722"):
        decoded(tone("g722", 3))


@settings(max_examples=100, deadline=None)
@given(
    kind=st.sampled_from(sorted(FORMATS)),
    harm=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=40)), min_size=1, max_size=6),
    kept=st.floats(0.01, 1),
)
def test_any_damage_gives_sound_or_a_refusal(kind: str, harm: list[tuple[float, bytes]], kept: float) -> None:
    content = bytearray(tone(kind, 1))
    for share, noise in harm:
        at = int(share * (len(content) - 1))
        content[at : at + len(noise)] = noise
    try:
        audio = decoded(bytes(content[: max(1, int(kept * len(content)))]))
    except ServiceError:
        return
    assert np.all(np.abs(audio.samples) <= 1)
    assert audio.report.duration_s == pytest.approx(audio.samples.size / 16_000, abs=1e-3)
    assert all(0 <= start <= end for start, end in audio.report.gaps)


@settings(max_examples=100, deadline=None)
@given(head=st.sampled_from(HEADS), rest=st.binary(max_size=600))
def test_any_bytes_give_sound_or_a_refusal(head: bytes, rest: bytes) -> None:
    with contextlib.suppress(ServiceError):
        assert decoded(head + rest).samples.size


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
    assert line.take_pcm().shape == (1, 64_000)


def test_a_change_of_rate_in_mid_recording_loses_nothing() -> None:
    line = Timeline(jitter_s=0.01)
    line.add(frame_of(16_000), 0.0)
    line.add(frame_of(48_000, 48_000), 1.0)
    line.add(frame_of(16_000), 3.0)
    line.close()
    assert line.gaps == [(2.0, 3.0)]
    assert line.take_pcm().shape[1] == pytest.approx(64_000, abs=50)
