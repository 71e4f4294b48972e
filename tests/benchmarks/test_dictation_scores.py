"""What the dictation benchmark counts as right, wrong, missing and doubted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.dictation.alignment import blocks, place_of
from benchmarks.dictation.errors_in_place import caught_at, caught_by_flags, judge_draft
from benchmarks.dictation.gold import Clause, Dictation, read_dictation_text
from benchmarks.dictation.marks import score_marks
from benchmarks.dictation.part_times import clause_errors, errors_after_edits
from benchmarks.dictation.scores import (
    DraftWords,
    score_numbers,
    score_peer,
    term_recall,
    without_commands,
    word_errors,
)
from benchmarks.dictation.structure import found_in
from benchmarks.dictation.voices import Recording, SpokenClause
from benchmarks.dictation.wording import holds_number, plain_words, tokens_of


def answer_of(text: str, doubted: str = "", **more: Any) -> dict[str, Any]:
    """An answer as ours gives it: every written word was heard, half a second each."""
    tokens: list[list[Any]] = []
    words: list[dict[str, Any]] = []
    for number, word in enumerate(text.replace("\n", " \n ").split(" ")):
        if word == "\n":
            tokens[-1][1] = "\n"
            continue
        words.append(
            {
                "id": f"w{number}",
                "text": word,
                "start": number / 2,
                "end": number / 2 + 0.4,
                "confidence": 0.5 if word == doubted else 0.9,
                "needs_review": word == doubted,
                "suggestions": [],
            }
        )
        tokens.append([word, " ", [f"w{number}"]])
    return {"text": text, "segments": [{"words": words}], "tokens": tokens, **more}


def dictation(written: str, *, said: str = "", marks: tuple[tuple[str, str], ...] = ()) -> Dictation:
    return Dictation("one", {}, (Clause(said, written, marks),))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("97%", "97 percent"),
        ("10mg daily", "ten milligrams daily"),
        ("138/84", "138 over 84"),
        ("3.4 x 2.8 cm", "3.4 by 2.8 centimeters"),
        ("an M R I", "an MRI"),
        ("stage II", "stage 2"),
        ("500 mg b.i.d.", "500 mg BID"),
        ("A1c", "A one C"),
        ("seen 03/04/2025", "seen March 4, 2025"),
        ("a 67-year-old", "a 67 year old"),
    ],
)
def test_two_ways_of_writing_the_same_are_no_error(one: str, other: str) -> None:
    assert plain_words(one) == plain_words(other)
    assert word_errors(one, other)[0] == 0


def test_list_numbers_are_not_words() -> None:
    assert tokens_of("Plan:\n1. Rest 2 days.") == ["plan", "rest", "2", "days"]
    assert plain_words("1. Rest.") == "rest"


def test_a_number_counts_only_whole() -> None:
    assert holds_number("takes 1,500mg now", ("1500 mg",))
    assert holds_number("a 3.4 by 2.8 centimeter mass", ("3.4 x 2.8 cm",))
    assert not holds_number("takes 1500 mg now", ("500 mg",))
    assert not holds_number("takes 5 mcg now", ("5 mg",))
    assert not holds_number("pulse 98.6", ("98",))
    assert holds_number("weaned from 12 to 5 mcg", ("12",))
    assert holds_number("50 to 100 mg", ("50-100 mg",))
    assert holds_number("weight 141lb", ("141 pounds",))


def test_numbers_are_looked_for_where_they_belong_and_misses_want_a_flag() -> None:
    gold = dictation("Pulse <88> today, weight <70 kg> and then <5 mg> daily.")
    right = answer_of("Pulse 88 today, weight 70 kg and then 5 mg daily.")
    assert score_numbers(gold, DraftWords.of(right))[0].share == 1.0
    wrong = answer_of("Pulse 88 today, weight 70 kg and then 9 mg daily.", doubted="9")
    found, flagged, missed = score_numbers(gold, DraftWords.of(wrong))
    assert (found.good, flagged.good, missed) == (2, 1, ["5 mg"])
    unflagged = answer_of("Pulse 88 today, weight 70 kg and then 9 mg daily.")
    assert score_numbers(gold, DraftWords.of(unflagged))[1].share == 0.0


def test_marks_count_in_their_gap_and_commands_left_as_words_are_counted() -> None:
    reference = "Lungs are clear, heart regular.\n\nPlan: (rest).\n1. Walk."
    marks, left, _ = score_marks(reference, reference)
    assert (marks.right, marks.missing, marks.extra, left) == (9, 0, 0, 0)
    assert marks.f1 == 1.0
    marks, left, by_mark = score_marks(
        "Lungs are clear comma heart, regular. Plan: (rest).\n1. Walk.", reference
    )
    assert (marks.missing, marks.extra, left) == (2, 1, 1)
    assert by_mark == {",": 1, "¶": 1, "+,": 1}


def test_an_abbreviations_point_is_no_mark() -> None:
    assert score_marks("Dr. Hale saw her", "Dr. Hale saw her")[0].right == 0


def test_terms_are_found_whole_or_in_what_is_shown() -> None:
    gold = dictation("[Losartan] and [anti-CCP] and [E-cadherin]")
    written, shown = term_recall(gold, "losartan, anti CCP", ["E-cadherin"])
    assert (written.good, written.of, shown.good) == (2, 3, 3)
    assert term_recall(gold, "losartans")[0].good == 0


def test_peers_are_not_blamed_for_commands_they_do_not_know() -> None:
    assert without_commands("clear karma new paragraph plan colon rest period").split() == [
        "clear",
        "plan",
        "rest",
    ]
    assert "colon" in without_commands("polyp of the sigmoid colon")
    gold = dictation("Holloway takes <5 mg>.")
    assert score_peer(gold, "Holloway spelled H-O-L-L-O-W-A-Y takes 5 mg period").word_error_rate == 0.0


def test_a_place_is_found_in_alike_and_in_unlike_stretches() -> None:
    found = blocks(["a", "b", "x", "d"], ["a", "b", "c", "d"])
    assert [one.is_alike for one in found] == [True, False, True]
    assert place_of(found, 1, 2) == (1, 2)
    assert place_of(found, 2, 3) == (2, 3)
    assert place_of([], 0, 1) == (0, 0)
    assert blocks(["10mg"], ["10", "mg"], same=lambda *_: True)[0].is_alike


def test_errors_are_wrong_words_and_gaps_and_a_flag_beside_a_gap_catches_it() -> None:
    draft = judge_draft(
        answer_of("the patient takes lostin daily", doubted="lostin"), "the patient takes losartan daily"
    )
    assert [word.is_wrong for word in draft.words] == [False, False, False, True, False]
    assert draft.errors == ((0.5, True),)
    assert len(draft.wrong_ids) == draft.wrong == 1
    assert caught_by_flags([draft]) == (1.0, 0.2)
    assert caught_at([draft], 0.2) == (1.0, 0.2)
    gap = judge_draft(answer_of("no fever", doubted="no"), "no high fever")
    assert gap.errors == ((0.5, True),)
    assert caught_by_flags([judge_draft(answer_of("no fever"), "no fever")]) == (None, 0.0)
    assert caught_at([], 0.2) == (0.0, 0.0)


def test_what_is_left_are_wrong_words_without_a_flag_and_no_gaps() -> None:
    answer = answer_of("the patient takes lostin dayly", doubted="lostin")
    draft = judge_draft(answer, "the old patient takes losartan daily")
    assert draft.left_wrong == 1
    assert len(draft.errors) == 3
    assert [is_flagged for _, is_flagged in draft.gaps] == [False]
    assert judge_draft(answer, "the patient takes lostin dayly").left_wrong == 0


def test_structure_is_found_in_the_json_or_nowhere() -> None:
    gold = dictation(
        "Plan: rest.",
        said="Plan {colon} rest {spelled H A L E}",
        marks=(("heading", "plan"), ("header", "mrn=12"), ("note", "mark this urgent"), ("struck", "left")),
    )
    good = answer_of(
        "Plan: rest.",
        sections=[{"title": "Plan"}],
        header={"mrn": {"text": "12"}},
        notes=[{"text": "Mark this urgent."}],
    )
    found = dict(found_in(gold, good))
    assert found == {
        "heading is a section": True,
        "header mrn": True,
        "note is kept": True,
        "note is no text": True,
        "struck is gone": True,
        "no split is proposed": True,
        "spelled name is right": False,
    }
    assert not dict(found_in(gold, answer_of("Plan: the left rest.")))["struck is gone"]


def test_times_are_compared_at_clause_ends_and_after_corrections() -> None:
    gold = read_dictation_text("t", "worktype: letter\n---\nShe is well today || She is well today")
    recording = Recording(Path("x.wav"), "joe", (SpokenClause(0.1, 2.0),))
    heard = [("She", 0.2, 0.4), ("is", 0.4, 0.6), ("well", 0.7, 1.0), ("today", 1.2, 1.9)]
    starts, ends = clause_errors(gold, recording, heard)
    assert [*starts, *ends] == pytest.approx([0.1, 0.1])
    assert errors_after_edits(gold, recording, answer_of("See is wall today")) == [pytest.approx(0.1)]
