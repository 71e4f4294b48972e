from __future__ import annotations

import pytest

from ingest.media_type import UNKNOWN, identify


@pytest.mark.parametrize(
    ("head", "kind", "name"),
    [
        (b"%PDF-1.7\n", "chart", "application/pdf"),
        (b"\r\n junk before \n%PDF-1.4", "chart", "application/pdf"),
        (b"II*\x00\x08\x00", "chart", "image/tiff"),
        (b"MM\x00*\x00\x00", "chart", "image/tiff"),
        (b"II+\x00\x08\x00", "chart", "image/tiff"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "chart", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "chart", "image/png"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "dictation", "audio/wav"),
        (b"ID3\x04\x00", "dictation", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "dictation", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "dictation", "audio/aac"),
        (b"\x00\x00\x00\x20ftypM4A ", "dictation", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypheic", "chart", "image/heic"),
        (b"OggS\x00\x02", "dictation", "audio/ogg"),
        (b"fLaC\x00\x00", "dictation", "audio/flac"),
        (b"#!AMR\n", "dictation", "audio/amr"),
        (b"#!AMR-WB\n", "dictation", "audio/amr"),
        (b"caff\x00\x01", "dictation", "audio/x-caf"),
        (b".snd\x00\x00\x00\x18", "dictation", "audio/basic"),
        (b"FORM\x00\x00\x00\x00AIFFCOMM", "dictation", "audio/aiff"),
        (b"\x1a\x45\xdf\xa3\x9f", "dictation", "audio/webm"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "dictation", "audio/x-ms-wma"),
        (b"\x02dss\x00", "dictation", "audio/x-dss"),
        (b"\x06dss\x00", "dictation", "audio/x-dss"),
        (b"\x03ds2\x00", "dictation", "audio/x-dss"),
        (b"\x03enc\x00", "dictation", "audio/x-dss"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head: bytes, kind: str, name: str) -> None:
    found = identify(head)

    assert (found.kind, found.name) == (kind, name)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"Just text, though it is named .pdf",
        b"RIFF\x00\x00\x00\x00AVI ",
        b"FORM\x00\x00\x00\x00ILBM",
        b"\x20dss\x00",
        b"\xff\xfe a text in UTF-16",
        b"\xff\xe8\x90\x00",  # the version number that MPEG reserves
        b"\xff\xfb\xf0\x00",  # the bit rate that MPEG reserves
        b"\xff\xe1\x00\x00",  # no layer, and no ADTS either
        b"\xff\xfb",
    ],
)
def test_anything_else_is_unknown(head: bytes) -> None:
    assert identify(head) == UNKNOWN
