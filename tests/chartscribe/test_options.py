from __future__ import annotations

import json
from datetime import date

import pytest

from chartscribe.options import (
    EngineSettings,
    coding_options,
    dictation_options,
    engine_options,
    ocr_options,
    options_from_snapshot,
    snapshot,
)
from nlp.options import CodingOptions, EncounterType
from ocr.options import OcrOptions
from transcribe.options import DictationContext, DictationOptions


def test_settings_left_alone_are_the_engines_own_defaults() -> None:
    options = engine_options(EngineSettings())
    assert (options.ocr, options.dictation, options.coding) == (
        OcrOptions(),
        DictationOptions(),
        CodingOptions(),
    )


def test_the_environment_sets_what_an_engine_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARTSCRIBE_RENDER_DPI", "400")
    monkeypatch.setenv("CHARTSCRIBE_SPEECH_QUALITY", "draft")
    monkeypatch.setenv("CHARTSCRIBE_TESSERACT_PATH", "/opt/tesseract")
    options = engine_options(EngineSettings())
    assert options.ocr.render_dpi == 400
    assert options.ocr.tesseract_path == "/opt/tesseract"
    assert options.dictation.quality == "draft"


def test_an_engine_named_on_the_command_line_beats_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARTSCRIBE_OCR_ENGINE", "tesseract")
    settings = EngineSettings()
    assert not ocr_options(settings).trust_text_layers
    assert ocr_options(settings, engine="routed").trust_text_layers
    assert ocr_options(settings).second_engine == "never"
    assert ocr_options(settings, engine="routed").second_engine == "routed"


def test_a_site_may_have_every_page_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARTSCRIBE_SECOND_ENGINE", "always")
    monkeypatch.setenv("CHARTSCRIBE_WRONG_PER_THOUSAND", "5")
    assert ocr_options(EngineSettings()).wrong_per_1000 == 5
    assert ocr_options(EngineSettings()).second_engine == "always"
    assert ocr_options(EngineSettings(), engine="tesseract").second_engine == "never"


def test_quality_and_context_of_the_command_line_reach_the_transcription() -> None:
    context = DictationContext(medications=("metoprolol",))
    options = dictation_options(EngineSettings(), quality="quality", context=context)
    assert (options.quality, options.context) == ("quality", context)


def test_the_encounter_of_the_command_line_reaches_the_coding() -> None:
    options = coding_options(
        EngineSettings(), encounter_type=EncounterType.INPATIENT, discharge_date=date(2026, 5, 2)
    )
    assert options.coding_date == date(2026, 5, 2)


def test_the_snapshot_of_a_job_row_is_plain_json_and_gives_the_same_options_back() -> None:
    settings = EngineSettings(render_dpi=250, max_suggestions=7, speech_threads=1)
    stored = json.loads(json.dumps(snapshot(settings)))
    assert options_from_snapshot(stored) == engine_options(settings)


def test_a_site_s_words_are_listened_for_unless_the_context_brings_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHARTSCRIBE_SITE_TERMS", '["Elm Street Clinic"]')
    assert dictation_options(EngineSettings()).context.site_terms == ("Elm Street Clinic",)
    own = DictationContext(site_terms=("Oak Lane",))
    assert dictation_options(EngineSettings(), context=own).context.site_terms == ("Oak Lane",)


def test_the_snapshot_says_when_the_belt_may_take_the_second_pass() -> None:
    assert snapshot(EngineSettings())["listening"] == {"second_pass_below": 3}
    assert snapshot(EngineSettings(speech_second_pass_below=0))["listening"] == {"second_pass_below": 0}
