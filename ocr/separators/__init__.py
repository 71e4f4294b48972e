"""Where one document ends and the next begins in a batch: cover sheets, patch sheets, and the split."""

from ocr.separators.cover import CoverSheet, cover_text, is_cover_text, parse_cover
from ocr.separators.split import DocumentPart, SplitPolicy, split_pages

__all__ = [
    "CoverSheet",
    "DocumentPart",
    "SplitPolicy",
    "cover_text",
    "is_cover_text",
    "parse_cover",
    "split_pages",
]
