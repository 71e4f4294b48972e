"""What the words around a diagnosis say about it: the ConText idea with rules of our own. Pure.

A cue (data file `chart_index/cues.tsv`) reaches forward or backward inside its sentence, up to a word that
ends its scope. Negation, time and person are separate answers; one label is drawn from them by a fixed order
of precedence. Method: Chapman et al. 2001 (NegEx), Harkema et al. 2009 (ConText).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlp.chart_index.chart_index import Cue
from nlp.sections import SECTION_ASSERTION, Section, section_at
from nlp.suggestion import AssertionLabel
from nlp.words import hard_line_ends

_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bvs)(?<!\bNo)(?<!\bSt)[.!](?=\s|$)|\n\s*\n|;"
    r"|(?<=[\w)%])\?(?=\s|$)"  # a question mark before a diagnosis is a doubt, not an end
    r"|\n(?=\s*(?:[-*•]|\d+[.)]))|(?<=\s)\d{1,2}\)(?=\s)"
)
MAX_SENTENCE_CHARS = 2_000  # text without punctuation is cut, so that cues times words stays bounded
_BUT = (
    r"but|however|although|though|except|besides|aside from|apart from|other than|otherwise|yet|nevertheless|"
    r"still has|positive for|complains? of|complaining of|admits?(?: to)?|reports|reported|endorses|"
    r"presents?(?: with)?|presented(?: with)?|"
    r"(?:he|she|patient|pt|which|who) (?:does |did )?(?:has|have|had)|"
    r"(?:he|she|patient|pt|which|who) (?:is|was)|there (?:is|was|are|were)|secondary to|due to|because|"
    r"caused by|cause of|status post|s/p|now with|found to have|associated with|treated with|consistent with|"
    r"revealed|showed|demonstrates?|demonstrated"
)
_STOPS = {
    "negated": rf"{_BUT}|with|has|for which|as well as|since|until|while|when|after|if|to rule out|so|"
    r"and (?:is|was|has|had|will|a)",
    "possible": rf"{_BUT}|with|has|for which|and (?:is|was|will)|in the setting of|will|we|started|treated",
    "historical": (
        r"but|however|who|which|presents?|presented|presenting|comes|came|admitted|complains?|complaining|"
        r"now|today|currently|is|was|were|has|had|here|with new|in for|developed|reports|states|noted|"
        r"on(?: chronic)? anticoagulation|given|will|because|brought|found|denies|denied|resulting in"
    ),
    "family": r"but|however|the patient|patient|pt|he|she|his|her own|personal history|presents?|denies|who",
    "hypothetical": r"but|however|otherwise|because|since|he has|she has|patient has|currently|today",
    "conditional": r"but|however|because|since|,|and",
}
# Words that end what a backward cue reaches.
_BACK_STOPS = {
    effect: pattern if effect in {"historical", "family"} else rf"{pattern}|and|positive"
    for effect, pattern in _STOPS.items()
}
# How many words a cue reaches forward when not to the end of its sentence: doubt belongs to what follows at
# once, not to a whole list; so do words like "old".
_EFFECT_REACH = {"possible": 8}
# "a two-day history of fever" tells how long it has lasted, not that it is past.
_DURATION = re.compile(r"(?:hour|day|week|month|year)s?['’]?[\s-]*(?:long\s+)?$", re.IGNORECASE)
_CUE_REACH = {"old": 3, "prior": 5, "previous": 5, "remote": 4, "status post": 8, "s/p": 8}
_BACK_REACH = {
    "negated": 8,
    "possible": 8,
    "historical": 10,
    "family": 8,
    "hypothetical": 4,
    "conditional": 4,
}


@dataclass(frozen=True)
class Assertion:
    """Everything the text says about one mention; several answers can hold at once."""

    effects: frozenset[AssertionLabel]

    @property
    def label(self) -> AssertionLabel:
        """The one label of the contract: negation before another person before time before doubt.

        What a relative does not have is no family history, so negation comes first.
        """
        for label in (
            AssertionLabel.NEGATED,
            AssertionLabel.FAMILY,
            AssertionLabel.HYPOTHETICAL,
            AssertionLabel.CONDITIONAL,
            AssertionLabel.HISTORICAL,
            AssertionLabel.POSSIBLE,
        ):
            if label in self.effects:
                return label
        return AssertionLabel.AFFIRMED


@dataclass(frozen=True)
class _Scope:
    effect: AssertionLabel
    start: int
    end: int


class AssertionRules:
    """The cues compiled; built once."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._cues = {cue.phrase: cue for cue in cues}
        longest_first = sorted(self._cues, key=len, reverse=True)
        joined = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
        self._cue = re.compile(rf"(?<![\w/])(?:{joined})(?![\w/])|(?<![\w)%])\?(?=\s?\w)", re.IGNORECASE)
        self._stops = {effect: _words(pattern) for effect, pattern in _STOPS.items()}
        self._back_stops = {effect: _words(pattern) for effect, pattern in _BACK_STOPS.items()}

    def assert_spans(
        self, text: str, sections: Sequence[Section], spans: Sequence[tuple[int, int]]
    ) -> list[Assertion]:
        """What is said about each span, in the order given; offsets in characters of `text`."""
        sentences = sentence_starts(text, sections)
        scopes: dict[int, list[_Scope]] = {}
        answers: list[Assertion] = []
        for start, end in spans:
            index = bisect_right(sentences, start) - 1
            if index not in scopes:
                stop = sentences[index + 1] if index + 1 < len(sentences) else len(text)
                cues = self._cues_outside(spans, text, sentences[index], stop)
                scopes[index] = self._scopes(text, cues, sentences[index], stop)
            effects = {scope.effect for scope in scopes[index] if scope.start <= start and end <= scope.end}
            prior = SECTION_ASSERTION.get(section_at(sections, start))
            answers.append(Assertion(frozenset(effects | ({prior} if prior else set()))))
        return answers

    def _cues_outside(
        self, spans: Sequence[tuple[int, int]], text: str, start: int, stop: int
    ) -> list[re.Match[str]]:
        """The cues of a sentence, less those that are part of a name ("migraine without aura")."""
        named = [(first, last) for first, last in spans if first < stop and last > start]
        return [
            match
            for match in self._cue.finditer(text, start, stop)
            if not any(first < match.start() and match.end() < last for first, last in named)
        ]

    def _scopes(self, text: str, cues: Sequence[re.Match[str]], start: int, stop: int) -> list[_Scope]:
        found: list[_Scope] = []
        for match in cues:
            cue = self._cues.get(re.sub(r"\s+", " ", match.group().lower()), Cue("?", "possible", "forward"))
            if cue.effect == "none" or (
                cue.phrase.startswith("history") and _DURATION.search(text, start, match.start())
            ):
                continue
            label = AssertionLabel(cue.effect)
            if cue.direction in ("forward", "both"):
                found.append(_Scope(label, match.end(), self._forward_end(text, cue, match.end(), stop)))
            if cue.direction in ("backward", "both"):
                found.append(
                    _Scope(label, self._backward_start(text, cue, start, match.start()), match.start())
                )
        return found

    def _forward_end(self, text: str, cue: Cue, start: int, stop: int) -> int:
        reach = _CUE_REACH.get(cue.phrase, _EFFECT_REACH.get(cue.effect))
        if reach is not None:
            words = list(re.finditer(r"\S+", text[start:stop]))[:reach]
            stop = start + words[-1].end() if words else start
        ending = self._stops[cue.effect].search(text, start, stop)
        return ending.start() if ending else stop

    def _backward_start(self, text: str, cue: Cue, start: int, end: int) -> int:
        last = start
        for match in self._back_stops[cue.effect].finditer(text, start, end):
            last = match.end()
        words = list(re.finditer(r"\S+", text[last:end]))[-_BACK_REACH[cue.effect] :]
        return last + words[0].start() if words else end


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/])(?:{pattern})(?![\w/])", re.IGNORECASE)


def sentence_starts(text: str, sections: Sequence[Section]) -> list[int]:
    """Where sentences start, first one at 0; section texts and hard line ends start one too."""
    starts = {0, *(section.body_start for section in sections), *(section.start for section in sections)}
    starts |= {match.end() for match in _SENTENCE_END.finditer(text)}
    starts |= {position + 1 for position in hard_line_ends(text)}
    starts |= set(range(0, len(text), MAX_SENTENCE_CHARS))
    return sorted(start for start in starts if start < max(len(text), 1))
