from __future__ import annotations

import pytest

from storage.accounts import Role
from tests.review_ui.dictation import SAID, confirmed, dictation_to_check, filed_report
from tests.review_ui.site import SignedInClient, WebSite


@pytest.fixture
def tom(web: WebSite) -> SignedInClient:
    return web.signed_in(Role.TRANSCRIPTIONIST, login="tom")


@pytest.fixture
def imani(web: WebSite) -> SignedInClient:
    return web.signed_in(Role.AUTHOR, login="imani")


def asks(tom: SignedInClient, report: str, question: str = "Which drug?", **fields: str) -> int:
    given = {"token_id": "d:1:t5", "start_s": "0.5"} | fields
    return tom.post(f"/documents/{report}/questions", question=question, **given).status_code


def question_id(page: str) -> str:
    return page.split("/answer", maxsplit=1)[0].rsplit("/", 1)[1]


def test_a_question_waits_beside_the_report_and_stops_no_verification(
    web: WebSite, tom: SignedInClient, imani: SignedInClient
) -> None:
    report = dictation_to_check(web.site, SAID, report=None, doubt=None, author="imani")
    confirmed(web.site, report, author="imani")
    tom.get(f"/dictations/{report}")
    assert asks(tom, report) == 303
    page = tom.get(f"/dictations/{report}").text
    assert "1 not answered yet" in page
    assert "Which drug?" in page
    verified = tom.post(f"/documents/{report}/verify", based_on="0")
    assert verified.headers["location"] == "/?shown=dictations&done=verified"
    web.site.run_belt()

    page = imani.get(f"/reports/{report}").text
    assert "A question to you" in page
    assert "Patient has hipertension and takes <mark>lysine</mark> april daily." in " ".join(page.split())
    assert 'data-play-from="0.5"' in page
    assert "report.asked_author" in web.actions()


def test_an_answer_goes_back_to_the_transcriptionist_and_never_into_the_text_by_itself(
    web: WebSite, tom: SignedInClient, imani: SignedInClient
) -> None:
    report = filed_report(web.site, author="imani")
    assert asks(tom, report) == 403  # it is filed, and nobody sent it back
    imani.post(f"/reports/{report}/return", reason="one word is wrong")
    assert asks(tom, report) == 303
    answer_to = f"/questions/{report}/{question_id(imani.get(f'/reports/{report}').text)}/answer"
    assert tom.post(answer_to, answer="mine").status_code == 403
    assert imani.post(answer_to, answer="lisinopril <10 mg>").status_code == 303

    page = imani.get(f"/reports/{report}").text
    assert "Send the answers back" in page
    assert 'name="reason" value="1 question is answered"' in page
    page = tom.get(f"/dictations/{report}").text
    assert "all answered" in page
    assert 'data-put-answer="lisinopril &lt;10 mg&gt;"' in page
    assert "lysine april" in page  # the text is as it was


def test_a_question_may_be_answered_before_the_report_is_verified_and_taken_back_by_its_asker(
    web: WebSite, tom: SignedInClient, imani: SignedInClient
) -> None:
    report = dictation_to_check(web.site, author="imani")
    tom.get(f"/dictations/{report}")
    assert asks(tom, report, "Which dose?", token_id="", start_s="") == 303
    assert report in imani.get("/?shown=asked").text
    page = imani.get(f"/reports/{report}").text
    answer_to = f"/questions/{report}/{question_id(page)}"
    ann = web.signed_in(Role.TRANSCRIPTIONIST, login="ann")
    assert ann.post(f"{answer_to}/take-back").status_code == 409
    assert tom.post(f"{answer_to}/take-back").status_code == 303
    assert imani.post(f"{answer_to}/answer", answer="20 mg").status_code == 409
    assert "Which dose?" not in imani.get(f"/reports/{report}").text
    assert "hidden" in tom.get(f"/documents/{report}/questions").text
    assert report not in imani.get("/?shown=asked").text

    asks(tom, report, "Which side?")
    assert report not in tom.get("/?shown=answered").text
    answer_to = f"/questions/{report}/{question_id(imani.get(f'/reports/{report}').text)}"
    imani.post(f"{answer_to}/answer", answer="left")
    assert report in tom.get("/?shown=answered").text


def test_another_author_cannot_answer_and_nonsense_is_refused(web: WebSite, tom: SignedInClient) -> None:
    report = dictation_to_check(web.site, author="imani")
    tom.get(f"/dictations/{report}")
    assert asks(tom, report, start_s="soon") == 400
    assert asks(tom, report, start_s="inf") == 400
    assert asks(tom, report, start_s="4000") == 422
    assert asks(tom, report, " ") == 422
    assert asks(tom, report) == 303
    other = web.signed_in(Role.AUTHOR, login="moss")
    page = other.get(f"/reports/{report}").text
    assert "Which drug?" in page
    assert "/answer" not in page
    chart = web.site.receive().document_id
    assert asks(tom, chart) == 403
