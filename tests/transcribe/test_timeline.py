from __future__ import annotations

from itertools import pairwise

import av
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.timeline import SAMPLE_RATE_HZ, Timeline, at_most, merge_spans

SPANS = st.lists(
    st.tuples(st.floats(0, 100), st.floats(0, 20)).map(lambda one: (one[0], one[0] + one[1])), max_size=30
)
FRAME = 320  # 20 ms


def frame(value: int, channels: int = 1) -> av.AudioFrame:
    layout = "stereo" if channels == 2 else "mono"
    made = av.AudioFrame.from_ndarray(
        np.full((channels, FRAME), value, np.int16), format="s16p", layout=layout
    )
    made.sample_rate = SAMPLE_RATE_HZ
    return made


def covers(spans: list[tuple[float, float]], one: tuple[float, float]) -> bool:
    return any(start <= one[0] and one[1] <= end for start, end in spans)


@given(SPANS, st.floats(0, 5), st.integers(1, 10))
def test_merged_spans_lie_apart_and_cover_all_that_was_merged(
    spans: list[tuple[float, float]], nearer_than_s: float, count: int
) -> None:
    for merged in (merge_spans(spans, nearer_than_s=nearer_than_s), at_most(spans, count)):
        assert all(covers(merged, one) for one in spans)
        assert all(after[0] > before[1] for before, after in pairwise(merged))
    assert len(at_most(spans, count)) <= count


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0, 3)), min_size=1, max_size=25))
def test_time_never_runs_backwards_and_every_frame_is_kept(times: list[float | None]) -> None:
    line = Timeline(jitter_s=0.01)
    ends = [0.0]
    for time_s in times:
        line.add(frame(1000), time_s)
        ends.append(line.end_s)
    line.close()
    gaps, pcm = line.gaps, line.take_pcm()
    assert ends == sorted(ends)
    assert all(0 <= start < end for start, end in gaps)
    assert all(after[0] >= before[1] for before, after in pairwise(gaps))
    silent_s = sum(end - start for start, end in gaps)
    assert abs(pcm.shape[1] / SAMPLE_RATE_HZ - silent_s - len(times) * 0.02) < 0.01
    # a run that starts between two samples may cover one sample of the run before it
    assert int(np.sum(pcm != 0)) >= len(times) * (FRAME - 1)


def test_a_change_from_two_channels_to_one_keeps_both() -> None:
    line = Timeline(jitter_s=0.01)
    line.add(frame(500, channels=2), 0.0)
    line.add(frame(700), 0.02)
    line.close()
    pcm = line.take_pcm()
    assert pcm.shape == (2, 2 * FRAME)
    assert (pcm[:, FRAME:] == 700).all()
    assert line.take_pcm().size == 0
