"""The test page of a clinic's first hour: what arrived in the scanner's folder, and how good it is.

Nothing is received, read for words or filed: the page is looked at and put aside. Touches the disk.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import ServiceError

if TYPE_CHECKING:
    from ocr.raster import Raster

_ENDINGS = frozenset({".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png"})
_RESTS_S = 1.0  # a file that has not changed for this long has arrived
_LARGEST_BYTES = 100 * 2**20
_ENOUGH_DPI, _PLENTY_DPI = 200, 400
_STRAIGHT_DEG = 1.0
_COLOURED_SHARE = 0.002  # of pixels that are plainly coloured: a stamp is enough, a yellowed sheet is not
_PLAINLY_COLOURED = 60  # grey levels between the strongest and the weakest of red, green and blue


@dataclass(frozen=True)
class TestPage:
    """A file in the folder; `mark` tells it from the one before without its name."""

    path: Path
    mark: str


@dataclass(frozen=True)
class Remark:
    """One thing about the scan in plain words; tone good | waiting | bad."""

    tone: str
    words: str


def newest_arrival(folder: Path, *, now_s: float | None = None) -> TestPage | None:
    """The newest scan in the folder that has arrived whole, or None."""
    now_s = time.time() if now_s is None else now_s
    found: list[tuple[int, int, Path]] = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.suffix.lower() not in _ENDINGS or path.name.startswith((".", "~")) or path.is_symlink():
            continue
        try:
            status = path.stat()
        except FileNotFoundError:
            continue  # taken away while we looked
        if path.is_file() and 0 < status.st_size <= _LARGEST_BYTES and now_s - status.st_mtime >= _RESTS_S:
            found.append((status.st_mtime_ns, status.st_size, path))
    if not found:
        return None
    changed, size, path = max(found)
    return TestPage(path, f"{changed}-{size}")


def put_aside(folder: Path, test_pages: Path) -> int:
    """How many test scans were moved out of the folder, so that none of them is filed; nothing is deleted."""
    moved = 0
    while (page := newest_arrival(folder, now_s=time.time() + _RESTS_S)) is not None:
        test_pages.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(page.path, test_pages / f"{page.mark}{page.path.suffix.lower()}")
        moved += 1
    return moved


def remarks_on(content: bytes) -> list[Remark]:
    """What is good or bad about the first page of a scan, the worst first; pure."""
    from ocr.open_document import open_document  # the web starts without the image libraries
    from ocr.options import OcrOptions

    try:
        with open_document(content, options=OcrOptions(render_dpi=300)) as document:
            loaded = document.load_image(0)
            said = [*_page_remarks(loaded.raster, coverage=loaded.image_coverage)]
            if document.page_count > 1:
                said.append(Remark("good", f"{document.page_count} pages arrived as one file"))
    except ServiceError as refused:
        return [Remark("bad", f"{refused}: {refused.remedy}")]
    order = {"bad": 0, "waiting": 1, "good": 2}
    return sorted(said, key=lambda remark: order[remark.tone])


def _page_remarks(raster: Raster, *, coverage: float) -> list[Remark]:
    from ocr.scan_check import CheckOptions, check_page

    check = check_page(raster, options=CheckOptions(), is_scan=True)
    if check.is_blank:
        return [
            Remark("bad", "The page is blank: turn it round in the scanner, print side as the arrow says")
        ]
    said = [Remark("bad", _capital(reason.note)) for reason in check.rescan]
    kinds = {reason.kind for reason in check.rescan}
    if coverage >= 0.5:
        said.append(_resolution(round(check.dpi), too_low="low_resolution" in kinds))
    if "skewed" not in kinds:
        said.append(_straightness(raster))
    said.append(_colour(raster))
    if not kinds & {"cut_off", "damaged_image"}:
        said.append(Remark("good", "The whole page is there: no print runs over an edge"))
    if not kinds & {"too_faint", "blurred", "dark_page"}:
        said.append(Remark("good", "The print is sharp and dark enough"))
    return said


def _resolution(dpi: int, *, too_low: bool) -> Remark:
    if too_low or dpi < _ENOUGH_DPI:
        return Remark("bad", f"{dpi} dots an inch are too few: set the scanner to 300 dpi")
    if dpi > _PLENTY_DPI:
        return Remark("waiting", f"{dpi} dots an inch are more than needed and slow: 300 dpi will do")
    return Remark("good", f"{dpi} dots an inch")


def _straightness(raster: Raster) -> Remark:
    from ocr.quality import MAP_DPI, ink_map
    from ocr.scan_check.tilt import find_tilt_deg

    tilt_deg = abs(find_tilt_deg(ink_map(raster.grey(), min(raster.dpi, MAP_DPI))))
    if tilt_deg > _STRAIGHT_DEG:
        return Remark(
            "waiting", f"The page leans by {tilt_deg:.0f}°: it is straightened, but push the guides in"
        )
    return Remark("good", "The page lies straight")


def _colour(raster: Raster) -> Remark:
    if raster.pixels.ndim == 2:
        return Remark(
            "good", "Grey or black and white: small files; coloured stamps and highlighter turn grey"
        )
    sampled = raster.pixels[::4, ::4].astype("int16")
    spread = sampled.max(axis=2) - sampled.min(axis=2)
    if float((spread > _PLAINLY_COLOURED).mean()) > _COLOURED_SHARE:
        return Remark("good", "In colour, and there is colour on it")
    return Remark("good", "In colour: larger files, but stamps and highlighter stay as they are")


def _capital(note: str) -> str:
    return note[:1].upper() + note[1:]
