"""The engine that reads a text for diagnoses: its protocol, and the one that works by dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from nlp.dictionary import DictionaryEntry
from nlp.mentions import Match
from nlp.ranking import (
    ALTERNATIVE_FACTOR,
    HEADING_FACTOR,
    PART_FACTOR,
    REPAIRED_FACTOR,
    mention_score,
)
from nlp.resolving import Resolver
from nlp.sections import UNNAMED
from nlp.spacy_pipeline import ChartPipeline
from nlp.suggestion import AssertionLabel, CandidateCode, Finding, Mention
from storage.errors import Deficiency, EngineInfo

MAX_WINDOW_CHARS = 20_000  # scispaCy's detector is quadratic in brackets; spaCy's memory grows with the text


@dataclass(frozen=True)
class Reading:
    """What an engine found in one text, in text order, and what it could not do."""

    findings: tuple[Finding, ...]
    deficiencies: tuple[Deficiency, ...] = ()


class Suggester(Protocol):
    """Anything that finds diagnoses in a text and names codes for them."""

    @property
    def engine(self) -> EngineInfo:
        """The stamp for everything this engine finds."""
        ...

    def read(self, text: str) -> Reading:
        """The findings of a text; spans are code points of `text`."""
        ...


class DictionarySuggester:
    """Finds by dictionary, asserts by rules, resolves by the code set; deterministic."""

    def __init__(self, pipeline: ChartPipeline, resolver: Resolver, engine: EngineInfo) -> None:
        self._pipeline = pipeline
        self._resolver = resolver
        self.engine = engine

    def read(self, text: str) -> Reading:
        """The findings of a text, window by window; headings and definitions carry over."""
        findings: list[Finding] = []
        deficiencies: list[Deficiency] = []
        kind = UNNAMED
        defined: dict[str, str] = {}
        for start, stop in windows(text):
            chart = self._pipeline.read(text[start:stop], kind_before=kind, defined_before=defined)
            kind = chart.sections[-1].kind if chart.sections else kind
            defined |= chart.long_forms
            deficiencies += chart.deficiencies
            for match, assertion, section in zip(
                chart.matches, chart.assertions, chart.match_sections, strict=True
            ):
                span = (start + match.start, start + match.end)
                mention = Mention(
                    *span, text[slice(*span)], assertion.label, section, effects=assertion.effects
                )
                findings.append(Finding(mention, self._candidates(match, mention)))
        return Reading(tuple(findings), tuple(deficiencies))

    def _candidates(self, match: Match, mention: Mention) -> tuple[CandidateCode, ...]:
        found: dict[str, CandidateCode] = {}
        for number, entry in enumerate(match.entries):
            candidate = self._candidate(entry, match, mention, alternative=number > 0)
            found.setdefault(candidate.code, candidate)
        return tuple(found.values())

    def _candidate(
        self, entry: DictionaryEntry, match: Match, mention: Mention, *, alternative: bool
    ) -> CandidateCode:
        resolution = self._resolver.resolve(entry.code, match.context)
        score = mention_score(
            entry,
            section=mention.section,
            assertion=AssertionLabel.AFFIRMED,
            ambiguous=match.ambiguous,
            assumed=bool({"default_of_heading", "needs_7th_character"} & set(resolution.flags)),
            code=resolution.code,
        )
        flags = resolution.flags
        if "needs_more_detail" in flags:
            score *= HEADING_FACTOR
        if match.ambiguous:
            flags = (*flags, "ambiguous_abbreviation")
        if match.read_as:
            score *= REPAIRED_FACTOR
            flags = (*flags, "spelling_assumed")
        if match.is_part:
            score *= PART_FACTOR
            flags = (*flags, "part_of_longer_name")
        if entry.kind == "near":
            flags = (*flags, "near_name")
        if alternative:
            score *= ALTERNATIVE_FACTOR
            flags = (*flags, "alternative")
        return CandidateCode(
            code=resolution.code,
            matched_term=entry.term,
            score=score,
            flags=flags,
            trace=(
                *(f"read as {word}" for word in match.read_as),
                f"{entry.kind}: {entry.term} -> {entry.code}",
                *resolution.steps,
            ),
        )


def windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of at most `MAX_WINDOW_CHARS` that cover the text, cut at a paragraph, line or word."""
    start = 0
    while start < len(text):
        stop = min(start + MAX_WINDOW_CHARS, len(text))
        if stop < len(text):
            stop = _cut(text, start, stop)
        yield start, stop
        start = stop


def _cut(text: str, start: int, stop: int) -> int:
    earliest = start + MAX_WINDOW_CHARS // 2
    for separator in (r"\n\s*\n", r"\n", r"\.\s", r"\s"):
        ends = [match.end() for match in re.finditer(separator, text[earliest:stop])]
        if ends:
            return earliest + ends[-1]
    return stop
