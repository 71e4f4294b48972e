"""The JSON of `chartscribe suggest`: keys may be added, never renamed or removed. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from nlp.source_text import anchor_as_json
from nlp.suggestion import Evidence, SuggestionSet


def suggest_json(file: str, found: SuggestionSet) -> dict[str, Any]:
    """One object of the command line contract for one file (or one line of it)."""
    return {
        "file": file,
        "edition": found.edition,
        "engine": found.engine.as_json(),
        "suggestions": [
            {
                "code": suggestion.code,
                "title": suggestion.title,
                "score": suggestion.score,
                "shown": suggestion.shown,
                "billable": suggestion.billable,
                "evidence": [_evidence_json(evidence) for evidence in suggestion.evidence],
                "flags": list(suggestion.flags),
                "trace": list(suggestion.trace),
                "poa": suggestion.poa,
            }
            for suggestion in found.suggestions
        ],
        "mentions": [
            {
                "start": mention.start,
                "end": mention.end,
                "text": mention.text,
                "assertion": mention.assertion.value,
                "section": mention.section,
            }
            for mention in found.mentions
        ],
        "suppressed": [asdict(candidate) for candidate in found.suppressed],
        "deficiencies": [deficiency.as_json() for deficiency in found.deficiencies],
        "cautions": [caution.as_json() for caution in found.cautions],
        **found.advice.as_json(),
    }


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    """The contract's evidence; anchors only where the text came from paper or audio."""
    stated: dict[str, Any] = {
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
        "assertion": evidence.assertion.value,
        "section": evidence.section,
        "matched_term": evidence.matched_term,
    }
    if evidence.anchors:
        stated["anchors"] = [anchor_as_json(anchor) for anchor in evidence.anchors]
    return stated
