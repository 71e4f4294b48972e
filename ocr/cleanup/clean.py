"""Clean-up before reading: the steps in their order, each only where its measure asks for it. Pure.

No hand-made binarisation and no removal of rules: both cost more words than they win (measured). Noise goes
first, at the resolution where a speck is still a single pixel; the page is made larger and turned last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ocr.cleanup.clean_page import CleanPage
from ocr.cleanup.edges import without_border, without_punch_holes
from ocr.cleanup.geometry import deskewed, scaled, working_scale
from ocr.cleanup.noise import (
    find_screen,
    is_speckled,
    speck_share,
    without_screen,
    without_specks,
)
from ocr.cleanup.sharpness import measure_print, sharpened, stretched
from ocr.cleanup.skew import LEAST_SKEW_DEG, find_skew_deg
from ocr.cleanup.spread import find_gutter
from ocr.cleanup.tone import evenly_lit, is_negative
from ocr.raster import Raster

Step = Callable[[CleanPage], CleanPage]


def clean(raster: Raster, *, without: frozenset[str] = frozenset()) -> CleanPage:
    """The page dark on light, evenly lit, free of noise and borders, at a readable resolution, and straight.

    `without` names steps to leave out (see `STEPS`): what an earlier cleaning lists in its `steps` can so be
    undone, one by one or all of them. The raster itself is not changed.
    """
    page = CleanPage(raster.grey(), max(round(raster.dpi), 1))
    for name, step in STEPS.items():
        if name not in without:
            page = step(page)
    return replace(page, gutter_x=find_gutter(page.grey, dpi=page.dpi))


def _invert(page: CleanPage) -> CleanPage:
    if not is_negative(page.grey):
        return page
    return page.with_step("invert", np.asarray(255 - page.grey, dtype=np.uint8))


def _halftone(page: CleanPage) -> CleanPage:
    screen = find_screen(page.grey)
    if screen is None:
        return page
    grey = without_screen(page.grey, screen.sigma_px)
    return page.with_step("halftone", grey, share=round(screen.share, 4), sigma_px=screen.sigma_px)


def _specks(page: CleanPage) -> CleanPage:
    share = speck_share(page.grey)
    if not is_speckled(share):
        return page
    return page.with_step("specks", without_specks(page.grey), speck_share=round(share, 4))


def _border(page: CleanPage) -> CleanPage:
    grey, share = without_border(page.grey, page.dpi)
    return page if share == 0 else page.with_step("border", grey, share=round(share, 4))


def _punch_holes(page: CleanPage) -> CleanPage:
    grey, count = without_punch_holes(page.grey, page.dpi)
    return page if count == 0 else page.with_step("punch_holes", grey, count=count)


def _background(page: CleanPage) -> CleanPage:
    grey, variation = evenly_lit(page.grey)
    return page if variation == 0 else page.with_step("background", grey, variation=round(variation, 1))


def _sharpen(page: CleanPage) -> CleanPage:
    measured = measure_print(page.grey)
    if not measured.is_blurred:
        return page
    sigma_px = measured.blur_sigma_px
    return page.with_step("sharpen", sharpened(page.grey, sigma_px), sigma_px=sigma_px)


def _contrast(page: CleanPage) -> CleanPage:
    measured = measure_print(page.grey)
    if not measured.is_faint:
        return page
    grey = stretched(page.grey, measured)
    return page.with_step("contrast", grey, paper=measured.paper, ink=measured.ink)


def _scale(page: CleanPage) -> CleanPage:
    factor = working_scale(page.dpi)
    return page if factor == 1 else scaled(page, factor, dpi=round(page.dpi * factor))


def _deskew(page: CleanPage) -> CleanPage:
    skew_deg = find_skew_deg(page.grey)
    return page if abs(skew_deg) < LEAST_SKEW_DEG else deskewed(page, skew_deg)


STEPS: dict[str, Step] = {
    "invert": _invert,
    "halftone": _halftone,
    "specks": _specks,
    "border": _border,
    "punch_holes": _punch_holes,
    "background": _background,
    "sharpen": _sharpen,
    "contrast": _contrast,
    "scale": _scale,
    "deskew": _deskew,
}
