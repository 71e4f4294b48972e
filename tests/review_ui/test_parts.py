"""Parts of a split file and replaced images on the web: nobody gets another patient's pages."""

from __future__ import annotations

import io

import pytest
from sqlalchemy.orm import Session

from ingest.index_fields import IndexFields
from ingest.page_labels import PageLabel
from ingest.splitting import AS_SPLIT, RECEIVED_PAGES, ChartPart, SplitPlan, lay_out_pages, split_document
from storage.accounts import Role
from storage.artifacts import put_artifact, record_artifact
from storage.errors import Deficiency
from storage.filing.record_schema import OriginalRef
from storage.ledger.document_states import DocumentState as S
from storage.ledger.documents import lock_document, move
from storage.ledger.jobs import cancel_open_jobs
from storage.tables import Document, SetAsidePage
from tests.review_ui.chart import chart_to_check, lose, picture
from tests.review_ui.site import SignedInClient, WebSite
from tests.small_site import FERN


def two_parts(web: WebSite) -> tuple[str, str]:
    """The ids of the two documents of one file, with a separator between them."""
    whole = web.site.receive(b"%PDF-1.7\n the whole batch of two patients", **FERN).document_id
    own = put_artifact(web.site.belt.store, RECEIVED_PAGES, b"%PDF own pages", media_type="application/pdf")
    ids: list[str] = []

    def act(session: Session) -> None:
        document = lock_document(session, whole)
        cancel_open_jobs(session, whole)
        move(session, document, S.SPLITTING, actor="test")
        lay_out_pages(session, lock_document(session, whole), 3)
        cover = IndexFields(mrn="B-2")
        labels = {2: PageLabel("B-2", "E-7", "Consent")}
        plan = SplitPlan((ChartPart((0,)), ChartPart((2,), cover)), separators=(1,), labels=labels)
        for part in split_document(session, lock_document(session, whole), plan):
            record_artifact(session, own, subject_id=part.id, version=AS_SPLIT)
            ids.append(part.id)

    web.site.write(act)
    return ids[0], ids[1]


def test_the_original_of_a_part_is_its_own_pages_and_never_the_whole_file(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    for document_id in two_parts(web):
        answer = pat.get(f"/documents/{document_id}/original")
        assert (answer.status_code, answer.content) == (200, b"%PDF own pages")


def test_both_sides_of_a_split_say_where_the_rest_of_the_file_is(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    first, second = two_parts(web)
    page = pat.get(f"/documents/{first}").text
    assert "Page 2 of the file" in page
    assert f'<a href="/documents/{second}">part 2</a>' in page
    other = pat.get(f"/documents/{second}").text
    assert "Split from a file with separator sheets" in other
    assert "Separator sheets" not in other
    assert f'<a href="/documents/{first}">part 1</a>' in other


def test_a_label_proposes_its_fields_and_says_so(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    _, second = two_parts(web)
    web.change(second, state="awaiting_review")
    page = pat.get(f"/charts/{second}").text
    assert "Encounter and Type proposed from a barcode on its pages." in page
    assert 'value="E-7"' in page
    assert 'value="Consent"' in page


def test_a_page_is_scanned_again_from_the_documents_page_and_put_back(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = chart_to_check(web.site, "one", "two")
    lose(web.site, made.document_id, Deficiency("rescan_wanted", "Too faint: scan it darker", 2))
    assert "Too faint: scan it darker" in pat.get(f"/charts/{made.document_id}").text
    assert ">rescan<" in pat.get(f"/charts/{made.document_id}").text
    assert 'name="files"' in pat.get(f"/documents/{made.document_id}").text

    answer = upload(pat, made.document_id, "2", picture(90, 120))
    assert answer == f"/documents/{made.document_id}?done=page_replaced"
    assert web.site.document(made.document_id).state == S.READING
    page = pat.get(f"/documents/{made.document_id}").text
    assert "Page 2, image before" in page
    assert "Too faint" not in page
    old = f"/documents/{made.document_id}/pages/{made.page_ids[1]}/image"
    assert pat.get(old).status_code == 200  # the first image stays, and can be looked at

    web.change(made.document_id, state="awaiting_review")
    with web.site.belt.database.read() as session:
        aside = session.query(SetAsidePage).one().id
    back = pat.post(f"/documents/{made.document_id}/replaced/{aside}/put-back")
    assert back.headers["location"].endswith("done=page_put_back")
    assert web.actions()[-1:] != []
    assert {"document.page_replaced", "document.page_put_back"} <= set(web.actions())


def upload(client: SignedInClient, document_id: str, page: str, content: bytes) -> str:
    answer = client.client.post(
        f"/documents/{document_id}/rescan",
        data={"csrf_token": client.token, "page": page},
        files={"files": ("new.jpg", io.BytesIO(content), "image/jpeg")},
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


@pytest.mark.parametrize("page", ["", "x", "99"])
def test_a_page_that_is_not_there_cannot_be_replaced(web: WebSite, page: str) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = chart_to_check(web.site, "one")
    refused = pat.client.post(
        f"/documents/{made.document_id}/rescan",
        data={"csrf_token": pat.token, "page": page},
        files={"files": ("new.jpg", io.BytesIO(picture(90, 120)), "image/jpeg")},
    )
    assert refused.status_code in (400, 409, 422)
    assert web.site.document(made.document_id).state == S.AWAITING_REVIEW


def test_who_may_not_add_files_cannot_scan_again(web: WebSite) -> None:
    reader = web.signed_in(Role.READER)
    made = chart_to_check(web.site, "one")
    assert 'name="files"' not in reader.get(f"/documents/{made.document_id}").text
    with web.site.belt.database.read() as session:
        assert session.get_one(Document, made.document_id).part_of is None


def test_an_original_that_others_share_says_which_pages_are_its_own() -> None:
    whole = OriginalRef(sha256="0" * 64, size_bytes=1, media_type="application/pdf")
    assert whole.page_indexes is None
    with pytest.raises(ValueError, match="greater than or equal"):
        OriginalRef(sha256="0" * 64, size_bytes=1, media_type="application/pdf", page_indexes=(-1,))
