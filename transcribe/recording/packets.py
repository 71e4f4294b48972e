"""Decoded frames of a recording with their times, whatever is damaged in between.

A packet that does not decode loses only itself. Recordings that are nothing but frames (MP3, ADTS, AMR) are
read frame by frame where they are damaged, so that nothing after the damage is lost or moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from transcribe.recording.blocks import find_blocks
from transcribe.recording.frames import Frame, find_frames, frame_layout
from transcribe.recording.signature import encoder_delay

if TYPE_CHECKING:
    from av import AudioFrame, AudioStream
    from av.container import InputContainer

_MAX_DEMUX_ERRORS = 100
# their clock starts with the recording: a later start means that the beginning is lost, not that it is later;
# a stream that was recorded from its middle starts later than this
_STARTING_AT_ZERO, _LONGEST_LOST_START_S = ("ogg", "flac"), 600.0

Timed = tuple["AudioFrame", float | None]


@dataclass
class Reading:
    """What was noticed while frames were read: whether the end looks torn off."""

    ends_badly: bool = False


def timed_frames(
    source: bytes, container: InputContainer, stream: AudioStream, reading: Reading
) -> Iterator[Timed]:
    """Every frame that decodes, with its time in seconds from the start; None: right after the last one."""
    layout = frame_layout(source, container.format.name)
    if layout is not None:
        run = find_frames(source, *layout)
        if run.frames and (run.breaks or run.ends_inside):
            reading.ends_badly = run.ends_inside
            yield from _frame_by_frame(source, stream, run.frames)
            return
    elif container.format.name.startswith("matroska"):
        blocks = find_blocks(source, track=stream.index + 1)
        if blocks.breaks and blocks.is_plain:
            yield from _frame_by_frame(source, stream, blocks.frames)
            return
    yield from _packet_by_packet(container, stream, reading)


def _frame_by_frame(source: bytes, stream: AudioStream, found: tuple[Frame, ...]) -> Iterator[Timed]:
    """Frames at the times at which they were found, less what an encoder put before the sound."""
    import av

    context = stream.codec_context
    delay = encoder_delay(source, found[0].at)
    frames = found[1:] if delay is not None else found
    origin_s = 0.0 if delay is None or not frames else frames[0].start_s + delay / stream.sample_rate
    for frame in frames:
        try:
            decoded = context.decode(av.Packet(source[frame.at : frame.at + frame.size_bytes]))
        except av.error.FFmpegError:
            continue
        start_s = frame.start_s - origin_s
        for number, one in enumerate(decoded):
            kept = one if start_s >= 0 else _without_start(one, round(-start_s * one.sample_rate))
            if kept is not None:
                yield kept, max(0.0, start_s) if number == 0 else None


def _without_start(frame: AudioFrame, samples: int) -> AudioFrame | None:
    """The frame less so many samples at its start; None when nothing is left."""
    import av

    if samples >= frame.samples:
        return None
    width = 1 if frame.format.is_planar else frame.layout.nb_channels
    values = np.ascontiguousarray(frame.to_ndarray()[:, samples * width :])
    kept = av.AudioFrame.from_ndarray(values, format=frame.format.name, layout=frame.layout.name)
    kept.sample_rate = frame.sample_rate
    return kept


def _packet_by_packet(container: InputContainer, stream: AudioStream, reading: Reading) -> Iterator[Timed]:
    origin_s = (container.start_time or 0) / 1_000_000
    if container.format.name in _STARTING_AT_ZERO and 0 < origin_s < _LONGEST_LOST_START_S:
        origin_s = 0.0
    has_times = False
    for frame in _decoded(container, stream, reading):
        if frame.pts is not None and frame.time_base is not None:
            has_times = True
            yield frame, float(frame.pts * frame.time_base) - origin_s
        elif not has_times:
            yield frame, None
        # else: FLAC invents frames without a time from damaged bytes: noise, better left a gap


def _decoded(container: InputContainer, stream: AudioStream, reading: Reading) -> Iterator[AudioFrame]:
    import av

    errors = 0
    while errors < _MAX_DEMUX_ERRORS:
        try:
            for packet in container.demux(stream):
                try:
                    frames = packet.decode()
                except av.error.FFmpegError:
                    reading.ends_badly = True
                    continue
                if frames and packet.size:
                    reading.ends_badly = False
                yield from frames
        except av.error.FFmpegError:
            errors += 1  # a damaged page: the demuxer goes on after it when asked again
        else:
            return
