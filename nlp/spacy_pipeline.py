"""The spaCy pipeline: blank English with our own components for sections, abbreviations, mentions, assertion.

Touches the world: imports spaCy and scispaCy (about a second). The components only carry the pure functions
of their modules from one to the next; all they find is kept on the `Doc` as `doc._.chart`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nlp.abbreviations import DefinedAbbreviation, Reader
from nlp.assertion import Assertion, AssertionRules
from nlp.dictionary import Dictionary
from nlp.drug_harm import drug_harm, spread_sites
from nlp.injury_places import injury_places
from nlp.long_term_drugs import long_term_drugs
from nlp.measures import measured_matches
from nlp.mentions import Match, find_matches
from nlp.near_mentions import with_near
from nlp.near_terms import NearTerms
from nlp.sections import UNNAMED, Section, SectionSplitter, section_at
from nlp.spelling import Speller
from nlp.told_allergies import told_allergies
from nlp.told_facts import told_facts
from storage.errors import Deficiency

# Causes, drugs and allergies stand beside what is named; numbers and drugs taken stand for it.
_BESIDE_NAMES = ("T", "V", "W", "X", "Y", "Z88", "Z91.0")
_NUMBERS = ("Z68", "Z3A", "Z79")
MAX_BRACKETS = 200  # the abbreviation detector's time grows with the square of a window's brackets
MAX_WORD_CHARS = 500  # and spaCy's tokenizer's with the square of the length of a run of punctuation


@dataclass
class Chart:
    """What the components have found so far in one window."""

    kind_before: str = UNNAMED
    defined_before: dict[str, str] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    defined: list[DefinedAbbreviation] = field(default_factory=list)
    long_forms: dict[str, str] = field(default_factory=dict)
    matches: list[Match] = field(default_factory=list)
    match_sections: list[str] = field(default_factory=list)
    assertions: list[Assertion] = field(default_factory=list)
    deficiencies: list[Deficiency] = field(default_factory=list)


class SectionComponent:
    """Splits the window into sections."""

    def __init__(self, splitter: SectionSplitter) -> None:
        self._splitter = splitter

    def __call__(self, doc: Any) -> Any:
        """The document, its chart completed by this component's part."""
        chart: Chart = doc._.chart
        chart.sections = self._splitter.split(doc.text, chart.kind_before)
        return doc


class DefinedAbbreviationComponent:
    """Abbreviations that the note itself defines, by scispaCy's detector, here and in the text before."""

    def __init__(self, detector: Any) -> None:
        self._detector = detector

    def __call__(self, doc: Any) -> Any:
        """The document, its chart completed by this component's part."""
        chart: Chart = doc._.chart
        if _too_tangled(doc.text):
            note = (
                f"More than {MAX_BRACKETS} brackets or {MAX_WORD_CHARS} characters without a blank in one "
                "stretch: abbreviations that the note defines were not looked for there."
            )
            chart.deficiencies.append(Deficiency(kind="abbreviations_not_searched", note=note))
        elif "(" in doc.text:
            doc = self._detector(doc)
            for short in doc._.abbreviations:
                long_form = short._.long_form.text
                chart.long_forms[short.text] = long_form
                chart.defined.append(DefinedAbbreviation(short.start_char, short.end_char, long_form))
        chart.defined += _carried_over(doc.text, chart)
        return doc


def _too_tangled(text: str) -> bool:
    return text.count("(") > MAX_BRACKETS or max(map(len, text.split()), default=0) > MAX_WORD_CHARS


def _carried_over(text: str, chart: Chart) -> list[DefinedAbbreviation]:
    shorts = [short for short in chart.defined_before if short not in chart.long_forms]
    if not shorts:
        return []
    joined = "|".join(re.escape(short) for short in sorted(shorts, key=len, reverse=True))
    return [
        DefinedAbbreviation(match.start(), match.end(), chart.defined_before[match.group()])
        for match in re.finditer(rf"(?<!\w)(?:{joined})(?!\w)", text)
    ]


class MentionComponent:
    """Diagnoses named in the window."""

    def __init__(self, reader: Reader, dictionary: Dictionary, speller: Speller, near: NearTerms) -> None:
        self._reader = reader
        self._dictionary = dictionary
        self._speller = speller
        self._near = near

    def __call__(self, doc: Any) -> Any:
        """The document, its chart completed by this component's part."""
        chart: Chart = doc._.chart
        units = self._reader.units(doc.text, chart.defined, self._speller)
        headings = [(section.start, section.body_start) for section in chart.sections]
        measured = _told(doc.text, lambda position: section_at(chart.sections, position))
        named = with_near(
            units,
            find_matches(units, self._dictionary, doc.text),
            self._near,
            lambda position: section_at(chart.sections, position),
        )
        chart.matches = sorted(
            (*(one for one in named if not _overlaps(one, headings, measured)), *measured),
            key=lambda match: match.start,
        )
        chart.match_sections = [section_at(chart.sections, match.start) for match in chart.matches]
        return doc


def _told(text: str, section_of: Callable[[int], str]) -> list[Match]:
    """Numbers, drugs, allergies and facts that are told; of two that overlap the first kind."""
    kept: list[Match] = []
    for match in (
        *measured_matches(text),
        *told_allergies(text, section_of),
        *drug_harm(text),
        *spread_sites(text),
        *long_term_drugs(text, section_of),
        *injury_places(text),
        *told_facts(text),
    ):
        if not any(match.start < other.end and other.start < match.end for other in kept):
            kept.append(match)
    return kept


def _overlaps(match: Match, headings: Sequence[tuple[int, int]], measured: Sequence[Match]) -> bool:
    """True inside a heading, and where a measure has been read."""
    return any(start <= match.start < body_start for start, body_start in headings) or any(
        match.start < other.end and other.start < match.end and _says_it_all(other, match)
        for other in measured
    )


def _says_it_all(fact: Match, name: Match) -> bool:
    """Whether a fact leaves nothing to a name among its words, as the jaundice of a newborn does."""
    if fact.entries[0].code.startswith(_BESIDE_NAMES):
        return False
    if fact.entries[0].code.startswith(_NUMBERS):
        return True
    return fact.start <= name.start and name.end <= fact.end


class AssertionComponent:
    """What is said about each mention."""

    def __init__(self, rules: AssertionRules) -> None:
        self._rules = rules

    def __call__(self, doc: Any) -> Any:
        """The document, its chart completed by this component's part."""
        chart: Chart = doc._.chart
        spans = [(match.start, match.end) for match in chart.matches]
        # The words of a near name are not all its own: a denial among them is a denial.
        names = [
            span for span, match in zip(spans, chart.matches, strict=True) if match.entries[0].kind != "near"
        ]
        chart.assertions = self._rules.assert_spans(doc.text, chart.sections, spans, names)
        return doc


def _hands_out(component: Any) -> Any:
    def factory(nlp: Any, name: str) -> Any:  # noqa: ARG001 the signature is spaCy's
        return component

    return factory


class ChartPipeline:
    """The assembled pipeline; one a process is enough, and it is not shared between threads."""

    def __init__(
        self,
        *,
        splitter: SectionSplitter,
        reader: Reader,
        dictionary: Dictionary,
        speller: Speller,
        near: NearTerms,
        rules: AssertionRules,
    ) -> None:
        import spacy
        from scispacy.abbreviation import AbbreviationDetector
        from spacy.language import Language
        from spacy.tokens import Doc

        if not Doc.has_extension("chart"):
            Doc.set_extension("chart", default=None)
        spacy_pipeline = spacy.blank("en")
        detector = AbbreviationDetector(spacy_pipeline)
        # Without any pattern spaCy warns (W036) at every note that defines nothing; this one matches nothing.
        detector.global_matcher.add("nothing", [[{"ORTH": "no token holds a blank"}]])
        components = {
            "chart_sections": SectionComponent(splitter),
            "chart_abbreviations": DefinedAbbreviationComponent(detector),
            "chart_mentions": MentionComponent(reader, dictionary, speller, near),
            "chart_assertion": AssertionComponent(rules),
        }
        for name, component in components.items():
            # A factory hands out the component of the newest pipeline: they hold our tables, not settings.
            Language.factory(name, func=_hands_out(component))
            spacy_pipeline.add_pipe(name)
        self._spacy_pipeline = spacy_pipeline

    @property
    def component_names(self) -> list[str]:
        """The components in the order they run."""
        return list(self._spacy_pipeline.pipe_names)

    def read(
        self, text: str, *, kind_before: str = UNNAMED, defined_before: dict[str, str] | None = None
    ) -> Chart:
        """Everything found in one window of at most 20,000 characters."""
        doc = self._undivided(text) if _too_tangled(text) else self._spacy_pipeline.make_doc(text)
        chart = Chart(kind_before=kind_before, defined_before=defined_before or {})
        doc._.chart = chart
        self._spacy_pipeline(doc)
        return chart

    def _undivided(self, text: str) -> Any:
        """A document of one token, for a text that must not be tokenized; our components read characters."""
        from spacy.tokens import Doc

        return Doc(self._spacy_pipeline.vocab, words=[text], spaces=[False])
