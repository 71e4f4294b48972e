"""Lists of words written as running text, so that they can be read. Pure."""

from __future__ import annotations


def words(listed: str) -> frozenset[str]:
    """The blank-separated words as a set."""
    return frozenset(listed.split())


def in_order(listed: str) -> tuple[str, ...]:
    """The blank-separated words in their order."""
    return tuple(listed.split())
