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
_AIFF = MediaType("dictation", "audio/aiff")
_DSS = MediaType("dictation", "audio/x-dss")
# a dictation machine's file begins with the number of its header blocks (Olympus 2 and 3, Grundig 6)
_DSS_FIRST_BYTES = range(1, 17)
_DSS_NAMES = (b"dss", b"ds2", b"enc")

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
    (b"#!AMR", MediaType("dictation", "audio/amr")),
    (b"caff", MediaType("dictation", "audio/x-caf")),
    (b".snd", MediaType("dictation", "audio/basic")),
    (b"\x1a\x45\xdf\xa3", MediaType("dictation", "audio/webm")),  # Matroska and WebM (RFC 8794)
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", MediaType("dictation", "audio/x-ms-wma")),  # ASF header object
)


def identify(head: bytes) -> MediaType:
    """The format that the first bytes (up to `HEAD_BYTES`) show; `UNKNOWN` when none does."""
    for start, media_type in _STARTS:
        if head.startswith(start):
            return media_type
    if b"%PDF-" in head[:1024]:  # readers accept up to 1,024 bytes of other data before the header
        return _PDF
    return _by_parts(head) or _mpeg_audio(head)


def _by_parts(head: bytes) -> MediaType | None:
    """Formats whose signature is not one run of bytes at the start."""
    outer, inner = head[:4], head[8:12]
    if outer in (b"RIFF", b"RF64") and inner == b"WAVE":
        return _WAV
    if outer == b"FORM" and inner in (b"AIFF", b"AIFC"):
        return _AIFF
    if head[1:4] in _DSS_NAMES and head[0] in _DSS_FIRST_BYTES:
        return _DSS
    if head[4:8] == b"ftyp":
        return _HEIC if inner in _HEIC_BRANDS else MediaType("dictation", "audio/mp4")
    return None


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
