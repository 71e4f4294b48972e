"""Puts the pages of a stack scanned in two passes (all fronts, then all backs) into reading order. Pure.

Collate first, decide about blank pages afterwards: the other order breaks the pairing of fronts and backs.
"""

from __future__ import annotations

from storage.errors import Disposition, ServiceError


class CollationMismatchError(ServiceError):
    """The fronts and the backs do not make pairs: a page was left out or fed twice."""

    code = "ocr.collation_mismatch"
    disposition = Disposition.ASK_HUMAN
    remedy = "Count the sheets and scan both sides of the stack again, or keep the two passes as they are"


def collate(front_count: int, back_count: int, *, is_back_reversed: bool = True) -> tuple[int, ...]:
    """The order of pages for a stack whose `front_count` fronts were scanned first, then `back_count` backs.

    The result holds indexes (from 0) into all fronts followed by all backs: 3 and 3 give (0, 5, 1, 4, 2, 3)
    when the stack was turned over for the second pass, so that its last back came first (the usual case), and
    (0, 3, 1, 4, 2, 5) otherwise. There may be one back less than fronts: the last sheet is printed on one
    side and its back was not scanned.

    Raises:
        CollationMismatchError: any other difference: which back belongs to which front is then a guess.
    """
    if front_count < 0 or back_count < 0:
        raise ValueError("a pass has no fewer than 0 pages")
    if front_count - back_count not in (0, 1):
        raise CollationMismatchError(
            f"{front_count} front sides and {back_count} back sides do not make pairs"
        )
    backs = [front_count + place for place in range(back_count)]
    if is_back_reversed:
        backs.reverse()
    order: list[int] = []
    for sheet in range(front_count):
        order.append(sheet)
        if sheet < back_count:
            order.append(backs[sheet])
    return tuple(order)


def collate_one_file(page_count: int, *, is_back_reversed: bool = True) -> tuple[int, ...]:
    """The same for one file that holds both passes: the first half fronts, the rest backs.

    With an odd count the extra page is a front. 6 gives (0, 5, 1, 4, 2, 3): pages 1, 3, 5, 6, 4, 2 become
    1 to 6.
    """
    front_count = (page_count + 1) // 2
    return collate(front_count, page_count - front_count, is_back_reversed=is_back_reversed)
