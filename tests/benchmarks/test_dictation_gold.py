"""The gold dictations and text cases are whole, and read as their page says."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from benchmarks.dictation.gold import (
    GOLD,
    gold_dictations,
    gold_sha256,
    read_dictation_text,
    text_cases,
)
from benchmarks.dictation.text_rules import by_category, run_cases, spoken_words
from benchmarks.dictation.wording import tokens_of

_SMALL = """worktype: progress note
---
{New paragraph} Plan {colon} [Losartan] five milligrams {scratch that} ten milligrams {period} || ¶ Plan: \
[Losartan] <10 mg|10 milligrams>. || #plan @struck five milligrams
Typist {comma} a note. || || @note a note
"""


def test_a_line_gives_what_is_said_what_is_written_and_what_else_is_true() -> None:
    found = read_dictation_text("small", _SMALL)
    first = found.clauses[0]
    assert first.commands == ("new paragraph", "colon", "scratch that", "period")
    assert first.spoken == (
        "New paragraph, Plan, colon, Losartan five milligrams, scratch that, ten milligrams, period"
    )
    assert found.reference == "Plan: Losartan 10 mg."
    assert (found.terms, found.numbers) == (("Losartan",), (("10 mg", "10 milligrams"),))
    assert found.marked("heading") == ("plan",)
    assert found.marked("struck") == ("five milligrams",)
    assert found.marked("note") == ("a note",)


def test_a_line_without_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="1 columns"):
        read_dictation_text("bad", "worktype: letter\n---\nno columns")


def test_there_are_gold_dictations_of_every_kind_with_all_that_is_measured() -> None:
    found = gold_dictations()
    assert len(found) >= 24
    kinds = Counter(one.head["worktype"] for one in found)
    assert len(kinds) == 8
    assert min(kinds.values()) >= 2
    assert sum(len(one.marked("split")) for one in found) >= 2
    for kind in ("struck", "header", "note", "cc", "heading"):
        assert sum(len(one.marked(kind)) for one in found) >= 2, kind
    assert sum(len(one.terms) for one in found) >= 300
    assert sum(len(one.numbers) for one in found) >= 300


def test_every_number_and_term_of_the_gold_stands_in_its_report() -> None:
    for one in gold_dictations():
        assert not re.search(r"[\[\]{}<>|¶↵@]", one.reference), one.name
        words = tokens_of(one.reference)
        for ways in one.numbers:
            wanted = tokens_of(ways[0])
            assert any(words[at : at + len(wanted)] == wanted for at in range(len(words))), (one.name, ways)


def test_there_are_at_least_120_text_cases_and_each_category_is_counted_once() -> None:
    cases = text_cases()
    assert len(cases) >= 120
    results = run_cases(cases[:3])
    rows = by_category(results)
    assert [row[0] for row in rows] == [cases[0].category, "all"]
    assert rows[-1][1] == 3


def test_a_pause_sign_moves_the_next_word_on() -> None:
    words = spoken_words("Lungs clear … Plan")
    assert [word.text for word in words] == ["Lungs", "clear", "Plan"]
    assert words[2].start_s - words[1].end_s > 0.7


def test_the_gold_is_what_its_hash_says() -> None:
    assert gold_sha256() == "e2e81cf48beabdd545ac31eb8cf069abb9974224fc5b58631ebdc9552378d094", (
        f"a change of {GOLD.name} is listed in its README with its reason, and the hash here changes with it"
    )
