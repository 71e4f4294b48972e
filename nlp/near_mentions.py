"""Stretches of text that no term says as they stand, and the terms near them. Pure but for look-ups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from nlp.dictionary import DictionaryEntry
from nlp.dictionary_terms import GENERIC_STEMS
from nlp.mentions import Match
from nlp.near_terms import NearTerm, NearTerms
from nlp.words import ATTRIBUTES, Unit

_MOST_WORDS = 12  # a longer stretch is a sentence, and shares words with anything
_MOST_TERMS = 6
_NAMING_SECTIONS = frozenset({"assessment", "problem_list", "past_history", "chief_complaint", "indication"})
_LEAST_LIKENESS = 0.5
_LEAST_ALONE = 0.4  # where nothing else is found in the stretch
_LEAST_HELD = 0.5
# A term that holds nearly all of the stretch, and is itself said for the greater part, names the whole of it.
_WHOLE_HELD, _WHOLE_OWN = 0.95, 0.55
_MORE_HELD = 0.15  # how much more of the stretch than the best match a near term must hold


def with_near(
    units: Sequence[Unit], matches: Sequence[Match], near: NearTerms, section_of: Callable[[int], str]
) -> list[Match]:
    """The matches in order, and one more for each stretch that they leave partly unsaid.

    Only sections that list diagnoses are looked at, and a text that is a single line: in other prose any
    stretch shares words with something. `section_of` gives the kind of section at a place of the text.
    Matches that are only a part of what a near term names as a whole are marked as such.
    """
    found: list[Match] = []
    wholes: list[tuple[int, int]] = []
    stretches = [list(group) for _, group in groupby(units, key=lambda unit: unit.stretch)]
    for stretch in stretches:
        if len(stretches) > 1 and section_of(stretch[0].start) not in _NAMING_SECTIONS:
            continue
        inside = [one for one in matches if stretch[0].start <= one.start and one.end <= stretch[-1].end]
        if not _is_open(stretch, inside):
            if len(stretches) == 1 and len(inside) == 1:
                return [_with_rivals(inside[0], near)]
            continue
        terms = _likely(frozenset(unit.stem for unit in stretch), inside, near)
        if not terms:
            continue
        found.append(_match(stretch, terms))
        if terms[0].held >= _WHOLE_HELD and terms[0].own >= _WHOLE_OWN:
            wholes.append((stretch[0].start, stretch[-1].end))
    parts = [
        replace(one, is_part=any(start <= one.start and one.end <= end for start, end in wholes))
        for one in matches
    ]
    return sorted((*parts, *found), key=lambda match: match.start)


def _is_open(stretch: Sequence[Unit], inside: Sequence[Match]) -> bool:
    """True for a stretch of a few words that names more than attributes and numbers no match says."""
    if len({unit.group for unit in stretch}) > _MOST_WORDS:
        return False
    telling = {unit.stem for unit in stretch} - ATTRIBUTES
    words = {stem for stem in telling if stem.isalpha() and len(stem) > 1}
    says_something = bool(words - GENERIC_STEMS) or bool(words and len(telling) > 1)
    return says_something and not any(telling <= match.stems for match in inside)


def _likely(stems: frozenset[str], inside: Sequence[Match], near: NearTerms) -> list[NearTerm]:
    """The near terms worth a look: beside matches only those that hold clearly more of the stretch."""
    said = max((near.share(match.stems & stems, stems) for match in inside), default=0.0)
    least_held = said + _MORE_HELD if inside else _LEAST_HELD
    least = _LEAST_LIKENESS if inside else _LEAST_ALONE
    known = {entry.code for match in inside for entry in match.entries}
    return [
        term
        for term in near.nearest(stems, _MOST_TERMS)
        if term.likeness >= least and term.held >= least_held and term.code not in known
    ]


def _with_rivals(match: Match, near: NearTerms) -> Match:
    """A single name asked by itself, with the terms nearest to it behind its own."""
    known = {entry.code for entry in match.entries}
    rivals = [term for term in near.nearest(match.context, _MOST_TERMS) if term.code not in known]
    entries = (DictionaryEntry(one.code, "near", 0, one.term, one.likeness) for one in rivals)
    return replace(match, entries=(*match.entries, *entries))


def _match(stretch: Sequence[Unit], terms: Sequence[NearTerm]) -> Match:
    stems = frozenset(unit.stem for unit in stretch)
    return Match(
        start=min(unit.start for unit in stretch),
        end=max(unit.end for unit in stretch),
        entries=tuple(DictionaryEntry(one.code, "near", 0, one.term, one.likeness) for one in terms),
        stems=stems,
        context=stems,
        ambiguous=any(unit.ambiguous for unit in stretch),
        read_as=tuple(dict.fromkeys(unit.read_as for unit in stretch if unit.read_as)),
    )
