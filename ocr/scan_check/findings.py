"""What a look at a page asks of a person, as the losses of a document. Pure."""

from __future__ import annotations

from ocr.scan_check.page_check import PageCheck
from storage.errors import Deficiency

RESCAN_WANTED = "rescan_wanted"


def rescans_wanted(check: PageCheck) -> list[Deficiency]:
    """One loss for each reason to scan the page again; its page number is the document's to give."""
    return [Deficiency(RESCAN_WANTED, one.note[:1].upper() + one.note[1:]) for one in check.rescan]
