from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from ingest.snapshots import coding_snapshot
from nlp import edition_in_use
from nlp.advice import Advice, Clue, OrderedCode, QueryDraft, Spot
from nlp.code_set.importer import packaged_edition
from review_ui.case_editions import resources_for
from storage.accounts import Role
from storage.artifacts import load_json
from storage.coding_decisions import (
    ACCEPT,
    Decision,
    StaleCaseError,
    assigned_codes,
    decisions_of,
    put_in_order,
)
from storage.coding_decisions import decide as write_decision
from storage.reviewed_text import TypedRange, draft_hashes, load_text, machine_tokens, save_typing
from storage.tables import CodingCase, Document, Encounter
from tests.review_ui.coding import CaseMade, canned_set, case_to_code, suggest, verified
from tests.review_ui.site import SignedInClient, WebSite


@pytest.fixture
def made(web: WebSite) -> CaseMade:
    return case_to_code(web.site)


@pytest.fixture
def coder(web: WebSite) -> SignedInClient:
    return web.signed_in(Role.CODER, login="cora")


def decide(client: SignedInClient, made: CaseMade, action: str, code: str, based_on: int, **more: str) -> Any:
    headers = {"x-csrf-token": client.token, "accept": "application/json, text/html"}
    fields = {"action": action, "code": code, "based_on": str(based_on), **more}
    return client.client.post(f"/cases/{made.case_id}/decisions", data=fields, headers=headers)


def assigned(web: WebSite, made: CaseMade) -> list[str]:
    with web.site.belt.database.read() as session:
        return [row.code for row in assigned_codes(session, made.case_id)]


def who_decided(web: WebSite, made: CaseMade) -> dict[str, str]:
    with web.site.belt.database.read() as session:
        return {row.code: row.user_id for row in assigned_codes(session, made.case_id)}


def filed_coding(web: WebSite, made: CaseMade) -> Any:
    (entry,) = coding_snapshot(web.site.belt, made.case_id, 1).objects
    return load_json(web.site.belt.store, entry.sha256)


def suggested(coder: SignedInClient, made: CaseMade) -> set[str]:
    page = coder.get(f"/cases/{made.case_id}").text
    return {code for code in ("E11.9", "I10", "N18.3", "Z79.4") if code in page}


def case_row(web: WebSite, made: CaseMade) -> CodingCase:
    with web.site.belt.database.read() as session:
        return session.get_one(CodingCase, made.case_id)


def test_the_page_shows_what_is_suggested_what_is_weaker_and_what_was_left_out(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    page = coder.get(f"/cases/{made.case_id}").text

    assert "Fernsby" in page
    assert page.index("E11.9") < page.index("I10") < page.index("N18.3")
    assert "Weaker suggestions" in page
    assert "denied or ruled out" in page
    assert "not complete" in page
    assert "No encounter type is known" in page
    assert "1 document of this encounter is not verified yet" in page
    assert "coding_case.viewed" in web.actions()


def test_the_page_shows_what_stands_beside_the_codes(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    canned = canned_set(web.site, made.chart)
    chest = canned.suppressed[0]
    spot = Spot(chest.start, chest.end, chest.quote, "assessment")
    advice = Advice(
        clues=(Clue("E46", spot, "only the exceptions of Guidelines I.B.14 are coded"),),
        queries=(
            QueryDraft("stage", "Can the stage be stated?", ("stage 1", "unable to determine"), (spot,)),
        ),
        uncoded=(spot,),
        order=(OrderedCode("I10", "first_listed", "its place in the assessment"),),
    )
    explained = replace(chest, reason="integral", note="held back: integral to J18.9, Guidelines I.B.5")
    told = tuple(replace(one, poa="Y") for one in canned.suggestions)
    found = replace(canned, suggestions=told, suppressed=(explained,), advice=advice)
    suggest(web.site, made.chart, found, revision=1)

    page = " ".join(coder.get(f"/cases/{made.case_id}").text.split())

    assert "Cannot be coded from this document" in page
    assert "I.B.14" in page
    assert "Can the stage be stated?" in page
    assert "unable to determine" in page
    assert "Lines without a code" in page
    assert "integral to J18.9, Guidelines I.B.5" in page
    assert "proposed first-listed" in page
    assert "present on admission" not in page  # an outpatient encounter


def test_the_codes_of_two_documents_are_looked_at_together(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    other = case_to_code(web.site)
    assert other.case_id == made.case_id

    page = coder.get(f"/cases/{made.case_id}").text

    assert "I12.9" in page
    assert "hypertension with kidney disease" in page
    assert "covered by a combination code" in page


def test_an_accepted_code_keeps_the_evidence_that_the_coder_saw(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    answer = decide(coder, made, "accept", "E11.9", 0)

    assert answer.status_code == 200
    assert "first-listed" in answer.text
    with web.site.belt.database.read() as session:
        row = decisions_of(session, made.case_id)["E11.9"]
    assert row.evidence[0]["document_id"] == made.document_id
    assert row.evidence[0]["anchors"][0]["box"]


def test_a_plain_form_leads_back_to_the_page(made: CaseMade, coder: SignedInClient) -> None:
    answer = coder.post(f"/cases/{made.case_id}/decisions", action="accept", code="I10", based_on="0")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{made.case_id}")


def test_a_rejection_says_why(web: WebSite, made: CaseMade, coder: SignedInClient) -> None:
    assert decide(coder, made, "reject", "I10", 0, reason="other").status_code == 409
    assert decide(coder, made, "reject", "I10", 0, reason="history only", reason_text="since 2010").is_success

    with web.site.belt.database.read() as session:
        row = decisions_of(session, made.case_id)["I10"]
    assert (row.action, row.reason) == ("reject", "history only: since 2010")


def test_a_decision_made_in_between_is_not_overwritten(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    other = web.signed_in(Role.CODER, login="otto")
    assert decide(other, made, "reject", "E11.9", 0, reason="history only").is_success

    answer = decide(coder, made, "accept", "E11.9", 0)

    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "storage.stale_case"
    assert assigned(web, made) == []


def test_an_incomplete_code_is_not_accepted_but_completed_with_its_evidence(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    refused = decide(coder, made, "accept", "N18.3", 0)
    assert refused.json()["error"]["code"] == "review_ui.code_not_complete"
    assert decide(coder, made, "add", "N18.3", 0).status_code == 409

    assert decide(coder, made, "add", "N18.31", 0, instead_of="N18.3").is_success

    with web.site.belt.database.read() as session:
        row = decisions_of(session, made.case_id)["N18.31"]
    assert row.evidence[0]["quote"] == "kidney disease"


def test_the_code_that_says_it_better_takes_the_place_of_the_suggested_one(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    page = decide(coder, made, "add", "N18.32", 0, instead_of="N18.3").text

    assert page.index("Rejected") < page.index("another code says it better: N18.32")
    with web.site.belt.database.read() as session:
        replaced = decisions_of(session, made.case_id)["N18.3"]
    assert (replaced.action, replaced.evidence[0]["quote"]) == ("reject", "kidney disease")

    decide(coder, made, "undo", "N18.32", 2)

    with web.site.belt.database.read() as session:
        assert decisions_of(session, made.case_id) == {}


def test_presence_on_admission_is_said_for_inpatients_and_copied_for_an_encoder(web: WebSite) -> None:
    made = case_to_code(web.site, encounter_type="inpatient", discharge_date="2026-05-09")
    found = canned_set(web.site, made.chart)
    told = tuple(replace(one, poa="Y" if one.code == "E11.9" else "") for one in found.suggestions)
    suggest(web.site, made.chart, replace(found, suggestions=told), revision=1)
    coder = web.signed_in(Role.CODER, login="cora")
    decide(coder, made, "accept", "E11.9", 0)  # and what is proposed for it on admission
    page = decide(coder, made, "accept", "I10", 2).text
    assert "Not said whether it was present on admission: I10" in page

    said = coder.post(f"/cases/{made.case_id}/onset", code="I10", indicator="N")
    stale = coder.post(f"/cases/{made.case_id}/onset", code="R07.9", indicator="Y")
    wrong = coder.post(f"/cases/{made.case_id}/onset", code="I10", indicator="maybe")

    assert (said.status_code, stale.status_code, wrong.status_code) == (303, 409, 400)
    assert "code_onset" in web.actions()
    sheet = coder.get(f"/cases/{made.case_id}/list").text
    assert "1\tE119\tY\tType 2 diabetes mellitus without complications\n2\tI10\tN\t" in sheet
    assert "coding_case.listed" in web.actions()
    verified(web.site, made.document_id, web.site.person("technician"))
    coder.post(f"/cases/{made.case_id}/finalise")
    filed = filed_coding(web, made)["codes"]
    assert [(one["code"], one["present_on_admission"]) for one in filed] == [("E11.9", "Y"), ("I10", "N")]


def test_the_list_for_an_encoder_has_points_where_the_site_wants_them(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    decide(coder, made, "accept", "E11.9", 0)
    place = web.app.state.workplace
    dotted = replace(place, web=place.web.model_copy(update={"encoder_codes": "dotted"}))

    assert "1\tE119\t\tType 2" in coder.get(f"/cases/{made.case_id}").text
    web.app.state.workplace = dotted
    assert "1\tE11.9\t\tType 2" in coder.get(f"/cases/{made.case_id}").text


def test_codes_of_one_diagnosis_stand_together_under_its_name(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    found = canned_set(web.site, made.chart)
    diabetes, pressure, *_ = found.suggestions
    beside = replace(diabetes, code="E11.65", title="Type 2 diabetes mellitus with hyperglycemia", score=0.5)
    weaker = replace(diabetes, code="E11.69", title="… other complication", score=0.3, shown=False)
    suggest(
        web.site, made.chart, replace(found, suggestions=(diabetes, pressure, beside, weaker)), revision=1
    )

    page = coder.get(f"/cases/{made.case_id}").text

    heading = page.index('aria-label="Type 2 diabetes mellitus"')
    places = [page.index(f'data-code="{code}"') for code in ("E11.9", "E11.65", "E11.69", "I10")]
    assert [heading, *places] == sorted([heading, *places])
    assert "Other codes of this diagnosis" in page


def test_an_encounter_is_coded_by_the_edition_of_its_discharge(
    web: WebSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = packaged_edition()
    october = replace(
        packaged.edition, name="2027", effective_from=date(2026, 10, 1), effective_to=date(2027, 9, 30)
    )
    both = [packaged, replace(packaged, edition=october)]
    monkeypatch.setattr(edition_in_use, "installed_editions", lambda _folder: both)
    monkeypatch.setattr(edition_in_use, "resources_of", lambda source, _folder: source.edition.name)
    place = web.app.state.workplace

    def edition(kind: str, service: date | None, discharge: date | None) -> object:
        visit = Encounter(encounter_type=kind, date_of_service=service, discharge_date=discharge)
        return resources_for(place, visit)

    assert edition("inpatient", date(2026, 9, 28), date(2026, 10, 3)) == "2027"
    assert edition("inpatient", date(2026, 9, 28), None) == "2026-04"
    assert edition("outpatient", date(2026, 9, 28), None) == "2026-04"
    assert edition("inpatient", date(2026, 10, 5), date(2026, 10, 3)) == "2027"  # contradicting dates


def test_a_code_that_was_left_out_can_be_added_without_evidence(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    page = decide(coder, made, "add", "R07.9", 0).text

    assert assigned(web, made) == ["R07.9"]
    assert "no words were named" in page
    assert decide(coder, made, "add", "U99", 1).json()["error"]["code"] == "review_ui.code_unknown"


def test_what_was_decided_can_be_taken_back(web: WebSite, made: CaseMade, coder: SignedInClient) -> None:
    decide(coder, made, "accept", "E11.9", 0)
    decide(coder, made, "undo", "E11.9", 1)

    assert assigned(web, made) == []
    assert decide(coder, made, "undo", "E11.9", 2).json()["error"]["code"] == "review_ui.code_unknown"


@pytest.mark.parametrize(
    ("where", "code", "then"),
    [
        ("first", "R07.9", ["R07.9", "E11.9", "I10"]),
        ("up", "R07.9", ["E11.9", "R07.9", "I10"]),
        ("down", "E11.9", ["I10", "E11.9", "R07.9"]),
        ("down", "R07.9", ["E11.9", "I10", "R07.9"]),
    ],
)
def test_codes_are_put_in_order(
    web: WebSite, made: CaseMade, coder: SignedInClient, where: str, code: str, then: list[str]
) -> None:
    for based_on, (action, one) in enumerate((("accept", "E11.9"), ("accept", "I10"), ("add", "R07.9"))):
        assert decide(coder, made, action, one, based_on).is_success

    fields = {"code": code, "move": where}
    stale = coder.post(f"/cases/{made.case_id}/order", based_on="1", **fields)
    moved = coder.post(f"/cases/{made.case_id}/order", based_on="3", **fields)

    assert (stale.status_code, moved.status_code) == (409, 303)
    assert assigned(web, made) == then


def test_who_puts_codes_in_order_has_not_decided_them(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    for based_on, (action, one) in enumerate((("accept", "E11.9"), ("accept", "I10"))):
        assert decide(coder, made, action, one, based_on).is_success
    before = who_decided(web, made)
    other = web.signed_in(Role.CODER, login="otto")

    other.post(f"/cases/{made.case_id}/order", code="I10", move="first", based_on="2")
    other.post(f"/cases/{made.case_id}/order", code="I10", move="up", based_on="3")  # is the first already

    assert who_decided(web, made) == before
    assert assigned(web, made) == ["I10", "E11.9"]
    assert case_row(web, made).revision == 3
    assert web.actions().count("code_order") == 1
    verified(web.site, made.document_id, web.site.person("technician"))
    coder.post(f"/cases/{made.case_id}/finalise")
    coding = filed_coding(web, made)
    (ordered,) = [one for one in coding["decisions"] if one["action"] == "order"]
    assert coding["order"]["codes"] == ordered["codes"] == ["I10", "E11.9"]
    assert coding["order"]["ordered_by"] not in before.values()
    assert {one["code"]: one["decided_by"] for one in coding["codes"]} == before


def test_codes_that_are_decided_after_an_order_stand_after_it(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    for based_on, (action, one) in enumerate((("accept", "E11.9"), ("accept", "I10"))):
        assert decide(coder, made, action, one, based_on).is_success
    coder.post(f"/cases/{made.case_id}/order", code="I10", move="first", based_on="2")

    assert decide(coder, made, "add", "R07.9", 3).is_success
    assert decide(coder, made, "undo", "I10", 4).is_success
    assert decide(coder, made, "accept", "I10", 5).is_success

    assert assigned(web, made) == ["E11.9", "R07.9", "I10"]


def test_an_order_of_other_codes_than_the_assigned_ones_is_refused(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    decide(coder, made, "accept", "E11.9", 0)
    somebody = web.site.person("coder")

    for codes, based_on in ((["E11.9", "I10"], 1), ([], 1), (["E11.9"], 0)):
        with pytest.raises(StaleCaseError), web.site.belt.database.write() as session:
            put_in_order(session, made.case_id, codes, based_on=based_on, reviewer=somebody)


def test_a_code_that_is_not_complete_is_never_filed(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    heading = Decision("N18.3", "2026-04", "Chronic kidney disease, stage 3", ACCEPT)
    somebody = web.site.person("coder")
    web.site.write(lambda s: write_decision(s, made.case_id, heading, based_on=0, reviewer=somebody))
    verified(web.site, made.document_id, web.site.person("technician"))

    refused = coder.post(f"/cases/{made.case_id}/finalise")

    assert refused.status_code == 409
    assert "N18.3 is not a complete code" in refused.text
    assert case_row(web, made).state == "open"


def test_the_newest_run_on_the_newest_reading_replaces_the_older_ones(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    found = canned_set(web.site, made.chart)
    diabetes, hypertension, *_ = found.suggestions

    suggest(web.site, made.chart, replace(found, suggestions=(hypertension,)), revision=1)
    assert suggested(coder, made) == {"I10"}

    web.site.write(lambda s: s.execute(update(Document).values(reading_no=2)))
    assert suggested(coder, made) == set()
    assert "has no suggestions" in coder.get(f"/cases/{made.case_id}").text
    suggest(web.site, made.chart, replace(found, suggestions=(diabetes,)), reading_no=2)
    assert suggested(coder, made) == {"E11.9"}


def test_a_request_for_nothing_that_there_is_is_refused(made: CaseMade, coder: SignedInClient) -> None:
    assert decide(coder, made, "sell", "E11.9", 0).status_code == 400
    assert (
        coder.post(f"/cases/{made.case_id}/order", move="away", code="I10", based_on="0").status_code == 400
    )
    assert decide(coder, made, "accept", "Z00.00", 0).json()["error"]["code"] == "review_ui.code_unknown"


def test_the_search_lists_codes_and_what_lies_below_a_heading(made: CaseMade, coder: SignedInClient) -> None:
    headers = {"x-csrf-token": coder.token, "accept": "application/json"}
    found = coder.client.post(f"/cases/{made.case_id}/search", data={"query": "N18"}, headers=headers)

    assert "N18.31" in found.text
    assert "Codes below" in found.text
    assert "<html" not in found.text
    whole = coder.post(f"/cases/{made.case_id}/search", query="zzzz")
    assert "No code was found" in whole.text
    assert "<html" in whole.text


def test_a_quote_leads_to_its_box_on_the_page(made: CaseMade, coder: SignedInClient) -> None:
    start = "Type 2 diabetes".index("diabetes")
    at = f"?document={made.document_id}&start={start}&end={start + 8}"

    place = coder.get(f"/cases/{made.case_id}/place{at}").json()

    assert place["kind"] == "page"
    assert place["page_number"] == 1
    assert place["boxes"] == [[150, 100, 230, 120]]
    assert place["image"] == f"/documents/{made.document_id}/pages/{made.chart.page_ids[0]}/image"
    assert len(place["source_sha256"]) == 64


def test_a_left_out_quote_leads_to_its_box_too(web: WebSite, made: CaseMade, coder: SignedInClient) -> None:
    text = load_text(web.site.belt.database, web.site.belt.store, made.document_id).text
    start = text.index("chest pain")
    at = f"?document={made.document_id}&start={start}&end={start + 10}"

    place = coder.get(f"/cases/{made.case_id}/place{at}").json()

    assert len(place["boxes"]) == 2
    beyond = coder.get(f"/cases/{made.case_id}/place?document={made.document_id}&start=9000&end=9001").json()
    assert beyond["kind"] == "none"


def test_evidence_that_was_corrected_since_says_what_stands_there_now(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    belt = web.site.belt
    text = load_text(belt.database, belt.store, made.document_id)
    word = next(one for one in text.tokens if one.text.startswith("hypertension"))
    with belt.database.read() as session:
        base = machine_tokens(belt.store, draft_hashes(session, session.get_one(Document, made.document_id)))
    typed = TypedRange(0, word.id, word.id, "hypotension.")
    web.site.write(lambda s: save_typing(s, made.document_id, base, typed, user_id="somebody"))

    assert "now reads “hypotension.”" in coder.get(f"/cases/{made.case_id}").text


def test_the_coding_is_final_only_when_nothing_is_missing(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    decide(coder, made, "accept", "E11.9", 0)
    assert coder.post(f"/cases/{made.case_id}/finalise").status_code == 409
    verified(web.site, made.document_id, web.site.person("technician"))

    done = coder.post(f"/cases/{made.case_id}/finalise")

    assert done.headers["location"] == f"/cases/{made.case_id}?done=finalised"
    assert case_row(web, made).state == "final"
    assert decide(coder, made, "accept", "I10", 1).is_success
    assert case_row(web, made).state == "changed_since_final"


def test_a_document_that_is_verified_later_brings_a_final_case_back(
    web: WebSite, made: CaseMade, coder: SignedInClient
) -> None:
    decide(coder, made, "accept", "E11.9", 0)
    clerk = web.site.person("technician")
    verified(web.site, made.document_id, clerk)
    coder.post(f"/cases/{made.case_id}/finalise")

    later = case_to_code(web.site)
    assert later.case_id == made.case_id
    assert case_row(web, made).state == "final"
    verified(web.site, later.document_id, clerk)

    assert case_row(web, made).state == "changed_since_final"
    assert assigned(web, made) == ["E11.9"]


def test_who_does_not_code_reads_and_decides_nothing(web: WebSite, made: CaseMade) -> None:
    reader = web.signed_in(Role.READER, login="ruth")

    page = reader.get(f"/cases/{made.case_id}").text

    assert "E11.9" in page
    assert "data-decision" not in page
    assert decide(reader, made, "accept", "E11.9", 0).status_code == 403
    assert web.signed_in(Role.SCANNER, login="sam").get(f"/cases/{made.case_id}").status_code == 403


def test_an_unknown_case_is_said_to_be_unknown(coder: SignedInClient) -> None:
    answer = coder.get("/cases/0190aaaa-0000-7000-8000-000000000000")

    assert answer.status_code == 404
    assert "There is no such coding case" in answer.text
