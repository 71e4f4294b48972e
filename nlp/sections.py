"""The sections of a note and what each means for the diagnoses named in it. Pure.

A heading is one of the known ones (data file `chart_index/sections.tsv`) before a colon, a dash or a line
end, or any words in capitals before a colon or alone on a line; the latter open a section of kind `text`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.suggestion import AssertionLabel

UNNAMED = "text"
# What a section says about everything in it, unless the words themselves say otherwise.
SECTION_ASSERTION = {
    "past_history": frozenset({AssertionLabel.HISTORICAL}),
    "surgical_history": frozenset({AssertionLabel.HISTORICAL}),
    "family_history": frozenset({AssertionLabel.FAMILY}),
    # "Penicillin (rash)": what the drug once did, and does whenever it is given.
    "allergies": frozenset({AssertionLabel.HISTORICAL, AssertionLabel.CONDITIONAL}),
    "instructions": frozenset({AssertionLabel.HYPOTHETICAL}),
}
# How much a mention counts: diagnoses are stated in the assessment, symptoms are listed in the review of
# systems, and findings of a study are not yet a provider's diagnosis (Guidelines III.B).
SECTION_WEIGHT = {
    "assessment": 1.0,
    "problem_list": 1.0,
    "past_history": 0.9,
    "present_illness": 0.9,
    "hospital_course": 0.95,
    "chief_complaint": 0.85,
    "indication": 0.8,
    "review_of_systems": 0.55,
    "examination": 0.6,
    "laboratory": 0.6,
    "imaging": 0.6,
    "findings": 0.65,
    "technique": 0.4,
    "procedure": 0.7,
    "medications": 0.6,
    "instructions": 0.4,
}
DEFAULT_WEIGHT = 0.9
_SHORTEST_ALONE = 5  # a short form alone on a line may be a diagnosis ("PE"): it needs its colon


@dataclass(frozen=True)
class Section:
    """A stretch of the note under one heading: the heading's place, where the text begins, where it ends.

    `known` is False where the words before the colon are none of our headings, so that they may be part of
    what is said ("FEVER: none").
    """

    kind: str
    start: int
    body_start: int
    end: int
    known: bool = True


class SectionSplitter:
    """Finds headings; built once from the data file."""

    def __init__(self, headings: Mapping[str, str]) -> None:
        self._kinds = dict(headings)
        longest_first = sorted(headings, key=len, reverse=True)
        known = "|".join(re.escape(heading).replace(r"\ ", r"\s+") for heading in longest_first)
        known_capitals = "|".join(
            re.escape(heading.upper()).replace(r"\ ", r"\s+") for heading in longest_first if len(heading) > 2
        )
        self._heading = re.compile(
            r"^[ \t]*(?:\d+[.)][ \t]*)?(?:(?i:his|her|the|patient['’]s)[ \t]+)?"
            rf"(?P<line>(?i:{known}))(?:\(ES\))?[ \t]*(?::|-(?=\s)|(?P<alone>$))"
            rf"|(?<![\w/])(?P<run_in>{known_capitals})(?:\(ES\))?[ \t]*:"
            r"|^[ \t]*(?P<capitals>[A-Z][A-Z0-9 /&,()-]{2,60}?)[ \t]*:"
            r"|^[ \t]*(?P<titled>[A-Z][A-Za-z /&-]{2,40})[ \t]*:[ \t]*$",
            re.MULTILINE,
        )

    def split(self, text: str, before: str = UNNAMED) -> list[Section]:
        """Sections in order, covering the whole text.

        `before` is the kind that holds until the first heading: that of the text in front of this one.
        """
        starts = [(0, 0, before, True)]
        for match in self._heading.finditer(text):
            name = match.group("line") or match.group("run_in") or match.group("capitals") or ""
            if match.group("alone") is not None and len(name) < _SHORTEST_ALONE:
                continue
            kind = self._kinds.get(re.sub(r"\s+", " ", name.strip().lower()), UNNAMED)
            inside = starts[-1][2] if kind == UNNAMED and _keeps_kind(starts[-1][2]) else kind
            starts.append((match.start(), match.end(), inside, kind != UNNAMED))
        ends = [start for start, _, _, _ in starts[1:]] + [len(text)]
        return [
            Section(kind, start, body, end, known)
            for (start, body, kind, known), end in zip(starts, ends, strict=True)
            if end > start
        ]


def _keeps_kind(kind: str) -> bool:
    """Sections whose own sub-headings ("HEENT:", "LUNGS:", "FATHER:") do not end them."""
    return kind in {"review_of_systems", "examination", "family_history", "instructions"}


def section_at(sections: Sequence[Section], position: int) -> str:
    """The kind of the section in which a position lies."""
    index = bisect_right(sections, position, key=lambda section: section.start) - 1
    return sections[index].kind if index >= 0 else UNNAMED
