"""The chance that a coder accepts: a probability, monotone where it should be, with a known tier."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.confidence import ConfidenceModel, Tier, shipped_model, shown_from, with_chances
from nlp.confidence.measures import FALLS_WITH, MEASURE_NAMES, RISES_WITH, is_bare, measures_of
from nlp.suggestion import AssertionLabel, CodeSuggestion, Evidence

REPORT = "She was seen again and has pneumonia. " * 20
CHART = "Assessment:\nPneumonia\nPlan:\nRest"


def suggestion(
    code: str = "J18.9", *, score: float = 0.8, flags: tuple[str, ...] = (), pieces: int = 1
) -> CodeSuggestion:
    """A suggestion whose pieces of evidence stand side by side from the twelfth character on."""
    evidence = tuple(
        Evidence(
            start=12 + 10 * number,
            end=21 + 10 * number,
            quote="Pneumonia",
            anchors=(),
            token_ids=(),
            matched_term="pneumonia",
            section="assessment",
            assertion=AssertionLabel.AFFIRMED,
        )
        for number in range(pieces)
    )
    return CodeSuggestion(code, "2026", "Pneumonia", score, False, True, evidence, flags)


def chance(one: CodeSuggestion, text: str = CHART) -> float:
    """The chance of a suggestion alone in its text."""
    return with_chances([one], text, model=shipped_model())[0].score


@given(
    score=st.floats(0, 1),
    pieces=st.integers(1, 5),
    flags=st.sets(st.sampled_from(["alternative", "near_name", "needs_more_detail", "unheard_of"])),
    text=st.sampled_from([CHART, REPORT]),
)
def test_a_score_is_a_probability(score: float, pieces: int, flags: set[str], text: str) -> None:
    assert 0 < chance(suggestion(score=score, pieces=pieces, flags=tuple(sorted(flags))), text) < 1


@given(lower=st.floats(0.02, 0.97), more=st.floats(0, 0.02), text=st.sampled_from([CHART, REPORT]))
def test_a_higher_rank_never_lowers_the_chance(lower: float, more: float, text: str) -> None:
    assert chance(suggestion(score=lower), text) <= chance(suggestion(score=lower + more), text)


@pytest.mark.parametrize("text", [CHART, REPORT])
def test_more_evidence_never_lowers_the_chance_and_doubt_never_raises_it(text: str) -> None:
    plain = chance(suggestion(), text)
    assert chance(suggestion(pieces=3), text) >= plain
    for flag in ("alternative", "near_name", "ambiguous_abbreviation", "needs_more_detail"):
        assert chance(suggestion(flags=(flag,)), text) <= plain


def test_the_shipped_weights_keep_their_directions_and_name_known_measures() -> None:
    weights = shipped_model().weights
    assert set(weights) <= set(MEASURE_NAMES)
    assert all(weights.get(name, 0) >= 0 for name in RISES_WITH)
    assert all(weights.get(name, 0) <= 0 for name in FALLS_WITH)


def test_every_measure_is_told_once_for_charts_and_once_for_running_text() -> None:
    one = suggestion()
    chart, bare = (measures_of(one, [one], is_bare=kind) for kind in (False, True))
    assert list(chart) == list(bare) == list(MEASURE_NAMES)
    assert chart["rank"] == bare["bare_rank"] != 0
    assert chart["bare_rank"] == bare["rank"] == 0


def test_a_long_text_without_headings_is_a_report_and_a_short_one_is_read_as_a_chart() -> None:
    assert is_bare(REPORT)
    assert not is_bare(CHART + "\n" + REPORT)
    assert not is_bare("She has pneumonia. He said: rest.")


def test_the_tier_begins_where_its_precision_and_all_above_reach_the_target() -> None:
    tiers = (
        Tier(0.5, 0.82, 0.7, 40),
        Tier(0.6, 0.78, 0.6, 30),
        Tier(0.7, 0.85, 0.6, 20),
        Tier(0.8, 0.9, 0.6, 9),
    )
    model = replace(shipped_model(), tiers=tiers)
    assert model.shown_from(0.8) == 0.7
    assert model.shown_from(0.75) == 0.5
    assert model.shown_from(0.99) == 0.8


def test_a_code_that_a_rule_has_hidden_stays_hidden_however_likely() -> None:
    likely = [suggestion("J18.9", score=0.9), suggestion("I10", score=0.9), suggestion("E11.9", score=0.4)]
    shown = shown_from(likely, 0.5, hidden={"I10"})
    assert [one.shown for one in shown] == [True, False, False]


def test_a_model_comes_back_from_its_json_and_refuses_another_schema() -> None:
    stored = shipped_model().as_json()
    assert ConfidenceModel.from_json(stored) == shipped_model()
    with pytest.raises(ValueError, match="another schema"):
        ConfidenceModel.from_json(stored | {"schema_version": 99})


def test_the_shipped_model_says_what_it_was_fitted_on_and_reaches_the_default_precision() -> None:
    model = shipped_model()
    assert "CodiEsp" in model.fitted_on
    assert "own notes" in model.fitted_on
    least = model.shown_from(0.8)
    assert all(tier.precision >= 0.8 for tier in model.tiers if tier.least_score >= least)
