from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transcribe.speech import words_of
from transcribe.audio import AudioReport
from transcribe.quality import text_deficiencies
from transcribe.recording.deficiencies import audio_deficiencies, speech_rate_deficiencies, speech_rate_wpm
from transcribe.timeline import at_most

WHOLE = AudioReport(
    duration_s=40.0,
    claimed_s=40.0,
    lost_s=0.0,
    gaps=(),
    channels=1,
    clipped_share=0.0,
    silence_share=0.1,
    truncated=False,
    container="wav",
    codec="pcm_s16le",
    sample_rate_hz=16_000,
)


def spans(report: AudioReport) -> list[tuple[str, float | None, float | None]]:
    return [(one.kind, one.start_s, one.end_s) for one in audio_deficiencies(report)]


def test_a_whole_recording_has_no_deficiency() -> None:
    assert audio_deficiencies(WHOLE) == []


def test_gaps_that_lie_close_are_told_as_one() -> None:
    gaps = ((1.0, 1.2), (2.0, 2.1), (20.0, 21.0))
    assert spans(replace(WHOLE, gaps=gaps)) == [("audio_gap", 1.0, 2.1), ("audio_gap", 20.0, 21.0)]


@pytest.mark.parametrize(
    ("claimed_s", "end_s", "said"), [(60.0, 60.0, "20.0 s are missing"), (None, 40.0, "not known")]
)
def test_a_cut_end_says_what_is_missing(claimed_s: float | None, end_s: float, said: str) -> None:
    (one,) = audio_deficiencies(replace(WHOLE, claimed_s=claimed_s, truncated=True))
    assert (one.kind, one.start_s, one.end_s) == ("audio_truncated", 40.0, end_s)
    assert said in one.note


def test_overloaded_sound_is_told_where_it_is() -> None:
    clipped = replace(WHOLE, clipped_share=0.2, clipped=((3.0, 5.0), (9.0, 9.1)))
    assert spans(clipped) == [("audio_clipped", 3.0, 5.0)]
    assert spans(replace(WHOLE, clipped_share=0.2)) == [("audio_clipped", 0.0, 40.0)]


def test_many_overloaded_stretches_are_told_as_few_and_none_is_left_out() -> None:
    many = tuple((at * 5.0, at * 5.0 + 2) for at in range(100))
    found = spans(replace(WHOLE, clipped=many))
    assert len(found) <= 20
    assert found[0][1] == 0
    assert found[-1][2] == 497


def test_noise_hum_and_channels_are_told() -> None:
    assert spans(replace(WHOLE, snr_db=10.0)) == [("audio_noisy", 0.0, 40.0)]
    assert "50 Hz" in audio_deficiencies(replace(WHOLE, snr_db=10.0, hum_hz=50))[0].note
    assert spans(replace(WHOLE, channel_use="second")) == [("audio_channel_unused", 0.0, 40.0)]
    apart = replace(WHOLE, channel_use="apart", overlaps=((4.0, 5.0),))
    assert spans(apart) == [("voices_overlap", 4.0, 5.0)]


def test_a_report_of_an_older_version_is_read() -> None:
    stored = WHOLE.as_json()
    for name in ("clipped", "channel_use", "overlaps", "speech_db", "noise_db", "snr_db", "hum_hz"):
        del stored[name]
    assert AudioReport.from_json({**stored, "from_a_newer_version": 1}) == WHOLE


def test_the_speech_rate_leaves_long_pauses_out() -> None:
    words = words_of("word " * 30 + "... " * 20 + "word " * 30)
    assert speech_rate_wpm(words) == pytest.approx(200, abs=1)
    assert speech_rate_wpm(words[:10]) is None


def test_speech_too_fast_to_follow_is_told_where_it_is() -> None:
    slow = words_of("word " * 60)
    fast = [
        replace(word, id=f"f{word.id}", start_s=18 + word.start_s / 2, end_s=18 + word.end_s / 2)
        for word in slow
    ]
    (one,) = speech_rate_deficiencies([*slow, *fast])
    assert one.kind == "speech_rate"
    assert one.start_s is not None
    assert 9 <= one.start_s <= 19
    assert speech_rate_deficiencies(slow) == []
    assert text_deficiencies.__doc__


def test_many_spans_are_joined_until_few_are_left() -> None:
    spread = [(at, at + 0.1) for at in range(64)]
    joined = at_most(spread, 10)
    assert len(joined) <= 10
    assert joined[0][0] == 0
    assert joined[-1][1] == 63.1
    assert at_most(spread[:3], 10) == spread[:3]
