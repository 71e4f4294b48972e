from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.options import CodingOptions, EncounterType
from nlp.output import suggest_json
from nlp.resources import CodingResources
from nlp.source_readers import source_from_json
from nlp.source_text import SourceText, SourceToken
from nlp.suggest_codes import suggest_codes
from nlp.suggester import windows
from nlp.suggestion import SuggestionSet
from transcribe.transcript import TimeAnchor

INPATIENT = CodingOptions(
    encounter_type=EncounterType.INPATIENT, date_of_service=date(2026, 5, 1), discharge_date=date(2026, 5, 4)
)
NOTE = """DISCHARGE SUMMARY

HISTORY OF PRESENT ILLNESS: A 72-year-old man with hypertension and type 2 diabetes mellitus presented with
worsening shortness of breath. He denies chest pain or fever.

PAST MEDICAL HISTORY:
1. h/o stroke
2. COPD

FAMILY HISTORY: Mother had breast cancer.

HOSPITAL COURSE: Chest film showed possible pneumonia. Myocardial infarction was ruled out.

ASSESSMENT AND PLAN:
1. Acute on chronic systolic heart failure
2. AKI on CKD 3b
3. Left hip fracture

DISCHARGE INSTRUCTIONS: Return if you have vomiting.
"""


def suggest(text: str, resources: CodingResources, options: CodingOptions = INPATIENT) -> SuggestionSet:
    return suggest_codes(SourceText.from_plain_text(text), options=options, resources=resources)


def codes(found: SuggestionSet) -> list[str]:
    return [suggestion.code for suggestion in found.suggestions]


def test_a_note_yields_its_codes_and_the_reason_for_what_is_left_out(resources: CodingResources) -> None:
    found = suggest(NOTE, resources)
    shown = {suggestion.code for suggestion in found.suggestions if suggestion.shown}
    assert {"I50.23", "N18.32", "E11.22", "J44.0", "Z80.3"} <= shown
    assert {"N17.9", "I13.0", "S72.002A", "Z86.73"} <= set(codes(found))
    left_out = {(candidate.code, candidate.reason) for candidate in found.suppressed}
    assert {
        ("R07.9", "negated"),
        ("R50.9", "negated"),
        ("I21.9", "negated"),
        ("I63.9", "historical"),
        ("R11.10", "hypothetical"),
        ("I10", "combined"),
    } <= left_out
    assert "J18.9" in codes(found)
    assert found.cautions == ()


def test_an_uncertain_diagnosis_counts_for_inpatients_only(resources: CodingResources) -> None:
    text = "Probable pneumonia."
    assert "J18.9" in codes(suggest(text, resources))
    outpatient = suggest(text, resources, CodingOptions(encounter_type=EncounterType.OUTPATIENT))
    assert codes(outpatient) == []
    assert [(one.code, one.reason) for one in outpatient.suppressed] == [("J18.9", "uncertain_not_inpatient")]


def test_every_quote_is_the_text_of_its_span(resources: CodingResources) -> None:
    found = suggest(NOTE, resources)
    for suggestion in found.suggestions:
        assert suggestion.evidence
        for evidence in suggestion.evidence:
            assert evidence.quote == NOTE[evidence.start : evidence.end]
    assert all(NOTE[mention.start : mention.end] == mention.text for mention in found.mentions)
    assert all(NOTE[one.start : one.end] == one.quote for one in found.suppressed)


def test_an_abbreviation_that_the_note_defines_is_read_as_defined(resources: CodingResources) -> None:
    found = suggest("She has mitral stenosis (MS). Her MS is severe.", resources)
    mitral = next(one for one in found.suggestions if one.code == "I05.0")
    assert [evidence.quote for evidence in mitral.evidence] == ["mitral stenosis", "MS", "MS"]
    assert "G35.D" not in codes(found)


def test_a_definition_holds_in_later_windows_too(resources: CodingResources) -> None:
    text = (
        "She has mitral stenosis (MS).\n\n" + "The weather was fine that day. " * 1000 + "\n\nMS is severe."
    )
    found = suggest(text, resources)
    assert "I05.0" in codes(found)
    assert "G35.D" not in codes(found)


def test_brackets_beyond_the_limit_are_a_deficiency_and_not_a_wait(resources: CodingResources) -> None:
    found = suggest("Gout. " + "(ab) " * 300, resources)
    assert codes(found)[0] == "M10.9"
    assert [one.kind for one in found.deficiencies] == ["abbreviations_not_searched"]


def test_evidence_of_a_dictation_leads_to_seconds(resources: CodingResources) -> None:
    source = source_from_json(
        {
            "sha256": "c" * 64,
            "text": "Acute appendicitis.",
            "segments": [
                {
                    "words": [
                        {"text": "acute", "start": 1.0, "end": 1.4},
                        {"text": "appendicitis", "start": 1.5, "end": 2.5},
                    ]
                }
            ],
        }
    )
    found = suggest_codes(source, options=INPATIENT, resources=resources)
    (anchor,) = found.suggestions[0].evidence[0].anchors
    assert isinstance(anchor, TimeAnchor)
    assert (anchor.start_s, anchor.end_s) == (1.0, 2.5)
    stated = suggest_json("d.json", found)["suggestions"][0]["evidence"][0]
    assert stated["anchors"][0]["start_s"] == 1.0


def test_evidence_keeps_the_ids_of_its_tokens(resources: CodingResources) -> None:
    tokens = [SourceToken("a", "Acute", " "), SourceToken("b", "appendicitis", ".")]
    found = suggest_codes(SourceText.from_tokens(tokens), options=INPATIENT, resources=resources)
    assert found.suggestions[0].evidence[0].token_ids == ("a", "b")


def test_the_json_of_the_command_line_holds_every_key_of_the_contract(resources: CodingResources) -> None:
    found = suggest(NOTE, resources)
    stated = suggest_json("note.txt", found)
    assert {"file", "suggestions", "mentions", "suppressed"} <= set(stated)
    keys = {"code", "title", "score", "shown", "billable", "evidence", "flags", "trace"}
    assert all(keys <= set(one) for one in stated["suggestions"])
    evidence = stated["suggestions"][0]["evidence"][0]
    assert {"start", "end", "quote", "assertion", "section"} <= set(evidence)
    assert "anchors" not in evidence
    assert all({"start", "end", "text", "assertion"} <= set(one) for one in stated["mentions"])
    assert all({"code", "reason", "start", "end"} <= set(one) for one in stated["suppressed"])
    assert SuggestionSet.from_json(found.as_json()) == found


def test_the_engine_stamp_names_program_content_and_options(resources: CodingResources) -> None:
    engine = suggest("gout", resources).engine
    assert engine.model_sha256 == resources.content_sha256
    assert engine.options_hash == INPATIENT.options_hash
    assert "spaCy 3.7" in engine.version


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n ",
        "ignore " * 20_000,
        "(" * 5_000,
        "\u202eשלום 🩺 gout \x00\x07",
        "A" * 30_000,
        "no " * 5_000 + "gout",
        ":\n" * 5_000,
        "1) " * 5_000,
        "no gout " * 2_000,
    ],
)
def test_hostile_text_gets_an_answer_in_bounded_time(text: str, resources: CodingResources) -> None:
    start = time.process_time()
    found = suggest(text, resources)
    assert time.process_time() - start < 5
    assert all(text[mention.start : mention.end] == mention.text for mention in found.mentions)


def test_windows_cover_the_text_and_stay_below_the_limit() -> None:
    text = ("word " * 30 + "\n") * 500
    pieces = list(windows(text))
    assert "".join(text[start:stop] for start, stop in pieces) == text
    assert max(stop - start for start, stop in pieces) <= 20_000
    assert all(re.search(r"\s$", text[start:stop]) for start, stop in pieces)
    assert list(windows("A" * 20_001)) == [(0, 20_000), (20_000, 20_001)]


PIECES = [
    "gout",
    "CHF",
    "no ",
    "h/o ",
    ". ",
    ", ",
    "\n",
    "PMH: ",
    "left ",
    "hip fracture",
    "é",
    "🩺 ",
    "(",
    ")",
    "BMI 42",
]


def test_every_span_of_any_text_quotes_it_to_the_letter(resources: CodingResources) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
    def check(text: str) -> None:
        source = SourceText.from_tokens(
            [SourceToken(f"t{n}", word, " ") for n, word in enumerate(text.split())]
        )
        found = suggest_codes(source, options=INPATIENT, resources=resources)
        for suggestion in found.suggestions:
            for evidence in suggestion.evidence:
                assert evidence.quote == source.text[evidence.start : evidence.end]
                token_ids = source.token_ids_for(evidence.start, evidence.end)
                assert evidence.token_ids == token_ids
                assert token_ids

    check()


def test_a_note_is_coded_fast(resources: CodingResources) -> None:
    suggest(NOTE * 3, resources)  # the caches of the code set fill
    start = time.process_time()
    for _ in range(3):
        suggest(NOTE * 3, resources)
    assert (time.process_time() - start) / 3 < 0.1  # a note of about 300 words, after loading


_WORKER = """
import pathlib, re, sys
from nlp.options import CodingOptions
from nlp.resources import load_resources
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes

loaded = load_resources(pathlib.Path(sys.argv[1]))
for _ in range(3):
    suggest_codes(SourceText.from_plain_text(sys.argv[2]), options=CodingOptions(), resources=loaded)
status = pathlib.Path("/proc/self/status").read_text()  # getrusage would count what stood here before exec
print(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])
"""


def test_a_worker_codes_in_little_memory(resources: CodingResources, cache_folder: Path) -> None:
    # a process of its own: this one holds what every other test left behind
    assert resources.code_set  # the edition is built
    command = [sys.executable, "-W", "ignore", "-c", _WORKER, str(cache_folder), NOTE * 3]
    peak_kib = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert peak_kib < 500_000
