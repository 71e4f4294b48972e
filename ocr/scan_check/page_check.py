"""What a look at one page image found: blank, rescan reasons, barcodes, fingerprint, quality. Pure types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ocr.box import Box
from ocr.page_structure import Barcode
from ocr.quality import PageQuality

RescanKind = Literal[
    "too_faint",
    "blurred",
    "cut_off",
    "skewed",
    "roller_streaks",
    "low_resolution",
    "dark_page",
    "damaged_image",
    "unreadable",
]


@dataclass(frozen=True)
class CheckOptions:
    """How pages are checked. `render_dpi` is the resolution that PDF pages are drawn at, at most."""

    render_dpi: int = 200
    wants_barcodes: bool = True
    wants_rescans: bool = True

    def __post_init__(self) -> None:
        if not 72 <= self.render_dpi <= 300:
            raise ValueError("render_dpi of the page check must be between 72 and 300")


class RescanReason(BaseModel):
    """Why a page should be scanned again: `note` says what is wrong and what to do, for the scanning room."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: RescanKind
    note: str


class PageCheck(BaseModel):
    """The check of one page. `page_index` counts from 0; boxes are pixels of `width` × `height`.

    A page that could not be loaded has no size: width and height are 0, the fingerprint is "", `quality` is
    None and the rescan reason is "unreadable". `is_scan` is False for a page drawn from a born-digital file,
    which nobody can scan again: it never has rescan reasons. `streaks` are dark lines from edge to edge,
    `tilt_deg` is how far its lines lean clockwise, None where it has no letters.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    page_index: int = Field(ge=0)
    width: int = Field(ge=0)
    height: int = Field(ge=0)
    dpi: float = Field(ge=0)
    is_blank: bool = False
    is_scan: bool = True
    streaks: int = Field(default=0, ge=0)
    tilt_deg: float | None = None
    rescan: tuple[RescanReason, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    fingerprint: str = ""
    quality: PageQuality | None = None
    schema_version: Literal[1] = 1

    @property
    def wants_rescan(self) -> bool:
        """Whether a person should scan the page again."""
        return bool(self.rescan)

    def barcodes_in(self, *, width: int, height: int) -> tuple[Barcode, ...]:
        """The barcodes in pixels of the same page drawn `width` × `height`."""
        if not (self.width and self.height):
            return ()
        across, down = width / self.width, height / self.height
        return tuple(
            barcode.model_copy(update={"box": _scaled(barcode.box, across, down, width=width, height=height)})
            for barcode in self.barcodes
        )

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, every field."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> PageCheck:
        """The check that `as_json` wrote.

        Raises:
            pydantic.ValidationError: it is none, or of another version.
        """
        return cls.model_validate(stored)


def _scaled(box: Box, across: float, down: float, *, width: int, height: int) -> Box:
    left, top = min(int(box.left * across), width - 1), min(int(box.top * down), height - 1)
    right, bottom = min(round(box.right * across), width), min(round(box.bottom * down), height)
    return Box(left, top, max(right, left + 1), max(bottom, top + 1))
