"""What coding says about a text: findings, suggestions with evidence, and what was left out and why.

All offsets are Unicode code points of the `SourceText` the set was made on.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from nlp.advice import NO_ADVICE, Advice
from nlp.source_text import Anchor, anchor_as_json, anchor_from_json
from storage.errors import Deficiency, EngineInfo

SCHEMA_VERSION = 1


class AssertionLabel(StrEnum):
    """Who has it, and is it so: the seven answers of the command line contract."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    POSSIBLE = "possible"
    HISTORICAL = "historical"
    FAMILY = "family"
    HYPOTHETICAL = "hypothetical"
    CONDITIONAL = "conditional"


def _check_span(start: int, end: int) -> None:
    if not 0 <= start < end:
        raise ValueError("a span needs 0 <= start < end")


@dataclass(frozen=True)
class Mention:
    """A diagnosis named in the text, whatever is said about it.

    `assertion` is the one label drawn from `effects`, which are all that hold.
    """

    start: int
    end: int
    text: str
    assertion: AssertionLabel
    section: str
    effects: frozenset[AssertionLabel] = frozenset()

    def __post_init__(self) -> None:
        _check_span(self.start, self.end)


@dataclass(frozen=True)
class CandidateCode:
    """A code a mention may stand for: the term that matched, its score (0–1), what is missing, and why."""

    code: str
    matched_term: str
    score: float
    flags: tuple[str, ...] = ()
    trace: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A mention and the codes it may stand for, best first, before any coding rule has spoken."""

    mention: Mention
    candidates: tuple[CandidateCode, ...]

    def __post_init__(self) -> None:
        if not self.candidates:
            raise ValueError("a finding needs at least one code")


@dataclass(frozen=True)
class Evidence:
    """The words that speak for a code, and the way back to paper or audio.

    `quote` is the source text from `start` to `end`, to the letter. `token_ids` name the edited tokens it
    covers, so that the span can be projected again after an edit.
    """

    start: int
    end: int
    quote: str
    anchors: tuple[Anchor, ...]
    token_ids: tuple[str, ...]
    matched_term: str
    section: str
    assertion: AssertionLabel

    def __post_init__(self) -> None:
        _check_span(self.start, self.end)
        if len(self.quote) != self.end - self.start:
            raise ValueError("a quote is as long as its span")

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values of every field."""
        return {
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "anchors": [anchor_as_json(anchor) for anchor in self.anchors],
            "token_ids": list(self.token_ids),
            "matched_term": self.matched_term,
            "section": self.section,
            "assertion": self.assertion.value,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Evidence:
        """The evidence that `as_json` wrote."""
        return cls(
            **{
                **stored,
                "anchors": tuple(anchor_from_json(anchor) for anchor in stored["anchors"]),
                "token_ids": tuple(stored["token_ids"]),
                "assertion": AssertionLabel(stored["assertion"]),
            }
        )


@dataclass(frozen=True)
class CodeSuggestion:
    """One ICD-10-CM code a coder may want, and everything that speaks for it.

    `score` lies in 0–1 and orders suggestions; it is not yet a calibrated probability. `shown` is the tier
    that opens without a click. `flags` are stable snake_case words (`needs_7th_character`); `trace` says in
    plain words which rules led from the text to the code. `poa` is proposed for inpatients: "Y", "N",
    "exempt" (no indicator is due), or "" where the words do not say.
    """

    code: str
    edition: str
    title: str
    score: float
    shown: bool
    billable: bool
    evidence: tuple[Evidence, ...]
    flags: tuple[str, ...] = ()
    trace: tuple[str, ...] = ()
    poa: str = ""

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a suggestion without evidence is not a suggestion")
        if not 0.0 <= self.score <= 1.0:
            raise ValueError("scores lie between 0 and 1")

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values of every field."""
        return {
            "code": self.code,
            "edition": self.edition,
            "title": self.title,
            "score": self.score,
            "shown": self.shown,
            "billable": self.billable,
            "evidence": [evidence.as_json() for evidence in self.evidence],
            "flags": list(self.flags),
            "trace": list(self.trace),
            "poa": self.poa,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> CodeSuggestion:
        """The suggestion that `as_json` wrote."""
        return cls(
            **{
                **stored,
                "evidence": tuple(Evidence.from_json(evidence) for evidence in stored["evidence"]),
                "flags": tuple(stored["flags"]),
                "trace": tuple(stored["trace"]),
            }
        )


@dataclass(frozen=True)
class SuppressedCandidate:
    """A code that was considered and left out, with the rule and the words that decided it.

    `reason` is a stable word: negated, family, historical, hypothetical, conditional,
    uncertain_not_inpatient, uncertain_not_at_discharge, uncertain_needs_confirmation, preoperative_diagnosis,
    covered_by_postoperative_diagnosis, procedure_of_this_encounter, no_diagnosis_in_this_part, combined,
    integral, less_specific, excludes1, external_cause_alone, aftercare_of_injury or
    delivery_with_complication. `note` is the rule in
    plain words.
    """

    code: str
    reason: str
    start: int
    end: int
    quote: str
    section: str
    note: str = ""

    def __post_init__(self) -> None:
        _check_span(self.start, self.end)
        if not self.reason:
            raise ValueError("a suppressed candidate needs its reason")


@dataclass(frozen=True)
class SuggestionSet:
    """Everything one run of the coding stage said about one revision of one text.

    `deficiencies` are losses of the reading; `cautions` tell the coder what could not be decided (no date of
    service, an edition that is not in force) and are no losses of the document. `advice` is all that stands
    beside the codes: clues, query drafts, lines without a code, a proposed order.
    """

    suggestions: tuple[CodeSuggestion, ...]
    mentions: tuple[Mention, ...]
    suppressed: tuple[SuppressedCandidate, ...]
    deficiencies: tuple[Deficiency, ...]
    engine: EngineInfo
    edition: str
    cautions: tuple[Deficiency, ...] = ()
    advice: Advice = NO_ADVICE

    def __post_init__(self) -> None:
        codes = [suggestion.code for suggestion in self.suggestions]
        if len(codes) != len(set(codes)):
            raise ValueError("a set holds one suggestion a code")

    def as_json(self) -> dict[str, Any]:
        """The stored form: plain JSON values with `schema_version`."""
        return {
            "schema_version": SCHEMA_VERSION,
            "edition": self.edition,
            "engine": self.engine.as_json(),
            "suggestions": [suggestion.as_json() for suggestion in self.suggestions],
            "mentions": [
                asdict(mention) | {"assertion": mention.assertion.value, "effects": sorted(mention.effects)}
                for mention in self.mentions
            ],
            "suppressed": [asdict(candidate) for candidate in self.suppressed],
            "deficiencies": [deficiency.as_json() for deficiency in self.deficiencies],
            "cautions": [caution.as_json() for caution in self.cautions],
            "advice": self.advice.as_json(),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> SuggestionSet:
        """The set that `as_json` wrote.

        Raises:
            ValueError: the stored form is of another schema version.
        """
        if stored.get("schema_version") != SCHEMA_VERSION:
            raise ValueError(f"suggestion set of schema version {stored.get('schema_version')!r}")
        return cls(
            suggestions=tuple(CodeSuggestion.from_json(entry) for entry in stored["suggestions"]),
            mentions=tuple(
                Mention(
                    **{
                        **entry,
                        "assertion": AssertionLabel(entry["assertion"]),
                        "effects": frozenset(AssertionLabel(effect) for effect in entry.get("effects", ())),
                    }
                )
                for entry in stored["mentions"]
            ),
            suppressed=tuple(SuppressedCandidate(**entry) for entry in stored["suppressed"]),
            deficiencies=tuple(Deficiency.from_json(entry) for entry in stored["deficiencies"]),
            engine=EngineInfo.from_json(stored["engine"]),
            edition=stored["edition"],
            cautions=tuple(Deficiency.from_json(entry) for entry in stored["cautions"]),
            advice=Advice.from_json(stored.get("advice", {})),
        )
