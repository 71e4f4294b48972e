from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transcribe.written_form.tokens import text_of, tokens_of
from transcribe.report_token import ReportToken
from transcribe.written_form import uncertain_numbers, write_as_reports_do

_NUMBERS = """
one two three five eight ten twelve nineteen twenty thirty fifty ninety hundred thousand million and point
oh o zero half 1,000 7.8 .5 5.0 138 84 4-41729 50-milligrams 10U 03 0800 330 30 3-4-1958 sixty-seven-year-old
one-half thirds six-week five, eight. (two 3) first second fourth twenty-first
""".split()  # noqa: SIM905 - reads as the list it is
_WORDS = """
a over by percent per cent year old plus times March May to or through , . / - date of birth MRN number phone
milligrams mg U IU u q d h Q.D. tablet tablets L S T C N M G P L4 4-5 S1 A1C A Vicryl stage B type class p.m.
a.m p m hours at the this it is MSO4 MS Gleason equals vision oriented pain out gauge lead French cm o'clock
in morning 2+ normal deciliter hemoglobin SpO2 Percocet — … ½ ٣ ² Ⅳ "
""".split()  # noqa: SIM905
_PLAIN_WORDS = "The liver, spleen and (both) kidneys are normal. Q pH U mg".split()  # noqa: SIM905
_SPACES = st.sampled_from([" ", " ", " ", " ", "", "\n", "\n\n"])
_PLAIN = st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=6).filter(
    lambda text: not re.search(r"\s", text)
)


def _tokens(texts: st.SearchStrategy[str], *, most: int = 12) -> st.SearchStrategy[list[ReportToken]]:
    def numbered(pieces: list[tuple[str, str]]) -> list[ReportToken]:
        return [ReportToken(f"t{n}", text, space, (f"w{n}",)) for n, (text, space) in enumerate(pieces)]

    return st.lists(st.tuples(texts, _SPACES), max_size=most).map(numbered)


_SPOKEN = _tokens(st.sampled_from([*_NUMBERS, *_NUMBERS, *_WORDS]))


@given(_SPOKEN)
@settings(max_examples=200, deadline=None)
def test_every_spoken_word_stays_a_source_in_its_order(tokens: list[ReportToken]) -> None:
    written = write_as_reports_do(tokens)
    sources = [source for token in written for source in token.sources]
    assert list(dict.fromkeys(sources)) == [source for token in tokens for source in token.sources]
    assert len({token.id for token in written}) == len(written)
    assert all(not re.search(r"\s", token.text) for token in written)


@given(_SPOKEN)
@settings(max_examples=200, deadline=None)
def test_writing_twice_changes_nothing_more(tokens: list[ReportToken]) -> None:
    written = write_as_reports_do(tokens)
    assert write_as_reports_do(written) == written


@given(_SPOKEN)
@settings(max_examples=200, deadline=None)
def test_no_digit_that_the_engine_wrote_is_lost(tokens: list[ReportToken]) -> None:
    # the 4 of MSO4 is written out
    heard = re.findall("[1-9]", " ".join(token.text for token in tokens if token.text != "MSO4"))
    written = iter(text_of(write_as_reports_do(tokens)))
    assert all(digit in written for digit in heard)


@settings(deadline=None)
@given(_tokens(_PLAIN))
def test_any_token_at_all_is_taken_and_its_source_kept(tokens: list[ReportToken]) -> None:
    written = write_as_reports_do(tokens)
    sources = dict.fromkeys(source for token in written for source in token.sources)
    assert list(sources) == [token.sources[0] for token in tokens]
    assert uncertain_numbers(written) <= {token.id for token in written}


@settings(deadline=None)
@given(_tokens(st.sampled_from(_PLAIN_WORDS)))
def test_text_without_numbers_or_abbreviations_is_unchanged(tokens: list[ReportToken]) -> None:
    assert list(write_as_reports_do(tokens)) == tokens


def test_a_merged_token_stands_for_all_that_was_said() -> None:
    written = write_as_reports_do(tokens_of("pressure one thirty eight over eighty four, stable"))
    assert [(token.id, token.text, token.sources) for token in written] == [
        ("t1", "pressure", ("w1",)),
        ("t2", "138/84,", ("w2", "w3", "w4", "w5", "w6", "w7")),
        ("t8", "stable", ("w8",)),
    ]


def test_a_token_that_the_engine_glued_becomes_several_of_the_same_source() -> None:
    written = write_as_reports_do(tokens_of("take 50-milligrams-daily."))
    assert [(token.id, token.text, token.sources) for token in written] == [
        ("t1", "take", ("w1",)),
        ("t2", "50", ("w2",)),
        ("t2.2", "milligrams", ("w2",)),
        ("t2.3", "daily.", ("w2",)),
    ]


def test_numbers_at_a_line_end_keep_the_line_end() -> None:
    assert text_of(write_as_reports_do(tokens_of("room twenty two\nbed five\n\nThe end"))) == (
        "room 22\nbed 5\n\nThe end"
    )


def test_text_that_was_not_spoken_is_not_touched() -> None:
    template = ReportToken("t1", "five", " ", ("w1",), "template")
    blank = ReportToken("t2", "____", " ", (), "blank")
    spoken = ReportToken("t3", "five", " ", ("w3",))
    unit = ReportToken("t4", "milligrams", " ", ("w4",))
    written = write_as_reports_do([template, blank, spoken, unit])
    assert [token.text for token in written] == ["five", "____", "5", "milligrams"]
    assert written[:2] == (template, blank)


def test_an_empty_report_stays_empty() -> None:
    assert write_as_reports_do(()) == ()
    assert uncertain_numbers(()) == frozenset()
