"""How large a dictated report is at a revision, for counting its lines. Touches database and store."""

from __future__ import annotations

from review_ui.live_text import base_tokens
from review_ui.workplace import Workplace
from storage.edits import fold
from storage.reviewed_text import splices_of
from storage.tables import Document
from storage.verified_lines import ReportSize, size_of


def report_size(place: Workplace, document_id: str, revision: int) -> ReportSize | None:
    """The size of the report as it reads at this revision; None for what is no dictation."""
    with place.database.read() as session:
        document = session.get(Document, document_id)
        if document is None or document.kind != "dictation":
            return None
        splices = splices_of(session, document, up_to=revision)
    return size_of(fold(base_tokens(place, document), splices))
