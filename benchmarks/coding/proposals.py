"""What a suggestion set proposes besides codes: which comes first, and what was present on admission. Pure.

Read from the stored JSON, where keys may be added and are never renamed: `first_listed` (a code) on the set
or true on one suggestion, and `poa` ("Y", "N", "U", "W" or "exempt") on a suggestion. What is not there is
not proposed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nlp.suggestion import SuggestionSet


@dataclass(frozen=True)
class Proposals:
    """The code proposed as principal or first-listed (None: none), and the POA indicator by code."""

    first: str | None
    poa: Mapping[str, str]


def proposals_of(found: SuggestionSet) -> Proposals:
    """The set's proposals, as its JSON tells them."""
    stored = found.as_json()
    lines = stored["suggestions"]
    marked = (one["code"] for one in lines if one.get("first_listed"))
    first = stored.get("first_listed") or next(marked, None)
    return Proposals(first, {one["code"]: one["poa"] for one in lines if one.get("poa")})
