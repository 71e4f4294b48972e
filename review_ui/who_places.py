"""Where on a page the words stand that say who the patient is. Pure but for what it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.patients.page_claims import find_claims
from ocr.box import Box
from ocr.draft import draft_words
from ocr.page import Page, Word

_KINDS = {"mrn": "number", "name": "name", "bare": "name", "born": "birth date"}
_FIELDS = {"mrn": "number", "patient_name": "name", "birth_date": "birth date"}
_MARGIN = 0.06  # of the page's height, around the boxes
_LEAST_SHOWN = 0.36  # of the page's height


@dataclass(frozen=True)
class NamedPlace:
    """One value that says who the patient is: what it is, the words as read, and the box around them."""

    kind: str
    text: str
    box: Box
    of_patient: bool


@dataclass(frozen=True)
class PageView:
    """The part of a page to show, in pixels of its frame, with its boxes; `turn_deg` makes it upright."""

    page_id: str
    number: int
    width: int
    height: int
    turn_deg: int
    view: tuple[int, int, int, int]  # left, top, width, height
    places: tuple[NamedPlace, ...]


def page_view(page: Page, number: int) -> PageView:
    """The part with the identifiers; the upper part where there is none, all of a page that lies turned."""
    places = tuple(named_places(page))
    turn = int(-page.rotation_deg) % 360
    view = (0, 0, page.width, page.height) if turn else _part(page, places)
    return PageView(page.id, number, page.width, page.height, turn, view, places)


def _part(page: Page, places: tuple[NamedPlace, ...]) -> tuple[int, int, int, int]:
    margin = round(page.height * _MARGIN)
    top = max(min((one.box.top for one in places), default=0) - margin, 0)
    bottom = max((one.box.bottom for one in places), default=0) + margin
    shown = max(bottom - top, round(page.height * _LEAST_SHOWN))
    return 0, min(top, page.height - min(shown, page.height)), page.width, min(shown, page.height)


def named_places(page: Page) -> Iterator[NamedPlace]:
    """Every labelled number, name and birth date, then fields of the form that the text leaves out."""
    words = draft_words(page)
    text, starts = "", []
    for word, after in words:
        starts.append(len(text))
        text += word.text + after
    seen: set[str] = set()
    for claim in find_claims(text):
        inside = [
            word
            for (word, _), start in zip(words, starts, strict=True)
            if start < claim.end and start + len(word.text) > claim.start
        ]
        seen.add(_folded(claim.text))
        yield NamedPlace(_KINDS[claim.kind], claim.text, _around(inside), claim.of_patient)
    every = list(page.words())
    for field in page.structure.key_values:
        inside = [every[place] for place in field.words if place < len(every)]
        if field.name in _FIELDS and inside and _folded(field.text) not in seen:
            yield NamedPlace(_FIELDS[field.name], field.text, _around(inside), of_patient=True)


def _folded(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def _around(words: list[Word]) -> Box:
    boxes = [word.box for word in words]
    return Box(
        min(one.left for one in boxes),
        min(one.top for one in boxes),
        max(one.right for one in boxes),
        max(one.bottom for one in boxes),
    )
