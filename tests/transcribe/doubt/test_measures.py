from __future__ import annotations

from tests.transcribe.speech import words_of
from transcribe.doubt.company import of_company
from transcribe.doubt.measures import Surroundings, measure_words
from transcribe.transcript import Segment, SpokenWord


def test_what_another_pass_wrote_is_measured_on_its_words_and_near_them() -> None:
    words = words_of("blood pressure was 138 today and she feels well", confidence=0.9)
    rows = measure_words(words, Surroundings(others={words[3].id: "130 xqvt"}))
    assert [row["disputed"] for row in rows].index(1.0) == 3
    assert rows[3]["disputed_number"] == rows[3]["disputed_unknown"] == 1.0
    assert rows[3]["disputed_odds"] == rows[3]["odds"]
    assert [row["disputed_near"] for row in rows] == [1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0]


def test_words_after_a_command_and_at_the_start_of_a_segment_are_told() -> None:
    words = words_of("stable period she feels well")
    kept = (words[0], *words[2:])
    around = Surroundings(
        segments=(Segment("s", words[0].start_s, words[-1].end_s, words),),
        commands={words[1].id},
        asked={words[3].id},
    )
    rows = measure_words(kept, around)
    assert [row["after_command"] for row in rows] == [0.0, 1.0, 0.0, 0.0]
    assert [row["opens_segment"] for row in rows] == [1.0, 0.0, 0.0, 0.0]
    assert [row["asked"] for row in rows] == [0.0, 0.0, 1.0, 0.0]


def test_a_name_before_a_dose_is_told_whether_it_is_known_or_not() -> None:
    rows = measure_words(words_of("takes metformin 500 mg and xqvtol 20 mg daily"))
    assert [row["dosed_drug"] for row in rows][1] == 1.0
    assert [row["dosed_unknown"] for row in rows][5] == 1.0


def test_company_is_measured_on_both_sides_and_says_nothing_of_words_that_are_none() -> None:
    left, right, mark = of_company(("mitral", "valve", "--"))
    assert left["fits_after"] == right["fits_before"] > 1
    assert left["seen_after"] == right["seen_before"] == 1.0
    assert left["alone"] == 0.0
    assert (mark["fits_best"], mark["alone"], mark["alone_though_common"]) == (0.0, 1.0, 0.0)
    assert of_company(()) == ()


def test_every_word_has_the_same_measures() -> None:
    rows = measure_words((SpokenWord("a", "knee", 0.0, 0.0), SpokenWord("b", "5-6x", 0.0, 2.0, 0.1)))
    assert list(rows[0]) == list(rows[1])
