from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transcribe.speech import words_of
from transcribe.doubt import WordDoubt, estimate_doubt
from transcribe.doubt.measures import measure_words
from transcribe.doubt.model import DoubtModel, shipped_model
from transcribe.lexicon import suggest_terms
from transcribe.report import AppliedCommand, DraftReport, draft_report
from transcribe.transcript import Segment, SpokenWord

GOOD = "She was seen today for her knee and feels well"


def doubt_of(words: tuple[SpokenWord, ...], *, others: dict[str, str] | None = None) -> WordDoubt:
    report = draft_report(words)
    segment = Segment("s", words[0].start_s, words[-1].end_s, words, mean_log_probability=-0.2)
    return estimate_doubt(words, report, suggest_terms(words), segments=(segment,), others=others)


def marked(words: tuple[SpokenWord, ...]) -> list[str]:
    ids = doubt_of(words).needs_review
    return [word.text for word in words if word.id in ids]


def test_words_heard_surely_need_no_look() -> None:
    words = words_of(GOOD, confidence=0.99)
    found = doubt_of(words)
    assert found.needs_review == frozenset()
    assert set(found.p_wrong) == {word.id for word in words}
    assert all(p < 0.1 for p in found.p_wrong.values())
    assert found.expected_errors.count < 1


def test_the_less_sure_the_engine_the_more_doubtful_the_word() -> None:
    words = words_of(GOOD, confidence=0.99)
    chances = []
    for confidence in (0.99, 0.7, 0.3, 0.05):
        changed = (*words[:5], replace(words[5], confidence=confidence), *words[6:])
        chances.append(doubt_of(changed).p_wrong[words[5].id])
    assert chances == sorted(chances)
    assert chances[-1] > max(0.2, 10 * chances[0])


def test_suggestions_unsure_commands_and_words_without_evidence_need_a_look() -> None:
    words = words_of("takes furocimide coma, daily and feels well", confidence=0.98)
    words = (*words[:-2], replace(words[-2], timing="interpolated"), replace(words[-1], confidence=None))
    unsure = AppliedCommand("comma", (words[2].id,), "coma,", sure=False)
    report = DraftReport(draft_report(words).tokens, (unsure,))
    found = estimate_doubt(words, report, suggest_terms(words), segments=())
    reviewed = [word.text for word in words if word.id in found.needs_review]
    assert reviewed == ["furocimide", "coma,", "feels", "well"]
    assert words[2].id not in found.p_wrong


def test_critical_words_are_marked_sooner_than_plain_ones() -> None:
    plain = words_of("there is some pain in the knee", confidence=0.99)
    dosed = words_of("give 50 mg of it for the knee", confidence=0.99)
    unsure_plain = (*plain[:2], replace(plain[2], confidence=0.9), *plain[3:])
    unsure_dose = (dosed[0], replace(dosed[1], confidence=0.45), *dosed[2:])
    assert marked(unsure_plain) == []
    assert "50" in marked(unsure_dose)
    assert doubt_of(dosed).critical == {dosed[1].id: "dose", dosed[2].id: "unit"}


def test_a_number_that_the_engine_holds_unlikely_is_marked_in_clear_company_too() -> None:
    words = words_of("give 50 mg of it for the knee", confidence=0.99)
    for confidence, is_marked in ((0.98, False), (0.45, True), (None, True)):
        assert ("50" in marked((words[0], replace(words[1], confidence=confidence), *words[2:]))) is is_marked


def test_a_number_that_the_report_asks_to_be_heard_is_marked() -> None:
    words = words_of("give 50 mg of it for the knee", confidence=0.99)
    report = replace(draft_report(words), review=(words[1].id,))
    assert estimate_doubt(words, report, (), segments=()).needs_review == {words[1].id}


def test_a_drug_with_a_look_alike_is_marked_from_the_smallest_chance() -> None:
    for confidence, is_marked in ((0.99, False), (0.7, True)):
        words = words_of("he takes prednisone and feels well", confidence=0.99)
        words = (*words[:2], replace(words[2], confidence=confidence), *words[3:])
        found = doubt_of(words)
        assert (words[2].id in found.needs_review) is is_marked
        assert found.p_wrong[words[2].id] < 0.15


def test_a_known_word_in_the_wrong_company_is_more_doubtful() -> None:
    right = doubt_of(words_of("she has mitral valve disease", confidence=0.9))
    wrong = doubt_of(words_of("she has micro valve disease", confidence=0.9))
    assert list(wrong.p_wrong.values())[2] > 2 * list(right.p_wrong.values())[2]


def test_a_word_on_which_two_hearings_differ_is_not_less_doubtful() -> None:
    words = words_of(GOOD, confidence=0.8)
    once, twice = doubt_of(words), doubt_of(words, others={words[3].id: "other"})
    assert twice.p_wrong[words[3].id] >= once.p_wrong[words[3].id]


def test_what_is_left_counts_only_words_that_are_not_marked() -> None:
    words = words_of("takes furocimide and xqvt and zzrt with knee pain", confidence=0.3)
    found = doubt_of(words)
    left = sum(p for word_id, p in found.p_wrong.items() if word_id not in found.needs_review)
    assert found.expected_errors.count == pytest.approx(left, abs=0.02)
    assert found.errors_in_draft.count > found.expected_errors.count


def test_doubt_survives_being_stored() -> None:
    found = doubt_of(words_of("takes 50 mg of metoprolol on the left", confidence=0.6))
    assert WordDoubt.from_json(found.as_json()) == found


def test_measures_are_finite_without_segments_or_confidence() -> None:
    (row,) = measure_words((SpokenWord("w", "knee", 0.0, 0.0),))
    assert set(row) >= set(shipped_model().weights)
    assert all(abs(value) < 10 for value in row.values())


def test_a_model_survives_being_stored_and_refuses_another_schema() -> None:
    model = shipped_model()
    assert DoubtModel.from_json(model.as_json()) == model
    with pytest.raises(ValueError, match="another schema"):
        DoubtModel.from_json({**model.as_json(), "schema_version": 99})
    with pytest.raises(ValueError, match="version"):
        replace(model, version="")
    with pytest.raises(ValueError, match="above 0"):
        replace(model, shape=0.0)
