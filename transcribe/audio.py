"""Bytes of a recording as samples on its original time line, with a report of what was lost.

Own decoding, packet by packet: the decoder that comes with the speech engine stops silently at the first
bad frame, and throws presentation times away, so that what follows a gap moves forward. Here a damaged
packet loses only itself, its place is filled with silence, and the loss is reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from storage.errors import Disposition, ServiceError
from transcribe.audio_signature import claimed_duration_s, ends_without_end_mark, lacks_its_index
from transcribe.timeline import SAMPLE_RATE_HZ, Timeline, merge_spans

if TYPE_CHECKING:
    from av import AudioFrame, AudioStream
    from av.container import InputContainer

Samples = NDArray[np.float32]

# only containers of recordings: ffmpeg also reads play lists that would open other files on this machine
_CONTAINERS = "wav,w64,mp3,mov,mp4,m4a,3gp,3g2,mj2,aac,ogg,flac,matroska,webm,aiff,au,caf,asf,amr"
# a new place in time only beyond this jitter: Matroska rounds times to 1 ms, the shortest frame lasts 2.5 ms
_JITTER_S = 0.01
_SILENCE_RMS = 0.001  # -60 dB of full scale
_CLIPPED = 32_700 / 32_768
_MAX_DEMUX_ERRORS = 100
# outside these no recorder works: a damaged header, which would take minutes to resample
_LEAST_RATE_HZ, _HIGHEST_RATE_HZ = 2_000, 768_000


class AudioEmptyError(ServiceError):
    """The source holds no bytes at all."""

    code: ClassVar[str] = "transcribe.audio_empty"
    disposition: ClassVar[Disposition] = Disposition.REJECT
    remedy: ClassVar[str] = "The copy that arrived has no content; send the recording again"


class NotAudioError(ServiceError):
    """The bytes are no recording in a format this program reads."""

    code: ClassVar[str] = "transcribe.not_audio"
    disposition: ClassVar[Disposition] = Disposition.REJECT
    remedy: ClassVar[str] = "Send WAV, MP3, M4A/AAC, Ogg, Opus, FLAC or WebM; export other formats first"


class AudioUnreadableError(ServiceError):
    """The container opens, but not one sample in it can be decoded."""

    code: ClassVar[str] = "transcribe.audio_unreadable"
    disposition: ClassVar[Disposition] = Disposition.REJECT
    remedy: ClassVar[str] = "The recording is damaged; send it again from the recorder"


class AudioTooLongError(ServiceError):
    """The recording lasts, or claims to last, longer than the limit."""

    code: ClassVar[str] = "transcribe.audio_too_long"
    disposition: ClassVar[Disposition] = Disposition.REJECT
    remedy: ClassVar[str] = "Split the recording, or raise the limit on the length of a dictation"


@dataclass(frozen=True)
class AudioReport:
    """What the recording is, and what of it could not be decoded.

    `claimed_s` is the length that the container states, None where it states none. `gaps` are the
    stretches (start_s, end_s) without decodable sound, filled with silence; `lost_s` is their sum plus
    what is missing at the end. `clipped_share` and `silence_share` lie in 0–1.
    """

    duration_s: float
    claimed_s: float | None
    lost_s: float
    gaps: tuple[tuple[float, float], ...]
    channels: int
    clipped_share: float
    silence_share: float
    truncated: bool
    container: str
    codec: str
    sample_rate_hz: int

    def as_json(self) -> dict[str, Any]:
        """All fields as plain JSON values."""
        return {**vars(self), "gaps": [list(gap) for gap in self.gaps]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> AudioReport:
        """The report that `as_json` wrote."""
        return cls(**{**stored, "gaps": tuple((start, end) for start, end in stored["gaps"])})


@dataclass(frozen=True)
class DecodedAudio:
    """Mono samples at 16 kHz, -1 to 1, sample n at second n / 16000 of the original, and the report."""

    samples: Samples
    report: AudioReport


@dataclass
class _Damage:
    """What went wrong while reading packets; `undecoded_s` counts what the container's clock left out."""

    undecoded_s: float = 0.0
    good_bytes: int = 0
    good_packets: int = 0
    frame_s: float = 0.0
    ends_badly: bool = False

    def note_good(self, size_bytes: int, frame_s: float) -> None:
        self.good_bytes += size_bytes
        self.good_packets += 1
        self.frame_s = frame_s
        self.ends_badly = False

    def note_bad(self, size_bytes: int) -> None:
        """Containers without a clock (MP3, ADTS) count one frame for a bad run, however long it is."""
        self.ends_badly = True
        if self.good_packets:
            frames = round(size_bytes / (self.good_bytes / self.good_packets))
            self.undecoded_s += max(0, frames - 1) * self.frame_s


def decode_audio(source: bytes, *, max_duration_s: float) -> DecodedAudio:
    """The recording as 16 kHz mono samples on its own time line, with a report of gaps and quality.

    Raises:
        AudioEmptyError: the source has no bytes.
        NotAudioError: no known container, or no sound in it.
        AudioUnreadableError: nothing can be decoded.
        AudioTooLongError: longer than `max_duration_s`, by its header or by its content.
    """
    if not source:
        raise AudioEmptyError("The recording has 0 bytes")
    with _open(source) as container:
        if not container.streams.audio:
            raise NotAudioError("The file holds no sound")
        stream = container.streams.audio[0]
        claimed_s = claimed_duration_s(source, container.format.name, container.duration)
        _check_header(stream, claimed_s, limit_s=max_duration_s)
        damage = _Damage()
        timeline = _decode_onto_timeline(container, stream, damage, limit_s=max_duration_s)
        samples = timeline.samples()
        if not samples.size:
            raise AudioUnreadableError("Not one sample of the recording can be decoded")
        ends_badly = claimed_s is None and damage.ends_badly
        report = _report(
            samples,
            gaps=timeline.gaps,
            claimed_s=claimed_s,
            ends_early=ends_badly or ends_without_end_mark(source, container.format.name),
            stream=stream,
            container_name=container.format.name,
        )
    return DecodedAudio(samples, report)


def _check_header(stream: AudioStream, claimed_s: float | None, *, limit_s: float) -> None:
    if claimed_s is not None and claimed_s > limit_s:
        claim = f"The recording claims {claimed_s:.0f} s"
        raise AudioTooLongError(f"{claim}; the limit is {limit_s:.0f} s")
    if stream.codec_context is None:  # the container is known, what is in it is not
        raise NotAudioError("The sound is in a coding that this program does not know")
    if not _LEAST_RATE_HZ <= stream.sample_rate <= _HIGHEST_RATE_HZ:
        raise AudioUnreadableError(f"The header states {stream.sample_rate} samples a second")


def _open(source: bytes) -> InputContainer:
    import av

    try:
        return av.open(
            BytesIO(source), "r", options={"format_whitelist": _CONTAINERS}, metadata_errors="ignore"
        )
    except (av.error.FFmpegError, ValueError) as error:
        if lacks_its_index(source):
            raise AudioUnreadableError("The recording is cut off before its index (moov)") from error
        raise NotAudioError("The file is no recording in a known format, or its head is damaged") from error


def _decode_onto_timeline(
    container: InputContainer, stream: AudioStream, damage: _Damage, *, limit_s: float
) -> Timeline:
    import av

    origin_s = (container.start_time or 0) / 1_000_000
    has_clock = container.format.name not in ("mp3", "aac")
    timeline = Timeline(jitter_s=_JITTER_S)
    has_times = False
    for frame in _frames(container, stream, damage):
        time_s: float | None = None
        if frame.pts is not None and frame.time_base is not None:
            has_times = True
            time_s = float(frame.pts * frame.time_base) - origin_s
            time_s += 0.0 if has_clock else damage.undecoded_s
        elif has_times:
            continue  # FLAC invents frames without a time from damaged bytes: noise, better left a gap
        frame.pts = None  # the resampler must not act on times: the time line is ours
        try:
            timeline.add(frame, time_s)
        except av.error.FFmpegError as error:
            raise AudioUnreadableError(
                "The header states a layout of channels that cannot be mixed"
            ) from error
        if timeline.end_s > limit_s:
            raise AudioTooLongError(f"The recording is longer than the limit of {limit_s:.0f} s")
    timeline.close()
    return timeline


def _frames(container: InputContainer, stream: AudioStream, damage: _Damage) -> Iterator[AudioFrame]:
    """Every frame that decodes; a packet that does not is counted in `damage` and skipped."""
    import av

    errors = 0
    while errors < _MAX_DEMUX_ERRORS:
        try:
            for packet in container.demux(stream):
                try:
                    frames = packet.decode()
                except av.error.FFmpegError:
                    damage.note_bad(packet.size)
                    continue
                if frames and packet.size:
                    damage.note_good(packet.size, frames[0].samples / frames[0].sample_rate)
                yield from frames
        except av.error.FFmpegError:
            errors += 1  # a damaged page: the demuxer goes on after it when asked again
        else:
            return


def _report(
    samples: Samples,
    *,
    gaps: list[tuple[float, float]],
    claimed_s: float | None,
    ends_early: bool,
    stream: AudioStream,
    container_name: str,
) -> AudioReport:
    duration_s = round(samples.size / SAMPLE_RATE_HZ, 3)
    missing_s = max(0.0, claimed_s - duration_s) if claimed_s is not None else 0.0
    # container lengths are exact to a few frames; a third of a second may hold a word
    truncated = missing_s > 0.3 or ends_early
    merged = merge_spans(gaps, nearer_than_s=0.0)
    lost_s = sum(end - start for start, end in merged) + (missing_s if truncated else 0.0)
    return AudioReport(
        duration_s=duration_s,
        claimed_s=claimed_s,
        lost_s=round(lost_s, 3),
        gaps=tuple(merged),
        channels=stream.channels,
        clipped_share=float(np.mean(np.abs(samples) >= _CLIPPED)),
        silence_share=silence_share(samples),
        truncated=truncated,
        container=container_name,
        codec=stream.codec_context.name,
        sample_rate_hz=stream.sample_rate,
    )


def silence_share(samples: Samples) -> float:
    """The share of 50 ms windows under -60 dB of full scale; 1 for no samples."""
    window = SAMPLE_RATE_HZ // 20
    whole = samples[: samples.size // window * window].reshape(-1, window)
    if not whole.size:
        return float(not samples.size or float(np.max(np.abs(samples))) < _SILENCE_RMS)
    rms = np.sqrt(np.einsum("ij,ij->i", whole, whole) / window)
    return float(np.mean(rms < _SILENCE_RMS))
