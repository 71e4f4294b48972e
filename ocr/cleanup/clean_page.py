"""The cleaned page: its pixels, what was done to them, and the way back to the original frame. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ocr.engine import Pixels
from ocr.page import CleanupStep
from ocr.transform import Transform


@dataclass(frozen=True)
class CleanPage:
    """An image ready for reading, and the map from its pixels to the original frame's.

    `skew_deg` is how far the content stood turned clockwise, before it was straightened. `steps` is what
    was done, in order; `clean` leaves any of them out by name. `gutter_x` is where the two pages of a spread
    meet, in pixels of `grey`; None on a single page.
    """

    grey: Pixels
    dpi: int
    to_original: Transform = field(default_factory=Transform)
    skew_deg: float = 0.0
    steps: tuple[CleanupStep, ...] = ()
    gutter_x: float | None = None

    def __post_init__(self) -> None:
        if self.grey.ndim != 2 or 0 in self.grey.shape or self.dpi < 1:
            raise ValueError("a clean page has grey pixels and a resolution")
        if self.gutter_x is not None and not 0 < self.gutter_x < self.grey.shape[1]:
            raise ValueError("a gutter lies inside its page")

    def with_step(self, name: str, grey: Pixels, **parameters: float) -> CleanPage:
        """The page after a step that changed the grey values alone."""
        return replace(self, grey=grey, steps=(*self.steps, CleanupStep(name, tuple(parameters.items()))))
