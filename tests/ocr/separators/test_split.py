from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.box import Box
from ocr.page_structure import Barcode
from ocr.scan_check import PageCheck
from ocr.separators import CoverSheet, DocumentPart, SplitPolicy, cover_text, split_pages

ANNA = CoverSheet(mrn="1001", encounter="E1")
BERT = CoverSheet(mrn="2002", document_type="consent")
POLICY = SplitPolicy()


def check(index: int, *texts: str, blank: bool = False) -> PageCheck:
    codes = tuple(Barcode(symbology="QR Code", text=text, box=Box(0, 0, 9, 9)) for text in texts)
    return PageCheck(page_index=index, width=100, height=100, dpi=200, is_blank=blank, barcodes=codes)


def batch(pattern: str) -> list[PageCheck]:
    """p page, b blank, T patch sheet, A and B cover sheets of Anna and Bert, X a damaged cover sheet."""
    texts = {"T": "PATCHT", "A": cover_text(ANNA), "B": cover_text(BERT), "X": cover_text(ANNA)[:-1] + "!"}
    return [
        check(index, *([texts[letter]] if letter in texts else []), blank=letter == "b")
        for index, letter in enumerate(pattern)
    ]


def split(pattern: str, policy: SplitPolicy = POLICY) -> list[DocumentPart]:
    return list(split_pages(batch(pattern), policy))


def test_a_cover_sheet_gives_its_values_to_its_own_pages_alone() -> None:
    first, second, third = split("AppTpBp")
    assert (first.pages, first.separator_pages, first.cover) == ((1, 2), (0,), ANNA)
    assert (second.pages, second.cover) == ((4,), None)
    assert (third.pages, third.cover) == ((6,), BERT)


def test_pages_before_the_first_separator_are_their_own_part() -> None:
    first, second = split("ppTp")
    assert (first.pages, first.separator_pages) == ((0, 1), ())
    assert (second.pages, second.separator_pages) == ((3,), (2,))


def test_separators_in_a_row_make_no_empty_document() -> None:
    first, second = split("pTTTp")
    assert (first.pages, second.pages, second.separator_pages) == ((0,), (4,), (1, 2, 3))
    assert second.notes == ()


def test_a_patch_sheet_before_a_cover_sheet_changes_nothing() -> None:
    [part] = split("TAp")
    assert (part.cover, part.notes) == (ANNA, ())


def test_a_cover_sheet_without_pages_is_said_and_its_values_go_nowhere() -> None:
    for pattern, kept in (("ABp", BERT), ("ATp", None)):
        [part] = split(pattern)
        assert part.cover == kept
        assert [(note.kind, note.page_number) for note in part.notes] == [("cover_sheet_without_pages", 1)]


def test_the_same_cover_sheet_twice_is_one() -> None:
    [part] = split("AAp")
    assert (part.cover, part.notes) == (ANNA, ())


def test_separators_at_the_end_go_with_the_last_document() -> None:
    [part] = split("pTA")
    assert (part.pages, part.separator_pages, part.cover) == ((0,), (1, 2), None)
    assert [note.kind for note in part.notes] == ["cover_sheet_without_pages"]


def test_a_batch_of_separators_alone_is_one_part_for_a_person() -> None:
    [part] = split("AT")
    assert (part.pages, part.separator_pages) == ((), (0, 1))
    assert split("") == []


def test_blank_pages_are_marked_and_stay() -> None:
    first, second = split("ApbpTpb")
    assert (first.pages, first.blank_pages) == ((1, 2, 3), (2,))
    assert (second.pages, second.blank_pages) == ((5, 6), (6,))


def test_the_blank_back_of_a_separator_goes_with_it() -> None:
    [part] = split("Abbp")
    assert (part.separator_pages, part.pages) == ((0, 1), (2, 3))
    [kept] = split("Abp", SplitPolicy(has_blank_backs=False))
    assert (kept.separator_pages, kept.pages) == ((0,), (1, 2))


def test_blank_pages_between_separators_make_no_document() -> None:
    first, second = split("pTbbbTbp")
    assert (first.pages, second.pages) == ((0,), (7,))
    assert second.separator_pages == (1, 2, 3, 4, 5, 6)


def test_a_blank_batch_is_one_document() -> None:
    [part] = split("bb")
    assert (part.pages, part.blank_pages) == ((0, 1), (0, 1))


def test_a_damaged_cover_sheet_still_separates_and_says_so() -> None:
    first, second = split("ApXp")
    assert (first.cover, second.cover) == (ANNA, None)
    assert [note.kind for note in second.notes] == ["cover_sheet_unreadable"]


def test_two_different_cover_sheets_on_one_page_name_nobody() -> None:
    [part] = split_pages([check(0, cover_text(ANNA), cover_text(BERT)), check(1)], POLICY)
    assert part.cover is None
    assert [note.kind for note in part.notes] == ["cover_sheet_unclear"]


def test_a_site_has_separators_of_its_own() -> None:
    checks = [check(0), check(1, "*Next Chart*"), check(2)]
    assert len(split_pages(checks, POLICY)) == 1
    assert len(split_pages(checks, SplitPolicy(separator_texts=("*next chart*",)))) == 2
    with pytest.raises(ValueError, match="not empty"):
        SplitPolicy(separator_texts=(" ",))


def test_a_part_without_pages_or_with_a_page_twice_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="has pages"):
        DocumentPart(pages=())
    with pytest.raises(ValueError, match="kept"):
        DocumentPart(pages=(1,), separator_pages=(1,))


@given(st.text(alphabet="pbTABX", max_size=30))
def test_no_page_is_lost_or_doubled_and_no_document_is_empty(pattern: str) -> None:
    parts = split(pattern)
    everything = [page for part in parts for page in (*part.pages, *part.separator_pages)]
    assert sorted(everything) == list(range(len(pattern)))
    if "p" in pattern:
        assert all(any(pattern[page] == "p" for page in part.pages) for part in parts)
