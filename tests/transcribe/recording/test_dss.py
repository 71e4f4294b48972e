from __future__ import annotations

import hashlib
import random
import sys

import numpy as np
import pytest

from storage.errors import Disposition
from transcribe.audio import AudioTooLongError, AudioUnreadableError, NotAudioError, decode_audio
from transcribe.playback import playable
from transcribe.recording.dss import AudioEncryptedError, DssDecoderMissingError, needs_dss_decoder

HEAD_BYTES = {b"\x02dss": 2 * 512, b"\x06dss": 6 * 512, b"\x07ds2": 7 * 512}
QP, SP = 6, 0
PASSWORD = "1234"


def dictation(magic: bytes = b"\x03ds2", *, mode: int = QP, frames: int = 9, blocks: int = 60) -> bytes:
    """A file of a dictation machine with random frames: noise, but of a known length."""
    draw = random.Random(1)  # noqa: S311 - sound must be repeatable, not secret
    content = bytearray(HEAD_BYTES.get(magic, 3 * 512))
    content[:4] = magic
    content[0x26:0x3E] = b"260301101500260301101800"  # begun and ended; FFmpeg wants the dates
    for _ in range(blocks):
        content += bytes([0, 3, frames, 0, mode, 0]) + draw.randbytes(506)
    return bytes(content)


def encrypted(password: str) -> bytes:
    """An encrypted DS2 file whose check word fits the password (first SHA-1 bytes: key, then check word)."""
    salt = bytes(range(16))
    mixed = bytes(a ^ b for a, b in zip(password.encode().ljust(16, b"\x00"), salt, strict=True))
    check = hashlib.sha1(mixed, usedforsecurity=False).digest()[16:18]
    content = bytearray(dictation(b"\x03enc"))
    content[0x146:0x15A] = b"\x01\x00" + salt + check
    return bytes(content)


def length_s(source: bytes, *passwords: str) -> float:
    return decode_audio(source, max_duration_s=3600, passwords=passwords).report.duration_s


@pytest.mark.parametrize(
    ("source", "codec", "expected_s"),
    [
        (dictation(), "ds2_qp", 60 * 9 * 256 / 16_000),
        (dictation(mode=SP), "ds2_sp", 60 * 9 * 288 / 12_000),
        (dictation(b"\x07ds2", mode=SP), "ds2_sp", None),
        (dictation(b"\x06dss", mode=SP), "grundig_sp", None),
    ],
)
def test_dictation_machines_are_read(source: bytes, codec: str, expected_s: float | None) -> None:
    audio = decode_audio(source, max_duration_s=3600)
    assert (audio.report.container, audio.report.codec) == ("dss", codec)
    assert audio.samples.dtype == np.float32
    if expected_s is not None:
        assert audio.report.duration_s == pytest.approx(expected_s, abs=0.1)


def test_what_a_browser_cannot_play_is_played_as_opus() -> None:
    assert playable(dictation())[1] == "audio/ogg"


def test_a_torn_file_keeps_what_is_there_and_says_so() -> None:
    report = decode_audio(dictation()[:-700], max_duration_s=3600).report
    assert report.truncated
    assert report.duration_s > 7


def test_an_encrypted_dictation_asks_for_its_password() -> None:
    with pytest.raises(AudioEncryptedError, match="is encrypted") as caught:
        length_s(encrypted(PASSWORD))
    assert caught.value.disposition is Disposition.ASK_HUMAN
    with pytest.raises(AudioEncryptedError, match="None of the given passwords"):
        length_s(encrypted(PASSWORD), "9999", "far longer than sixteen")


def test_the_password_that_fits_opens_it() -> None:
    assert length_s(encrypted(PASSWORD), "0000", PASSWORD) == pytest.approx(8.64, abs=0.1)


def test_the_limit_holds_while_decoding() -> None:
    with pytest.raises(AudioTooLongError):
        decode_audio(dictation(), max_duration_s=2)


@pytest.mark.parametrize("source", [b"\x03ds2", b"\x03ds2" + bytes(1532), b"\x03enc" + bytes(100)])
def test_a_head_alone_is_refused(source: bytes) -> None:
    with pytest.raises((AudioUnreadableError, AudioEncryptedError)):
        length_s(source)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pydsscodec", None)
    with pytest.raises(DssDecoderMissingError, match=r"chartscribe\[dss\]"):
        length_s(dictation())


def test_olympus_dss_needs_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pydsscodec", None)
    assert not needs_dss_decoder(dictation(b"\x02dss"))
    assert decode_audio(dictation(b"\x02dss", mode=SP), max_duration_s=3600).report.codec == "dss_sp"


def test_a_name_in_the_wrong_place_is_no_dictation() -> None:
    with pytest.raises(NotAudioError):
        length_s(b"\x40ds2" + bytes(4000))
