"""Bar charts as places and lengths for a template to draw as SVG. Pure.

Drawn on the server and without script, so that they print; each stands beside a table of the same numbers,
which is what a screen reader reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 6.0, 8.0, 20.0
_STEPS = (1, 2, 5)
_LABELS_APART = 42.0  # width of a written hour or day, with some air
_GAP = 0.25  # share of a slot between the bars of one hour and the next


@dataclass(frozen=True)
class Series:
    """One kind of bar: what it is called, its CSS class, and its numbers by slot."""

    name: str
    tone: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Bar:
    """One bar, in the chart's own units; `said` is its tool tip."""

    left: float
    top: float
    width: float
    height: float
    tone: str
    said: str


@dataclass(frozen=True)
class BarChart:
    """A drawn chart: bars, lines across with their numbers, and the words under the slots."""

    title: str
    width: float
    height: float
    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, str], ...]  # (y, number)
    labels: tuple[tuple[float, str], ...]  # (x, words)
    legend: tuple[tuple[str, str], ...]  # (tone, name), when there are several series
    left: float = _LEFT

    @property
    def right(self) -> float:
        """Where the lines across end."""
        return self.width - _RIGHT

    @property
    def foot(self) -> float:
        """Where the words under the slots stand."""
        return self.height - 5


def bar_chart(
    title: str, slots: Sequence[str], series: Sequence[Series], *, width: float = 640, height: float = 190
) -> BarChart:
    """The chart of these series, side by side in each slot; numbers are 0 or more.

    Raises:
        ValueError: a series has not one number a slot.
    """
    if any(len(one.values) != len(slots) for one in series):
        raise ValueError("each series needs one number a slot")
    top = _round_up(max((value for one in series for value in one.values), default=0))
    inner_width, inner_height = width - _LEFT - _RIGHT, height - _TOP - _BOTTOM
    slot_width = inner_width / max(1, len(slots))
    bar_width = slot_width * (1 - _GAP) / max(1, len(series))
    bars = []
    for at, slot in enumerate(slots):
        for number, one in enumerate(series):
            length = inner_height * one.values[at] / top
            left = _LEFT + slot_width * (at + _GAP / 2) + bar_width * number
            said = f"{slot}: {one.name} {one.values[at]:,.10g}"
            bars.append(Bar(left, _TOP + inner_height - length, bar_width, length, one.tone, said))
    every = max(1, round(_LABELS_APART / slot_width + 0.49))
    return BarChart(
        title,
        width,
        height,
        tuple(bars),
        tuple((_TOP + inner_height * (1 - share), f"{top * share:,.10g}") for share in (0, 0.5, 1)),
        tuple((_LEFT + slot_width * (at + 0.5), slot) for at, slot in enumerate(slots) if at % every == 0),
        tuple((one.tone, one.name) for one in series) if len(series) > 1 else (),
    )


def _round_up(most: float) -> float:
    """The next 2, 4, 10, 20, 40, 100 … from `most` on: its half is a whole number too."""
    scale = 1
    while True:
        for step in _STEPS:
            if most <= 2 * step * scale:
                return 2 * step * scale
        scale *= 10
