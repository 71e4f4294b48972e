from __future__ import annotations

from storage.accounts import Role
from storage.edits import live
from storage.reviewed_text import load_text
from tests.review_ui.dictation import dictation_to_check
from tests.review_ui.site import WebSite

DOUBTED = {"p_wrong": {f"d:1:{n}": 0.3 for n in range(8)}}
POOR = DOUBTED | {"errors_in_draft": {"count": 2.4, "low": 1, "high": 4}}
GOOD = DOUBTED | {"errors_in_draft": {"count": 0.4, "low": 0, "high": 1}}


def test_a_draft_below_the_sites_quality_is_offered_to_be_typed_until_somebody_corrects_it(
    web: WebSite,
) -> None:
    typist = web.signed_in(Role.TRANSCRIPTIONIST)
    poor, good = dictation_to_check(web.site, doubt=POOR), dictation_to_check(web.site, doubt=GOOD)

    page = typist.get(f"/dictations/{poor}").text
    assert "about 30 words in 100 may be wrong" in page
    assert "This draft is poor" not in typist.get(f"/dictations/{good}").text

    typist.post(f"/documents/{poor}/text", based_on="0", first="d:1:t2", last="d:1:t2", text="hypertension")
    assert "This draft is poor" not in typist.get(f"/dictations/{poor}").text


def test_a_draft_that_is_put_away_leaves_the_headings_and_comes_back_with_every_second(web: WebSite) -> None:
    typist = web.signed_in(Role.TRANSCRIPTIONIST)
    document_id = dictation_to_check(web.site, doubt=POOR, document_type="Radiology report")
    typist.get(f"/dictations/{document_id}")

    answer = typist.post(f"/dictations/{document_id}/from-sound", based_on="0")

    assert answer.headers["location"] == f"/dictations/{document_id}"
    text = load_text(web.site.belt.database, web.site.belt.store, document_id)
    assert text.text == "Examination performed:\n\nIndications:\n\nFindings:\n\nImpression:"
    assert [one.text for one in text.tokens if one.struck][:3] == ["Patient", "has", "hipertension"]
    assert "text.draft_put_away" in web.actions()

    typist.post(f"/documents/{document_id}/undo")
    back = live(load_text(web.site.belt.database, web.site.belt.store, document_id).tokens)
    assert [one.sources for one in back] == [(f"d:1:{n}",) for n in range(8)]
    assert {one.origin for one in back} == {"machine"}


def test_a_draft_that_somebody_changed_is_not_put_away_unseen(web: WebSite) -> None:
    typist = web.signed_in(Role.TRANSCRIPTIONIST)
    document_id = dictation_to_check(web.site)
    typist.get(f"/dictations/{document_id}")
    typist.post(f"/documents/{document_id}/text", based_on="0", first="d:1:t2", last="d:1:t2", text="x")

    answer = typist.post(f"/dictations/{document_id}/from-sound", based_on="0")

    assert answer.status_code == 409
    assert "changed" in answer.text


def test_a_report_without_known_headings_starts_empty_and_takes_what_is_typed(web: WebSite) -> None:
    typist = web.signed_in(Role.TRANSCRIPTIONIST)
    document_id = dictation_to_check(web.site)
    typist.get(f"/dictations/{document_id}")
    typist.post(f"/dictations/{document_id}/from-sound", based_on="0")

    saved = typist.post(
        f"/documents/{document_id}/text", based_on="1", first="", last="", text="Dear Dr. Ito"
    )

    assert saved.status_code == 200
    text = load_text(web.site.belt.database, web.site.belt.store, document_id)
    assert text.text == "Dear Dr. Ito"


def test_words_typed_from_sound_are_played_where_the_machine_heard_them(web: WebSite) -> None:
    typist = web.signed_in(Role.TRANSCRIPTIONIST)
    document_id = dictation_to_check(web.site)
    typist.get(f"/dictations/{document_id}")
    typist.post(f"/dictations/{document_id}/from-sound", based_on="0")

    typed = {"based_on": "1", "first": "", "last": "", "text": "The patient has hypertension"}
    saved = typist.post(f"/documents/{document_id}/text", **typed).json()

    assert [one["words"] for one in saved["tokens"]] == [[], ["d:1:0"], ["d:1:1"], []]
    assert {one["person"] for one in saved["tokens"]} == {True}


def test_somebody_who_only_reads_puts_no_draft_away(web: WebSite) -> None:
    document_id = dictation_to_check(web.site)
    reader = web.signed_in(Role.READER)
    assert reader.post(f"/dictations/{document_id}/from-sound", based_on="0").status_code in (403, 409)
    assert web.site.document(document_id).revision == 0
