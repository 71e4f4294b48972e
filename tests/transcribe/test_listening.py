from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.transcribe.speech import transcript_of
from transcribe.audio import AudioReport
from transcribe.lexicon import TermSuggestion
from transcribe.listening import Listening, listening_for, with_learned
from transcribe.options import DictationContext, DictationOptions
from transcribe.read_dictation import DictationReading
from transcribe.report import draft_report

SNAPSHOT = {
    "transcribe": DictationOptions(context=DictationContext(site_terms=("Elm Street",))).as_json(),
    "listening": {"second_pass_below": 2},
}
CONTEXT = {"medications": ["lisinopril"], "author": "Dr. Moss"}
WHOLE = AudioReport(
    duration_s=3.0,
    claimed_s=3.0,
    lost_s=0.0,
    gaps=(),
    channels=1,
    clipped_share=0.0,
    silence_share=0.0,
    truncated=False,
    container="wav",
    codec="pcm_s16le",
    sample_rate_hz=16_000,
)
NORMAL = {"name": "lungs", "text": "Clear.", "author": "Dr. Moss", "worktype": ""}


def listening(waiting: int = 0, snapshot: Mapping[str, Any] = SNAPSHOT) -> Listening:
    return listening_for(
        snapshot, context=CONTEXT, normals=[NORMAL], replacements=[("april", "lisinopril")], waiting=waiting
    )


@pytest.mark.parametrize(("waiting", "quality"), [(0, "quality"), (1, "quality"), (2, "standard")])
def test_the_second_pass_is_taken_while_few_wait(waiting: int, quality: str) -> None:
    assert listening(waiting).options.quality == quality


@pytest.mark.parametrize("chosen", ["draft", "quality"])
def test_what_intake_chose_is_not_changed(chosen: str) -> None:
    snapshot = {**SNAPSHOT, "transcribe": DictationOptions(quality=chosen).as_json()}  # type: ignore[arg-type]
    assert listening(snapshot=snapshot).options.quality == chosen


def test_without_a_word_of_intake_one_pass_is_enough() -> None:
    assert listening(snapshot={}).options.quality == "standard"


def test_what_is_known_joins_what_intake_chose_and_is_kept_whole() -> None:
    made = listening()
    assert made.options.context.site_terms == ("Elm Street",)
    assert made.options.context.medications == ("lisinopril",)
    assert made.options.normals == (NORMAL,)
    assert Listening.from_json(made.as_json()) == made


def test_a_stored_form_of_another_program_is_refused() -> None:
    with pytest.raises(ValueError, match="schema version 9"):
        Listening.from_json({**listening().as_json(), "schema_version": 9})


def test_learned_replacements_stand_before_other_suggestions_and_ask_for_a_look() -> None:
    transcript = transcript_of("stop april now")
    words = list(transcript.words())
    alike = TermSuggestion((words[1].id,), "april", "enalapril", 0.7)
    other = TermSuggestion((words[2].id,), "now", "Novolog", 0.7)
    reading = DictationReading(transcript, draft_report(words), WHOLE, (), (alike, other))

    found = with_learned(reading, listening())

    assert [one.text for one in found.suggestions] == ["lisinopril", "Novolog"]
    assert found.needs_review == {words[1].id}
    assert with_learned(reading, Listening(DictationOptions())) == reading
