from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transcribe.sounds import tone
from transcribe.audio import decode_audio
from transcribe.recording.frames import (
    adts_head,
    amr_nb_head,
    amr_wb_head,
    find_frames,
    frame_layout,
    id3_size,
    mpeg_head,
)
from transcribe.recording.signature import encoder_delay

AMR_FRAME = b"\x3c" + bytes(range(1, 32))  # 12.2 kbit/s, good
AMR_START = 6


def amr(frames: int) -> bytes:
    return b"#!AMR\n" + AMR_FRAME * frames


@pytest.mark.parametrize(
    ("kind", "container"), [("mp3", "mp3"), ("aac", "aac"), ("amr", "amr"), ("mp2", "mp3")]
)
def test_an_undamaged_recording_has_no_break_and_its_whole_length(kind: str, container: str) -> None:
    source = tone(kind, 5)
    layout = frame_layout(source, container)
    assert layout is not None
    run = find_frames(source, *layout)
    assert run.breaks == 0
    assert not run.ends_inside
    last = run.frames[-1]
    assert last.start_s + last.duration_s == pytest.approx(5, abs=0.15)


def test_containers_with_times_of_their_own_are_not_read_frame_by_frame() -> None:
    assert frame_layout(tone("wav", 1), "wav") is None


def test_wide_band_amr_has_frames_of_its_own_sizes() -> None:
    source = b"#!AMR-WB\n" + (b"\x44" + bytes(60)) * 10
    layout = frame_layout(source, "amr")
    assert layout is not None
    run = find_frames(source, *layout)
    assert layout[0] is amr_wb_head
    assert [frame.size_bytes for frame in run.frames] == [61] * 10


@pytest.mark.parametrize(
    ("reader", "head"),
    [
        (mpeg_head, b"\xff\xfb\x90"),  # too short
        (mpeg_head, b"\xff\xfb\xf0\x00"),  # reserved bit rate
        (mpeg_head, b"\xff\xfb\x9c\x00"),  # reserved sample rate
        (mpeg_head, b"\xff\xff\x90\x00"),  # layer 1
        (mpeg_head, b"\xff\xeb\x90\x00"),  # reserved version
        (mpeg_head, b"\x00\xfb\x90\x00"),
        (adts_head, b"\xff\xf1\x50\x80\x00"),
        (adts_head, b"\xff\xf1\x7c\x80\x10\x1f\xfc"),  # reserved sample rate
        (adts_head, b"\xff\xf1\x50\x80\x00\x1f\xfc"),  # shorter than its own head
        (adts_head, b"\x00\xf1\x50\x80\x10\x1f\xfc"),
        (amr_nb_head, b""),
        (amr_nb_head, b"\x38"),  # damaged on the air
        (amr_nb_head, b"\xbc"),
        (amr_nb_head, b"\x4c"),  # reserved type
    ],
)
def test_what_is_no_head_is_none(reader: object, head: bytes) -> None:
    assert callable(reader)
    assert reader(head, 0) is None


def test_the_time_of_wiped_frames_is_kept() -> None:
    whole = amr(100)
    at = AMR_START + 40 * 32
    run = find_frames(whole[:at] + bytes(320) + whole[at + 320 :], amr_nb_head, AMR_START)
    assert run.breaks == 1
    assert run.frames[-1].at == len(whole) - 32
    assert run.frames[-1].start_s == pytest.approx(99 * 0.02)


def test_a_file_that_stops_inside_a_frame_says_so() -> None:
    run = find_frames(amr(20)[:-5], amr_nb_head, AMR_START)
    assert run.ends_inside
    assert run.frames[-1].size_bytes == 27


def test_a_title_tag_at_the_end_is_no_damage() -> None:
    source = tone("mp2", 1)
    tagged = source + b"TAG" + bytes(125)
    assert not find_frames(tagged, mpeg_head, 0).ends_inside
    assert find_frames(tagged, mpeg_head, 0).breaks == 0


def test_bytes_without_frames_have_none() -> None:
    run = find_frames(bytes(500), mpeg_head, 0)
    assert run.frames == ()
    assert id3_size(b"RIFF") == 0


@given(st.lists(st.tuples(st.integers(0, 3205), st.binary(min_size=1, max_size=90)), max_size=5), st.data())
def test_frames_never_overlap_nor_run_backwards(harm: list[tuple[int, bytes]], draw: st.DataObject) -> None:
    content = bytearray(amr(100))
    for at, noise in harm:
        content[at : at + len(noise)] = noise
    kept = bytes(content[: draw.draw(st.integers(0, len(content)))])
    frames = find_frames(kept, amr_nb_head, AMR_START).frames
    for one, after in itertools.pairwise(frames):
        assert after.at >= one.at + one.size_bytes
        assert after.start_s >= one.start_s + one.duration_s - 1e-9
    assert all(frame.at + frame.size_bytes <= len(kept) for frame in frames)


def test_the_delay_of_the_encoder_is_read_from_the_first_frame() -> None:
    source = tone("mp3", 1)
    first = find_frames(source, mpeg_head, id3_size(source)).frames[0]
    assert encoder_delay(source, first.at) == 576 + 529
    assert encoder_delay(source, first.at + first.size_bytes) is None
    assert encoder_delay(source.replace(b"LAME", b"none").replace(b"Lavf", b"none"), first.at) == 0
    assert encoder_delay(b"\xff\xfb\x90\x64" + bytes(32) + b"VBRI" + bytes(100), 0) == 0


def test_a_wiped_stretch_of_an_mp3_costs_no_second_after_it() -> None:
    whole = tone("mp3", 20)
    at = len(whole) // 3
    audio = decode_audio(whole[:at] + bytes(5000) + whole[at + 5000 :], max_duration_s=60)
    assert audio.report.duration_s == pytest.approx(
        decode_audio(whole, max_duration_s=60).report.duration_s, abs=0.04
    )
    assert 0.5 < audio.report.lost_s < 0.9
