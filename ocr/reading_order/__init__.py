"""Reading order of the words on an upright page. Start at `order.py`."""

from ocr.reading_order.order import order_words

__all__ = ["order_words"]
