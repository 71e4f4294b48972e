"""A place on paper or in a recording as our viewer wants it: JSON with addresses of image or sound. Pure."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from review_ui.places import PagePlace, Place
from review_ui.presenters import duration_words, kind_words
from review_ui.rendering import link_to
from storage.tables import Document


def place_json(request: Request, document: Document, found: Place | None) -> dict[str, Any]:
    """{kind: "page" | "sound" | "none", document_id, title, open, …} for evidence_view.js."""
    page_name = {"chart": "chart_review", "dictation": "dictation_review"}.get(document.kind, "document")
    opened = link_to(request, page_name, document_id=document.id) or f"/documents/{document.id}"
    about = {
        "document_id": document.id,
        "title": document.document_type or kind_words(document.kind),
        "source_sha256": document.source_sha256,
    }
    if found is None:
        return {"kind": "none", "open": opened, **about}
    if isinstance(found, PagePlace):
        return {
            "kind": "page",
            "open": f"{opened}?page={found.page_number}",
            "image": link_to(request, "page_image", document_id=document.id, page_id=found.page_id),
            "page_number": found.page_number,
            "page_count": document.page_count,
            "width": found.width,
            "height": found.height,
            "rotation_deg": found.rotation_deg,
            "boxes": [box.as_json() for box in found.boxes],
            **about,
        }
    return {
        "kind": "sound",
        "open": opened,
        "audio": link_to(request, "audio", document_id=document.id),
        "start_s": found.start_s,
        "end_s": found.end_s,
        "at": duration_words(found.start_s),
        "before": found.before,
        "words": found.words,
        "after": found.after,
        **about,
    }
