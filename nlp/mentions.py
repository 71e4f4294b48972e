"""Finds the diagnoses a text names: order-free bags of neighbouring words, longest first. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from nlp.dictionary import Dictionary, DictionaryEntry
from nlp.words import ATTRIBUTES, Unit, bag_key

REACH_BEFORE = 3  # units before a match whose attributes (side, acuity) may belong to it
REACH_BEHIND = 4  # and behind: "fracture of neck of femur, left, closed"
_MAX_LEFT_ASIDE = 3
_ITEM_PARTED = re.compile(r"[,/]|\band\b", re.IGNORECASE)
_TWO_IN_ONE = re.compile(r"\band\b|\bwith\b|/|,", re.IGNORECASE)
_DENIES = frozenset({"no", "denies", "never"})


@dataclass(frozen=True)
class Match:
    """Words of the text that lead to codes.

    `stems` are those of the bag, `context` adds the ones around it that may say which side, stage or acuity.
    `read_as` names the words that slips were taken for; `is_part` says that a longer name is near.
    """

    start: int
    end: int
    entries: tuple[DictionaryEntry, ...]
    stems: frozenset[str]
    context: frozenset[str]
    ambiguous: bool
    read_as: tuple[str, ...] = ()
    is_part: bool = False


@dataclass(frozen=True)
class _Window:
    first: int
    stop: int
    key: str


def find_matches(units: Sequence[Unit], dictionary: Dictionary, text: str = "") -> list[Match]:
    """The matches of a text in order; none shares a word with another.

    With the `text` the units were read from, a comma or an "and" keeps two names apart ("hypothyroidism,
    depression"), unless one name holds both ("nausea and vomiting").
    """
    joints = _joints(units, text)
    windows = [one for one in _candidates(units, dictionary) if not _is_two(one, units, joints, dictionary)]
    windows.sort(
        key=lambda window: (window.first - window.stop, _joined(window, joints), window.first),
    )
    taken = [False] * len(units)
    chosen: list[_Window] = []
    for window in windows:
        if not any(taken[window.first : window.stop]):
            chosen.append(window)
            taken[window.first : window.stop] = [True] * (window.stop - window.first)
    chosen.sort(key=lambda window: window.first)
    return [_match(units, window, taken, dictionary) for window in chosen]


def _joints(units: Sequence[Unit], text: str) -> frozenset[int]:
    """The units before which a comma, a slash or an "and" parts items, by their numbers."""
    if not text:
        return frozenset()
    return frozenset(
        number
        for number in range(1, len(units))
        if units[number].start > units[number - 1].end
        and _ITEM_PARTED.search(text, units[number - 1].end, units[number].start)
    )


def _joined(window: _Window, joints: frozenset[int]) -> bool:
    return any(place in joints for place in range(window.first + 1, window.stop))


def _is_two(window: _Window, units: Sequence[Unit], joints: frozenset[int], dictionary: Dictionary) -> bool:
    """Whether the words are two names that an "and" or a comma parts, and no term of the bag says "and"."""
    for place in range(window.first + 1, window.stop):
        if place not in joints:
            continue
        sides = (units[window.first : place], units[place : window.stop])
        if all(_is_name({unit.stem for unit in side}, dictionary) for side in sides):
            return not any(_TWO_IN_ONE.search(entry.term) for entry in dictionary.entries(window.key))
    return False


def _is_name(stems: set[str], dictionary: Dictionary) -> bool:
    return bool(stems - ATTRIBUTES) and any(
        dictionary.has(bag_key(some)) for some in (stems, stems - ATTRIBUTES) if some
    )


def _candidates(units: Sequence[Unit], dictionary: Dictionary) -> list[_Window]:
    found: list[_Window] = []
    known = [unit.stem in dictionary.stems or unit.stem in ATTRIBUTES for unit in units]
    most = dictionary.longest + _MAX_LEFT_ASIDE
    for first, unit in enumerate(units):
        if first and units[first - 1].group == unit.group:
            continue  # an abbreviation is taken whole
        stems: set[str] = set()
        for stop in range(first + 1, min(first + most, len(units)) + 1):
            last = units[stop - 1]
            if not known[stop - 1] or last.stretch != unit.stretch:
                break
            stems.add(last.stem)
            if stop < len(units) and units[stop].group == last.group:
                continue
            key = _known_key(stems, unit.stem, last.stem, dictionary)
            if key is not None:
                found.append(_Window(first, stop, key))
    return found


def _known_key(stems: set[str], first: str, last: str, dictionary: Dictionary) -> str | None:
    """The bag itself, or the largest part of it that is an entry when inner attributes are left aside."""
    key = bag_key(stems)
    if dictionary.has(key):
        return key
    # An attribute at the edge belongs to the words around the match, not inside it.
    inner = sorted((stems & ATTRIBUTES) - {first, last})
    for count in range(1, min(len(inner), _MAX_LEFT_ASIDE) + 1):
        for left_aside in combinations(inner, count):
            key = bag_key(stems.difference(left_aside))
            if dictionary.has(key):
                return key
    return None


def _ends_context(unit: Unit, inside: Unit, *, is_taken: bool) -> bool:
    """Another name and another stretch end what belongs to a match; weeks of pregnancy belong to all."""
    is_age = unit.stem.isdigit() or unit.stem == "week"
    return (is_taken and not is_age) or unit.stretch != inside.stretch or unit.stem in _DENIES


def _match(units: Sequence[Unit], window: _Window, taken: Sequence[bool], dictionary: Dictionary) -> Match:
    inside = units[window.first : window.stop]
    before: list[str] = []
    for index in range(window.first - 1, max(window.first - REACH_BEFORE, 0) - 1, -1):
        if _ends_context(units[index], inside[0], is_taken=taken[index]):
            break
        before.append(units[index].stem)
    behind: list[str] = []
    for index in range(window.stop, min(window.stop + REACH_BEHIND, len(units))):
        if _ends_context(units[index], inside[0], is_taken=taken[index]):
            break
        behind.append(units[index].stem)
    stems = frozenset(unit.stem for unit in inside)
    return Match(
        start=min(unit.start for unit in inside),
        end=max(unit.end for unit in inside),
        entries=dictionary.entries(window.key),
        stems=stems,
        context=stems | frozenset(before) | frozenset(behind),
        ambiguous=any(unit.ambiguous for unit in inside),
        read_as=tuple(dict.fromkeys(unit.read_as for unit in inside if unit.read_as)),
    )
