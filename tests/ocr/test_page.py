from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ocr
from ocr.page import Block, Box, Line, Page, PageAnchor, Word, page_text, page_tokens
from tests.ocr.pages import page_of

WORDS = st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=8).filter(
    lambda text: text.split() == [text]
)


def test_the_folder_is_ours() -> None:
    assert ocr.__file__ is not None
    assert ocr.__file__.endswith("ocr/__init__.py")
    assert hasattr(Page, "words")


@given(st.lists(st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=3), max_size=3))
def test_tokens_put_together_are_the_text_and_hold_every_word(blocks: list[list[list[str]]]) -> None:
    page = page_of(*(tuple(" ".join(line) for line in block) for block in blocks))
    tokens = page_tokens(page)
    assert "".join(word.text + separator for word, separator in tokens) == page_text(page)
    assert [word.text for word, _ in tokens] == [text for b in blocks for line in b for text in line]
    assert Page.from_json(json.loads(json.dumps(page.as_json()))) == page


def test_lines_and_blocks_are_told_apart_in_the_text() -> None:
    assert page_text(page_of(("one two", "three"), ("four",))) == "one two\nthree\n\nfour"
    assert page_text(page_of()) == ""


def test_a_box_knows_its_size_and_what_it_shares() -> None:
    box = Box(10, 20, 40, 60)
    assert (box.width, box.height) == (30, 40)
    assert box.overlap_px(Box(30, 50, 100, 100)) == 100
    assert box.overlap_px(Box(40, 20, 50, 60)) == 0
    assert Box.from_json(box.as_json()) == box
    with pytest.raises(ValueError, match="no boxes"):
        Box.around([])


@pytest.mark.parametrize("sides", [(-1, 0, 5, 5), (5, 0, 5, 5), (0, 9, 5, 5)])
def test_a_box_that_is_no_rectangle_cannot_be_built(sides: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="rectangle"):
        Box(*sides)


@pytest.mark.parametrize(
    ("word_id", "text", "confidence"), [("", "a", 0.5), ("w", "a b", 0.5), ("w", "", 0.5), ("w", "a", 1.5)]
)
def test_a_word_that_is_no_word_cannot_be_built(word_id: str, text: str, confidence: float) -> None:
    with pytest.raises(ValueError, match=r"word|confidence"):
        Word(word_id, text, Box(0, 0, 1, 1), confidence)


def test_empty_lines_and_blocks_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="at least one word"):
        Line(())
    with pytest.raises(ValueError, match="at least one line"):
        Block(())


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"width": 0},
        {"dpi": 0.0},
        {"rotation_deg": 45},
        {"skew_deg": 50.0},
        {"is_blank": True},
        {"width": 40},
    ],
)
def test_a_page_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="page"):
        replace(page_of(("one two",)), **change)  # type: ignore[arg-type]


def test_two_words_with_one_id_are_refused() -> None:
    page = page_of(("one",))
    with pytest.raises(ValueError, match="twice"):
        replace(page, blocks=page.blocks * 2)


def test_a_page_of_another_schema_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="schema"):
        Page.from_json({**page_of().as_json(), "schema_version": 99})


def test_an_anchor_survives_json_and_names_its_words() -> None:
    anchor = PageAnchor("p", ("p:1:0", "p:1:1"), Box(1, 2, 3, 4))
    assert PageAnchor.from_json(json.loads(json.dumps(anchor.as_json()))) == anchor
    with pytest.raises(ValueError, match="at least one word"):
        PageAnchor("p", (), Box(1, 2, 3, 4))


def test_a_block_is_as_large_as_its_lines() -> None:
    assert page_of(("one two", "three")).blocks[0].box == Box(10, 10, 100, 60)
