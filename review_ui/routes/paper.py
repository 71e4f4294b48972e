"""Paper that may be destroyed: what stands in the way, reading back, the certificate. Touches the world."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from ingest.paper.issue import (
    ask_for_certificate,
    certificate_file,
    confirm_certificate,
    find_batch,
    take_back_request,
)
from ingest.paper.read_back import read_back
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.paper_presenter import paper_rows, paper_view
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.routes.review_acts import reviewer_of
from review_ui.second_person import confirmer_behind
from review_ui.workplace import workplace
from storage.audit.record import record_audit

router = guarded_router()
Releaser = Annotated[CurrentUser, require(Permission.RELEASE_PAPER)]


@router.get("/paper", name="paper", include_in_schema=False)
def paper_page(request: Request, user: Releaser) -> Response:
    """Every batch of paper, those without a certificate first."""
    with workplace(request).database.read() as session:
        rows = paper_rows(session, user.site_id)
    return render(request, "paper/list.html", rows=rows)


@router.get("/paper/{batch_id}", name="paper_of_batch", include_in_schema=False)
def batch_page(request: Request, batch_id: str, user: Releaser) -> Response:
    """What was checked, what stands in the way and how to mend it, and the certificate."""
    return render(request, "paper/batch.html", paper=paper_view(workplace(request), user, batch_id))


@router.post("/paper/{batch_id}/read-back", name="paper_read_back", include_in_schema=False)
def files_read_back(request: Request, batch_id: str, user: Releaser) -> Response:
    """Read every filed object of the batch and compare it with what was filed."""
    place = workplace(request)
    with place.database.read() as session:
        find_batch(session, user.site_id, batch_id)
    read_back(place.belt, batch_id, reviewer_of(user))
    return go_to(f"/paper/{batch_id}", done="read_back")


@router.post("/paper/{batch_id}/ask", name="paper_ask", include_in_schema=False)
def certificate_asked(request: Request, batch_id: str, user: Releaser) -> Response:
    """Ask for the certificate; somebody else confirms it."""
    ask_for_certificate(workplace(request).belt, user.site_id, batch_id, reviewer_of(user))
    return go_to(f"/paper/{batch_id}")


@router.post("/paper/{batch_id}/take-back", name="paper_take_back", include_in_schema=False)
def request_taken_back(request: Request, batch_id: str, user: Releaser) -> Response:
    """Forget that the certificate was asked for."""
    take_back_request(workplace(request).belt, user.site_id, batch_id, reviewer_of(user))
    return go_to(f"/paper/{batch_id}")


@router.post("/paper/{batch_id}/confirm", name="paper_confirm", include_in_schema=False)
def certificate_confirmed(request: Request, batch_id: str, user: Releaser) -> Response:
    """Check everything again and make the certificate."""
    place = workplace(request)
    with place.database.read() as session:
        confirmer = confirmer_behind(request, user, session)
    confirm_certificate(place.belt, user.site_id, batch_id, confirmer)
    return go_to(f"/paper/{batch_id}", done="certified")


@router.get("/paper/{batch_id}/certificate", name="paper_certificate", include_in_schema=False)
def certificate_pdf(request: Request, batch_id: str, user: Releaser) -> Response:
    """The certificate as a PDF, to print."""
    place = workplace(request)
    with place.database.write() as session:
        find_batch(session, user.site_id, batch_id)
        kept = certificate_file(session, batch_id)
        record_audit(
            session,
            actor=user.actor,
            action="paper.certificate_opened",
            subject_kind="batch",
            subject_id=batch_id,
        )
    name = f"certificate-{batch_id[-8:]}.pdf"
    return Response(
        place.belt.store.read(kept.sha256),
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
