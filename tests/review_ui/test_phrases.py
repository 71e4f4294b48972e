from __future__ import annotations

import pytest

from storage.accounts import Role
from storage.phrases import PhraseText, keep_phrases
from tests.review_ui.dictation import dictation_to_check
from tests.review_ui.site import SignedInClient, WebSite


@pytest.fixture
def tom(web: WebSite) -> SignedInClient:
    return web.signed_in(Role.TRANSCRIPTIONIST, login="tom")


def phrase(**changed: str) -> dict[str, str]:
    return {"kind": "expander", "short": "hx", "text": "history", "worktype": ""} | changed


def ids_in(page: str) -> list[str]:
    return [part.split('"')[0].split("#")[0] for part in page.split("&amp;edit=")[1:]]


def test_a_phrase_is_added_changed_removed_and_brought_back(web: WebSite, tom: SignedInClient) -> None:
    assert tom.post("/phrases/mine", **phrase(text="history of <b>")).status_code == 303
    page = tom.get("/phrases").text
    assert "history of &lt;b&gt;" in page
    phrase_id = ids_in(page)[0]

    assert "Change a phrase" in tom.get(f"/phrases?edit={phrase_id}").text
    assert tom.post("/phrases/mine", id=phrase_id, **phrase(text="past history")).status_code == 303
    page = tom.get("/phrases").text
    assert "past history" in page
    assert "history of" not in page

    phrase_id = ids_in(page)[0]
    back = tom.post(f"/phrases/mine/{phrase_id}/remove").headers["location"]
    page = tom.get(back).text
    assert "No phrase yet" in page
    assert "Bring it back" in page
    assert tom.post(f"/phrases/mine/{phrase_id}/bring-back").status_code == 303
    assert "past history" in tom.get("/phrases").text


def test_a_phrase_that_cannot_work_comes_back_with_what_is_wrong(tom: SignedInClient) -> None:
    answer = tom.post("/phrases/mine", **phrase(short="two words", text="my long text"))
    assert answer.status_code == 422
    assert "cannot be typed as one word" in answer.text
    assert "my long text" in answer.text  # nothing that was typed is lost
    assert tom.post("/phrases/mine", **phrase(kind="else")).status_code == 422
    assert tom.post("/phrases/theirs", **phrase()).status_code == 404


def test_one_s_own_list_is_nobody_else_s_and_the_site_s_is_kept_by_those_who_may(
    web: WebSite, tom: SignedInClient
) -> None:
    ann = web.signed_in(Role.TRANSCRIPTIONIST, login="ann")
    administrator = web.signed_in(Role.ADMINISTRATOR, login="adam")
    tom.post("/phrases/mine", **phrase(text="of Tom alone"))
    phrase_id = ids_in(tom.get("/phrases").text)[0]
    assert "of Tom alone" not in ann.get("/phrases").text + ann.get("/phrases/mine.csv").text
    assert ann.post(f"/phrases/mine/{phrase_id}/remove").status_code == 409
    assert ann.post("/phrases/mine", id=phrase_id, **phrase(text="hers")).status_code == 409

    assert tom.post("/phrases/site", **phrase()).status_code == 403
    assert administrator.post("/phrases/site", **phrase(text="of everybody")).status_code == 303
    page = tom.get("/phrases?whose=site").text
    assert "of everybody" in page
    assert "Add a phrase" not in page.replace('data-key-label="Add a phrase"', "")
    assert "phrase.kept" in web.actions()


def test_a_list_leaves_and_comes_back_as_csv(tom: SignedInClient) -> None:
    tom.post("/phrases/mine", **phrase(kind="macro", short="=SUM", text="=1+1"))
    saved = tom.get("/phrases/mine.csv")
    assert saved.headers["content-disposition"] == 'attachment; filename="phrases-mine.csv"'
    assert ",'=SUM,'=1+1," in saved.text
    phrase_id = ids_in(tom.get("/phrases").text)[0]
    tom.post(f"/phrases/mine/{phrase_id}/remove")

    content = saved.text + "expander,no good,x,\r\n"
    answer = tom.upload(("list.csv", content.encode()), path="/phrases/mine/import")
    assert answer.status_code == 422  # the field is named file, as the page's own form sends it
    sent = {"file": ("list.csv", content.encode())}
    token = {"csrf_token": tom.token}
    answer = tom.client.post("/phrases/mine/import", files=sent, data=token)
    assert "1 new or changed, 0 stood there already" in answer.text
    assert "Line 3: This short form cannot be typed as one word" in answer.text
    assert "=1+1" in tom.get("/phrases").text
    pictures = {"file": ("x.csv", b"\x89PNG\0\0")}
    assert tom.client.post("/phrases/mine/import", files=pictures, data=token).status_code == 422


def test_a_report_is_given_its_phrases_the_day_and_its_author(web: WebSite, tom: SignedInClient) -> None:
    document_id = dictation_to_check(web.site, author="Dr. Imani Okafor")
    sue = web.site.person("supervisor", name="Sue").actor
    kept = [
        PhraseText("template", "Letter", "Dear colleague", "Letter"),
        PhraseText("template", "Operation", "PROCEDURE", "Operative report"),
        PhraseText("expander", "hx", "history"),
    ]
    web.site.write(lambda session: keep_phrases(session, None, kept, sue))
    tom.post("/phrases/mine", **phrase(text="my history"))

    answer = tom.get(f"/phrases/for/{document_id}").json()
    assert answer["author"] == "Dr. Imani Okafor"
    assert answer["today"]
    assert answer["phrases"] == [
        {"kind": "expander", "short": "hx", "text": "my history", "own": True},
        {"kind": "template", "short": "Letter", "text": "Dear colleague", "own": False},
    ]
    assert [one["short"] for one in tom.get("/phrases/for-a-text").json()["phrases"]] == ["hx"]
    administrator = web.signed_in(Role.ADMINISTRATOR, login="adam")
    assert administrator.get(f"/phrases/for/{document_id}").status_code == 404
