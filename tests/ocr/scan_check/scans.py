"""Letter pages at 100 dpi that the tests draw and spoil for themselves."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ocr.raster import Raster
from ocr.scan_check import CheckOptions, PageCheck, check_page
from tests.ocr.charts import NOTE, font

DPI = 100
Grey = NDArray[np.uint8]
WORDS = tuple(" ".join(NOTE).lower().replace(".", "").split())


def paper() -> Grey:
    return np.full((11 * DPI, round(8.5 * DPI)), 250, dtype=np.uint8)


def written(seed: int = 0, *, lines: int = 30, ink: int = 20) -> Grey:
    """A page of print, other words for another seed."""
    image = Image.fromarray(paper())
    draw = ImageDraw.Draw(image)
    chance = np.random.default_rng(seed)
    for number in range(lines):
        text = " ".join(str(chance.choice(WORDS)) for _ in range(8))
        draw.text((100, 90 + 30 * number), text, fill=ink, font=font(15))
    return np.array(image)


def form(*answers: str) -> Grey:
    """A ruled form with an answer in each of its first boxes."""
    image = Image.fromarray(paper())
    draw = ImageDraw.Draw(image)
    for number in range(10):
        top = 100 + 80 * number
        draw.rectangle((100, top, 750, top + 60), outline=0, width=2)
        draw.text((110, top + 5), f"{number + 1}. {WORDS[number]} {WORDS[number + 4]}", fill=0, font=font(14))
        if number < len(answers):
            draw.text((300, top + 26), answers[number], fill=30, font=font(20))
    return np.array(image)


def turned(page: Grey, angle_deg: float) -> Grey:
    image = Image.fromarray(page).rotate(-angle_deg, Image.Resampling.BILINEAR, expand=True, fillcolor=250)
    return np.asarray(image, dtype=np.uint8)


def faxed(page: Grey) -> Grey:
    """The page as black and white dots, half as many down as across."""
    small = cv2.resize(page, (page.shape[1], page.shape[0] // 2), interpolation=cv2.INTER_AREA)
    dots = np.where(small < 170, 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(dots, (page.shape[1], page.shape[0])), dtype=np.uint8)


def check(page: Grey, index: int = 0, *, dpi: float = DPI, is_scan: bool = True) -> PageCheck:
    options = CheckOptions(wants_barcodes=False)
    return check_page(Raster(page, dpi), options=options, page_index=index, is_scan=is_scan)


def reasons(page: Grey, *, dpi: float = DPI) -> set[str]:
    return {reason.kind for reason in check(page, dpi=dpi).rescan}
