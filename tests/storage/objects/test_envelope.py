from __future__ import annotations

import hashlib
import io
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storage.objects.envelope import (
    FRAME_BYTES,
    HEADER_BYTES,
    TRAILER_BYTES,
    Envelope,
    EnvelopeWriter,
    ObjectDamagedError,
    PlainContent,
    SealedByOtherKeyError,
    open_envelope,
)
from storage.objects.site_keys import SiteKeys

KEYS = SiteKeys(b"m" * 32, b"n" * 32)
SEALED_FRAME = FRAME_BYTES + 16
# Around the places where the layout changes: nothing, one frame, just over, several.
sizes = st.one_of(
    st.integers(0, 200),
    st.builds(
        lambda frames, around: max(0, frames * FRAME_BYTES + around), st.integers(0, 3), st.integers(-2, 2)
    ),
)


def content_of(size_bytes: int) -> bytes:
    return random.Random(size_bytes).randbytes(size_bytes)  # noqa: S311 - repeatable, no secret


def seal(content: bytes, *, keys: SiteKeys = KEYS, chunk_bytes: int = 50_000) -> bytes:
    sink = io.BytesIO()
    writer = EnvelopeWriter(sink, keys)
    for start in range(0, len(content), chunk_bytes):
        writer.write(content[start : start + chunk_bytes])
    assert writer.finish() == PlainContent(hashlib.sha256(content).hexdigest(), len(content))
    return sink.getvalue()


def opened(sealed: bytes, *, keys: SiteKeys = KEYS) -> Envelope:
    return open_envelope(
        lambda start, end: sealed[start:end], sealed_size_bytes=len(sealed), keys=keys, name="content/x"
    )


def unseal(sealed: bytes, start: int = 0, end: int | None = None) -> bytes:
    envelope = opened(sealed)
    end = envelope.content.size_bytes if end is None else end
    first, last = envelope.sealed_range(start, end)
    return b"".join(envelope.plain_range(io.BytesIO(sealed[first:last]), start, end))


@settings(max_examples=40, deadline=None)
@given(size_bytes=sizes, chunk_bytes=st.integers(1000, 200_000))
@example(size_bytes=0, chunk_bytes=1)
@example(size_bytes=2 * FRAME_BYTES, chunk_bytes=2 * FRAME_BYTES)
def test_sealed_bytes_open_to_what_was_sealed(size_bytes: int, chunk_bytes: int) -> None:
    content = content_of(size_bytes)
    sealed = seal(content, chunk_bytes=chunk_bytes)

    assert unseal(sealed) == content
    assert opened(sealed).content == PlainContent(hashlib.sha256(content).hexdigest(), size_bytes)


@settings(max_examples=60, deadline=None)
@given(size_bytes=sizes.filter(bool), range_seed=st.randoms(use_true_random=False))
def test_any_range_opens_to_the_same_slice(size_bytes: int, range_seed: random.Random) -> None:
    content = content_of(size_bytes)
    start = range_seed.randrange(size_bytes)
    end = range_seed.randint(start + 1, size_bytes)

    assert unseal(seal(content), start, end) == content[start:end]


def test_a_range_needs_only_the_frames_that_hold_it() -> None:
    envelope = opened(seal(content_of(10 * FRAME_BYTES)))

    assert envelope.sealed_range(3 * FRAME_BYTES, 4 * FRAME_BYTES) == (
        HEADER_BYTES + 3 * SEALED_FRAME,
        HEADER_BYTES + 4 * SEALED_FRAME,
    )


@settings(max_examples=150, deadline=None)
@given(size_bytes=sizes, place=st.integers(0), bit=st.integers(0, 7))
def test_a_change_of_any_bit_is_noticed(size_bytes: int, place: int, bit: int) -> None:
    sealed = bytearray(seal(content_of(size_bytes)))
    sealed[place % len(sealed)] ^= 1 << bit

    with pytest.raises((ObjectDamagedError, SealedByOtherKeyError), match="content/x"):
        unseal(bytes(sealed))


@pytest.mark.parametrize("place", range(HEADER_BYTES + 32 + TRAILER_BYTES))
def test_a_change_of_any_byte_of_a_small_object_is_noticed(place: int) -> None:
    sealed = bytearray(seal(b"0123456789abcdef"))
    sealed[place] ^= 0x80

    with pytest.raises((ObjectDamagedError, SealedByOtherKeyError)):
        unseal(bytes(sealed))


@settings(max_examples=60, deadline=None)
@given(size_bytes=sizes, cut=st.integers(1))
def test_bytes_cut_off_anywhere_are_noticed(size_bytes: int, cut: int) -> None:
    sealed = seal(content_of(size_bytes))

    with pytest.raises(ObjectDamagedError):
        unseal(sealed[: len(sealed) - 1 - cut % len(sealed)])


def frames_of(sealed: bytes) -> tuple[bytes, list[bytes], bytes]:
    body = sealed[HEADER_BYTES:-TRAILER_BYTES]
    frames = [body[start : start + SEALED_FRAME] for start in range(0, len(body), SEALED_FRAME)]
    return sealed[:HEADER_BYTES], frames, sealed[-TRAILER_BYTES:]


def test_frames_that_changed_places_are_noticed() -> None:
    header, frames, trailer = frames_of(seal(content_of(3 * FRAME_BYTES)))

    with pytest.raises(ObjectDamagedError, match="frame 1 of 3"):
        unseal(b"".join((header, frames[1], frames[0], frames[2], trailer)))


@pytest.mark.parametrize("left_out", [0, 1, 2])
def test_a_frame_left_out_is_noticed_before_any_is_opened(left_out: int) -> None:
    header, frames, trailer = frames_of(seal(content_of(3 * FRAME_BYTES)))
    del frames[left_out]

    with pytest.raises(ObjectDamagedError, match="its end is changed"):
        opened(b"".join((header, *frames, trailer)))


def test_a_frame_of_another_object_is_noticed() -> None:
    header, frames, trailer = frames_of(seal(content_of(2 * FRAME_BYTES)))
    _, other_frames, _ = frames_of(seal(content_of(2 * FRAME_BYTES)))

    with pytest.raises(ObjectDamagedError, match="frame 2 of 2"):
        unseal(b"".join((header, frames[0], other_frames[1], trailer)))


def test_bytes_missing_from_the_middle_are_noticed_without_reading_it() -> None:
    sealed = seal(content_of(2 * FRAME_BYTES))

    with pytest.raises(ObjectDamagedError, match="in the middle"):
        opened(sealed[: HEADER_BYTES + 10] + sealed[HEADER_BYTES + 11 :])


def test_an_object_of_another_site_is_told_from_a_damaged_one() -> None:
    sealed = seal(b"content", keys=SiteKeys(b"o" * 32, b"n" * 32))

    with pytest.raises(SealedByOtherKeyError):
        opened(sealed)


def test_a_store_that_hands_out_too_little_is_noticed() -> None:
    sealed = seal(b"content")

    with pytest.raises(ObjectDamagedError, match="cut off"):
        open_envelope(lambda _start, _end: b"", sealed_size_bytes=len(sealed), keys=KEYS, name="x")


def test_the_same_content_never_gives_the_same_sealed_bytes() -> None:
    first, second = seal(b"same" * 100), seal(b"same" * 100)
    assert first[HEADER_BYTES:] != second[HEADER_BYTES:]


def test_the_layout_of_version_1_never_changes() -> None:
    """What is in the archive today must open in ten years: fixed randomness, fixed bytes."""
    sink = io.BytesIO()
    writer = EnvelopeWriter(sink, KEYS, random_bytes=lambda count: b"r" * count)
    writer.write(b"kept for ten years")
    writer.finish()

    assert hashlib.sha256(sink.getvalue()).hexdigest() == (
        "200195b9e629b784db4e1c9a3cd118de1a969deec630965f5357f60ab750fa75"
    )
    assert unseal(sink.getvalue()) == b"kept for ten years"
