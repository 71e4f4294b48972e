"""What is said about each diagnosis of a text: the ConText idea with rules of our own. Pure.

A cue (data file `chart_index/cues.tsv`, people, dates and signs) reaches forward or backward inside its
sentence, up to a word that ends its scope. Negation, time and person are separate answers; one label is drawn
from them by a fixed order of precedence. Method: Chapman et al. 2001 (NegEx), Harkema et al. 2009 (ConText).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlp.assertion.circumstances import circumstance_cues
from nlp.assertion.found_cue import FoundCue, leftmost_longest
from nlp.assertion.people import person_cues
from nlp.assertion.phrases import PhraseCues
from nlp.assertion.prospects import prospect_cues
from nlp.assertion.reactions import reaction_cues
from nlp.assertion.running_lists import carried_effect
from nlp.assertion.scopes import Scope, reaches_until, scopes_of
from nlp.assertion.sentences import sentence_starts
from nlp.assertion.symbols import symbol_cues
from nlp.assertion.times import time_cues
from nlp.assertion.wider_phrases import wider_cues
from nlp.chart_index.chart_index import Cue
from nlp.sections import SECTION_ASSERTION, Section, section_at
from nlp.suggestion import AssertionLabel

_PRECEDENCE = (
    AssertionLabel.NEGATED,
    AssertionLabel.FAMILY,
    AssertionLabel.HYPOTHETICAL,
    AssertionLabel.CONDITIONAL,
    AssertionLabel.HISTORICAL,
    AssertionLabel.POSSIBLE,
)
# "A negative test does not exclude it", "no infiltrate, but pneumonia cannot be excluded".
_DENIAL_DENIED = re.compile(r"\b(?:not|cannot|can't|unable|nothing|no way|yet to be)\b|n't\b", re.IGNORECASE)
_NEAR = 3  # names before a word that may hold it: more than three never overlap at one place
# In these sections what is denied is denied for all of the past.
_LIFELONG = {"social_history"}


@dataclass(frozen=True)
class Assertion:
    """Everything the text says about one mention; several answers can hold at once."""

    effects: frozenset[AssertionLabel]

    @property
    def label(self) -> AssertionLabel:
        """The one label of the contract: negation before another person before time before doubt.

        What a relative does not have is no family history, so negation comes first.
        """
        return next((label for label in _PRECEDENCE if label in self.effects), AssertionLabel.AFFIRMED)


class AssertionRules:
    """The cues compiled; built once."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._phrases = PhraseCues(cues)

    def assert_spans(
        self,
        text: str,
        sections: Sequence[Section],
        spans: Sequence[tuple[int, int]],
        names: Sequence[tuple[int, int]] | None = None,
    ) -> list[Assertion]:
        """What is said about each span, in the order given; offsets in characters of `text`.

        `names` are the spans whose words are those of a diagnosis, so that a cue among them is part of its
        name; None is all of them. Of any other span, holding a guess, all is said that is said of a part.
        """
        reading = _Reading(self._phrases, text, sections, spans if names is None else names)
        return [Assertion(frozenset(reading.effects(start, end))) for start, end in spans]


class _Reading:
    """One text being read: its sentences, and the scopes of those looked at so far."""

    def __init__(
        self,
        phrases: PhraseCues,
        text: str,
        sections: Sequence[Section],
        names: Sequence[tuple[int, int]],
    ) -> None:
        self._phrases = phrases
        self._text = text
        self._sections = sections
        self._sentences = sentence_starts(text, sections)
        self._names: dict[int, list[tuple[int, int]]] = {}
        self._all_names = frozenset(names)
        for span in sorted(names):
            self._names.setdefault(self._sentence_of(span[0]), []).append(span)
        self._scopes: dict[int, list[Scope]] = {}
        self._found: dict[int, list[Scope]] = {}

    def effects(self, start: int, end: int) -> set[AssertionLabel]:
        """What is said about one span."""
        scopes = [
            scope
            for scope in self._scopes_of_sentence(self._sentence_of(start))
            if (scope.start <= start and end <= scope.end)
            or ((start, end) not in self._all_names and scope.start < end and start < scope.end)
        ]
        affirmed = [scope.cue.start for scope in scopes if scope.effect is AssertionLabel.AFFIRMED]
        latest = max(
            [*affirmed, *(scope.cue.start for scope in scopes if self._doubts_a_denial(scope))], default=-1
        )
        effects = {
            effect
            for scope in scopes
            for effect in (scope.effect, *scope.cue.also)
            if scope.effect is not AssertionLabel.AFFIRMED
            and not (scope.effect is AssertionLabel.NEGATED and scope.cue.start < latest)
        }
        kind = section_at(self._sections, start)
        if not affirmed or kind == "family_history":
            effects |= SECTION_ASSERTION.get(kind, frozenset())
        if AssertionLabel.NEGATED in effects and kind in _LIFELONG:
            effects.add(AssertionLabel.HISTORICAL)
        return effects

    def _doubts_a_denial(self, scope: Scope) -> bool:
        """Whether a doubt denies that something is ruled out: it outweighs the "no" before it."""
        if scope.effect is not AssertionLabel.POSSIBLE:
            return False
        return _DENIAL_DENIED.search(self._text, scope.cue.start, scope.cue.end) is not None

    def _sentence_of(self, position: int) -> int:
        return bisect_right(self._sentences, position) - 1

    def _bounds(self, sentence: int) -> tuple[int, int]:
        following = sentence + 1
        stop = self._sentences[following] if following < len(self._sentences) else len(self._text)
        return self._sentences[sentence], stop

    def _scopes_of_sentence(self, sentence: int) -> list[Scope]:
        """The scopes of a sentence, with what runs on from a list opened before it."""
        if sentence not in self._scopes:
            found = self._own_scopes(sentence)
            carried = carried_effect(self._text, sentence, self._bounds, self._own_scopes)
            if carried is not None:
                start, stop = self._bounds(sentence)
                names = self._names_of(sentence)
                until = reaches_until(self._text, carried.effect, start, stop, names)
                found = [*found, Scope(carried.effect, start, until, carried.cue)]
            self._scopes[sentence] = found
        return self._scopes[sentence]

    def _names_of(self, sentence: int) -> list[tuple[int, int]]:
        return self._names.get(sentence, [])

    def _own_scopes(self, sentence: int) -> list[Scope]:
        """The scopes of a sentence by its own cues."""
        if sentence not in self._found:
            self._found[sentence] = self._find_scopes(sentence)
        return self._found[sentence]

    def _find_scopes(self, sentence: int) -> list[Scope]:
        start, stop = self._bounds(sentence)
        text = self._text
        cues = leftmost_longest(
            [
                *wider_cues(text, start, stop),  # of two equal ones the wider knows more of what is around it
                *self._phrases.cues(text, start, stop),
                *person_cues(text, start, stop),
                *time_cues(text, start, stop),
                *symbol_cues(text, start, stop),
                *circumstance_cues(text, start, stop),
                *reaction_cues(text, start, stop),
                *prospect_cues(text, start, stop),
            ]
        )
        named = self._names_of(sentence)
        return [
            scope
            for cue in cues
            if not _inside_a_name(cue, named)
            for scope in scopes_of(cue, text, start, stop, named)
        ]


def _inside_a_name(cue: FoundCue, named: Sequence[tuple[int, int]]) -> bool:
    """Whether the cue is part of a name ("migraine without aura"); names stand in order."""
    before = bisect_right(named, (cue.start, -1))
    return any(first < cue.start and cue.end < last for first, last in named[max(before - _NEAR, 0) : before])
