"""Recordings of dictation machines (DSS, DS2, Grundig) as blocks of samples, through the `dss` extra.

FFmpeg reads Olympus DSS only; DS2 and Grundig need `pydsscodec`. An encrypted DS2 file carries a check word:
a wrong password is known as such and never decoded to noise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from storage.errors import Disposition, ServiceError

if TYPE_CHECKING:
    from av import AudioFrame

_ENCRYPTED = b"\x03enc"
_OLYMPUS_HEAD_BLOCKS = 3
_LARGEST_HEAD_BLOCKS = 16  # the first byte counts header blocks of 512 bytes
# a first piece must hold the whole header and a block: from less the decoder takes QP for SP
_PIECE_BYTES = 32_768
_BLOCK_BYTES = 512  # head and sound come in blocks of this size


class AudioEncryptedError(ServiceError):
    """The recording is encrypted, and no password that is known opens it."""

    code: ClassVar[str] = "transcribe.audio_encrypted"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = (
        "Write the recorder's password into the file that CHARTSCRIBE_DICTATION_PASSWORDS_FILE names "
        "(chartscribe transcribe also takes --password-file), or send the recording without encryption"
    )


class DssDecoderMissingError(ServiceError):
    """The recording comes from a dictation machine, and the decoder for it is not installed."""

    code: ClassVar[str] = "transcribe.dss_decoder_missing"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = (
        "Install the decoder (pip install 'chartscribe[dss]'), or export the recording as WAV in the "
        "recorder's own program"
    )


@dataclass
class DssNotes:
    """What became known while decoding: kind, rate, and whether the end is torn off or not decodable."""

    codec: str = "dss"
    sample_rate_hz: int = 16_000
    ends_badly: bool = False
    gave_up: bool = False


def needs_dss_decoder(source: bytes) -> bool:
    """True for DS2 (encrypted or not) and Grundig DSS; Olympus DSS is read by FFmpeg."""
    name = source[1:4]
    if name in (b"ds2", b"enc"):
        return 0 < source[0] <= _LARGEST_HEAD_BLOCKS
    return name == b"dss" and _OLYMPUS_HEAD_BLOCKS < source[0] <= _LARGEST_HEAD_BLOCKS


def dss_frames(source: bytes, passwords: Sequence[str], notes: DssNotes) -> Iterator[AudioFrame]:
    """The sound in frames of some seconds, the first of the passwords that fits being used.

    Raises:
        AudioEncryptedError: encrypted, and no password fits.
        DssDecoderMissingError: the extra is not installed.
    """
    decoder = _open_decoder(source, passwords)
    notes.ends_badly = len(source) % _BLOCK_BYTES != 0
    for pieces_at in range(0, len(source), _PIECE_BYTES):
        yield from _frames_of(decoder, source[pieces_at : pieces_at + _PIECE_BYTES], notes)
        if notes.gave_up:
            return
    yield from _frames_of(decoder, None, notes)


def _open_decoder(source: bytes, passwords: Sequence[str]) -> Any:
    try:
        from pydsscodec import DecryptingDecoderStreamer
    except ImportError as missing:
        raise DssDecoderMissingError("The recording is in a format of dictation machines") from missing
    if not source.startswith(_ENCRYPTED):
        return DecryptingDecoderStreamer(None)
    for password in passwords:
        probe = DecryptingDecoderStreamer(password)
        try:
            probe.push(source[: 4 * _BLOCK_BYTES])
        except RuntimeError:  # the check word in the head does not fit this password
            continue
        return DecryptingDecoderStreamer(password)
    what = "None of the given passwords opens the recording" if passwords else "The recording is encrypted"
    raise AudioEncryptedError(what)


def _frames_of(decoder: Any, piece: bytes | None, notes: DssNotes) -> Iterator[AudioFrame]:
    """Frames of one piece of the file (None: of what is left), none when the decoder gives up there."""
    import av

    try:
        values = decoder.push(piece) if piece is not None else decoder.finish()
    except RuntimeError:  # what it raises for every kind of damage, a torn end included
        notes.ends_badly = notes.gave_up = True
        return
    if not values:
        return
    notes.codec, notes.sample_rate_hz = decoder.format() or "dss", decoder.native_rate()
    pcm: NDArray[np.int16] = np.clip(np.asarray(values, np.float32), -32_768, 32_767).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(pcm[None, :], format="s16", layout="mono")
    frame.sample_rate = notes.sample_rate_hz
    yield frame
