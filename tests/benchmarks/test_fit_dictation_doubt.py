"""Models that have not seen a text, and answers with another model's doubt. No engine is loaded."""

from __future__ import annotations

import numpy as np

from benchmarks.fit_dictation_doubt.fitting import Document, fit, models_without_each
from benchmarks.fit_dictation_doubt.readings import document_of, doubted_by
from tests.transcribe.sounds import tone
from tests.transcribe.speech import ENGINE, words_of
from transcribe.audio import decode_audio
from transcribe.doubt.model import shipped_model
from transcribe.output import transcribe_json
from transcribe.read_dictation import DictationReading
from transcribe.report import draft_report
from transcribe.transcript import Segment, Transcript


def _documents(groups: int = 12, words: int = 60) -> list[Document]:
    draw = np.random.default_rng(3)
    made = []
    for number in range(groups):
        unsure = draw.uniform(0, 1, words)
        wrong = draw.uniform(0, 1, words) < unsure**3
        rows = tuple({"unsure": float(one), "same": 1.0} for one in unsure)
        made.append(Document(f"d{number}", f"g{number}", rows, tuple(map(bool, wrong))))
    return made


def test_a_fit_learns_which_words_are_wrong_and_how_many() -> None:
    documents = _documents()
    model = fit(documents, version="1", fitted_on="a test")
    likely, unlikely = ({"unsure": unsure, "same": 1.0} for unsure in (0.95, 0.1))
    assert model.p_wrong(likely) > 0.5
    assert model.p_wrong(unlikely) < 0.1
    expected = sum(model.p_wrong(row) for one in documents for row in one.measures)
    assert abs(expected / sum(sum(one.wrong) for one in documents) - 1) < 0.1


def test_a_model_without_a_group_has_seen_nothing_of_it() -> None:
    documents = _documents()
    changed = [
        Document(one.name, one.group, one.measures, tuple(not wrong for wrong in one.wrong))
        if one.group == "g4"
        else one
        for one in documents
    ]
    first, again = models_without_each(documents), models_without_each(changed)
    assert set(first) == {one.group for one in documents}
    assert first["g4"] == again["g4"]
    assert first["g5"] != again["g5"]


def test_a_recording_without_words_is_no_reason_to_fail() -> None:
    empty = Document("e", "g0", (), ())
    assert set(models_without_each([*_documents(), empty])) == {f"g{number}" for number in range(12)}


def test_an_answer_is_measured_judged_and_doubted_anew() -> None:
    words = words_of("she takes xqvtol 20 mg daily", confidence=0.6)
    segments = (Segment("s", words[0].start_s, words[-1].end_s, words),)
    reading = DictationReading(
        transcript=Transcript("0" * 64, 9.0, segments, ENGINE),
        report=draft_report(words),
        audio_report=decode_audio(tone("wav", 1), max_duration_s=60).report,
        peaks=(),
    )
    answer = {**transcribe_json("a.wav", reading), "reading": reading.as_json()}
    document = document_of("a", "g", answer, frozenset({words[2].id}))
    assert [one for one, wrong in zip(words, document.wrong, strict=True) if wrong] == [words[2]]
    doubted = doubted_by(shipped_model(), answer)["segments"][0]["words"]
    assert all(0 < word["p_wrong"] < 1 for word in doubted)
    assert [word["needs_review"] for word in doubted][2]
