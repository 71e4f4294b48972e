"""Straightening: a page image made ready for reading, with the way back to the original frame."""

from ocr.cleanup.clean import STEPS, clean
from ocr.cleanup.clean_page import CleanPage
from ocr.cleanup.geometry import turned_upright, working_scale
from ocr.cleanup.skew import find_skew_deg, lies_on_its_side
from ocr.cleanup.tone import dark_on_light

__all__ = [
    "STEPS",
    "CleanPage",
    "clean",
    "dark_on_light",
    "find_skew_deg",
    "lies_on_its_side",
    "turned_upright",
    "working_scale",
]
