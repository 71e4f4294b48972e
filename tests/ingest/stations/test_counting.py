from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.stations.reconcile import BatchImages, FileImages, ImagePlace, reconcile
from storage.ledger.batch_states import TRANSITIONS, BatchState, may_move

P = ImagePlace
S = BatchState


def came(*files: list[ImagePlace], **others: int) -> BatchImages:
    return BatchImages(tuple(FileImages(tuple(one)) for one in files), **others)


def test_a_missing_sheet_is_said_in_plain_words() -> None:
    found = reconcile(came([P.SEPARATOR, *[P.PAGE] * 222]), sheets_counted=112, sides=2)
    assert found.words == (
        "112 sheets counted, 223 images came: 222 pages of 111 sheets, 1 separator: one sheet is missing"
    )
    assert (found.missing, found.agrees) == (1, False)


def test_blanks_are_sides_of_sheets_and_separators_are_not_counted_in() -> None:
    found = reconcile(
        came([P.SEPARATOR, P.SEPARATOR, P.PAGE, P.BLANK, P.PAGE, P.PAGE]), sheets_counted=2, sides=2
    )
    assert found.agrees
    assert ("blank sides", 1) in found.lines


def test_a_page_scanned_again_is_still_one_sheet() -> None:
    found = reconcile(came([P.PAGE, P.REPLACED], [P.RESCAN]), sheets_counted=1, sides=2)
    assert found.agrees
    assert found.words.endswith("2 pages of 1 sheet, 1 page scanned again: all of them are here")


def test_what_was_taken_off_had_been_scanned() -> None:
    found = reconcile(came([P.PAGE, P.PAGE], [P.WITHDRAWN, P.WITHDRAWN]), sheets_counted=2, sides=2)
    assert found.agrees
    assert "2 of them taken off" in found.words


def test_more_sheets_than_counted_and_a_page_that_is_there_twice_are_said_together() -> None:
    found = reconcile(came([P.PAGE] * 3, twice=1), sheets_counted=2, sides=1)
    assert found.words.endswith("one sheet more than counted; one page looks like another one")
    assert found.missing == -1


def test_equal_numbers_prove_nothing_while_a_sheet_may_have_been_scanned_twice() -> None:
    found = reconcile(came([P.PAGE] * 3, twice=1), sheets_counted=3, sides=1)
    assert found.words.endswith("one page looks like another one: if so, one sheet is missing")
    assert not found.agrees


def test_nothing_agrees_while_a_file_is_unopened_or_cannot_be_used() -> None:
    for others in ({"unopened_files": 1}, {"refused_files": 1}):
        assert not reconcile(came([P.PAGE], **others), sheets_counted=1, sides=1).agrees
    waiting = reconcile(came([], unopened_files=2), sheets_counted=1, sides=1)
    assert waiting.words.endswith("2 files are still being opened")


def test_without_a_count_nothing_is_missing_and_nothing_agrees() -> None:
    found = reconcile(came([P.PAGE]), sheets_counted=None, sides=1)
    assert (found.missing, found.agrees) == (None, False)
    assert found.words.startswith("Nobody counted the sheets; 1 image came")


@given(
    st.lists(st.lists(st.sampled_from(P), max_size=12), max_size=5),
    st.integers(0, 40),
    st.sampled_from([1, 2]),
)
def test_every_image_stands_in_exactly_one_line(
    files: list[list[ImagePlace]], counted: int, sides: int
) -> None:
    found = reconcile(came(*files), sheets_counted=counted, sides=sides)
    assert sum(number for _, number in found.lines) == found.images == sum(map(len, files))
    assert found.missing == counted - found.sheets_scanned


def test_a_batch_goes_step_by_step_and_never_back_from_the_end() -> None:
    order = list(S)
    assert all(may_move(one, after) for one, after in pairwise(order))
    assert not any(may_move(one, S.COMMITTED) for one in order if one is not S.INDEXED)
    assert TRANSITIONS[S.COMMITTED] == frozenset()
    assert set(TRANSITIONS) == set(S)
