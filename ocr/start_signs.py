"""What speaks for and against a page being the first of a document, seen beside the page before it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.page_sight import PageSight

SIGNS = (
    "first_page_number",
    "numbering_starts_again",
    "later_page_number",
    "numbering_goes_on",
    "numbering_ended",
    "numbering_not_ended",
    "number_lost",
    "fax_begins",
    "fax_goes_on",
    "fax_ended",
    "fax_cover",
    "after_fax_cover",
    "other_form",
    "same_form_goes_on",
    "title",
    "heading",
    "no_heading",
    "same_title",
    "other_title",
    "continued",
    "letterhead",
    "letterhead_is_new",
    "letterhead_is_gone",
    "opening_words",
    "patient_block",
    "no_patient_block",
    "patient_block_is_new",
    "patient_block_is_gone",
    "other_date",
    "same_date",
    "date_is_gone",
    "no_date",
    "after_blank_page",
    "page_before_ended",
    "page_before_was_full",
    "page_before_ended_open",
    "begins_within_a_sentence",
    "begins_high",
    "page_before_closed",
    "other_print",
    "same_print",
    "other_margin",
    "other_foot",
    "same_foot",
    "same_head",
    "other_head",
    "same_words",
    "other_words",
)
_FULL, _SHORT = 0.86, 0.7  # shares of the page's height to which print goes


def start_signs(sights: Sequence[PageSight]) -> list[frozenset[str] | None]:
    """The signs of each page, in order; None for a blank page, which never begins a document."""
    found: list[frozenset[str] | None] = []
    before: PageSight | None = None
    is_after_blank = False
    for sight in sights:
        if sight.is_blank:
            found.append(None)
            is_after_blank = True
            continue
        signs = _alone(sight)
        if before is not None:
            signs |= _beside(sight, before)
            if "numbering_starts_again" in signs:
                signs.discard("later_page_number")
        if is_after_blank:
            signs.add("after_blank_page")
        found.append(frozenset(signs))
        before, is_after_blank = sight, False
    return found


def _alone(sight: PageSight) -> set[str]:
    signs = {
        "first_page_number": sight.number == 1,
        "later_page_number": sight.number is not None and sight.number > 1,
        "title": sight.has_known_title,
        "heading": bool(sight.title) and not sight.has_known_title,
        "no_heading": not sight.title,
        "continued": sight.says_continued,
        "letterhead": sight.has_letterhead,
        "opening_words": sight.opens,
        "patient_block": sight.patient_labels >= 2,
        "no_patient_block": sight.patient_labels == 0,
        "no_date": not sight.days,
        "fax_cover": sight.is_fax_cover,
        "fax_begins": sight.fax_number == 1,
        "fax_goes_on": sight.fax_number is not None and sight.fax_number > 1,
        "begins_within_a_sentence": sight.begins_small,
        "begins_high": sight.begins_at < 0.04,
    }
    return {sign for sign, is_so in signs.items() if is_so}


def _beside(sight: PageSight, before: PageSight) -> set[str]:
    signs = {
        "other_form": bool(sight.forms) and not sight.forms & before.forms,
        "same_form_goes_on": bool(sight.forms & before.forms) and sight.number != 1,
        "same_title": bool(sight.title) and sight.title == before.title,
        "other_title": bool(sight.title) and bool(before.title) and sight.title != before.title,
        "letterhead_is_new": sight.has_letterhead and not before.has_letterhead,
        "letterhead_is_gone": before.has_letterhead and not sight.has_letterhead,
        "patient_block_is_new": sight.patient_labels > before.patient_labels,
        "patient_block_is_gone": sight.patient_labels < before.patient_labels,
        "after_fax_cover": before.is_fax_cover,
        "fax_ended": before.fax_number is not None and before.fax_number == before.fax_of,
    }
    return {sign for sign, is_so in signs.items() if is_so} | (
        _numbers(sight, before) | _dates(sight, before) | _print(sight, before) | _words(sight, before)
    )


def _numbers(sight: PageSight, before: PageSight) -> set[str]:
    """Whether the printed numbers go on from the page before: the next one, of the same count."""
    signs = set()
    if starts_again(sight, before):
        return {"numbering_starts_again"}
    if sight.number is not None and before.number is not None:
        signs.add("numbering_goes_on")
    if before.number is not None and before.of is not None:
        signs.add("numbering_ended" if before.number == before.of else "numbering_not_ended")
    if before.number is not None and sight.number is None:
        signs.add("number_lost")
    return signs


def starts_again(sight: PageSight, before: PageSight) -> bool:
    """Whether the numbers do not go on from the page before: a lower one, or one of another count."""
    if sight.number is None or before.number is None:
        return False
    has_other_count = sight.of is not None and before.of is not None and sight.of != before.of
    return sight.number <= before.number or has_other_count


def _dates(sight: PageSight, before: PageSight) -> set[str]:
    if not sight.days:
        return {"date_is_gone"} if before.days else set()
    if not before.days:
        return set()
    return {"same_date"} if sight.days & before.days else {"other_date"}


def _print(sight: PageSight, before: PageSight) -> set[str]:
    """Size, margin, head and foot: one document is printed alike throughout."""
    signs = set()
    if before.ends_at >= _FULL:
        signs.add("page_before_was_full")
    elif before.ends_at < _SHORT:
        signs.add("page_before_ended")
    if before.ends_open:
        signs.add("page_before_ended_open")
    if before.closes:
        signs.add("page_before_closed")
    if sight.line_height and before.line_height:
        ratio = sight.line_height / before.line_height
        signs.add("same_print" if 0.93 <= ratio <= 1.07 else "other_print")
        if abs(sight.left - before.left) > 0.02:
            signs.add("other_margin")
    return signs


def _words(sight: PageSight, before: PageSight) -> set[str]:
    signs = set()
    if sight.foot and before.foot:
        signs.add("same_foot" if _alike(sight.foot, before.foot) >= 0.5 else "other_foot")
    if sight.head and before.head:
        likeness = _alike(sight.head, before.head)
        if likeness >= 0.6:
            signs.add("same_head")
        elif likeness < 0.2:
            signs.add("other_head")
    if sight.words and before.words:
        likeness = _alike(sight.words, before.words)
        if likeness >= 0.4:
            signs.add("same_words")
        elif likeness < 0.15:
            signs.add("other_words")
    return signs


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
