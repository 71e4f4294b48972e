"""What is on a page besides its words."""

from ocr.structure.grids import find_grids

__all__ = ["find_grids"]
