"""What a recording states about its own length, read from its first and last bytes."""

from __future__ import annotations

from transcribe.recording.frames import id3_size

_OGG_PAGE = b"OggS"
_OGG_END_OF_STREAM = 0x04  # RFC 3533 §6: header type flag of the last page
_WAV_OPEN_SIZES = (0, 0xFFFFFFFF)
_DECODER_DELAY = 529  # LAME's technical notes: 528 samples of the filter bank and one
_MP3_LENGTH_TAGS = (b"Xing", b"Info", b"VBRI")


def claimed_duration_s(source: bytes, container: str, duration_us: int | None) -> float | None:
    """The length that the container states, in seconds; None where it states none.

    Ogg, ADTS and MP3 without a length tag state nothing: what is read there as a duration is computed
    from the bytes that are present, and would hide a cut.
    """
    if container == "wav":
        return _wav_claimed_s(source)
    if duration_us is None or container in ("ogg", "aac", "amr"):
        return None
    if container == "mp3" and not _has_mp3_length_tag(source):
        return None
    return duration_us / 1_000_000


def _wav_claimed_s(source: bytes) -> float | None:
    """Data size over byte rate, as the header says: ffmpeg reports what is present instead."""
    bytes_per_s, at = 0, 12
    while at + 8 <= len(source):
        name, size = source[at : at + 4], int.from_bytes(source[at + 4 : at + 8], "little")
        if name == b"fmt ":
            bytes_per_s = int.from_bytes(source[at + 16 : at + 20], "little")
        elif name == b"ds64":  # RF64: the true size of the data, in 64 bits
            long_size = int.from_bytes(source[at + 16 : at + 24], "little")
            return _seconds(long_size, _wav_byte_rate(source))
        elif name == b"data":
            size_is_open = size in _WAV_OPEN_SIZES or 0x7FFFF000 <= size <= 0x7FFFFFFF
            # recorders that stream leave the size open; no recorder runs under 4,000 bytes a second
            return None if size_is_open and bytes_per_s >= 4000 else _seconds(size, bytes_per_s)
        at += 8 + size + size % 2
    return None


def _wav_byte_rate(source: bytes) -> int:
    at = source.find(b"fmt ")
    return int.from_bytes(source[at + 16 : at + 20], "little") if at > 0 else 0


def _seconds(size_bytes: int, bytes_per_s: int) -> float | None:
    return size_bytes / bytes_per_s if bytes_per_s else None


def _has_mp3_length_tag(source: bytes) -> bool:
    start = id3_size(source)
    first_frame = source[start : start + 2048]
    return any(tag in first_frame for tag in _MP3_LENGTH_TAGS)


def encoder_delay(source: bytes, first_frame_at: int) -> int | None:
    """Samples that an MP3 encoder put before the sound, by the tag in its first frame; None: no such frame.

    A first frame with a length tag holds no sound. LAME's field counts its own delay; decoding adds 529.
    """
    first = source[first_frame_at : first_frame_at + 2048]
    places = [place for tag in _MP3_LENGTH_TAGS if 0 < (place := first.find(tag)) < 48]
    if not places:
        return None
    at = places[0]
    if first[at : at + 4] == b"VBRI":
        return 0
    flags = int.from_bytes(first[at + 4 : at + 8], "big")
    # Xing: frames, bytes, table of contents and quality follow where their flag is set
    encoder = at + 8 + 4 * (flags & 1) + 2 * (flags & 2) + 25 * (flags & 4) + (flags & 8) // 2
    delay = int.from_bytes(first[encoder + 21 : encoder + 24], "big") >> 12
    return delay + _DECODER_DELAY if first[encoder : encoder + 1] == b"L" else 0


def ends_without_end_mark(source: bytes, container: str) -> bool:
    """True when an Ogg file stops before the page that is marked as its last."""
    if container != "ogg":
        return False
    last_page = source.rfind(_OGG_PAGE)
    flags = source[last_page + 5 : last_page + 6]
    return not flags or not flags[0] & _OGG_END_OF_STREAM


def lacks_its_index(source: bytes) -> bool:
    """True for an MP4/M4A file without its index (moov): a recorder writes it last, so the end is cut off."""
    return source[4:8] == b"ftyp" and b"moov" not in source
