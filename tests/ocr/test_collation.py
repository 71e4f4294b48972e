from __future__ import annotations

import pytest

from ocr.collation import CollationMismatchError, collate, collate_one_file


def test_fronts_and_turned_backs_become_one_order() -> None:
    stack = [1, 3, 5, 6, 4, 2]
    assert [stack[place] for place in collate_one_file(6)] == [1, 2, 3, 4, 5, 6]
    assert collate(3, 3) == (0, 5, 1, 4, 2, 3)
    assert collate(3, 3, is_back_reversed=False) == (0, 3, 1, 4, 2, 5)


def test_the_last_sheet_may_have_no_back() -> None:
    stack = [1, 3, 5, 4, 2]
    assert [stack[place] for place in collate_one_file(5)] == [1, 2, 3, 4, 5]
    assert collate_one_file(0) == ()
    assert collate_one_file(1) == (0,)


@pytest.mark.parametrize(("fronts", "backs"), [(3, 1), (2, 3), (0, 1)])
def test_sides_that_make_no_pairs_are_for_a_person(fronts: int, backs: int) -> None:
    with pytest.raises(CollationMismatchError, match="do not make pairs"):
        collate(fronts, backs)
    with pytest.raises(ValueError, match="fewer than 0"):
        collate(-1, 0)
