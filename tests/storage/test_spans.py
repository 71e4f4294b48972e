from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.page_parts import COLUMNS, ROWS, all_parts, are_seen, as_parts, as_spans, part_at
from storage.spans import Span, covers, gaps, length, union

spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda two: (float(min(two)), float(max(two))))
)


@given(spans, spans)
def test_what_was_heard_and_what_was_not_make_up_the_whole(one: list[Span], other: list[Span]) -> None:
    heard = [*one, *other]

    left = gaps(heard, 60.0)

    assert length(heard) + length(left) == 60
    assert gaps([*heard, *left], 60.0) == ()
    assert union(union(one) + union(other)) == union(heard)


def test_sound_is_heard_in_pieces_and_small_gaps_do_not_count() -> None:
    assert gaps([(0, 95.1), (95.9, 180)], 180, smallest=0.3) == ((95.1, 95.9),)
    assert gaps([(0, 95.1), (95.3, 179.8)], 180, smallest=0.3) == ()
    assert gaps([], 2.0) == ((0, 2.0),)
    assert covers([(1, 2), (2.2, 3)], 1.5, 2.5, joined_within=0.3)
    assert not covers([(1, 2), (2.5, 3)], 1.5, 2.8, joined_within=0.3)


def test_parts_of_a_page_are_numbered_along_its_rows() -> None:
    assert part_at(0, 0, width=850, height=1100) == 0
    assert part_at(849, 1099, width=850, height=1100) == COLUMNS * ROWS - 1
    assert part_at(850, 1100, width=850, height=1100) == COLUMNS * ROWS - 1
    assert part_at(849, 0, width=850, height=1100) == COLUMNS - 1
    assert as_spans([3, 4, 9]) == ((3, 5), (9, 10))
    assert as_parts(as_spans(all_parts())) == all_parts()
    assert are_seen({3, 9}, as_spans([3, 4, 9]))
    assert not are_seen({3, 5}, as_spans([3, 4, 9]))
