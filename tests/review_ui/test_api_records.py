from __future__ import annotations

from storage.accounts import Role
from tests.review_ui.dictation import filed_report
from tests.review_ui.site import WebSite


def test_a_program_reads_the_manifest_and_its_fhir_shape(web: WebSite) -> None:
    record_id = filed_report(web.site, author="imani")
    reader = web.signed_in(Role.READER, login="rita")

    manifest = reader.get(f"/api/records/{record_id}").json()
    reference = reader.get(f"/api/records/{record_id}/fhir").json()

    assert manifest["record_id"] == record_id
    assert manifest["originals"][0]["sha256"] == web.site.document(record_id).source_sha256
    assert (reference["resourceType"], reference["docStatus"]) == ("DocumentReference", "preliminary")
    assert "record.viewed" in web.actions()


def test_a_record_that_is_not_filed_is_unknown_to_programs_too(web: WebSite) -> None:
    reader = web.signed_in(Role.READER, login="rita")

    answer = reader.client.get("/api/records/no-such-record/fhir", headers={"accept": "application/json"})

    assert answer.status_code == 404


def test_a_person_who_may_not_see_documents_gets_no_record(web: WebSite) -> None:
    record_id = filed_report(web.site, author="imani")
    administrator = web.signed_in(Role.ADMINISTRATOR, login="ada")

    answer = administrator.client.get(f"/api/records/{record_id}", headers={"accept": "application/json"})

    assert answer.status_code in (403, 404)
