"""What holds of assertion whatever the text: no exception, no reach into other sentences, bounded time."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.assertion import Assertion, AssertionRules
from nlp.assertion.found_cue import FoundCue, leftmost_longest
from nlp.chart_index import load_chart_index
from nlp.sections import SectionSplitter
from nlp.suggestion import AssertionLabel
from tests.nlp.test_assertion_cases import marked_cases

INDEX = load_chart_index()
RULES = AssertionRules(INDEX.cues)
SPLITTER = SectionSplitter(INDEX.sections)
CASES = marked_cases()
UNRELATED = ("\n\nSeen by the dietitian.", "\n\nVITAL SIGNS: Pulse 72.", "\n\nShe lives in town.\nThank you.")
SIZE_CHARS = 100_000
# Time grows with the length alone: 5 MB of each unit took 2 to 30 s of CPU time, this size at most 0.6 s.
BOUND_S = 10


def _assert(text: str, spans: list[tuple[int, int]]) -> list[Assertion]:
    return RULES.assert_spans(text, SPLITTER.split(text), spans)


@given(st.sampled_from(CASES), st.sampled_from(UNRELATED))
@settings(deadline=None, max_examples=150)
def test_what_comes_after_a_paragraph_changes_nothing(case: tuple[str, int, int, str], more: str) -> None:
    text, start, end, _ = case
    assert _assert(text, [(start, end)]) == _assert(text + more, [(start, end)])


@given(st.sampled_from(CASES), st.sampled_from(CASES))
@settings(deadline=None, max_examples=150)
def test_a_statement_before_a_heading_changes_nothing_behind_it(
    first: tuple[str, int, int, str], second: tuple[str, int, int, str]
) -> None:
    text, start, end, _ = second
    before = f"{first[0]}\n\nASSESSMENT:\n"
    alone = _assert("ASSESSMENT:\n" + text, [(start + 12, end + 12)])
    assert _assert(before + text, [(start + len(before), end + len(before))]) == alone


WORDS = (
    r"no denies fever mother who had history of if ( ) [ ] ? - + ; , : "
    r"(-) in 1998 when walking PMH: should vs ago"
)
words = st.sampled_from([*WORDS.split(), "\n", "\n\n", "\u0130"])


@given(st.one_of(st.text(max_size=200), st.lists(words, max_size=60).map(" ".join)), st.data())
@settings(deadline=None, max_examples=200)
def test_any_text_gets_an_answer_for_every_span(text: str, data: st.DataObject) -> None:
    places = st.tuples(st.integers(0, max(len(text) - 1, 0)), st.integers(1, 20))
    spans = [(start, min(start + length, len(text))) for start, length in data.draw(st.lists(places))]
    answers = _assert(text, [span for span in spans if span[0] < span[1]])
    assert all(answer.label in AssertionLabel for answer in answers)


def test_the_order_of_the_spans_does_not_matter() -> None:
    text = "No fever but cough, mother had gout."
    spans = [match.span() for match in re.finditer("fever|cough|gout", text)]
    assert _assert(text, spans[::-1]) == _assert(text, spans)[::-1]


@pytest.mark.parametrize("unit", ["no fever ", "fever; ", "(fever ", "\n", "- a\n"])
def test_a_long_text_takes_bounded_time(unit: str) -> None:
    text = (unit * (SIZE_CHARS // len(unit) + 1))[:SIZE_CHARS]
    spans = [(start, start + 5) for start in range(0, SIZE_CHARS - 5, 2_000)]
    started = time.process_time()
    assert len(_assert(text, spans)) == len(spans)
    assert time.process_time() - started < BOUND_S


def test_noise_of_every_kind_is_read() -> None:
    chance = random.Random(5)  # noqa: S311 noise, not a secret
    text = "".join(
        chr(chance.choice([chance.randrange(32, 127), chance.randrange(0xD7FF)])) for _ in range(20_000)
    )
    assert len(_assert(text, [(start, start + 4) for start in range(0, 19_990, 10)])) == 1_999


def test_of_overlapping_cues_the_first_and_then_the_longest_stands() -> None:
    negated = AssertionLabel.NEGATED
    short = FoundCue(start=0, end=2, phrase="no", effect=negated)
    long = FoundCue(start=0, end=9, phrase="no change", effect=None)
    inside = FoundCue(start=3, end=9, phrase="change", effect=negated)
    after = FoundCue(start=9, end=12, phrase="nor", effect=negated)
    assert leftmost_longest([inside, short, after, long]) == [long, after]
    with pytest.raises(ValueError, match="start < end"):
        FoundCue(start=3, end=3, phrase="", effect=None)
