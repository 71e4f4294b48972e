"""What is counted of a coder's decisions about one case."""

from __future__ import annotations

from nlp.learning import CodeVerdict, decided_text

OFFERED = {("sugar disease", "E11.9"), ("high blood pressure", "I10")}


def test_an_undecided_suggestion_counts_neither_way() -> None:
    found = decided_text("p", {"sugar"}, OFFERED, [CodeVerdict("E11.9", is_assigned=True)])
    assert found.accepted == {"E11.9"}
    assert not found.rejected


def test_a_code_put_for_a_term_is_its_replacement_and_turns_the_offered_one_down() -> None:
    put = CodeVerdict("E11.621", is_assigned=True, terms=frozenset({"sugar disease"}))
    found = decided_text("p", set(), OFFERED, [put])
    assert found.replaced == {("sugar disease", "E11.621")}
    assert found.rejected == {"E11.9"}
    assert found.assigned == {"E11.621"}


def test_a_code_assigned_beside_its_replacement_is_not_turned_down() -> None:
    verdicts = [
        CodeVerdict("E11.621", is_assigned=True, terms=frozenset({"sugar disease"})),
        CodeVerdict("E11.9", is_assigned=True, terms=frozenset({"sugar disease"})),
    ]
    found = decided_text("p", set(), OFFERED, verdicts)
    assert found.accepted == {"E11.9"}
    assert not found.rejected


def test_a_rejection_counts_against_the_terms_code() -> None:
    found = decided_text("p", set(), OFFERED, [CodeVerdict("I10", is_assigned=False)])
    assert found.rejected == {"I10"}
    assert not found.assigned
