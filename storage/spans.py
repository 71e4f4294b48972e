"""Stretches of a line (seconds of sound, numbered parts of a page): put together, and what is left. Pure."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[float, float]


def union(spans: Iterable[Span], *, joined_within: float = 0.0) -> tuple[Span, ...]:
    """The same stretches in order and apart from each other; gaps up to `joined_within` are closed."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if joined and start <= joined[-1][1] + joined_within:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def gaps(spans: Iterable[Span], end: float, *, smallest: float = 0.0) -> tuple[Span, ...]:
    """What the stretches leave open between 0 and `end`, in order; gaps up to `smallest` are left out."""
    found: list[Span] = []
    reached = 0.0
    for start, until in (*union(spans), (end, end)):
        if min(start, end) - reached > smallest:
            found.append((reached, min(start, end)))
        reached = max(reached, until)
    return tuple(found)


def length(spans: Iterable[Span]) -> float:
    """How much the stretches cover together."""
    return sum(end - start for start, end in union(spans))


def covers(spans: Iterable[Span], start: float, end: float, *, joined_within: float = 0.0) -> bool:
    """Whether one stretch holds all of `start` to `end`, small gaps closed."""
    return any(
        one <= start + joined_within and end <= other + joined_within
        for one, other in union(spans, joined_within=joined_within)
    )
