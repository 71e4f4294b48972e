"""Stretches of codes, such as "J12-J18 U07.1", and whether a code lies in one. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from nlp.code_set.codes import within


@dataclass(frozen=True)
class CodeSpans:
    """(first, last) prefixes, both ends included."""

    spans: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, written: str) -> CodeSpans:
        """The spans written with blanks between them: "J12-J18 U07.1"."""
        ends = [span.partition("-") for span in written.split()]
        return cls(tuple((first, last or first) for first, _, last in ends))

    def hold(self, code: str) -> bool:
        """Whether the code lies in one of them."""
        return _hold(self.spans, code)


@lru_cache(maxsize=50_000)
def _hold(spans: tuple[tuple[str, str], ...], code: str) -> bool:
    return any(within(code, first, last) for first, last in spans)


def has_prefix_among(code: str, prefixes: Collection[str]) -> bool:
    """Whether a code begins with one of many prefixes, each of three characters or more."""
    return any(code[:length] in prefixes for length in range(3, len(code) + 1))
