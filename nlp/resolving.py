"""From the code of a term to the code of the mention: side, attributes, billable default, 7th character.

Pure but for look-ups in the code set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.code_set import CodeSet
from nlp.dictionary_terms import GENERIC_STEMS, OPTIONAL_STEMS
from nlp.words import SIDES

_FREE = OPTIONAL_STEMS | {"without", "complication", "mention"}
_MAX_CLAIM = 3.0  # a default that claims more than this would be a guess: the heading is shown as a prompt
_MAX_LEAVES = 400  # categories above this size (fractures) are searched below the matched code only


def _trimester(context: frozenset[str]) -> frozenset[str]:
    """The trimester of "33 weeks", by the chapter's own count: to 14 weeks, to 28 weeks, and after."""
    weeks = [int(stem) for stem in context if stem.isdigit() and 4 <= int(stem) <= 42]
    if "week" not in context or len(weeks) != 1:
        return frozenset()
    names = ("first", "second", "third")
    return frozenset({names[(weeks[0] >= 14) + (weeks[0] >= 28)], "trimester"})


def _usual_dominance(context: frozenset[str]) -> frozenset[str]:
    """Where dominance is not stated the right side is dominant, the left is not (Guidelines I.C.6.a)."""
    if "right" in context:
        return frozenset({"dominant"})
    return frozenset({"nondominant", "non", "dominant"}) if "left" in context else frozenset()


# What the words beside an injury say of its 7th character, the more telling first; open fractures have
# characters of their own (Guidelines I.C.19.a and the 7th character notes of S42 to S92).
_ENCOUNTERS: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({"sequela"}), "S", "S"),
    (frozenset({"nonunion"}), "K", "M"),
    (frozenset({"malunion"}), "P", "Q"),
    (frozenset({"delayed"}), "G", "H"),
    (frozenset({"subsequent", "healing", "healed", "follow", "followup", "recheck", "aftercare"}), "D", "E"),
    (frozenset({"open", "compound"}), "B", "B"),
)


def _encounter(context: frozenset[str], characters: str) -> str:
    """The 7th character that the words beside a mention say, "" for none; only one of those there are."""
    is_open = bool(context & {"open", "compound"}) and "B" in characters
    for words, closed, opened in _ENCOUNTERS:
        character = opened if is_open else closed
        if context & words and character in characters:
            return character
    return ""


@dataclass(frozen=True)
class Resolution:
    """The code for a mention, stable flags for what is missing, and the steps in plain words."""

    code: str
    flags: tuple[str, ...]
    steps: tuple[str, ...]


class Resolver:
    """Resolves against one edition; remembers the stems of titles it has seen."""

    def __init__(self, code_set: CodeSet, stems_of: Callable[[str], tuple[str, ...]]) -> None:
        self._codes = code_set
        self._stems_of = lru_cache(maxsize=20_000)(lambda text: frozenset(stems_of(text)))
        self._resolved = lru_cache(maxsize=20_000)(self._resolve)
        self._stems = lru_cache(maxsize=20_000)(lambda code: frozenset(stems_of(code_set.title(code) or "")))

    def resolve(self, code: str, context: frozenset[str]) -> Resolution:
        """The most specific code that the words around the mention support, else the index default."""
        return self._resolved(code, context)

    def _resolve(self, code: str, context: frozenset[str]) -> Resolution:
        steps: list[str] = []
        base, seventh = self._without_seventh(code)
        refined = self._refined(base, context)
        if refined != base:
            steps.append(f"{base} narrowed to {refined} by the words beside it")
        leaf = self._default_leaf(refined, context)
        if leaf != refined:
            steps.append(f"{refined} is a heading: default {leaf}")
        flags = self._flags(leaf, refined)
        complete = leaf
        if self._codes.needs_seventh_character(leaf):
            complete = self._extended(leaf, seventh, context)
            flags.append("needs_7th_character")
            steps.append(f"7th character assumed: {complete}")
        return Resolution(complete, tuple(flags), tuple(steps))

    def _without_seventh(self, code: str) -> tuple[str, str | None]:
        parent = self._codes.parent(code)
        if parent is not None and self._codes.needs_seventh_character(parent):
            return parent, code[-1]
        return code, None

    def _refined(self, code: str, context: frozenset[str]) -> str:
        """A code near `code` whose title says more of what the note says and nothing that it does not say."""
        own = self._stems(code)
        above = self._codes.parent(code)
        room = (
            self._codes.leaves(above)
            if above and not self._has_own_leaves(code)
            else self._codes.leaves(code)
        )
        if len(room) > _MAX_LEAVES:
            return code
        context |= _trimester(context)
        free = _FREE | self._said_with_any_side(room) | _usual_dominance(context)
        sides = context & SIDES
        best, best_gain = code, (0, len(context) if sides else 0)  # a side that is said must be gained
        for leaf in room:
            stems = self._stems(leaf)
            extra = stems - own - context - free
            added = (stems - own) & context
            gain = (len(added & SIDES), len(added))
            # "bilateral" stands in place of "right eye"
            lost = own & context - GENERIC_STEMS if sides else own & context
            keeps = lost <= stems and own - _FREE - SIDES <= stems | context
            if not extra and gain > best_gain and keeps:
                best, best_gain = leaf, gain
        return best

    def _said_with_any_side(self, room: Sequence[str]) -> frozenset[str]:
        """What every title that names a side says besides ("left side", "right ear"): no claim of its own."""
        sided = [self._stems(leaf) for leaf in room if self._stems(leaf) & SIDES]
        return frozenset.intersection(*sided) - SIDES if sided else frozenset()

    def _has_own_leaves(self, code: str) -> bool:
        return bool(self._codes.children(code)) and not self._codes.needs_seventh_character(code)

    def _default_leaf(self, code: str, context: frozenset[str]) -> str:
        leaves = self._codes.leaves(code)
        if not leaves:
            return code
        said = self._stems(code) | context
        best = min(leaves, key=lambda leaf: (self._cost(leaf, said), leaf))
        return best if self._cost(best, said) <= _MAX_CLAIM else code

    def _cost(self, leaf: str, said: frozenset[str]) -> float:
        """What choosing a leaf would claim beyond what was said; "unspecified" and "without" claim least."""
        title = (self._codes.title(leaf) or "").lower()
        denied = self._stems_of(title.partition("without")[2])
        extra = self._stems(leaf) - denied - said - OPTIONAL_STEMS - {"without"}
        claims = sum(3.0 if stem in SIDES else 1.0 for stem in extra)
        if "unspecified" in title:
            return claims * 0.6
        if denied:
            return 0.5 + claims
        return 1.0 + claims + (1.0 if title.startswith("other") else 0.0)

    def _flags(self, leaf: str, asked: str) -> list[str]:
        title = (self._codes.title(leaf) or "").lower()
        flags = ["default_of_heading"] if leaf != asked else []
        if self._has_own_leaves(leaf):
            flags.append("needs_more_detail")
        if "unspecified" in title:
            parent = self._codes.parent(leaf)
            siblings = self._codes.children(parent) if parent else ()
            own = self._stems(leaf) - _FREE
            sided = any(
                self._stems(sibling) - SIDES - _FREE == own for sibling in siblings if sibling != leaf
            )
            flags.append("side_not_stated" if sided else "unspecified")
        return flags

    def _extended(self, leaf: str, seventh: str | None, context: frozenset[str]) -> str:
        """The code with the 7th character that is said; for eyes the side, for injuries the encounter."""
        choices = self._codes.children(leaf)
        for side in sorted(context & SIDES):
            of_side = [choice for choice in choices if side in self._stems(choice) - self._stems(leaf)]
            if of_side:
                return of_side[0]
        wanted = _encounter(context, "".join(choice[-1] for choice in choices)) or seventh or "A"
        said = [choice for choice in choices if choice.endswith(wanted)]
        open_ones = [choice for choice in choices if "unspecified" in (self._codes.title(choice) or "")[-40:]]
        return next(iter((*said, *open_ones, *choices)))
