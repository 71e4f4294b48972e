from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from review_ui.line_settings import Days, LineSettings, pay_period, period_before
from storage.accounts import Role
from storage.database import database_now
from storage.ids import new_id
from storage.tables import VerifiedLines
from storage.verified_lines import Total
from tests.review_ui.dictation import SAID, confirmed, dictation_to_check
from tests.review_ui.site import SignedInClient, WebSite

FORTNIGHT = LineSettings(pay_period_start=date(2026, 1, 5))
MONTH = LineSettings(pay_period_days=0, pay_period_start=date(2026, 1, 16))


@pytest.mark.parametrize(
    ("settings", "today", "first", "last"),
    [
        (FORTNIGHT, date(2026, 1, 5), date(2026, 1, 5), date(2026, 1, 18)),
        (FORTNIGHT, date(2026, 1, 18), date(2026, 1, 5), date(2026, 1, 18)),
        (FORTNIGHT, date(2025, 12, 31), date(2025, 12, 22), date(2026, 1, 4)),
        (MONTH, date(2026, 3, 15), date(2026, 2, 16), date(2026, 3, 15)),
        (MONTH, date(2026, 12, 16), date(2026, 12, 16), date(2027, 1, 15)),
    ],
)
def test_a_pay_period_holds_today(settings: LineSettings, today: date, first: date, last: date) -> None:
    period = pay_period(settings, today)
    assert period == Days(first, last)
    assert period_before(settings, period).last == first - timedelta(days=1)


def test_a_line_is_what_the_site_says() -> None:
    total = Total(reports=1, characters=1300, visible=1100, typed=130, typed_visible=110)
    assert LineSettings().edited_and_typed(total) == (18, 2)
    black = LineSettings(line_counts="visible", line_characters=55)
    assert black.edited_and_typed(total) == (18, 2)
    assert black.line_words == "A line is 55 visible characters."


def verified_by(web: WebSite, who: SignedInClient, **fields: str) -> str:
    """The id of a dictation that this person corrected by a word and verified on the web."""
    document_id = dictation_to_check(web.site, SAID, report=None, doubt=None, **fields)
    confirmed(web.site, document_id, **fields)
    assert who.get(f"/dictations/{document_id}").status_code == 200
    word = {"first": "d:1:t2", "last": "d:1:t2", "text": "hypertension"}
    assert who.post(f"/dictations/{document_id}/text", based_on="0", **word).status_code == 303
    answer = who.post(f"/documents/{document_id}/verify", based_on="1")
    assert answer.headers["location"] == "/?shown=dictations&done=verified", answer.text
    return document_id


def test_lines_are_frozen_at_verification_and_only_their_owner_sees_them(web: WebSite) -> None:
    tom, vera = (web.signed_in(Role.TRANSCRIPTIONIST, login=login) for login in ("tom", "vera"))
    supervisor = web.signed_in(Role.SUPERVISOR, login="sue")
    document_id = verified_by(web, tom)
    text = "Patient has hypertension and takes lysine april daily."

    with web.site.belt.database.read() as session:
        kept = session.scalars(select(VerifiedLines)).one()
    assert (kept.characters, kept.visible_characters) == (len(text), len(text.replace(" ", "")))
    assert (kept.typed_characters, kept.from_draft) == (len("hypertension "), True)

    assert document_id in tom.get("/my-day").text
    rows = list(csv.DictReader(io.StringIO(tom.get("/my-day.csv").text)))
    assert [(row["document"], row["worktype"], row["lines_typed"]) for row in rows] == [
        (document_id, "Letter", "0.20")
    ]
    assert len(tom.get("/my-day.csv?period=before").text.splitlines()) == 1
    for other in (vera, supervisor):
        for asked in ("", "?user=tom", "?user_id=" + kept.user_id, "?login=tom"):
            page = other.get(f"/my-day{asked}").text
            assert document_id not in page
            assert "No report yet today" in page
            assert document_id not in other.get(f"/my-day.csv{asked}").text
    assert web.signed_in(Role.ADMINISTRATOR, login="adam").get("/my-day").status_code == 403


def test_a_verification_that_is_taken_back_counts_no_line(web: WebSite) -> None:
    tom = web.signed_in(Role.TRANSCRIPTIONIST, login="tom")
    document_id = verified_by(web, tom)
    assert tom.post(f"/documents/{document_id}/send-back", reason="the wrong dose").status_code == 303
    assert "No report yet today" in tom.get("/my-day").text


def test_supervisors_see_sums_of_five_people_and_nobody_else_sees_them(web: WebSite) -> None:
    supervisor = web.signed_in(Role.SUPERVISOR, login="sue")
    assert web.signed_in(Role.TRANSCRIPTIONIST, login="tom").get("/lines").status_code == 403
    documents = [web.site.receive(f"%PDF-1.7 {n}".encode()).document_id for n in range(5)]

    def count(number: int) -> None:
        person = web.site.person("transcriptionist", name=f"P{number}").user_id
        with web.site.belt.database.write() as session:
            session.add(
                VerifiedLines(
                    id=new_id(),
                    document_id=documents[number],
                    user_id=person,
                    worktype="=Letter",
                    characters=650,
                    visible_characters=500,
                    typed_characters=65,
                    from_draft=True,
                    verified_at=database_now(session),
                )
            )

    for number in range(4):
        count(number)
    assert "at least five people" in supervisor.get("/lines").text
    count(4)
    page = supervisor.get("/lines").text
    assert "50.0" in page
    assert "45.0" in page
