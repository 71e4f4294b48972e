"""A rectangle on a page, in pixels of the original page frame. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A non-empty rectangle in pixels of the original page frame, half-open: right and bottom are outside."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if not (0 <= self.left < self.right and 0 <= self.top < self.bottom):
            raise ValueError(f"not a rectangle on a page: {self.as_json()}")

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.bottom - self.top

    def overlap_px(self, other: Box) -> int:
        """The area that both boxes cover, in square pixels."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0) * max(down, 0)

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """The smallest box that holds all of `boxes` (at least one)."""
        held = list(boxes)
        if not held:
            raise ValueError("no boxes to draw a box around")
        return cls(
            min(box.left for box in held),
            min(box.top for box in held),
            max(box.right for box in held),
            max(box.bottom for box in held),
        )

    def as_json(self) -> list[int]:
        """[left, top, right, bottom]."""
        return [self.left, self.top, self.right, self.bottom]

    @classmethod
    def from_json(cls, stored: list[int]) -> Box:
        """The box that `as_json` wrote."""
        left, top, right, bottom = stored
        return cls(left, top, right, bottom)
