"""Handwriting is one step a document; writing that was not read is typed or found empty, place by place."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from ingest.approval import confirm_index
from ingest.index_fields import parse_index_fields
from ingest.page_verdicts import after_reading_verdicts
from ingest.roll_up import add_deficiencies
from ocr.box import Box
from ocr.corrected_words import CorrectedToken, place_words
from ocr.draft import draft_text, draft_words, handwritten_places, printed_fields, unread_regions
from ocr.page import Block, ErrorEstimate, Line, Page, WordReading
from ocr.page_structure import KeyValue, PageNumber, PageStructure, Region
from review_ui.chart_presenter import still_wrong_words
from review_ui.page_places import places_on, words_before
from storage.accounts import Role
from storage.artifacts import put_json, record_artifact
from storage.edits import Token
from storage.errors import Deficiency
from storage.page_marks import PageMarks
from storage.reviewed_text import load_text
from storage.reviews import HANDWRITING, HANDWRITING_TO_TYPE, INK_NOT_READ, Reviewer, open_deficiencies
from storage.tables import Artifact, Document, Reading
from tests.review_ui.chart import ChartMade, chart_to_check, written_page
from tests.review_ui.site import SignedInClient, WebSite
from tests.small_site import FERN

TEXT = "Takes ~Iisinopril daily\nwas signed hand written"
UNREAD = Region(kind="unread", box=Box(300, 400, 500, 440), confidence=0.8)
RIGHT = "With the doubtful words right"
CONFIRMED = FERN | {"encounter": "E-1", "encounter_type": "outpatient", "route": "full"}


def marked_page(page_id: str) -> Page:
    """The page of TEXT with its last two words by hand, an unread region, and two readings of a word."""
    page = written_page(TEXT, page_id)
    lines = []
    for line in page.lines():
        words = [
            replace(word, handwritten=word.text in ("hand", "written"), p_wrong=0.01) for word in line.words
        ]
        if words[0].text == "Takes":
            readings = (
                WordReading("tesseract", "Iisinopril", 0.5),
                WordReading("rapidocr", "lisinopril", 0.9),
            )
            words[1] = replace(words[1], p_wrong=0.4, needs_review=True, readings=readings)
        lines.append(Line(tuple(words)))
    structure = PageStructure(regions=(UNREAD,), page_number=PageNumber(number=1, of=3, box=UNREAD.box))
    estimate = ErrorEstimate(2.2, 0, 5.4, "m/1")
    return replace(page, blocks=(Block(tuple(lines)),), structure=structure, expected_errors=estimate)


def marked_chart(web: WebSite, client: SignedInClient) -> ChartMade:
    """A chart with one such page, read by the belt's rules, opened for review."""
    made = chart_to_check(web.site, TEXT)
    page, store = marked_page(made.page_ids[0]), web.site.belt.store
    tokens = [Token(word.id, word.text, after, (word.id,)).as_json() for word, after in draft_words(page)]

    def write(session: Session) -> None:
        session.execute(delete(Artifact).where(Artifact.kind.in_(("page", "draft"))))
        for artifact in (
            put_json(store, "page", page.as_json()),
            put_json(store, "draft", {"schema_version": 1, "tokens": tokens}),
        ):
            record_artifact(session, artifact, subject_id=page.id, version=1)
        marks = PageMarks(1, 3, handwritten_places(page, 1), unread_regions(page, 1))
        session.get_one(Reading, (page.id, 1)).marks = marks.as_json()
        document = session.get_one(Document, made.document_id)
        session.flush()
        found = after_reading_verdicts(session, document)
        found.append(Deficiency(INK_NOT_READ, "there is text in 1 place that was not read", 1))
        add_deficiencies(session, document, found)

    web.site.write(write)
    assert client.get(f"/charts/{made.document_id}").status_code == 200
    return made


def answer(client: SignedInClient, made: ChartMade, place: str, **given: str) -> Any:
    path = f"/documents/{made.document_id}/places"
    body = {"page_id": made.page_ids[0], "place": place, **given}
    return client.client.post(path, json=body, headers={"x-csrf-token": client.token})


def text_of(web: WebSite, made: ChartMade) -> str:
    return load_text(web.site.belt.database, web.site.belt.store, made.document_id).text


def open_kinds(web: WebSite, made: ChartMade) -> set[str]:
    with web.site.belt.database.read() as session:
        document = session.get_one(Document, made.document_id)
        return {one.kind for one in open_deficiencies(session, document)}


def region(made: ChartMade) -> str:
    return f"{made.page_ids[0]}:1:r0"


def by_hand(made: ChartMade) -> str:
    return f"{made.page_ids[0]}:1:5"


def test_the_page_shows_doubt_as_it_was_decided_other_readings_and_what_may_still_be_wrong(
    web: WebSite,
) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = marked_chart(web, pat)
    page = pat.get(f"/charts/{made.document_id}").text
    assert re.search(r'class="word doubtful"[^>]*data-others="lisinopril">Iisinopril<', page)
    assert "about 2 words may still be wrong (0 to 5)" in page
    assert ">hand<" not in page
    assert "Handwriting on page 1: kept as image" in page
    assert 'class="place handwriting"' in page
    assert 'class="place unread is-open"' in page
    assert "Its pages are numbered up to 3, and pages 2 and 3 are not here" in page
    assert "page_count_note" not in open_kinds(web, made)  # a note, never a block


def test_handwriting_stays_out_of_the_text_and_is_answered_once(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = marked_chart(web, pat)
    assert text_of(web, made).split() == ["Takes", "Iisinopril", "daily", "was", "signed"]
    assert open_kinds(web, made) == {HANDWRITING, INK_NOT_READ}
    path = f"/documents/{made.document_id}/acknowledge"
    pat.post(path, kind=HANDWRITING, decision="kept as image")
    assert open_kinds(web, made) == {INK_NOT_READ}


def test_handwriting_can_be_typed_and_its_words_lead_to_their_boxes(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = marked_chart(web, pat)
    assert answer(pat, made, by_hand(made), text="by Dr. Roe").json() == {"page": 1}
    assert text_of(web, made).split()[-4:] == ["signed", "by", "Dr.", "Roe"]
    assert open_kinds(web, made) == {INK_NOT_READ}
    tokens = load_text(web.site.belt.database, web.site.belt.store, made.document_id).tokens
    assert tokens[-1].sources == (by_hand(made), f"{made.page_ids[0]}:1:6")
    again = answer(pat, made, by_hand(made), text="twice")
    assert again.json()["error"]["code"] == "storage.place_unknown"
    page = pat.get(f"/charts/{made.document_id}").text
    assert "Handwriting: typed" in page


def test_unread_writing_is_typed_with_its_region_as_the_source(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = marked_chart(web, pat)
    answer(pat, made, region(made), text="20 mg")
    text = load_text(web.site.belt.database, web.site.belt.store, made.document_id)
    typed = [token for token in text.tokens if token.sources == (region(made),)]
    assert [token.text for token in typed] == ["20", "mg"]
    assert INK_NOT_READ not in open_kinds(web, made)
    corrected = [CorrectedToken(one.text, one.sources, one.origin, one.struck) for one in text.tokens]
    (filed,) = place_words(corrected, [(0, marked_page(made.page_ids[0]))])
    assert [word.box for word in filed.words if word.text == "mg"] == [UNREAD.box]


def test_a_place_with_nothing_to_read_is_said_so_and_undo_of_typing_opens_it_again(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = marked_chart(web, pat)
    plain = pat.post(
        f"/documents/{made.document_id}/places",
        page_id=made.page_ids[0],
        place=region(made),
        answer="nothing",
    )
    assert plain.status_code == 303
    assert INK_NOT_READ not in open_kinds(web, made)
    assert "Writing that was not read: nothing to read" in pat.get(f"/charts/{made.document_id}").text


@pytest.mark.parametrize("wrong", [{"place": "no such place"}, {"page_id": "no such page"}, {"text": "  "}])
def test_an_answer_to_no_place_changes_nothing(web: WebSite, wrong: dict[str, str]) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = marked_chart(web, pat)
    before = text_of(web, made)
    given = {"place": region(made), "text": "x"} | wrong
    body = {"page_id": made.page_ids[0], **given}
    path = f"/documents/{made.document_id}/places"
    refused = pat.client.post(path, json=body, headers={"x-csrf-token": pat.token})
    assert refused.json()["error"]["code"] == "storage.place_unknown"
    assert text_of(web, made) == before


def test_only_who_holds_the_review_may_answer(web: WebSite) -> None:
    pat, sam = web.signed_in(Role.TECHNICIAN), web.signed_in(Role.TECHNICIAN, login="sam")
    made = marked_chart(web, pat)
    refused = answer(sam, made, region(made), text="x")
    assert refused.json()["error"]["code"] == "review_ui.not_editable"


def test_a_site_may_want_the_handwriting_of_a_type_typed(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = marked_chart(web, pat)
    settings = web.site.belt.settings.model_copy(update={"typed_handwriting_types": ("Consent",)})
    reviewer: Reviewer = web.site.person("technician")
    for kind, expected in (("Consent", HANDWRITING_TO_TYPE), ("Letter", HANDWRITING)):
        fields = parse_index_fields(CONFIRMED | {"document_type": kind})
        web.site.write(
            lambda session, chosen=fields: confirm_index(  # type: ignore[misc]
                session, made.document_id, chosen, reviewer, settings
            )
        )
        assert expected in open_kinds(web, made)
        assert len(open_kinds(web, made) & {HANDWRITING, HANDWRITING_TO_TYPE}) == 1


def test_places_stand_from_top_to_bottom_and_know_the_words_before_them() -> None:
    page = marked_page("p")
    hand, unread = places_on(page, 1, typed=(), empty=())
    assert (hand.sources, hand.kind, hand.is_open) == (("p:1:5", "p:1:6"), "handwriting", False)
    assert (unread.sources, unread.is_open) == (("p:1:r0",), True)
    assert words_before(page, hand)[:2] == ["p:1:4", "p:1:3"]
    assert words_before(page, unread)[0] == "p:1:6"


def test_a_draft_without_handwriting_keeps_line_ends_and_fields_by_hand_are_no_index() -> None:
    page = marked_page("p")
    assert draft_text(page) == "Takes Iisinopril daily\nwas signed"
    first, second = page.lines()
    hand, printed = Line(second.words[2:]), Line(second.words[:2])
    turned = replace(page, blocks=(Block((first, hand)), Block((printed,))))
    assert draft_text(turned) == "Takes Iisinopril daily\n\nwas signed"
    values = tuple(
        KeyValue(name=name, text=text, box=UNREAD.box, words=words)
        for name, text, words in (("mrn", "1", (0,)), ("mrn", "2", (1,)), ("patient_name", "hand", (5,)))
    )
    assert printed_fields(replace(page, structure=PageStructure(key_values=values))) == {"mrn": "1"}


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (None, ""),
        (ErrorEstimate(0.1, 0, 0.3, "m"), "With the doubtful words right, hardly any other may be wrong"),
        (ErrorEstimate(0.4, 0, 1.6, "m"), f"{RIGHT}, at most a few words may still be wrong (0 to 2)"),
        (ErrorEstimate(1.2, 0, 3, "m"), f"{RIGHT}, about 1 word may still be wrong (0 to 3)"),
    ],
)
def test_what_may_still_be_wrong_is_said_in_plain_words(estimate: ErrorEstimate | None, words: str) -> None:
    assert still_wrong_words(estimate) == words


def test_marks_survive_their_json() -> None:
    marks = PageMarks(2, 5, ("a",), ("b",))
    assert PageMarks.from_json(marks.as_json()) == marks
    assert PageMarks.from_json({}) == PageMarks()
