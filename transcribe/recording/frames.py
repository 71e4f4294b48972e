"""Frames of a recording that is nothing but frames in a row (MP3, ADTS, AMR), found by their heads. Pure.

Such a file states no times: a decoder that loses its place after damage moves everything that follows
forward, or drops it. Here frames are found one by one, a damaged stretch is passed over to where frames
follow each other again, and the time that was lost is reckoned from its bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_CHAIN = 3  # so many frames must follow each other before a place is believed after damage
_LEAST_FRAMES = 8

# ISO/IEC 11172-3 §2.4.2.3 and 13818-3 §2.4.2.3: kbit/s by (MPEG-1?, layer), index 1-14
_BIT_RATES = {
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLE_RATES = (44_100, 48_000, 32_000)
# ISO/IEC 14496-3 table 1.18
_ADTS_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000)
# 3GPP TS 26.101 table 1 and 26.201 table 1: bytes of a frame by its type, head included; 15 is "no data"
_AMR_NB_BYTES = {0: 13, 1: 14, 2: 16, 3: 18, 4: 20, 5: 21, 6: 27, 7: 32, 8: 6, 15: 1}
_AMR_WB_BYTES = {0: 18, 1: 24, 2: 33, 3: 37, 4: 41, 5: 47, 6: 51, 7: 59, 8: 61, 9: 6, 14: 1, 15: 1}
_AMR_FRAME_S = 0.02
_AMR_FAULTY = 0x83  # the first bit and the two last are zero in a stored frame (RFC 4867 §5.3)
_AMR_GOOD = 0x04  # the quality bit: a frame without it was damaged on the air


@dataclass(frozen=True)
class FrameHead:
    """What a frame says of itself; frames of one recording share `family`."""

    size_bytes: int
    duration_s: float
    family: tuple[int, ...]


@dataclass(frozen=True)
class Frame:
    """One frame: its place in the bytes, and when it is heard."""

    at: int
    size_bytes: int
    start_s: float
    duration_s: float


@dataclass(frozen=True)
class FrameRun:
    """All frames of a recording in order; `breaks` counts stretches of bytes between them that are no frame.

    `ends_inside` is true when the file stops in the middle of a frame.
    """

    frames: tuple[Frame, ...]
    breaks: int
    ends_inside: bool


HeadReader = Callable[[bytes, int], FrameHead | None]


def mpeg_head(source: bytes, at: int) -> FrameHead | None:
    """The head of an MPEG audio frame of layer 2 or 3; None when there is none at that place."""
    head = source[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    bit_rate, rate = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer not in (2, 3) or bit_rate in (0, 15) or rate == 3:
        return None
    is_first = version == 3
    rate_hz = _SAMPLE_RATES[rate] >> (0 if is_first else 1 if version == 2 else 2)
    samples = 1152 if is_first or layer == 2 else 576
    bits_per_s = _BIT_RATES[is_first, layer][bit_rate - 1] * 1000
    size = samples // 8 * bits_per_s // rate_hz + (head[2] >> 1 & 1)
    return FrameHead(size, samples / rate_hz, (version, layer, rate, int(head[3] >> 6 == 3)))


def adts_head(source: bytes, at: int) -> FrameHead | None:
    """The head of an ADTS frame (ISO/IEC 13818-7 §6.2); None when there is none at that place."""
    head = source[at : at + 7]
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return None
    rate = head[2] >> 2 & 15
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    if rate >= len(_ADTS_RATES) or size < 8:
        return None
    blocks = (head[6] & 3) + 1
    channels = (head[2] & 1) << 2 | head[3] >> 6
    return FrameHead(size, 1024 * blocks / _ADTS_RATES[rate], (head[1], head[2] & 0xFC, channels))


def amr_nb_head(source: bytes, at: int) -> FrameHead | None:
    """The head of a stored AMR frame (RFC 4867 §5.3); None when there is none, or it says it is damaged."""
    return _amr_head(source, at, _AMR_NB_BYTES)


def amr_wb_head(source: bytes, at: int) -> FrameHead | None:
    """The same for wide-band AMR."""
    return _amr_head(source, at, _AMR_WB_BYTES)


def _amr_head(source: bytes, at: int, sizes: dict[int, int]) -> FrameHead | None:
    if at >= len(source):
        return None
    head = source[at]
    size = sizes.get(head >> 3 & 15)
    if size is None or head & _AMR_FAULTY or not head & _AMR_GOOD:
        return None
    return FrameHead(size, _AMR_FRAME_S, ())


def frame_layout(source: bytes, container: str) -> tuple[HeadReader, int] | None:
    """How to read the heads of this recording's frames, and where the first may start; None for others."""
    if source.startswith(b"#!AMR\n"):
        return amr_nb_head, 6
    if source.startswith(b"#!AMR-WB\n"):
        return amr_wb_head, 9
    if container == "aac":
        return adts_head, id3_size(source)
    if container == "mp3":
        return mpeg_head, id3_size(source)
    return None


def id3_size(source: bytes) -> int:
    """The bytes of the ID3v2 tag at the start (§3.1: four bytes of seven bits), 0 where there is none."""
    if source[:3] != b"ID3" or len(source) < 10:
        return 0
    return 10 + sum((byte & 0x7F) << shift for byte, shift in zip(source[6:10], (21, 14, 7, 0), strict=True))


def find_frames(source: bytes, read_head: HeadReader, start: int) -> FrameRun:
    """All frames from `start` on, in order, each at its time.

    Where frames are missing, their number is reckoned from the bytes between and the mean size of a frame:
    exact where frames are of one size (AMR, MP3 at a constant rate); six AAC recordings with holes of up to
    3 s came out 0.02-0.15 s off on average, 1 s at worst. The last 128 bytes may be an ID3v1 tag: no damage.
    """
    end = len(source) - 128 if source[-128:-125] == b"TAG" else len(source)
    found = list(_walk(source, read_head, start, end))
    if not found:
        return FrameRun((), 0, ends_inside=False)
    usual_bytes = sum(head.size_bytes for _, head in found) / len(found)
    frames: list[Frame] = []
    time_s, reached, breaks = 0.0, start if len(found) >= _LEAST_FRAMES else found[0][0], 0
    for at, head in found:
        if at > reached:
            time_s += round((at - reached) / usual_bytes) * head.duration_s
            breaks += 1
        frames.append(Frame(at, min(head.size_bytes, end - at), time_s, head.duration_s))
        time_s += head.duration_s
        reached = at + head.size_bytes
    return FrameRun(tuple(frames), breaks, ends_inside=reached != end)


def _walk(source: bytes, read_head: HeadReader, start: int, end: int) -> Iterator[tuple[int, FrameHead]]:
    family = _usual_family(source, read_head, start, end)
    at, lost = start, True
    while at < end:
        head = read_head(source, at)
        if head is None or head.family != family or (lost and not _chain(source, read_head, at, end)):
            at, lost = at + 1, True
            continue
        # the head of a frame that was struck: what follows it says where it really ended
        if not lost and not _chain(source, read_head, at, end, length=2) and at + head.size_bytes < end:
            at, lost = at + 1, True
            continue
        yield at, head
        at, lost = at + head.size_bytes, False


def _usual_family(source: bytes, read_head: HeadReader, start: int, end: int) -> tuple[int, ...]:
    """What most frames in chains have in common: damage imitates single heads, not the usual one."""
    seen: Counter[tuple[int, ...]] = Counter()
    at = start
    while at < end and sum(seen.values()) < 1000:
        head = read_head(source, at)
        if head is not None and _chain(source, read_head, at, end):
            seen[head.family] += 1
            at += head.size_bytes
        else:
            at += 1
    return seen.most_common(1)[0][0] if seen else ()


def _chain(source: bytes, read_head: HeadReader, at: int, end: int, length: int = _CHAIN) -> bool:
    """Whether so many frames of one family follow each other from here, or reach the end of the file."""
    family: tuple[int, ...] | None = None
    for number in range(length):
        if number and at >= end:
            return True
        head = read_head(source, at)
        if head is None or (family is not None and head.family != family):
            return False
        family = head.family
        at += head.size_bytes
    return True
