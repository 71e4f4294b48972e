"""What a site learns from its coders' decisions: deterministic, per site, removable."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.confidence import shipped_model
from nlp.learning import (
    DecidedText,
    Learned,
    Surroundings,
    forget_learned,
    keep_learned,
    learn,
    learned_path,
    load_learned,
    replay,
    with_learned,
)
from nlp.learning.chances import LearnedWeights, offered_chance
from nlp.learning.site_file import LearnedFileError
from nlp.source_text import SourceText
from nlp.suggestion import AssertionLabel, CodeSuggestion, Evidence

WEIGHTS = LearnedWeights.of(shipped_model().learned)
TEXT = "Sugar disease with foot trouble."


def decided(
    person: str = "a",
    *,
    accepted: tuple[str, ...] = (),
    rejected: tuple[str, ...] = (),
    replaced: tuple[tuple[str, str], ...] = (),
    words: tuple[str, ...] = (),
    added: tuple[str, ...] = (),
) -> DecidedText:
    """A text on which "sugar disease" led to E11.9, and whatever else was decided."""
    return DecidedText(
        person=person,
        groups=frozenset(words),
        offered=frozenset({("sugar disease", "E11.9")}),
        accepted=frozenset(accepted),
        rejected=frozenset(rejected),
        assigned=frozenset((*accepted, *added)),
        replaced=frozenset(replaced),
    )


def chance(learned: Learned, expected: float = 0.8) -> float:
    """The chance of E11.9 through "sugar disease"."""
    return offered_chance(
        learned,
        WEIGHTS,
        terms=frozenset({"sugar disease"}),
        code="E11.9",
        expected=expected,
        association=None,
    )


def offered(code: str = "E11.9", score: float = 0.8) -> CodeSuggestion:
    """The suggestion that "sugar disease" leads to."""
    evidence = Evidence(0, 13, TEXT[:13], (), (), "sugar disease", "text", AssertionLabel.AFFIRMED)
    return CodeSuggestion(code, "2026", "Diabetes", score, False, True, (evidence,))


def around(**changed: object) -> Surroundings:
    """Surroundings in which every code may come and every word is affirmed."""
    fields: dict[str, object] = {
        "groups": {"foot trouble": [(19, 31)]},
        "assertions": lambda _, spans: [(AssertionLabel.AFFIRMED, "text")] * len(spans),
        "titled": lambda code: (f"Title of {code}", True),
        "may_add": lambda _: True,
        "held_back": (),
    }
    return Surroundings(**(fields | changed))  # type: ignore[arg-type]


def suggested(learned: Learned, surroundings: Surroundings | None = None) -> dict[str, CodeSuggestion]:
    """What comes of one offered code."""
    found = with_learned(
        [offered()],
        SourceText.from_plain_text(TEXT),
        surroundings or around(),
        learned=learned,
        weights=WEIGHTS,
        edition="2026",
    )
    return {one.code: one for one in found}


def test_the_order_of_decisions_changes_nothing() -> None:
    texts = [
        decided(
            str(number), accepted=("E11.9",) if number % 2 else (), rejected=() if number % 2 else ("E11.9",)
        )
        for number in range(9)
    ]
    assert learn(texts).as_json() == learn(texts[::-1]).as_json()
    assert learn(texts).sha256 == learn(texts[::-1]).sha256


def test_nothing_decided_leaves_the_chance_as_it_was() -> None:
    assert chance(learn([]), 0.8) == pytest.approx(0.8)
    assert suggested(learn([]))["E11.9"] == offered()


def test_a_term_that_is_always_turned_down_leaves_the_shown_tier_after_a_few() -> None:
    least = shipped_model().shown_from(0.8)
    after = [
        chance(learn([decided(str(n), rejected=("E11.9",)) for n in range(count)])) for count in range(6)
    ]
    assert after[0] >= least
    assert after[2] < least
    assert after == sorted(after, reverse=True)


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.floats(0.02, 0.98), st.data())
def test_an_acceptance_in_place_of_a_rejection_never_lowers_a_chance(
    verdicts: list[bool], expected: float, choice: st.DataObject
) -> None:
    turned = choice.draw(st.integers(0, len(verdicts) - 1))

    def after(given_verdicts: list[bool]) -> float:
        texts = [
            decided(str(n), accepted=("E11.9",)) if yes else decided(str(n), rejected=("E11.9",))
            for n, yes in enumerate(given_verdicts)
        ]
        return chance(learn(texts), expected)

    lower, higher = ([*verdicts[:turned], yes, *verdicts[turned + 1 :]] for yes in (False, True))
    assert 0 < after(lower) <= after(higher) < 1


def test_a_replacement_moves_both_codes() -> None:
    swap = decided(rejected=("E11.9",), added=("E11.621",), replaced=(("sugar disease", "E11.621"),))
    learned = learn([swap])
    assert chance(learned) < 0.8
    found = suggested(learned)
    assert found["E11.621"].flags == ("learned_here",)
    assert found["E11.621"].evidence[0].quote == "Sugar disease"
    assert "sugar disease" in found["E11.621"].trace[0]


def coded_by_words(people: str) -> Learned:
    """Texts of these people, of whom all with foot trouble were coded L97.509 by hand."""
    with_foot = [decided(one, words=("foot trouble",), added=("L97.509",)) for one in people]
    return learn([*with_foot, *(decided(str(number), accepted=("E11.9",)) for number in range(30))])


def test_words_that_went_with_a_code_suggest_it_with_the_words_as_evidence() -> None:
    found = suggested(coded_by_words("abcdefghij"))["L97.509"]
    assert found.flags == ("learned_here",)
    assert [piece.quote for piece in found.evidence] == [TEXT[19:31]]
    assert "10 of 10" in found.trace[0]


def test_words_from_one_persons_charts_alone_are_not_kept() -> None:
    assert not coded_by_words("aaaaaaaaaa").groups


@pytest.mark.parametrize(
    "surroundings",
    [
        around(held_back={"L97.509"}),
        around(may_add=lambda _: False),
        around(titled=lambda _: None),
        around(assertions=lambda _, spans: [(AssertionLabel.NEGATED, "text")] * len(spans)),
    ],
    ids=[
        "a rule held it back",
        "the document may not state it",
        "the edition lacks it",
        "the text denies it",
    ],
)
def test_learning_never_brings_a_code_that_may_not_come(surroundings: Surroundings) -> None:
    assert "L97.509" not in suggested(coded_by_words("abcdefghij"), surroundings)


def test_each_site_keeps_its_own_and_deleting_forgets(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    learned = coded_by_words("abcdefghij")
    kept = keep_learned(here, learned)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    again = load_learned(here)
    assert again == learned
    assert load_learned(there) is None
    assert forget_learned(here)
    assert load_learned(here) is None
    assert not forget_learned(here)


def test_a_damaged_file_is_said_and_never_taken_for_nothing(tmp_path: Path) -> None:
    path = learned_path(tmp_path)
    path.parent.mkdir()
    path.write_text('{"schema_version": 99}')
    with pytest.raises(LearnedFileError):
        load_learned(tmp_path)


def test_a_replay_tells_later_cases_by_earlier_ones_alone() -> None:
    cases = [(n, decided(str(n), rejected=("E11.9",))) for n in range(6)]
    cases += [(6, decided("6", accepted=("E11.9",))), (7, decided("7", rejected=("E11.9",)))]
    taught: list[int] = []

    def shown(case: int, learned: Learned | None) -> set[str]:
        if learned is None:
            return {"E11.9"}
        taught.append(learned.texts)
        return set() if case != 6 else {"E11.9"}

    found = replay(cases, shown)
    assert (found.earlier, found.later) == (5, 3)
    assert set(taught) == {5}
    assert found.before.precision == pytest.approx(1 / 3)
    assert found.after.precision == 1.0
    assert found.before.recall == found.after.recall == 1.0
