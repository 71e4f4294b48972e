from __future__ import annotations

from ocr.corrected_words import CorrectedToken, place_words
from ocr.page import Block, Box, Line, Page, Word
from storage.errors import EngineInfo

ENGINE = EngineInfo("stand-in", "1")


def _page(page_id: str, *lines: tuple[str, ...]) -> Page:
    made = []
    for row, words in enumerate(lines):
        boxes = (Box(100 * n, 40 * row, 100 * n + 80, 40 * row + 30) for n in range(len(words)))
        ids = (f"{page_id}:1:{row}{n}" for n in range(len(words)))
        made.append(Line(tuple(Word(i, t, b, 0.9) for i, t, b in zip(ids, words, boxes, strict=True))))
    return Page(page_id, 1000, 400, 100, (Block(tuple(made)),) if made else (), ENGINE)


def _token(text: str, *sources: str, struck: bool = False) -> CorrectedToken:
    return CorrectedToken(text, sources, "person", struck)


PAGES = [(0, _page("a", ("Chest", "pane"), ("today",))), (1, _page("b", ("Next",)))]


def test_a_corrected_word_stands_in_the_box_of_what_it_replaces() -> None:
    first, _ = place_words([_token("pane", "a:1:01", struck=True), _token("pain", "a:1:01")], PAGES)

    assert [(word.text, word.box) for word in first.words] == [("pain", Box(100, 0, 180, 30))]


def test_a_word_for_two_covers_both_boxes() -> None:
    first, _ = place_words([_token("chestpain", "a:1:00", "a:1:01")], PAGES)

    assert first.words[0].box == Box(0, 0, 180, 30)


def test_an_added_word_stands_at_the_end_of_the_word_before_it() -> None:
    first, _ = place_words([_token("Chest", "a:1:00"), _token("severe")], PAGES)

    assert (first.words[1].box, first.words[1].line_no) == (Box(79, 0, 80, 30), 0)


def test_a_word_added_before_everything_stands_at_the_top_of_the_first_page() -> None:
    first, second = place_words([_token("Preface"), _token("Next", "b:1:00")], PAGES)

    assert [word.text for word in first.words] == ["Preface"]
    assert [word.text for word in second.words] == ["Next"]


def test_every_page_comes_back_even_without_words() -> None:
    assert [page.page_index for page in place_words([], PAGES)] == [0, 1]
    assert place_words([_token("lost")], []) == []
