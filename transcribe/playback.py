"""What the browser plays: the original where it can, else the same sound and seconds as Ogg/Opus.

The player's seconds must be those of the transcript, so a recording with undecodable stretches is played
from our own decoding, in which silence keeps their place.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np

from transcribe.audio import AudioReport, DecodedAudio, Samples, decode_audio
from transcribe.timeline import SAMPLE_RATE_HZ

# container and codecs that Chromium plays, and the media type to serve them under
_PLAYED = (
    ("wav", ("pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_s32le", "pcm_f32le"), "audio/wav"),
    ("mp3", ("mp3", "mp3float"), "audio/mpeg"),
    ("mov,mp4,m4a,3gp,3g2,mj2", ("aac",), "audio/mp4"),
    ("ogg", ("opus", "vorbis"), "audio/ogg"),
    ("flac", ("flac",), "audio/flac"),
    ("matroska,webm", ("opus", "vorbis"), "audio/webm"),
)
_OPUS_RATE_HZ = 48_000
_OPUS_BIT_RATE = 32_000
_BLOCK = SAMPLE_RATE_HZ * 10
_DAY_S = 24 * 3600.0


def playable(source: bytes, decoded: DecodedAudio | None = None) -> tuple[bytes, str]:
    """The bytes to play and their media type; `decoded` saves decoding again where it is at hand.

    Raises:
        ServiceError: the recording cannot be decoded.
    """
    audio = decoded or decode_audio(source, max_duration_s=_DAY_S)
    media_type = _media_type_as_is(audio.report)
    if media_type is not None:
        return source, media_type
    return _as_opus(audio.samples), "audio/ogg"


def _media_type_as_is(report: AudioReport) -> str | None:
    if report.gaps:
        return None
    for container, codecs, media_type in _PLAYED:
        if report.container == container and report.codec in codecs:
            return media_type
    return None


def _as_opus(samples: Samples) -> bytes:
    import av

    buffer = BytesIO()
    with av.open(buffer, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=_OPUS_RATE_HZ, layout="mono")
        stream.bit_rate = _OPUS_BIT_RATE
        resampler = av.AudioResampler(
            format=stream.codec_context.format.name,
            layout="mono",
            rate=_OPUS_RATE_HZ,
            frame_size=stream.codec_context.frame_size or 960,
        )
        for at in range(0, samples.size, _BLOCK):
            pcm = np.rint(np.clip(samples[at : at + _BLOCK], -1, 1) * 32_767).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(pcm[None, :], format="s16", layout="mono")
            frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, at
            for ready in resampler.resample(frame):
                container.mux(stream.encode(ready))
        for ready in resampler.resample(None):
            container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    return buffer.getvalue()
