"""Places of the scanned forms whose annotation does not have what is printed: nothing there can be judged.

Touches the world: reads the list beside it. Every word of our reading that the annotation called wrong (622
of 8,206 words on the 60 development pages, whatever the reader's own doubt) was looked at on the page. Listed
are the places where the page plainly shows other words than the annotation has: misspelt or half annotated
words, and print and handwriting that nobody annotated. Specks, tick marks and punch holes read as words are
not in it: they stay wrong. The list holds pixel boxes by page and none of the set's text.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from benchmarks.ocr.truth import Corners

_LIST = Path(__file__).with_suffix(".json")
_SHARED = 0.5  # of a word's own width and height


@lru_cache(maxsize=1)
def _places() -> dict[str, list[Corners]]:
    stored = json.loads(_LIST.read_text(encoding="utf-8"))
    return {
        page: [(float(left), float(top), float(right), float(bottom)) for left, top, right, bottom in boxes]
        for page, boxes in stored.items()
    }


def cannot_be_judged(page: str, box: Corners | None) -> bool:
    """Whether half of the word's box, across and down, lies in one of the page's places."""
    return box is not None and any(_lies_in(box, place) for place in _places().get(page, ()))


def _lies_in(box: Corners, place: Corners) -> bool:
    width = min(box[2], place[2]) - max(box[0], place[0])
    height = min(box[3], place[3]) - max(box[1], place[1])
    return width >= _SHARED * (box[2] - box[0]) and height >= _SHARED * (box[3] - box[1])
