"""Judged readings as documents to fit on, and answers with another model's doubt. Pure."""

from __future__ import annotations

from typing import Any

from benchmarks.fit_dictation_doubt.fitting import Document
from transcribe.doubt import estimate_doubt
from transcribe.doubt.estimate import measures_of, words_of_report
from transcribe.doubt.model import DoubtModel
from transcribe.read_dictation import DictationReading


def document_of(name: str, group: str, answer: dict[str, Any], wrong_ids: frozenset[str]) -> Document:
    """The words of an answer's report, measured; those with `wrong_ids` are wrong."""
    reading = DictationReading.from_json(answer["reading"])
    words = list(reading.transcript.words())
    measures = measures_of(
        words,
        reading.report,
        reading.suggestions,
        segments=reading.transcript.segments,
        others=_others(reading),
    )
    kept = words_of_report(words, reading.report)
    return Document(name, group, measures, tuple(word.id in wrong_ids for word in kept))


def doubted_by(model: DoubtModel, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with the doubt, the flags and the expected errors of this model."""
    reading = DictationReading.from_json(answer["reading"])
    doubt = estimate_doubt(
        list(reading.transcript.words()),
        reading.report,
        reading.suggestions,
        segments=reading.transcript.segments,
        others=_others(reading),
        model=model,
    )
    segments = [
        {
            **segment,
            "words": [
                {
                    **word,
                    "needs_review": word["id"] in doubt.needs_review,
                    "p_wrong": doubt.p_wrong.get(word["id"]),
                }
                for word in segment["words"]
            ],
        }
        for segment in answer["segments"]
    ]
    return {
        **answer,
        "segments": segments,
        "expected_errors": doubt.expected_errors.as_json(),
        "errors_in_draft": doubt.errors_in_draft.as_json(),
    }


def _others(reading: DictationReading) -> dict[str, str]:
    return {word_id: one.text for one in reading.others for word_id in one.word_ids}
