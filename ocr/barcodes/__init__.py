"""The barcodes of a page, and what a site's labels and forms say by them.

`read_barcodes` finds them in the image, `find_patch_code` the bars of patch sheets; `labels_of` compares what
they say with the site's patterns.
"""

from ocr.barcodes.labels import LabelKind, LabelPatterns, PageLabel, labels_of
from ocr.barcodes.patch_code import PATCH_CODE, find_patch_code
from ocr.barcodes.reader import read_barcodes

__all__ = [
    "PATCH_CODE",
    "LabelKind",
    "LabelPatterns",
    "PageLabel",
    "find_patch_code",
    "labels_of",
    "read_barcodes",
]
