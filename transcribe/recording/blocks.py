"""The sound blocks of a damaged Matroska or WebM file, found one by one. Pure.

FFmpeg gives up the rest of a cluster (up to five seconds) when one block in it is damaged. Here the blocks
behind the damage are found again: each carries its time, relative to its cluster (RFC 9559 §5.1.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from transcribe.recording.frames import Frame

_CLUSTER = b"\x1f\x43\xb6\x75"
_TIMESTAMP, _SIMPLE_BLOCK, _GROUP, _BLOCK = 0xE7, 0xA3, 0xA0, 0xA1
# what else stands in a cluster or behind the last one: skipped by its size (RFC 9559 §5.1)
_KNOWN = {0xA7, 0xAB, 0xEC, 0xBF, 0x9B, 0xFB, 0x75A1, 0x75A2, 0x1C53BB6B, 0x1254C367, 0x1043A770, 0x114D9B74}
_CLUSTER_ID = 0x1F43B675
_SCALE = b"\x2a\xd7\xb1"
_MILLISECOND = 1_000_000
_LACED = 0x06
_BLOCK_HEAD = 4  # track, two bytes of time, flags
_LONGEST_BLOCK = 1 << 20


@dataclass(frozen=True)
class BlockRun:
    """Blocks of one track in order of time; `breaks` counts places where the structure was torn.

    `is_plain` is false where this reader knows the layout too little: laced blocks, another time scale.
    """

    frames: tuple[Frame, ...]
    breaks: int
    is_plain: bool


@dataclass
class _Place:
    """Where the walk is: the time of the current cluster, None when it was torn out."""

    at: int
    cluster_ms: int | None = None
    last_ms: int = -1
    breaks: int = 0
    is_plain: bool = True


def find_blocks(source: bytes, *, track: int) -> BlockRun:
    """All whole blocks of the track, at their times in seconds, `at` and size being those of the sound."""
    place = _Place(source.find(_CLUSTER))
    scale_at = source.find(_SCALE, 0, max(place.at, 0))
    if scale_at > 0:
        size = source[scale_at + 3] & 0x7F
        place.is_plain = int.from_bytes(source[scale_at + 4 : scale_at + 4 + size], "big") == _MILLISECOND
    frames = tuple(_walk(source, place, track)) if place.at > 0 else ()
    return BlockRun(frames, place.breaks, place.is_plain and bool(frames))


def _walk(source: bytes, place: _Place, track: int) -> Iterator[Frame]:
    while place.at < len(source):
        element = _element(source, place.at)
        if element is None:
            place.breaks += 1
            place.at = _next_sound(source, place.at + 1, track)
            continue
        name, body, size = element
        if name == _CLUSTER_ID:
            place.cluster_ms, place.last_ms, place.at = None, -1, body
        elif name == _GROUP:
            place.at = body
        else:
            if name == _TIMESTAMP:
                place.cluster_ms = int.from_bytes(source[body : body + size], "big")
            elif name in (_SIMPLE_BLOCK, _BLOCK):
                yield from _sound(source, body, size, place, track)
            place.at = body + size


def _sound(source: bytes, body: int, size: int, place: _Place, track: int) -> Iterator[Frame]:
    if source[body] != 0x80 | track or size <= _BLOCK_HEAD:
        return
    relative_ms = int.from_bytes(source[body + 1 : body + 3], "big", signed=True)
    place.is_plain = place.is_plain and not source[body + 3] & _LACED
    if place.cluster_ms is None or relative_ms < place.last_ms:
        place.cluster_ms = None  # the head of its cluster was torn out: nobody knows its time
        return
    place.last_ms = relative_ms
    yield Frame(body + _BLOCK_HEAD, size - _BLOCK_HEAD, (place.cluster_ms + relative_ms) / 1000, 0.0)


def _element(source: bytes, at: int) -> tuple[int, int, int] | None:
    """Name, place of the body and its size; None where no known element that ends inside the file begins."""
    if at >= len(source) or not source[at]:
        return None
    name_length = 9 - source[at].bit_length()
    name = int.from_bytes(source[at : at + name_length], "big")
    size_at = at + name_length
    if size_at >= len(source) or not source[size_at]:
        return None
    size_length = 9 - source[size_at].bit_length()
    size = int.from_bytes(source[size_at : size_at + size_length], "big") & ((1 << 7 * size_length) - 1)
    body = size_at + size_length
    if name in (_CLUSTER_ID, _GROUP):
        return name, body, 0
    is_known = name in _KNOWN or name in (_TIMESTAMP, _SIMPLE_BLOCK, _BLOCK)
    return (name, body, size) if is_known and size < _LONGEST_BLOCK and body + size <= len(source) else None


def _next_sound(source: bytes, at: int, track: int) -> int:
    """Where a cluster begins, or a block of the track that is followed by another element."""
    cluster = source.find(_CLUSTER, at)
    end = cluster if cluster >= 0 else len(source)
    at = source.find(bytes([_SIMPLE_BLOCK]), at, end)
    while at >= 0:
        element = _element(source, at)
        if element is not None and source[element[1]] == 0x80 | track and element[2] > _BLOCK_HEAD:
            follows = element[1] + element[2]
            if follows == len(source) or _element(source, follows) is not None:
                return at
        at = source.find(bytes([_SIMPLE_BLOCK]), at + 1, end)
    return end
