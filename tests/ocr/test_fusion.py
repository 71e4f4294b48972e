from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.engine import EngineWord
from ocr.fusion import fuse
from ocr.word import WordReading

LETTER_PX = 12


def line(
    text: str, *, left: float = 0, top: float = 100, sure: float | list[float] = 0.95, line_no: int = 0
) -> list[EngineWord]:
    """The words of a line in letters of one width, a space as wide as a letter."""
    words, x = [], left
    for number, part in enumerate(text.split()):
        right = x + LETTER_PX * len(part)
        confidence = sure[number] if isinstance(sure, list) else sure
        words.append(EngineWord(part, x, top, right, top + 20, confidence, 0, line_no))
        x = right + LETTER_PX
    return words


def texts(words: tuple[EngineWord, ...]) -> list[str]:
    return [word.text for word in words]


def test_where_both_agree_every_word_carries_both_readings() -> None:
    fused = fuse(line("no chest pain", sure=0.9), line("no chest pain", sure=0.99))
    assert texts(fused) == ["no", "chest", "pain"]
    assert fused[1].readings == (
        WordReading("tesseract", "chest", 0.9),
        WordReading("rapidocr", "chest", 0.99),
    )


@pytest.mark.parametrize(
    ("tesseract", "rapid", "chosen"),
    [
        (("Q%/22/2026", 0.4), ("04/22/2026", 0.99), "04/22/2026"),
        (("45-11.0", 0.9), ("4.5-11.0", 0.99), "4.5-11.0"),  # decimal points are RapidOCR's
        (("200", 0.95), ("2OO", 0.8), "200"),  # Tesseract is sure, RapidOCR is not
        (("office", 0.92), ("oflice", 0.99), "office"),  # the familiar word
        (("Physlcian", 0.92), ("Physician", 0.9), "Physician"),
        (("office", 0.2), ("oflice", 0.99), "oflice"),  # familiar, but hardly read
    ],
)
def test_where_they_differ_the_one_more_often_right_is_taken(
    tesseract: tuple[str, float], rapid: tuple[str, float], chosen: str
) -> None:
    (word,) = fuse(line(tesseract[0], sure=tesseract[1]), line(rapid[0], sure=rapid[1]))
    assert word.text == chosen
    assert {reading.text for reading in word.readings} == {tesseract[0], rapid[0]}
    assert word.confidence == (tesseract if chosen == tesseract[0] else rapid)[1]


def test_words_that_were_glued_are_taken_apart_at_wide_gaps_only() -> None:
    glued = [replace(line("YesName:")[0], right=9 * LETTER_PX)]
    assert texts(fuse(line("Yes Name:", sure=0.95), glued)) == ["Yes", "Name:"]
    broken = [
        EngineWord("RESTRICT", 0, 100, 96, 120, 0.9, 0, 0),
        EngineWord("ED", 98, 100, 122, 120, 0.9, 0, 0),
    ]
    assert texts(fuse(broken, line("RESTRICTED"))) == ["RESTRICTED"]


def test_each_part_of_a_word_that_was_broken_knows_its_own_part_of_the_other_reading() -> None:
    fused = fuse(line("Ifyes,", sure=0.88), line("If yes,", sure=0.99))
    assert texts(fused) == ["If", "yes,"]
    assert [word.readings[0].text for word in fused] == ["If", "yes,"]


def test_words_that_one_engine_alone_saw_are_kept_if_it_was_sure() -> None:
    cell = line("5.2", left=600, line_no=1)
    lone = [
        *line("stamped", left=0, top=300, sure=0.9),
        *line("smudge", left=300, top=300, sure=0.5),
        *line("~", left=500, top=300, sure=0.7),
    ]
    fused = fuse([*line("Glucose"), *lone], [*line("Glucose"), *cell])
    assert texts(fused) == ["Glucose", "5.2", "stamped"]
    assert [reading.engine for reading in fused[1].readings] == ["rapidocr"]
    assert [reading.engine for reading in fused[2].readings] == ["tesseract"]
    faint = line("i", left=600, line_no=1, sure=0.3)
    assert texts(fuse(line("Glucose"), [*line("Glucose"), *faint])) == ["Glucose"]


def test_a_word_over_two_pieces_of_a_row_is_not_read_twice() -> None:
    tesseract = [EngineWord("Date:4/5/26", 0, 100, 132, 120, 0.6, 0, 0)]
    rapid = [*line("Date:"), *line("4/5/26", left=60, line_no=1)]
    assert texts(fuse(tesseract, rapid)) == ["Date:", "4/5/26"]


def test_a_pile_of_lines_read_as_one_word_is_dropped() -> None:
    pile = [EngineWord("||l", 0, 90, 20, 400, 0.5, 0, 0)]
    rapid = [*line("one", line_no=0), *line("two", top=130, line_no=1), *line("six", top=160, line_no=2)]
    assert texts(fuse(pile, rapid)) == ["one", "two", "six"]


def test_one_reading_alone_is_that_reading() -> None:
    assert texts(fuse([], line("a b"))) == ["a", "b"]
    assert texts(fuse(line("sure words"), [])) == ["sure", "words"]
    assert fuse([], []) == ()


words_on_a_page = st.lists(
    st.builds(
        lambda text, x, y, sure, number: EngineWord(text, x, y, x + 10 * len(text), y + 20, sure, 0, number),
        st.text("aZ1.-/%", min_size=1, max_size=6),
        st.integers(0, 300),
        st.integers(0, 120),
        st.floats(0, 1),
        st.integers(0, 5),
    ),
    max_size=12,
)


@given(words_on_a_page, words_on_a_page)
def test_whatever_was_read_every_fused_word_was_read_by_an_engine_at_its_place(
    first: list[EngineWord], second: list[EngineWord]
) -> None:
    seen = {(word.text, word.left, word.top) for word in (*first, *second)}
    fused = fuse(first, second)
    assert all((word.text, word.left, word.top) in seen for word in fused)
    assert all(word.text in {reading.text for reading in word.readings} for word in fused)
    assert len(fused) <= len(first) + len(second)


def test_words_that_the_second_engine_glued_are_parted_where_the_first_one_sees_a_gap() -> None:
    first = line("Fexrnsby DOB: MRN: 456789", sure=0.6)
    second = line("FernsbydoB: MRN:456789", sure=0.99)
    second = [replace(second[0], right=first[1].right), replace(second[1], left=first[2].left)]
    second[1] = replace(second[1], right=first[3].right)
    fused = fuse(first, second)
    assert texts(fused) == ["Fernsby", "DOB:", "MRN:", "456789"]
    assert [word.left for word in fused] == [word.left for word in first]


@pytest.mark.parametrize(("first", "second"), [("Sub ject", "Subject"), ("3,488, 000.00", "3,488,000.00")])
def test_a_word_or_number_that_is_one_stays_whole(first: str, second: str) -> None:
    words = line(first, sure=0.9)
    whole = replace(line(second, sure=0.99)[0], right=words[-1].right)
    assert texts(fuse(words, [whole])) == [second]
