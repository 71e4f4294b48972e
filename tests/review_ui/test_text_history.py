from __future__ import annotations

from storage.accounts import Role
from storage.reviewed_text import load_text
from tests.review_ui.dictation import dictation_to_check
from tests.review_ui.site import SignedInClient, WebSite


def save(typist: SignedInClient, document_id: str, based_on: int, token: str, text: str) -> int:
    typed = {"based_on": based_on, "first": token, "last": token, "text": text}
    answer = typist.client.post(
        f"/documents/{document_id}/text", json=typed, headers={"x-csrf-token": typist.token}
    )
    assert answer.status_code == 200, answer.text
    revision: int = answer.json()["revision"]
    return revision


def text_of(web: WebSite, document_id: str) -> str:
    return load_text(web.site.belt.database, web.site.belt.store, document_id).text


def test_each_save_is_told_with_its_person_compared_and_brought_back_as_an_edit(web: WebSite) -> None:
    document_id = dictation_to_check(web.site)
    typist = web.signed_in(Role.TRANSCRIPTIONIST, login="tom")
    typist.get(f"/dictations/{document_id}")
    save(typist, document_id, 0, "d:1:t2", "hypertension")
    first = text_of(web, document_id)
    save(typist, document_id, 1, "d:1:t5", "lisinopril")
    address = f"/documents/{document_id}/changes"

    page = typist.get(address).text
    assert page.count("<strong>tom</strong> typed") == 2
    assert "<del>hipertension</del> <ins>hypertension</ins>" in page
    second = typist.get(f"{address}?since=1&shown=2").text
    assert "<ins>lisinopril</ins>" in second
    assert "<del>hipertension</del>" not in second
    assert "the text is the same" in typist.get(f"{address}?since=9&shown=2").text

    assert typist.post(f"/documents/{document_id}/bring-back", revision="1", based_on="1").status_code == 409
    brought = typist.post(f"/documents/{document_id}/bring-back", revision="1", based_on="2")
    assert brought.headers["location"] == address
    assert text_of(web, document_id) == first
    assert web.actions()[-1] == "text.brought_back"
    undone = typist.client.post(f"/documents/{document_id}/undo", headers={"x-csrf-token": typist.token})
    assert undone.status_code == 200
    assert "lisinopril" in text_of(web, document_id)


def test_who_may_only_read_sees_the_history_and_brings_nothing_back(web: WebSite) -> None:
    document_id = dictation_to_check(web.site)
    reader = web.signed_in(Role.READER)
    assert "Bring this back" not in reader.get(f"/documents/{document_id}/changes").text
    refused = reader.post(f"/documents/{document_id}/bring-back", revision="0", based_on="0")
    assert refused.status_code in (403, 409)
