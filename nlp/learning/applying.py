"""What a site taught, put to a text's suggestions: chances move, and codes come that no term led to. Pure.

A code that a rule held back is never brought back, and words count only where the text affirms them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.confidence.model import chance_at
from nlp.learning.chances import LearnedWeights, decided_odds, offered_chance, unoffered_chance
from nlp.learning.learned import Association, Learned
from nlp.source_text import SourceText
from nlp.suggestion import AssertionLabel, CodeSuggestion, Evidence

LEARNED_HERE = "learned_here"
Span = tuple[int, int]
# What a text says of the words at each of these places, and the section each stands in.
Assertions = Callable[[str, Sequence[Span]], Sequence[tuple[AssertionLabel, str]]]
_LEAST_CHANCE = 0.2  # less likely codes that only learning suggests would lengthen lists and help nobody
_TELLING_MOVE = 0.05  # a chance that moved less needs no word about it
_MOST_ADDED = 10
# A code that a coder once put for a term is meant again: so often before a second one says so. A choice.
_EXPECTED_REPLACEMENT = 0.15


@dataclass(frozen=True)
class Surroundings:
    """What else is known of the text: its groups of words with their places, and what may come.

    `titled` gives title and billable flag of a code, None where the edition has none; `may_add` tells whether
    this document may state a code; `held_back` are codes that rules left out.
    """

    groups: Mapping[str, Sequence[Span]]
    assertions: Assertions
    titled: Callable[[str], tuple[str, bool] | None]
    may_add: Callable[[str], bool]
    held_back: Collection[str]


def with_learned(
    suggestions: Sequence[CodeSuggestion],
    source: SourceText,
    around: Surroundings,
    *,
    learned: Learned,
    weights: LearnedWeights,
    edition: str,
) -> list[CodeSuggestion]:
    """The suggestions with the chances that the site's decisions give them, and those that they add."""
    beside = learned.associations(around.groups)
    moved = [
        _moved(one, learned=learned, weights=weights, association=beside.get(one.code)) for one in suggestions
    ]
    added = _replacements(suggestions, learned) | {
        code: (unoffered_chance(weights, found), _why_words(found), (found.words, ""))
        for code, found in beside.items()
    }
    known = {one.code for one in suggestions} | set(around.held_back)
    likely = sorted(
        (
            (-chance, code, why, rests_on)
            for code, (chance, why, rests_on) in added.items()
            if chance >= _LEAST_CHANCE and code not in known and around.may_add(code)
        ),
    )
    for negative, code, why, rests_on in likely[:_MOST_ADDED]:
        titled = around.titled(code)
        evidence = _evidence(rests_on, suggestions, source, around)
        if titled is not None and evidence is not None:
            title, billable = titled
            moved.append(
                CodeSuggestion(
                    code=code,
                    edition=edition,
                    title=title,
                    score=round(-negative, 4),
                    shown=False,
                    billable=billable,
                    evidence=(evidence,),
                    flags=(LEARNED_HERE,),
                    trace=(why,),
                )
            )
    return moved


def _moved(
    suggestion: CodeSuggestion, *, learned: Learned, weights: LearnedWeights, association: Association | None
) -> CodeSuggestion:
    chance = offered_chance(
        learned,
        weights,
        terms=frozenset(piece.matched_term for piece in suggestion.evidence),
        code=suggestion.code,
        expected=suggestion.score,
        association=association,
    )
    if abs(chance - suggestion.score) < _TELLING_MOVE:
        return replace(suggestion, score=round(chance, 4))
    step = f"decisions here moved the chance from {suggestion.score:.2f} to {chance:.2f}"
    return replace(
        suggestion,
        score=round(chance, 4),
        flags=(*suggestion.flags, LEARNED_HERE),
        trace=(*suggestion.trace, step),
    )


def _replacements(
    suggestions: Sequence[CodeSuggestion], learned: Learned
) -> dict[str, tuple[float, str, tuple[str, str]]]:
    """Codes that coders put for the terms of these suggestions: the chance, why, and (no words, the term)."""
    found: dict[str, tuple[float, str, tuple[str, str]]] = {}
    for term in sorted({piece.matched_term for one in suggestions for piece in one.evidence}):
        for code in learned.codes_of_term(term):
            odds = decided_odds(learned, frozenset({term}), code, expected=_EXPECTED_REPLACEMENT)
            chance = chance_at(odds)
            if chance > found.get(code, (0.0,))[0]:
                found[code] = (chance, f"coders here put {code} for “{term}”", ("", term))
    return found


def _why_words(found: Association) -> str:
    return f"coders here assigned it in {found.together} of {found.texts} texts that say “{found.words}”"


def _evidence(
    rests_on: tuple[str, str],
    suggestions: Sequence[CodeSuggestion],
    source: SourceText,
    around: Surroundings,
) -> Evidence | None:
    """The evidence that an added code rests on: a term's own, or the first place that affirms its words."""
    words, term = rests_on
    if term:
        pieces = (piece for one in suggestions for piece in one.evidence if piece.matched_term == term)
        return next(pieces)
    spans = list(around.groups[words])
    for (start, end), (label, section) in zip(spans, around.assertions(source.text, spans), strict=True):
        if label is AssertionLabel.AFFIRMED:
            return Evidence(
                start=start,
                end=end,
                quote=source.text[start:end],
                anchors=source.anchors_for(start, end),
                token_ids=source.token_ids_for(start, end),
                matched_term=words,
                section=section,
                assertion=label,
            )
    return None
