"""Bytes of a recording as samples on its original time line, with a report of what was lost.

Own decoding, packet by packet: the decoder that comes with the speech engine stops silently at the first
bad frame, and throws presentation times away, so that what follows a gap moves forward. Here a damaged
packet loses only itself, its place is filled with silence, and the loss is reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, ClassVar

from storage.errors import Disposition, ServiceError
from transcribe.recording.channels import ListenedTo, listen_to
from transcribe.recording.dss import DssNotes, dss_frames, needs_dss_decoder
from transcribe.recording.implausible import noise_bursts, silence, still_spans
from transcribe.recording.measures import (
    clipped_share,
    clipped_spans,
    mains_hum_hz,
    measure_levels,
    silence_share,
)
from transcribe.recording.packets import Reading, timed_frames
from transcribe.recording.report import AudioReport, DecodedAudio, Pcm, Samples
from transcribe.recording.signature import claimed_duration_s, ends_without_end_mark, lacks_its_index
from transcribe.timeline import SAMPLE_RATE_HZ, Timeline, merge_spans

if TYPE_CHECKING:
    from av import AudioFrame, AudioStream
    from av.container import InputContainer

__all__ = ["AudioReport", "DecodedAudio", "Samples", "decode_audio", "silence_share"]

# only containers of recordings: ffmpeg also reads play lists that would open other files on this machine
_CONTAINERS = (
    "wav,w64,mp3,mov,mp4,m4a,3gp,3g2,mj2,aac,loas,ogg,flac,matroska,webm,aiff,au,caf,asf,amr,ac3,eac3,dss,"
    "wv,tta,avi,mpegts,mpeg,flv"
)
# a new place in time only beyond this jitter: Matroska rounds times to 1 ms, the shortest frame lasts 2.5 ms
_JITTER_S = 0.01
# outside these no recorder works: a damaged header, which would take minutes to resample
_LEAST_RATE_HZ, _HIGHEST_RATE_HZ = 2_000, 768_000
# container lengths are exact to a few frames; a third of a second may hold a word
_LEAST_CUT_S = 0.3


class AudioEmptyError(ServiceError):
    """The source holds no bytes at all."""

    code: ClassVar[str] = "transcribe.audio_empty"
    disposition: ClassVar[Disposition] = Disposition.REJECT
    remedy: ClassVar[str] = "The copy that arrived has no content; send the recording again"


class NotAudioError(ServiceError):
    """The bytes are no recording in a format this program reads."""

    code: ClassVar[str] = "transcribe.not_audio"
    disposition: ClassVar[Disposition] = Disposition.REJECT
    remedy: ClassVar[str] = (
        "Send WAV, MP3, M4A/AAC, Ogg, Opus, FLAC, WMA, AMR, DSS or WebM; raw sound without a head (.g722, "
        ".pcm) does not say how it is to be read: export it as WAV"
    )


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


@dataclass
class _Laid:
    """A decoded recording on its time line, and what its container says of it."""

    timeline: Timeline
    claimed_s: float | None
    ends_early: bool
    channels: int
    container: str
    codec: str
    sample_rate_hz: int


def decode_audio(source: bytes, *, max_duration_s: float, passwords: Sequence[str] = ()) -> DecodedAudio:
    """The recording as 16 kHz mono samples on its own time line, with a report of gaps and quality.

    `passwords` are tried on an encrypted recording. Of a video the sound is taken.

    Raises:
        AudioEmptyError: the source has no bytes.
        NotAudioError: no known container, or no sound in it.
        AudioUnreadableError: nothing can be decoded.
        AudioTooLongError: longer than `max_duration_s`, by its header or by its content.
        AudioEncryptedError: encrypted, and no password fits.
        DssDecoderMissingError: a format of dictation machines, and its decoder is not installed.
    """
    if not source:
        raise AudioEmptyError("The recording has 0 bytes")
    if needs_dss_decoder(source):
        laid = _lay_dss(source, passwords, limit_s=max_duration_s)
    else:
        laid = _lay_container(source, limit_s=max_duration_s)
    pcm = laid.timeline.take_pcm()
    if not pcm.size:
        raise AudioUnreadableError("Not one sample of the recording can be decoded")
    gaps = [*laid.timeline.gaps, *_unbelievable(pcm, laid)]
    listened = listen_to(pcm, source_channels=laid.channels)
    del pcm
    return DecodedAudio(listened.samples, _report(laid, listened, gaps))


def _lay_dss(source: bytes, passwords: Sequence[str], *, limit_s: float) -> _Laid:
    notes = DssNotes()
    frames = ((frame, None) for frame in dss_frames(source, passwords, notes))
    timeline = _lay(frames, limit_s=limit_s)
    return _Laid(timeline, None, notes.ends_badly, 1, "dss", notes.codec, notes.sample_rate_hz)


def _lay_container(source: bytes, *, limit_s: float) -> _Laid:
    with _open(source) as container:
        if not container.streams.audio:
            raise NotAudioError("The file holds no sound")
        stream = container.streams.audio[0]
        name = container.format.name
        claimed_s = claimed_duration_s(source, name, container.duration)
        _check_header(stream, claimed_s, limit_s=limit_s)
        reading = Reading()
        timeline = _lay(timed_frames(source, container, stream, reading), limit_s=limit_s)
        ends_badly = claimed_s is None and reading.ends_badly
        return _Laid(
            timeline,
            claimed_s,
            ends_early=ends_badly or ends_without_end_mark(source, name),
            channels=stream.channels,
            container=name,
            codec=stream.codec_context.name,
            sample_rate_hz=stream.sample_rate,
        )


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


def _lay(frames: Iterator[tuple[AudioFrame, float | None]], *, limit_s: float) -> Timeline:
    import av

    timeline = Timeline(jitter_s=_JITTER_S)
    for frame, time_s in frames:
        frame.pts = None  # the resampler must not act on times: the time line is ours
        if time_s is not None and time_s > limit_s:
            raise AudioTooLongError(f"The recording is longer than the limit of {limit_s:.0f} s")
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


def _unbelievable(pcm: Pcm, laid: _Laid) -> list[tuple[float, float]]:
    """Stretches that decoded without an error and are no sound; they are made silent."""
    spans = noise_bursts(pcm, source_rate_hz=laid.sample_rate_hz)
    if laid.codec.startswith(("pcm_", "adpcm_")):  # where nothing else would notice
        spans += still_spans(pcm)
    silence(pcm, spans)
    return spans


def _report(laid: _Laid, listened: ListenedTo, gaps: Sequence[tuple[float, float]]) -> AudioReport:
    samples = listened.samples
    duration_s = round(samples.size / SAMPLE_RATE_HZ, 3)
    missing_s = max(0.0, laid.claimed_s - duration_s) if laid.claimed_s is not None else 0.0
    truncated = missing_s > _LEAST_CUT_S or laid.ends_early
    merged = merge_spans(gaps, nearer_than_s=0.0)
    lost_s = sum(end - start for start, end in merged) + (missing_s if truncated else 0.0)
    levels = measure_levels(samples)
    return AudioReport(
        duration_s=duration_s,
        claimed_s=laid.claimed_s,
        lost_s=round(lost_s, 3),
        gaps=tuple(merged),
        channels=laid.channels,
        clipped_share=clipped_share(samples),
        silence_share=silence_share(samples),
        truncated=truncated,
        container=laid.container,
        codec=laid.codec,
        sample_rate_hz=laid.sample_rate_hz,
        clipped=clipped_spans(samples),
        channel_use=listened.use,
        overlaps=listened.overlaps,
        speech_db=levels.speech_db,
        noise_db=levels.noise_db,
        snr_db=levels.snr_db,
        hum_hz=mains_hum_hz(samples),
    )
