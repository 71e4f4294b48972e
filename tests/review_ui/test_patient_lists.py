"""Lists of patients through the browser's forms, and two entries made one and two again."""

from __future__ import annotations

import re

import pytest

from storage.accounts import Role
from storage.tables import AuditEvent
from tests.review_ui.chart import chart_to_check
from tests.review_ui.site import SignedInClient, WebSite
from tests.review_ui.test_who_is_this import document, patient

LIST = b"Name,Born,Number\nAnn Lee,03/04/1958,1\nBo Nye,02/03/1960,2\n,,\nCy,soon,3\n"


@pytest.fixture
def rosa(web: WebSite) -> SignedInClient:
    return web.signed_in(Role.TECHNICIAN, login="rosa")


def send_list(rosa: SignedInClient, content: bytes) -> str:
    answer = rosa.client.post(
        "/patients/lists", files=[("files", ("p.csv", content))], data={"csrf_token": rosa.token}
    )
    return answer.text


def test_a_list_is_looked_at_then_taken_and_its_columns_are_remembered(
    web: WebSite, rosa: SignedInClient
) -> None:
    shown = send_list(rosa, LIST)
    assert "Ann Lee" in shown
    sha256 = re.search(r'name="sha256" value="(\w+)"', shown)
    assert sha256

    columns = {"column-name": "Name", "column-dob": "Born", "column-mrn": "Number"}
    unsure = rosa.post("/patients/lists/take", sha256=sha256[1], name="p.csv", **columns)
    assert unsure.status_code == 422  # 03/04 may be March or April: somebody has to say
    rosa.post("/patients/lists/take", sha256=sha256[1], name="p.csv", dates="mdy", **columns)

    page = rosa.get("/patients").text
    assert "2 patients known" in page
    assert "Line 5: The birth date is no date" in page
    assert re.search(r"<option selected>Number</option>", send_list(rosa, LIST))
    assert "patients.list_taken" in web.actions()


def test_what_is_no_list_says_how_to_mend_it(rosa: SignedInClient) -> None:
    assert "Save the list as CSV" in send_list(rosa, b"one column\n")


def test_two_entries_become_one_after_a_look_at_both_and_two_again(
    web: WebSite, rosa: SignedInClient
) -> None:
    kept = patient(web, "900417", "Fernsby, Marigold", "1958-03-14")
    merged = patient(web, "55", "Applegate, Marigold", "1958-03-14")
    chart = chart_to_check(web.site, "Nothing.", mrn="", name="").document_id
    rosa.post(f"/documents/{chart}/who", how="known", patient_id=merged)

    compared = rosa.post("/patients/merges/compare", kept="900417", merged="55").text
    assert "Applegate, Marigold" in compared
    rosa.post("/patients/merges", kept_id=kept, merged_id=merged, reason="married")

    assert document(web, chart).patient_id == merged
    assert "Fernsby, Marigold" in rosa.get(f"/documents/{chart}").text
    found = rosa.post("/find", wanted="900417")
    assert chart in found.headers.get("location", "") + found.text
    again = rosa.post("/patients/merges", kept_id=kept, merged_id=merged, reason="married")
    assert again.status_code == 409
    merge_id = re.search(r'name="merge_id" value="([\w-]+)"', rosa.get("/patients").text)
    assert merge_id
    rosa.post("/patients/merges/undo", merge_id=merge_id[1], reason="twins")

    assert "Applegate, Marigold" in rosa.get(f"/documents/{chart}").text
    assert "taken back by rosa: twins" in rosa.get("/patients").text
    with web.site.belt.database.read() as session:
        actions = [one.action for one in session.query(AuditEvent).filter_by(patient_id=merged)]
    assert {"patient.merged", "patient.merge_undone"} <= set(actions)
