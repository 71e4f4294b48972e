"""What a file is, by its first bytes and never by its name. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

HEAD_BYTES = 4096
Kind = Literal["chart", "dictation", "unknown"]


@dataclass(frozen=True)
class MediaType:
    """A recognised format: which belt it takes, and its media type."""

    kind: Kind
    name: str


UNKNOWN = MediaType("unknown", "application/octet-stream")
_PDF = MediaType("chart", "application/pdf")
_TIFF = MediaType("chart", "image/tiff")
_HEIC = MediaType("chart", "image/heic")
# ISO/IEC 23008-12 §10: brands of still pictures; the same box opens MP4 sound
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")
_MP3 = MediaType("dictation", "audio/mpeg")
_AAC = MediaType("dictation", "audio/aac")
_WAV = MediaType("dictation", "audio/wav")

_STARTS: tuple[tuple[bytes, MediaType], ...] = (
    (b"II*\x00", _TIFF),
    (b"MM\x00*", _TIFF),
    (b"II+\x00", _TIFF),  # BigTIFF
    (b"MM\x00+", _TIFF),
    (b"\xff\xd8\xff", MediaType("chart", "image/jpeg")),
    (b"\x89PNG\r\n\x1a\n", MediaType("chart", "image/png")),
    (b"ID3", _MP3),
    (b"OggS", MediaType("dictation", "audio/ogg")),
    (b"fLaC", MediaType("dictation", "audio/flac")),
)


def identify(head: bytes) -> MediaType:
    """The format that the first bytes (up to `HEAD_BYTES`) show; `UNKNOWN` when none does."""
    for start, media_type in _STARTS:
        if head.startswith(start):
            return media_type
    if b"%PDF-" in head[:1024]:  # readers accept up to 1,024 bytes of other data before the header
        return _PDF
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return _WAV
    if head[4:8] == b"ftyp":
        return _HEIC if head[8:12] in _HEIC_BRANDS else MediaType("dictation", "audio/mp4")
    return _mpeg_audio(head)


def _mpeg_audio(head: bytes) -> MediaType:
    """MPEG audio has no signature, only a frame header (ISO/IEC 11172-3 §2.4.2.3; ADTS: 13818-7 §6.2)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return UNKNOWN
    layer = head[1] >> 1 & 3
    if layer == 0:
        return _AAC if head[1] & 0xF0 == 0xF0 else UNKNOWN
    version, bit_rate, sample_rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    # layer I died out, and its sync looks like the byte order mark of a text in UTF-16
    reserved = layer == 3 or version == 1 or bit_rate == 15 or sample_rate == 3
    return UNKNOWN if reserved else _MP3
