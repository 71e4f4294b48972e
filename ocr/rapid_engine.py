"""Touches the world: loads the PP-OCRv6 networks that the package rapidocr carries, and reads with them.

Detector and recogniser run in this process, on one thread, from the package's own files: nothing is fetched.
The detector sees the whole page small; the recogniser sees each line at the page's full resolution.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.engine import EngineFailedError, EngineWord, Orientation, Pixels
from ocr.line_recogniser import ReadChar, alphabet_of, read_lines
from ocr.line_words import LinePiece, crop_of, words_of_line
from ocr.options import OcrOptions
from ocr.text_detector import READABLE_FROM, TextBox, find_text
from storage.errors import Disposition, EngineInfo, ServiceError

_DETECTOR = "PP-OCRv6_det_small.onnx"
_RECOGNISER = "PP-OCRv6_rec_small.onnx"
NAME = "rapidocr"


class SecondEngineMissingError(ServiceError):
    """RapidOCR, or the runtime of its networks, is not installed."""

    code = "ocr.second_engine_missing"
    disposition = Disposition.ASK_HUMAN
    remedy = "Install the extra second-engine, or set the second engine to never in the settings"


@dataclass(frozen=True)
class RapidReading:
    """The words that were read, and every piece of text that the detector saw, read or not."""

    words: tuple[EngineWord, ...]
    boxes: tuple[TextBox, ...]


def is_installed() -> bool:
    """Whether the networks and their runtime are here."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


class RapidEngine:
    """`OcrEngine` over RapidOCR's networks; it also says where it saw text."""

    def __init__(self, options: OcrOptions) -> None:
        folder = _models_folder()
        self._long_side_px = options.detector_side_px
        self._detect, _ = _network(folder / _DETECTOR)
        self._recognise, said = _network(folder / _RECOGNISER)
        self._alphabet = alphabet_of(said["character"].splitlines())
        self.info = EngineInfo(
            name=NAME,
            version=importlib.metadata.version("rapidocr"),
            model_sha256=_both_sha256(folder),
            options_hash=options.fingerprint,
        )

    def read_words(self, grey: Pixels, *, dpi: int) -> tuple[EngineWord, ...]:
        """The words of the image, piece by piece from the top; see `OcrEngine`."""
        return self.read(grey, dpi=dpi).words

    def read(self, grey: Pixels, *, dpi: int) -> RapidReading:
        """The words of the image and the boxes that they were read from.

        Raises:
            EngineFailedError: a network failed.
        """
        boxes = self.find_boxes(grey, dpi=dpi)
        return RapidReading(
            self.read_boxes(grey, [box for box in boxes if box.score >= READABLE_FROM]), boxes
        )

    def find_boxes(self, grey: Pixels, *, dpi: int) -> tuple[TextBox, ...]:
        """Where the detector sees text, from the top.

        Raises:
            EngineFailedError: the network failed.
        """
        del dpi  # the detector sees every page at the same size
        return find_text(grey, self._detect, long_side_px=self._long_side_px)

    def read_boxes(self, grey: Pixels, boxes: Sequence[TextBox]) -> tuple[EngineWord, ...]:
        """The words in the boxes, `line_no` counting boxes.

        Raises:
            EngineFailedError: the network failed.
        """
        pieces = [crop_of(grey, box) for box in boxes]
        chars = read_lines([piece.pixels for piece in pieces], self._recognise, self._alphabet)
        return tuple(
            word
            for number, line in enumerate(_paired(pieces, chars))
            for word in words_of_line(*line, line_no=number)
        )

    def find_orientation(self, grey: Pixels, *, dpi: int) -> Orientation | None:
        """None: these networks read upright lines only and do not tell."""
        del grey, dpi
        return None


def _paired(
    pieces: list[LinePiece], chars: list[tuple[ReadChar, ...]]
) -> list[tuple[LinePiece, tuple[ReadChar, ...]]]:
    return list(zip(pieces, chars, strict=True))


def _models_folder() -> Path:
    if not is_installed():
        raise SecondEngineMissingError("the package rapidocr is not installed")
    found = importlib.util.find_spec("rapidocr")
    folder = Path((found and found.origin) or "").parent / "models"
    for name in (_DETECTOR, _RECOGNISER):
        if not (folder / name).is_file():
            raise SecondEngineMissingError(f"the package rapidocr carries no {name}")
    return folder


def _network(path: Path) -> tuple[Callable[[NDArray[np.float32]], NDArray[np.float32]], dict[str, str]]:
    """The network as a function of one array, and what its file says of itself."""
    onnxruntime: Any = importlib.import_module("onnxruntime")  # carries no types
    how = onnxruntime.SessionOptions()
    how.intra_op_num_threads = 1  # pages are read in parallel, not their parts
    how.inter_op_num_threads = 1
    how.enable_cpu_mem_arena = False  # kept, it grows to the largest page ever seen
    how.log_severity_level = 4
    session: Any = onnxruntime.InferenceSession(str(path), how, providers=["CPUExecutionProvider"])
    entry = session.get_inputs()[0].name

    def run(planes: NDArray[np.float32]) -> NDArray[np.float32]:
        try:
            (out,) = session.run(None, {entry: planes})
        except Exception as error:  # adapter edge: the runtime's own exceptions share no base class
            raise EngineFailedError("the second engine's network failed") from error
        return np.asarray(out, dtype=np.float32)

    return run, dict(session.get_modelmeta().custom_metadata_map)


@lru_cache(maxsize=1)
def _both_sha256(folder: Path) -> str:
    together = hashlib.sha256()
    for name in (_DETECTOR, _RECOGNISER):
        together.update((folder / name).read_bytes())
    return together.hexdigest()


@lru_cache(maxsize=2)
def rapid_engine_for(options: OcrOptions) -> RapidEngine:
    """The engine with the options; loaded once in a process.

    Raises:
        SecondEngineMissingError: it is not installed.
    """
    return RapidEngine(options)
