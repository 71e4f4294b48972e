"""What the scanning room wants to know of a page while the paper is at hand, without reading its words.

Blank or not, good enough or to be scanned again and why, its barcodes, and whether it was scanned before.
"""

from ocr.scan_check.check_document import check_document
from ocr.scan_check.check_page import check_page
from ocr.scan_check.duplicates import find_duplicates
from ocr.scan_check.page_check import CheckOptions, PageCheck, RescanKind, RescanReason
from ocr.scan_check.same_page import is_same_page

__all__ = [
    "CheckOptions",
    "PageCheck",
    "RescanKind",
    "RescanReason",
    "check_document",
    "check_page",
    "find_duplicates",
    "is_same_page",
]
