"""Counts of what coders decided, and the shares they tell. Pure.

Shares are beta-smoothed: what is expected without any decision counts like a few decisions of its own, so
that one click moves a share and does not make it 0 or 1.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

_SCHEMA_VERSION = 1
# So many decisions the expectation counts for. Learned on CodiEsp's training notes, 2, 3 and 5 give a
# micro-F1 of .593, .592 and .586 on its development notes; a term that is always turned down should fall
# fast.
STRENGTH = 3.0
# How often a code is meant by words with which an association holds it together: the chance before any count.
_ASSOCIATION_STRENGTH = 2.0


@dataclass(frozen=True)
class Decided:
    """How often something was accepted and how often it was turned down."""

    accepted: int = 0
    rejected: int = 0

    def __post_init__(self) -> None:
        if self.accepted < 0 or self.rejected < 0:
            raise ValueError("counts are not below 0")

    def __add__(self, other: Decided) -> Decided:
        return Decided(self.accepted + other.accepted, self.rejected + other.rejected)

    def share(self, expected: float) -> float:
        """The share accepted, 0–1 without the ends, drawn towards what was expected (0–1) before."""
        return (self.accepted + STRENGTH * expected) / (self.accepted + self.rejected + STRENGTH)


@dataclass(frozen=True)
class Association:
    """Words that went with a code: in `together` of the `texts` in which they stood."""

    code: str
    words: str
    together: int
    texts: int
    share: float


@dataclass(frozen=True)
class Learned:
    """What was counted at one site.

    `texts` is their number, `codes` in how many each code was assigned. `entries` counts decisions by
    (dictionary term, code), `offered` by code. `groups` holds for a group of words how many texts have it,
    and in how many of those each code was assigned.
    """

    texts: int = 0
    codes: Mapping[str, int] = field(default_factory=dict)
    entries: Mapping[tuple[str, str], Decided] = field(default_factory=dict)
    offered: Mapping[str, Decided] = field(default_factory=dict)
    groups: Mapping[str, tuple[int, Mapping[str, int]]] = field(default_factory=dict)

    def share_of_entry(self, terms: Collection[str], code: str, *, expected: float) -> float:
        """The share accepted where these terms led to the code, 0–1."""
        found = (self.entries.get((term, code), Decided()) for term in set(terms))
        return sum(found, Decided()).share(expected)

    def share_of_code(self, code: str, *, expected: float) -> float:
        """The share accepted where the code was offered, through whichever term, 0–1."""
        return self.offered.get(code, Decided()).share(expected)

    def codes_of_term(self, term: str) -> tuple[str, ...]:
        """The codes that coders put for a term at least once."""
        return self._by_term.get(term, ())

    @cached_property
    def _by_term(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for (term, code), decided in sorted(self.entries.items()):
            if decided.accepted:
                found[term] = (*found.get(term, ()), code)
        return found

    def associations(self, words: Iterable[str]) -> dict[str, Association]:
        """For every code that goes with any of these groups of words, the strongest association."""
        found: dict[str, Association] = {}
        for group in words:
            texts, codes = self.groups.get(group, (0, {}))
            for code, together in codes.items():
                expected = self.codes.get(code, 0) / max(self.texts, 1)
                share = (together + _ASSOCIATION_STRENGTH * expected) / (texts + _ASSOCIATION_STRENGTH)
                known = found.get(code)
                if known is None or (share, together, group) > (known.share, known.together, known.words):
                    found[code] = Association(code, group, together, texts, share)
        return found

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the counts, for the stamp of what was suggested by them."""
        return hashlib.sha256(json.dumps(self.as_json()).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """What `from_json` reads; the same counts give the same text."""
        return {
            "schema_version": _SCHEMA_VERSION,
            "texts": self.texts,
            "codes": dict(sorted(self.codes.items())),
            "entries": [
                [term, code, one.accepted, one.rejected] for (term, code), one in sorted(self.entries.items())
            ],
            "offered": {code: [one.accepted, one.rejected] for code, one in sorted(self.offered.items())},
            "groups": {
                group: [texts, dict(sorted(codes.items()))]
                for group, (texts, codes) in sorted(self.groups.items())
            },
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The counts that `as_json` wrote.

        Raises:
            ValueError: they were written by another schema than this program knows.
        """
        if stored.get("schema_version") != _SCHEMA_VERSION:
            raise ValueError("what was learned was written by another schema")
        return cls(
            texts=stored["texts"],
            codes=stored["codes"],
            entries={(term, code): Decided(yes, no) for term, code, yes, no in stored["entries"]},
            offered={code: Decided(*counts) for code, counts in stored["offered"].items()},
            groups={group: (texts, codes) for group, (texts, codes) in stored["groups"].items()},
        )
