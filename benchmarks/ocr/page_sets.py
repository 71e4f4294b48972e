"""Touches the world: the development sets, FUNSD's forms and the clinical documents, as images with truth."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from benchmarks.frame import SetMissingError
from benchmarks.ocr.bench import Bench
from benchmarks.ocr.truth import Corners, TrueWord

RENDER_DPI = 300
CLINICAL_SUBSETS = ("original", "tables", "handwriting")


@dataclass(frozen=True)
class FormPage:
    """One FUNSD page: the image as distributed and its annotated words (in no order)."""

    name: str
    image: Path
    words: tuple[TrueWord, ...]

    @property
    def reading_words(self) -> list[tuple[str, Corners]]:
        """The words with their boxes, as `visual_order` takes them."""
        return [(word.text, word.box) for word in self.words]


@dataclass(frozen=True)
class ClinicalDocument:
    """One clinical document: page images at 300 dpi and the audited text.

    `subset` is original (prose), tables or handwriting; `template` names the layout that documents share.
    """

    name: str
    subset: str
    template: str
    degradation: str
    text: str
    images: tuple[Path, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing happened to the scan."""
        return self.degradation == "clean"


def _folder(bench: Bench, name: str) -> Path:
    if bench.data is None:
        raise SetMissingError(f"no --data folder was named: {name} is left out")
    for folder in (bench.data / name, bench.data / "ocr" / name):
        if folder.is_dir():
            return folder
    raise SetMissingError(f"{bench.data} holds no folder {name}: it is left out")


def forms(bench: Bench, *, limit: int | None = None) -> list[FormPage]:
    """FUNSD's pages by file name.

    Raises:
        SetMissingError: there is no such folder.
    """
    paths = sorted(_folder(bench, "funsd").glob("*.png"))
    return [_form(path) for path in paths[: limit or bench.limit]]


def _form(image: Path) -> FormPage:
    stored = json.loads(image.with_suffix(".json").read_text(encoding="utf-8"))["words"]
    words = (TrueWord(word["text"], _corners(word["box"])) for word in stored if word["text"].strip())
    return FormPage(image.stem, image, tuple(words))


def _corners(box: Sequence[float]) -> Corners:
    left, top, right, bottom = box
    return left, top, right, bottom


def clinical(bench: Bench, *, subsets: Sequence[str] = CLINICAL_SUBSETS) -> list[ClinicalDocument]:
    """The clinical documents of these subsets by file name, at most `limit` of each.

    Raises:
        SetMissingError: there is no such folder.
    """
    folder = _folder(bench, "clinical")
    scans = sorted(
        json.loads((folder / "scans.json").read_text(encoding="utf-8")), key=lambda scan: str(scan["file"])
    )
    return [
        _document(bench, folder / scan["file"], subset, scan["degradation"])
        for subset in subsets
        for scan in [scan for scan in scans if scan["subset"] == subset][: bench.limit]
    ]


def _document(bench: Bench, path: Path, subset: str, degradation: str) -> ClinicalDocument:
    numbered = re.search(r"template_(\d+)", path.stem)
    template = numbered.group(1) if numbered else path.stem
    # An original and its handwriting twin share their text: never fit on one and score on the other
    family = "tables" if subset == "tables" else "prose"
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    return ClinicalDocument(
        path.stem, subset, f"{family} {template}", degradation, text, _images(bench, path)
    )


def _images(bench: Bench, path: Path) -> tuple[Path, ...]:
    folder, images = bench.folder("clinical"), []
    with pypdfium2.PdfDocument(path) as document:
        for number in range(len(document)):
            image = folder / f"{path.stem}-{number + 1}.png"
            if not image.is_file():
                page = document[number].render(scale=RENDER_DPI / 72, grayscale=True).to_pil()
                page.save(image, dpi=(RENDER_DPI, RENDER_DPI))
            images.append(image)
    return tuple(images)
