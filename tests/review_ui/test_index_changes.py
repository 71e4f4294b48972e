"""Somebody changes whose chart it is: no decision slips along, and what stood there before is kept."""

from __future__ import annotations

import re

from sqlalchemy import select

from storage.accounts import Role
from storage.reviews import open_deficiencies
from storage.tables import AuditEvent, Document
from tests.review_ui.site import WebSite
from tests.review_ui.test_chart_review import CONFIRMED, NOTE, open_chart, send


def test_a_page_kept_for_one_patient_is_asked_about_again_when_another_is_chosen(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat, NOTE, "Patient: Quill, Barnaby\nMRN: 555000\n\nText")
    path = f"/documents/{made.document_id}"
    send(pat, f"{path}/index", **CONFIRMED)
    kept = re.search(r'name="deficiency_id" value="([^"]+)"', pat.get(f"{path}/side").text)
    assert kept
    decided = {"kind": "other_patient", "deficiency_id": kept[1], "decision": "it is this patient"}
    assert send(pat, f"{path}/acknowledge", **decided).status_code == 200
    send(pat, f"{path}/index", **CONFIRMED)
    assert "Nothing is missing." in pat.get(f"{path}/side").text  # the same choice asks nothing again

    another = CONFIRMED | {"mrn": "777001", "name": "Moth, Ada", "dob": "1970-01-01", "encounter": "E-9"}
    assert send(pat, f"{path}/index", **another).status_code == 200
    with web.site.belt.database.read() as session:
        undecided = [
            row.page_number for row in open_deficiencies(session, session.get_one(Document, made.document_id))
        ]
    assert undecided == [1, 2]


def test_what_an_index_said_before_somebody_changed_it_stays_in_the_audit(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat)
    path = f"/documents/{made.document_id}/index"
    send(pat, path, **(CONFIRMED | {"author": "Dr. One", "encounter_type": "inpatient"}))
    send(pat, path, **(CONFIRMED | {"author": "Dr. Two", "encounter_type": "emergency"}))
    with web.site.belt.database.read() as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "confirmed_index").order_by(AuditEvent.id)
        ).all()
    assert rows[1].detail == {
        "changed": {"author": ["Dr. One", "Dr. Two"]},
        "encounter": {"encounter_type": ["inpatient", "emergency"]},
    }
