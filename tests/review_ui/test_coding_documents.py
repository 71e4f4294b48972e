from __future__ import annotations

from typing import Any

import pytest

from review_ui.case_texts import find_words, lay_out
from storage.accounts import Role
from storage.edits import Token
from storage.reviewed_text import TypedRange, draft_hashes, load_text, machine_tokens, save_typing
from storage.tables import Document
from tests.review_ui.coding import NOTE, CaseMade, case_to_code, chart_of_visit
from tests.review_ui.site import SignedInClient, WebSite


@pytest.fixture
def made(web: WebSite) -> CaseMade:
    return case_to_code(web.site, author="Dr Ada Holt")


@pytest.fixture
def coder(web: WebSite) -> SignedInClient:
    return web.signed_in(Role.CODER, login="cora")


def type_over(web: WebSite, document_id: str, word: str, text: str) -> None:
    belt = web.site.belt
    found = load_text(belt.database, belt.store, document_id)
    token = next(one for one in found.tokens if one.text.startswith(word))
    with belt.database.read() as session:
        base = machine_tokens(belt.store, draft_hashes(session, session.get_one(Document, document_id)))
    typed = TypedRange(found.revision, token.id, token.id, text)
    web.site.write(lambda s: save_typing(s, document_id, base, typed, user_id="somebody"))


def look_for(coder: SignedInClient, made: CaseMade, words: str) -> Any:
    return coder.post(f"/cases/{made.case_id}/words", words=words).json()


def test_the_list_says_type_author_date_and_what_this_person_has_read(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    page = coder.get(f"/cases/{made.case_id}").text
    assert all(words in page for words in ("Progress note", "Dr Ada Holt", "4 May 2026", "not read yet"))

    done = coder.post(f"/cases/{made.case_id}/documents/{made.document_id}/read")
    again = coder.post(f"/cases/{made.case_id}/documents/{made.document_id}/read")

    assert (done.status_code, again.status_code) == (204, 204)
    assert "not read yet" not in coder.get(f"/cases/{made.case_id}").text
    other = web.signed_in(Role.CODER, login="otto")
    assert "not read yet" in other.get(f"/cases/{made.case_id}").text
    type_over(web, made.document_id, "hypertension", "hypotension.")
    assert "changed since you read it" in coder.get(f"/cases/{made.case_id}").text


def test_a_document_is_read_page_by_page_as_it_stands_now(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    chart = chart_of_visit(web.site, "First page <b>", "Second page")
    type_over(web, chart.document_id, "Second", "2nd")

    text = coder.get(f"/cases/{made.case_id}/documents/{chart.document_id}").text

    assert text.index("Page 1") < text.index("First page &lt;b&gt;") < text.index("Page 2")
    assert "2nd page" in text
    assert "Second" not in text
    assert "document.viewed" in web.actions()


def test_words_are_found_in_every_document_over_line_ends(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    chart = chart_of_visit(web.site, "No CHEST\npain today.")

    found = look_for(coder, made, " chest  pain ")

    assert found["count"] == 2
    assert [one["document_id"] for one in found["hits"]] == [made.document_id, chart.document_id]
    assert [one["number"] for one in found["hits"]] == [1, 2]
    start, end = found["hits"][0]["start"], found["hits"][0]["end"]
    assert NOTE[start:end] == "chest pain"
    assert found["hits"][1]["before"] == "No"
    assert look_for(coder, made, "(") == {"count": 0, "hits": []}
    assert look_for(coder, made, "  ") == {"count": 0, "hits": []}
    type_over(web, made.document_id, "chest", "back")
    assert look_for(coder, made, "chest pain")["count"] == 1
    assert "chest" not in str(web.actions())


def test_a_quote_leads_to_its_words_in_the_text_as_it_stands_now(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    start = NOTE.index("kidney disease")
    at = f"?document={made.document_id}&start={start}&end={start + 14}"
    before = coder.get(f"/cases/{made.case_id}/place{at}").json()
    assert before["in_text"] == [start, start + 15]  # with the full stop: a word is never cut

    type_over(web, made.document_id, "Type", "Known type")

    after = coder.get(f"/cases/{made.case_id}/place{at}").json()
    assert after["in_text"] == [start + 6, start + 21]
    chest = NOTE.index("chest pain")
    left_out = f"?document={made.document_id}&start={chest}&end={chest + 10}"
    assert coder.get(f"/cases/{made.case_id}/place{left_out}").json()["in_text"] == [chest + 6, chest + 17]


def test_a_whole_page_is_shown_without_words_marked(made: CaseMade, coder: SignedInClient) -> None:
    address = f"/cases/{made.case_id}/documents/{made.document_id}/pages"

    page = coder.get(f"{address}/{made.chart.page_ids[0]}").json()

    assert (page["kind"], page["page_number"], page["boxes"]) == ("page", 1, [])
    assert "in_text" not in page
    assert coder.get(f"{address}/0190aaaa-0000-7000-8000-000000000000").status_code == 404


def test_documents_of_other_encounters_are_not_read_through_a_case(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    other = case_to_code(web.site, encounter="E-2", mrn="77", name="Oak, Olive")
    assert other.case_id != made.case_id
    foreign = f"/cases/{made.case_id}/documents/{other.document_id}"

    assert coder.get(foreign).status_code == 404
    assert coder.post(f"{foreign}/read").status_code == 404
    assert coder.get(f"{foreign}/pages/{other.chart.page_ids[0]}").status_code == 404
    assert look_for(coder, made, "diabetes")["count"] == 1
    scanner = web.signed_in(Role.SCANNER, login="sam")
    assert scanner.get(f"/cases/{made.case_id}/documents/{made.document_id}").status_code == 403


def test_offsets_of_a_layout_count_characters_of_the_whole_text() -> None:
    tokens = [
        Token("1", "Gout", "\n\n", ("p1:1:0",)),
        Token("2", "𝛼-block", " ", ("p1:1:1",)),
        Token("3", "now", "\n\n", ()),
        Token("4", "Left", " ", ("p2:1:0",)),
        Token("5", "hand", "", ("p2:1:1",)),
    ]

    layout = lay_out(tokens, {"p1": 1, "p2": 2})

    assert layout.text == "Gout\n\n𝛼-block now\n\nLeft hand"
    assert [(page.number, [one.start for one in page.paragraphs]) for page in layout.pages] == [
        (1, [0, 6]),
        (2, [19]),
    ]
    for page in layout.pages:
        for one in page.paragraphs:
            assert layout.text[one.start : one.start + len(one.text)] == one.text
    (said,) = lay_out(tokens, {}).pages
    assert (said.page_id, said.number, len(said.paragraphs)) == ("", 0, 3)
    assert find_words(layout.text, "left HAND", limit=1)[0] == 1
