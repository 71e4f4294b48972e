"""A telephone's photo as a test file: one HEVC picture in the boxes of ISO/IEC 23008-12 (HEIC)."""

from __future__ import annotations

import io
import struct

import av
from PIL import Image


def heic_of(image: Image.Image) -> bytes:
    """The image (even sides, RGB or grey) as a HEIC file with one picture."""
    configuration, picture = _encoded(image.convert("RGB"))
    width, height = image.size
    brand = _box(b"ftyp", b"heic" + bytes(4) + b"heicmif1")
    meta = _meta(configuration, width, height, picture_at=0, size_bytes=len(picture))
    picture_at = len(brand) + len(meta) + 8
    meta = _meta(configuration, width, height, picture_at=picture_at, size_bytes=len(picture))
    return brand + meta + _box(b"mdat", picture)


def _encoded(image: Image.Image) -> tuple[bytes, bytes]:
    """(the decoder's configuration, the coded picture), taken out of an MP4 with one frame."""
    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as movie:
        stream = movie.add_stream("libx265", rate=1)
        stream.width, stream.height, stream.pix_fmt = image.width, image.height, "yuv420p"
        stream.codec_context.codec_tag = "hvc1"
        stream.options = {"x265-params": "log-level=none:keyint=1:crf=10:pools=1:frame-threads=1"}
        frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            movie.mux(packet)
    movie_bytes = written.getvalue()
    at = movie_bytes.index(b"hvcC")
    (size,) = struct.unpack_from(">I", movie_bytes, at - 4)
    data_at = movie_bytes.index(b"mdat")
    (data_size,) = struct.unpack_from(">I", movie_bytes, data_at - 4)
    return movie_bytes[at + 4 : at - 4 + size], movie_bytes[data_at + 4 : data_at - 4 + data_size]


def _meta(configuration: bytes, width: int, height: int, *, picture_at: int, size_bytes: int) -> bytes:
    properties = _box(b"hvcC", configuration) + _full(b"ispe", struct.pack(">II", width, height))
    # item 1 has both properties; the decoder's configuration is essential
    association = _full(b"ipma", struct.pack(">IHBBB", 1, 1, 2, 0x81, 2))
    parts = [
        _full(b"hdlr", bytes(4) + b"pict" + bytes(13)),
        _full(b"pitm", struct.pack(">H", 1)),
        _full(b"iloc", struct.pack(">BBHHHHII", 0x44, 0, 1, 1, 0, 1, picture_at, size_bytes)),
        _full(b"iinf", struct.pack(">H", 1) + _full(b"infe", struct.pack(">HH", 1, 0) + b"hvc1\0", 2)),
        _box(b"iprp", _box(b"ipco", properties) + association),
    ]
    return _full(b"meta", b"".join(parts))


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def _full(kind: bytes, content: bytes, version: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", version << 24) + content)
