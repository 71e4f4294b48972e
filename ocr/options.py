"""How a document is read: engine, resolution and the limits that keep hostile files out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

SecondEngine = Literal["routed", "always", "never"]


@dataclass(frozen=True)
class OcrOptions:
    """Reading options; the defaults suit an honest scanning room.

    The limits are generous: a 600-dpi A3 colour page has 70 million pixels and a thick chart 2,000 pages.
    `tesseract_path` and `tessdata_dir` left None mean the packaged program and data.
    `max_pdf_points` is the largest side the PDF reference's implementations allow (200 inches).
    `second_engine` says when RapidOCR reads a page too; `detector_side_px` is the long side that its detector
    sees a page at. At most `wrong_per_1000` words are to stay wrong once the marked ones are reviewed: on
    clinical pages, cross-fitted, 5 marks 3.5 % of the words and leaves .5 % wrong, 3 marks
    6.6 % and leaves .36 %.
    """

    tesseract_path: str | None = None
    tessdata_dir: str | None = None
    language: str = "eng"
    trust_text_layers: bool = True
    render_dpi: int = 300
    max_pixels: int = 300_000_000
    max_render_pixels: int = 60_000_000
    max_pdf_points: float = 14_400.0
    max_pages: int = 5_000
    max_pdf_nesting: int = 20
    page_timeout_s: float = 120.0
    orientation_timeout_s: float = 30.0
    page_image_side_px: int = 2_200
    thumbnail_side_px: int = 320
    second_engine: SecondEngine = "routed"
    detector_side_px: int = 1_280
    wrong_per_1000: float = 5.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int | float) and not isinstance(value, bool) and value <= 0:
                raise ValueError(f"{field.name} must be more than 0")
        if not 72 <= self.render_dpi <= 1200:
            raise ValueError("render_dpi must be between 72 and 1200")
        if self.second_engine not in get_args(SecondEngine):
            raise ValueError("second_engine must be routed, always or never")

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values of every field."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> OcrOptions:
        """The options that `as_json` wrote."""
        return cls(**stored)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of these options, without the machine's own paths: `EngineInfo.options_hash`."""
        values = self.as_json()
        del values["tesseract_path"], values["tessdata_dir"]
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
