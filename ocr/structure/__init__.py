"""What is on a page besides its words: tables, checkboxes, fields, regions, the page number.

Order of use: `find_grids`, `ocr.reading_order.order_words` with those grids, `find_structure` on the ordered
words, `carried` to bring it to the original frame.
"""

from ocr.structure.find import carried, find_structure
from ocr.structure.grid import Grid
from ocr.structure.grids import find_grids

__all__ = ["Grid", "carried", "find_grids", "find_structure"]
