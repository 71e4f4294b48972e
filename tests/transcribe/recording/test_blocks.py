from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transcribe.sounds import tone
from transcribe.audio import decode_audio
from transcribe.recording.blocks import find_blocks

WHOLE = tone("webm", 12)
CLUSTER = b"\x1f\x43\xb6\x75"


def test_every_block_of_a_whole_file_is_found_at_its_time() -> None:
    run = find_blocks(WHOLE, track=1)
    assert run.is_plain
    assert run.breaks == 0
    assert len(run.frames) == pytest.approx(12 / 0.02, abs=2)
    assert run.frames[-1].start_s == pytest.approx(12, abs=0.1)


def test_a_struck_block_costs_itself_alone() -> None:
    struck = bytearray(WHOLE)
    at = find_blocks(WHOLE, track=1).frames[100].at - 6
    struck[at : at + 40] = bytes(40)
    report = decode_audio(bytes(struck), max_duration_s=60).report
    assert report.duration_s == pytest.approx(12, abs=0.1)
    assert 0 < report.lost_s < 0.2
    assert report.gaps[0][0] == pytest.approx(2.0, abs=0.1)


def test_blocks_whose_cluster_lost_its_head_are_not_guessed() -> None:
    second = WHOLE.index(CLUSTER, WHOLE.index(CLUSTER) + 1)
    struck = WHOLE[: second - 200] + bytes(260) + WHOLE[second + 60 :]
    run = find_blocks(struck, track=1)
    assert run.breaks
    starts = [frame.start_s for frame in run.frames]
    assert starts == sorted(starts)
    whole_starts = {frame.at: frame.start_s for frame in find_blocks(WHOLE, track=1).frames}
    assert all(whole_starts[frame.at] == frame.start_s for frame in run.frames if frame.at in whole_starts)


def test_another_time_scale_lacing_or_track_is_left_to_the_usual_reader() -> None:
    scale = WHOLE.index(b"\x2a\xd7\xb1")
    assert not find_blocks(WHOLE[: scale + 4] + b"\x01" + WHOLE[scale + 5 :], track=1).is_plain
    first = find_blocks(WHOLE, track=1).frames[0].at
    laced = WHOLE[: first - 1] + bytes([WHOLE[first - 1] | 0x06]) + WHOLE[first:]
    assert not find_blocks(laced, track=1).is_plain
    assert not find_blocks(WHOLE, track=2).is_plain
    assert find_blocks(b"no blocks here", track=1).frames == ()


@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=60)), max_size=4),
    st.data(),
)
def test_blocks_lie_inside_the_file_and_do_not_overlap(
    harm: list[tuple[int, bytes]], draw: st.DataObject
) -> None:
    content = bytearray(WHOLE)
    for at, noise in harm:
        content[at : at + len(noise)] = noise
    kept = bytes(content[: draw.draw(st.integers(0, len(content)))])
    frames = find_blocks(kept, track=1).frames
    assert all(one.at + one.size_bytes <= len(kept) for one in frames)
    assert all(after.at >= one.at + one.size_bytes for one, after in pairwise(frames))
