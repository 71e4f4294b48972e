"""Which pages of a lot are drawn: by a seed that is made when the lot is closed and kept with it. Pure.

The lot's id is new at that moment and the pages are all checked by then, so nobody can know or choose what
will be drawn; the id and the pages are kept, so that anybody can draw again and compare.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence


def seed_of(lot_id: str, page_ids: Iterable[str]) -> str:
    """The seed (SHA-256 as hex) of a lot with these pages, whatever their order."""
    return _sha256("\n".join([lot_id, *sorted(page_ids)]))


def drawn_pages(seed: str, page_ids: Sequence[str], number: int) -> list[str]:
    """The ids of `number` pages in the order of the draw: a simple random sample without repetition.

    Raises:
        ValueError: there are fewer pages.
    """
    if number > len(page_ids):
        raise ValueError("the lot has fewer pages than are to be drawn")
    return sorted(page_ids, key=lambda page_id: _sha256(f"{seed}\n{page_id}"))[:number]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
