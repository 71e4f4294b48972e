"""The JSON object of `chartscribe transcribe`: a contract, so keys may be added and never renamed. Pure."""

from __future__ import annotations

from typing import Any

from storage.errors import Deficiency
from transcribe.read_dictation import DictationReading
from transcribe.report import DraftReport
from transcribe.transcript import Segment


def transcribe_json(file: str, reading: DictationReading) -> dict[str, Any]:
    """One file's object: text is the draft report, segments hold what was heard, times in seconds."""
    transcript = reading.transcript
    by_word: dict[str, list[str]] = {}
    for one in reading.suggestions:
        for word_id in one.word_ids:
            by_word.setdefault(word_id, []).extend(one.choices())
    return {
        "file": file,
        "sha256": transcript.source_sha256,
        "duration_s": transcript.duration_s,
        "text": reading.text,
        "segments": [_segment_json(segment, reading, suggestions=by_word) for segment in transcript.segments],
        "expected_errors": reading.doubt.expected_errors.as_json(),
        "errors_in_draft": reading.doubt.errors_in_draft.as_json(),
        "deficiencies": [_deficiency_json(one) for one in transcript.deficiencies],
        "engine": transcript.engine.as_json(),
        "suggestions": [one.as_json() for one in reading.suggestions],
        "others": [{"word_ids": list(one.word_ids), "text": one.text} for one in reading.others],
        "audio": reading.audio_report.as_json(),
        **_draft_json(reading.report),
    }


def _draft_json(draft: DraftReport) -> dict[str, Any]:
    """What the author said besides the text; words by their `id`."""
    stored = draft.as_json()
    sources = {token.id: token.sources for token in draft.tokens}
    return {
        "header": {one.name: {"value": one.value, "word_ids": list(one.word_ids)} for one in draft.header},
        "sections": [
            {
                "heading": one.heading,
                "title": one.title,
                "word_ids": [word_id for token_id in one.token_ids for word_id in sources[token_id]],
            }
            for one in draft.sections
        ],
        "struck": [*draft.struck, *draft.struck_by_author],
        **{key: stored[key] for key in ("notes", "splits", "commands", "spelled", "blanks")},
    }


def _segment_json(
    segment: Segment, reading: DictationReading, *, suggestions: dict[str, list[str]]
) -> dict[str, Any]:
    return {
        "start": segment.start_s,
        "end": segment.end_s,
        "text": segment.text,
        "words": [
            {
                "id": word.id,
                "text": word.text,
                "start": word.start_s,
                "end": word.end_s,
                "confidence": word.confidence,
                "needs_review": word.id in reading.needs_review,
                "p_wrong": reading.doubt.p_wrong.get(word.id),
                "critical": reading.doubt.critical.get(word.id),
                "suggestions": suggestions.get(word.id, []),
            }
            for word in segment.words
        ],
    }


def _deficiency_json(one: Deficiency) -> dict[str, Any]:
    return {"kind": one.kind, "start": one.start_s, "end": one.end_s, "note": one.note}
