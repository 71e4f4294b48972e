from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transcribe.speech import words_of
from transcribe.report import DraftReport, Normal, ReportToken, draft_report, report_text

_MARKS_AND_WORDS = """
    comma comma, period Period. colon semicolon coma karma, new paragraph paragraph. line next number one
    number two 2 question mark open close paren quote slash hyphen dash daily-comma new-paragraph -O
    H-O-L-L 10mg pH pain, Dr. … full stop ( , ... unquote bullet point #3 No. calmer colin
    all caps on off cap no lower case
    scratch that. strike that last sentence word delete
    spelled H O double L as in Henry apostrophe Holloway Hallway, name
    operator, typist note to end of note please leave a blank here cc Doctor copy
    insert my normal chest exam next patient dictation
    patient name John Smith, MRN 12345 date birth March 4th 1958 impression plan: history
    """.split()  # noqa: SIM905 - reads as the list it is
_CORRECTIONS = "correction, correction I mean make that left right knee, knee forty 20".split()  # noqa: SIM905
_IN_ORDER = st.sampled_from(_MARKS_AND_WORDS)
_SPOKEN = st.sampled_from([*_MARKS_AND_WORDS, *_CORRECTIONS])
_NORMALS = (Normal("chest exam", "Clear to auscultation.\nNo wheezes."),)


@settings(deadline=None)
@given(st.lists(_SPOKEN, max_size=40), st.sets(st.integers(1, 40), max_size=5))
def test_no_spoken_word_disappears(spoken: list[str], struck: set[int]) -> None:
    words = words_of(" ".join(spoken))
    report = draft_report(words, struck={f"a:1:{number}" for number in struck}, normals=_NORMALS)
    in_text = {source for token in report.tokens for source in token.sources}
    in_commands = {word_id for command in report.commands for word_id in command.word_ids}
    in_notes = {word_id for note in report.notes for word_id in note.word_ids}
    taken_back = set(report.struck_by_author)
    said = {word.id for word in words}
    assert in_text | in_commands | in_notes | taken_back | set(report.struck) == said
    assert not set(report.struck) & (in_text | in_commands | in_notes | taken_back)
    plain_words = {source for token in report.tokens if token.origin == "machine" for source in token.sources}
    hyphenated = {word.id for word in words if "-" in word.text}  # one side may be text, the other not
    assert not (taken_back | in_notes) & plain_words - hyphenated


@settings(deadline=None)
@given(st.lists(_IN_ORDER, max_size=40))
def test_tokens_stay_in_the_order_of_speech_and_survive_storage(spoken: list[str]) -> None:
    report = draft_report(words_of(" ".join(spoken)), normals=_NORMALS, worktype="radiology")
    places = [int(token.sources[0].rpartition(":")[2]) for token in report.tokens]
    assert places == sorted(places)
    assert len({token.id for token in report.tokens}) == len(report.tokens)
    assert DraftReport.from_json(json.loads(json.dumps(report.as_json()))) == report


def test_a_mark_is_its_own_token_and_leads_to_the_word_that_said_it() -> None:
    report = draft_report(words_of("Stable, period."))
    assert [(t.id, t.text, t.space_after, t.sources) for t in report.tokens] == [
        ("a:1:t1", "Stable", "", ("a:1:1",)),
        ("a:1:t2", ".", " ", ("a:1:2",)),
    ]


def test_words_without_commands_are_written_as_heard_with_a_capital_first() -> None:
    assert report_text(draft_report(words_of("the Chest is clear."))) == "The Chest is clear."
    assert report_text(draft_report(())) == ""


@pytest.mark.parametrize(
    ("text", "space", "sources"),
    [("", " ", ("w",)), ("a b", " ", ("w",)), ("a", "\t", ("w",)), ("a", " ", ())],
)
def test_a_token_cannot_be_built_wrong(text: str, space: str, sources: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="token"):
        ReportToken("t", text, space, sources)


def test_an_unknown_schema_version_is_refused() -> None:
    with pytest.raises(ValueError, match="schema version"):
        DraftReport.from_json({"schema_version": 9})
