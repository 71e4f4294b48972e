"""Pages of a document that were scanned before. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.scan_check.fingerprint import is_same_page
from ocr.scan_check.page_check import PageCheck


def find_duplicates(checks: Sequence[PageCheck]) -> tuple[tuple[int, int], ...]:
    """(page index, index of the first page that it repeats) for every repeated page, in order.

    Blank pages are never duplicates: they all look alike.
    """
    seen: list[PageCheck] = []
    found: list[tuple[int, int]] = []
    for check in checks:
        if check.is_blank or not check.fingerprint:
            continue
        same = next((one for one in seen if is_same_page(one, check)), None)
        if same is None:
            seen.append(check)
        else:
            found.append((check.page_index, same.page_index))
    return tuple(found)
