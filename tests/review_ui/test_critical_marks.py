from __future__ import annotations

import pytest

from ocr.box import Box
from ocr.page import Block, Line, Page, Word
from ocr.page_structure import KeyValue, PageStructure, Region
from review_ui.critical_marks import (
    SpokenWords,
    field_kinds,
    parts_to_see,
    sample,
    words_in_report,
    words_on_page,
)
from storage.critical_words import CriticalWord
from storage.edits import Token
from storage.errors import EngineInfo
from storage.page_parts import all_parts, part_at

TEXT = "Name: Fernsby MRN: 900417 Takes lisinopril 20 mg daily, denies pain in the left knee since 2019."


def read_page(*, doubtful: tuple[str, ...] = (), structure: PageStructure | None = None) -> Page:
    words = tuple(
        Word(f"p:1:{n}", text, Box(80, 100 + 40 * n, 200, 120 + 40 * n), 0.5 if text in doubtful else 0.97)
        for n, text in enumerate(TEXT.split())
    )
    fields = (
        KeyValue(name="patient_name", text="Fernsby", box=Box(0, 0, 9, 9), words=(1,)),
        KeyValue(name="mrn", text="900417", box=Box(0, 0, 9, 9), words=(3,)),
        KeyValue(name="account", text="2019.", box=Box(0, 0, 9, 9), words=(15,)),
    )
    engine = EngineInfo("canned", "1", "ab", "cd")
    made = structure or PageStructure(key_values=fields)
    return Page("p", 850, 1100, 100.0, (Block((Line(words),)),), engine, structure=made)


def tokens_of(page: Page, **typed: str) -> list[Token]:
    return [
        Token(
            f"t{n}",
            typed.get(f"t{n}", word.text),
            " ",
            (word.id,),
            "person" if f"t{n}" in typed else "machine",
        )
        for n, word in enumerate(page.words())
    ]


def test_drug_dose_unit_side_negation_and_identity_are_critical_on_paper_and_other_words_are_not() -> None:
    page = read_page()
    found = words_on_page(page, tokens_of(page), 4, looks={})
    texts = TEXT.split()
    assert {texts[int(one.token_id[1:])]: one.kind for one in found} == {
        "Fernsby": "patient_name",
        "900417": "mrn",
        "lisinopril": "drug",
        "20": "dose",
        "mg": "unit",
        "denies": "negation",
        "left": "side",
    }
    assert not any(one.is_stop for one in found)  # a word confirmed by seeing never stops anybody
    assert found[0].part == part_at(140, 150, width=850, height=1100)
    assert {one.page_number for one in found} == {4}


def test_a_doubtful_or_a_changed_critical_word_stops_and_a_doubtful_plain_one_is_no_concern_here() -> None:
    page = read_page(doubtful=("20", "Takes"))
    found = words_on_page(page, tokens_of(page, t5="enalapril", t4="denies"), 1, looks={"t4": "pat"})
    assert {one.token_id: (one.kind, one.looked_by) for one in found if one.is_stop} == {
        "t6": ("dose", ""),
        "t5": ("drug", ""),  # replaced everywhere: nobody looked at this one
        "t4": ("negation", "pat"),
    }


def test_an_added_word_has_no_place_and_stops_all_the_same() -> None:
    page = read_page()
    added = [*tokens_of(page)[:6], Token("new", "not", " ", (), "person")]
    last = words_on_page(page, added, 1, looks={})[-1]
    assert (last.token_id, last.kind, last.is_stop, last.part) == ("new", "negation", True, None)


def test_in_a_report_the_reading_says_what_is_critical_and_typed_words_are_judged_anew() -> None:
    tokens = [
        Token("a", "lisinopril", " ", ("w0",)),
        Token("b", "20", " ", ("w1", "w2")),
        Token("c", "left", " ", ("w3",), "person"),
        Token("d", "plain", " ", ("w4",), "person"),
    ]
    spoken = SpokenWords(
        {"w0": (0.0, 0.4), "w1": (0.4, 0.6), "w2": (0.6, 0.9), "w3": (1.0, 1.2)},
        {"w0": "drug", "w2": "dose", "w3": "laterality"},
        {"w1"},
    )
    found = {one.token_id: one for one in words_in_report(tokens, spoken, looks={})}
    assert {one: (word.kind, word.is_stop) for one, word in found.items()} == {
        "a": ("drug", False),
        "b": ("dose", True),
        "c": ("side", True),
    }
    assert (found["b"].start_s, found["b"].end_s) == (0.4, 0.9)


def test_what_has_to_be_seen_are_the_parts_with_words_or_unread_writing() -> None:
    region = Region(kind="unread", box=Box(700, 1000, 800, 1090))
    page = read_page(structure=PageStructure(regions=(region,)))
    assert part_at(750, 1045, width=850, height=1100) in parts_to_see(page)
    assert len(parts_to_see(page)) < 20
    blank = Page("p", 850, 1100, 100.0, (), page.engine, is_blank=True)
    assert parts_to_see(blank) == all_parts()
    assert field_kinds(page) == {}


@pytest.mark.parametrize(("size", "wanted"), [(0, 0), (3, 3), (9, 4)])
def test_a_sample_takes_words_from_page_after_page(size: int, wanted: int) -> None:
    pages = [
        {one: CriticalWord(f"{n}{one}", "dose", is_stop=False, page_id=str(n)) for one in "ab"}
        for n in (1, 2)
    ]
    drawn = sample("document", pages, size)
    assert len(drawn) == wanted
    assert all(one.is_stop for one in drawn)
    assert {one.page_id for one in drawn[:2]} == ({"1", "2"} if size else set())
