"""Places on a page beside its printed words: handwriting, and writing that was not read. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ocr.box import Box
from ocr.draft import regions_by_id
from ocr.page import Page, Word
from storage.typed_places import NOTHING, TYPED


@dataclass(frozen=True)
class ShownPlace:
    """One place: the ids of its words or region, its box in the original frame, and what became of it.

    `kind` is "handwriting" or "unread"; `state` is "", "typed" or "nothing to read".
    """

    sources: tuple[str, ...]
    kind: str
    box: Box
    state: str

    @property
    def id(self) -> str:
        """The id by which our scripts name the place."""
        return self.sources[0]

    @property
    def words(self) -> str:
        """What a list says of it."""
        said = "Handwriting" if self.kind == "handwriting" else "Writing that was not read"
        return f"{said}: {self.state}" if self.state else said

    @property
    def is_open(self) -> bool:
        """True while the review has to stop here: handwriting may stay an image, unread writing may not."""
        return self.kind == "unread" and not self.state


def places_on(
    page: Page, reading_no: int, *, typed: Collection[str], empty: Collection[str]
) -> list[ShownPlace]:
    """The page's places from top to bottom; handwritten words that stand side by side are one place."""
    found = [(tuple(word.id for word in run), "handwriting", _around(run)) for run in _handwritten_runs(page)]
    for one, region in regions_by_id(page, reading_no).items():
        if region.kind == "unread" or (region.kind == "handwriting" and not region.words):
            found.append(((one,), region.kind, region.box))
    places = [
        ShownPlace(sources, kind, box, _state(sources, typed=typed, empty=empty))
        for sources, kind, box in found
    ]
    return sorted(places, key=lambda place: (place.box.top, place.box.left))


def _handwritten_runs(page: Page) -> list[list[Word]]:
    runs: list[list[Word]] = []
    for line in page.lines():
        before = None
        for word in line.words:
            if word.handwritten and before is not None:
                runs[-1].append(word)
            elif word.handwritten:
                runs.append([word])
            before = word if word.handwritten else None
    return runs


def _around(words: Sequence[Word]) -> Box:
    return Box.around(word.box for word in words)


def _state(sources: Sequence[str], *, typed: Collection[str], empty: Collection[str]) -> str:
    if not set(sources).isdisjoint(typed):
        return TYPED
    return NOTHING if sources[0] in empty else ""


def words_before(page: Page, place: ShownPlace) -> list[str]:
    """Ids of the page's words that come before the place, nearest first.

    On the place's own line those to its left; then the words of the lines above, the last first.
    """
    middle = (place.box.top + place.box.bottom) / 2
    printed = [word for word in page.words() if word.id not in place.sources]
    beside = [word for word in printed if word.box.top <= middle < word.box.bottom]
    left = sorted((one for one in beside if one.box.left < place.box.left), key=lambda one: -one.box.left)
    above = [word for word in printed if word.box.bottom <= middle]
    lowest = sorted(above, key=lambda one: (-one.box.bottom, -one.box.left))
    return [word.id for word in (*left, *lowest)]
