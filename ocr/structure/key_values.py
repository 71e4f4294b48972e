"""Labelled values of face sheets and forms: a name, a birth date, a record number. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ocr.structure.checkboxes import FoundBox
from ocr.structure.grid import Corners, Grid, holds
from ocr.structure.labels import FIELDS, OTHERS, bare, label_at
from ocr.structure.page_words import PageWords, middle_of

# Shares of the words' height.
_VALUE_BEGINS = 14.0  # farther right of its label a value belongs to something else
_VALUE_GOES_ON = 1.6
_PHRASE_BEGINS = 1.2  # a gap as wide lets a new phrase begin
_BELOW = 2.6  # from the bottom of a label to the middle of a value under it
# A colon, a cell of its own and a form that the value must have make a pair likely; each one missing less so.
_SURE, _WITHOUT_COLON, _BELOW_LABEL, _ANY_TEXT = 0.95, 0.8, 0.9, 0.85
_WRAPPED_KINDS = frozenset({"patient_name", "provider", "address", "payer"})
_CHECKED_KINDS = frozenset(FIELDS) - {"payer", "address", "provider", "patient_name"}


@dataclass(frozen=True)
class FoundField:
    """A labelled value: our name for it, the text as printed, the places of its words and of its label's."""

    name: str
    text: str
    corners: Corners
    words: tuple[int, ...]
    label: tuple[int, ...]
    confidence: float


@dataclass(frozen=True)
class _Label:
    name: str
    row: int
    first: int  # position in the row
    last: int  # half-open
    tail: str  # what follows the colon in the label's last word: "MRN:12345"
    has_colon: bool


def find_key_values(
    words: PageWords, grids: Sequence[Grid], boxes: Sequence[FoundBox] = ()
) -> tuple[FoundField, ...]:
    """The labelled values in reading order of their labels; a name may be there more than once.

    Where `boxes` to tick stand beside the label of a sex, the label of the one that is marked is its value.
    """
    return tuple(_Form(words, grids, boxes).fields())


class _Form:
    def __init__(self, words: PageWords, grids: Sequence[Grid], boxes: Sequence[FoundBox]) -> None:
        self.words = words
        self.boxes = boxes
        self.texts = [word.text for word in words.words]
        self.cells = [self._cell(grids, place) for place in range(len(self.texts))]
        self.rows = [list(row) for row in words.rows]
        self.labels = [label for number in range(len(self.rows)) for label in self._labels_of(number)]
        self.of_labels = {place for label in self.labels for place in self._places(label)}

    def _cell(self, grids: Sequence[Grid], place: int) -> tuple[int, int] | None:
        """The smallest ruled cell that a word stands in, as (grid, cell)."""
        x, y = self.words.middle(place)
        inside = [number for number, grid in enumerate(grids) if holds(grid.corners, x, y)]
        if not inside:
            return None
        smallest = min(inside, key=lambda number: grids[number].corners[2] - grids[number].corners[0])
        cell = grids[smallest].cell_at(x, y)
        return None if cell is None else (smallest, cell)

    def _places(self, label: _Label) -> tuple[int, ...]:
        return tuple(self.rows[label.row][label.first : label.last])

    def _gap(self, row: list[int], position: int) -> float:
        """The empty width before a word of a row, in heights of a word; without end at a cell's beginning."""
        if position == 0 or self.cells[row[position]] != self.cells[row[position - 1]]:
            return float("inf")
        before, word = self.words.words[row[position - 1]], self.words.words[row[position]]
        return (word.left - before.right) / self.words.height

    def _labels_of(self, number: int) -> Iterator[_Label]:
        row, position = self.rows[number], 0
        while position < len(row):
            label = self._label_at(number, position)
            if label is not None:
                yield label
                position = label.last
            else:
                position += 1

    def _label_at(self, number: int, position: int) -> _Label | None:
        row = self.rows[number]
        end = position + 1
        while end < len(row) and self._gap(row, end) < _PHRASE_BEGINS:
            end += 1
        texts, tail = _split_at_colon([self.texts[place] for place in row[position:end]])
        found = label_at(texts)
        if found is None:
            return None
        name, count = found
        has_colon = texts[count - 1].endswith((":", "#", "#:")) or (tail != "" and count == len(texts))
        begins = self._gap(row, position) >= _PHRASE_BEGINS
        stands_alone = count == end - position
        if not begins and self._is_inside_phrase(row, position, weak=FIELDS[name].weak):
            return None
        if not has_colon and not (begins and stands_alone):
            return None
        return _Label(
            name, number, position, position + count, tail if count == len(texts) else "", has_colon
        )

    def _is_inside_phrase(self, row: list[int], position: int, *, weak: bool) -> bool:
        """Whether the words before a label make it another one ("Emergency contact phone", "print name")."""
        before = self.texts[row[position - 1]]
        if bare(before) in OTHERS:
            return True
        # a value ends before it, or another label does: then a weak label begins a phrase too
        return weak and not (before.endswith((",", ";", ".", ":", "|")) or any(c.isdigit() for c in before))

    def fields(self) -> Iterator[FoundField]:
        for label in self.labels:
            beside = self._boxes_beside(label) if label.name == "sex" else []
            found = self._ticked(label, beside) if beside else self._printed(label)
            if found is not None:
                yield found

    def _printed(self, label: _Label) -> FoundField | None:
        return self._right_of(label) or self._below(label)

    def _boxes_beside(self, label: _Label) -> list[FoundBox]:
        """The boxes between a label and the next one of its row."""
        here = self.words.box(self._places(label))
        after = [other for other in self.labels if other.row == label.row and other.first >= label.last]
        end = min((self.words.words[self.rows[label.row][o.first]].left for o in after), default=float("inf"))
        band = (here[2], here[1] - self.words.height, end, here[3] + self.words.height)
        return [box for box in self.boxes if holds(band, *middle_of(box.corners))]

    def _ticked(self, label: _Label, boxes: list[FoundBox]) -> FoundField | None:
        """The label of the only marked box; with none, two or an unsure one nothing is said."""
        marked = [box for box in boxes if box.state == "marked"]
        if len(marked) != 1 or any(box.state == "unsure" for box in boxes):
            return None
        return self._field(replace(label, tail=""), list(marked[0].label), base=_BELOW_LABEL)

    def _right_of(self, label: _Label) -> FoundField | None:
        row = self.rows[label.row]
        places: list[int] = []
        for position in range(label.last, len(row)):
            place = row[position]
            allowed = _VALUE_GOES_ON if places or label.tail else _VALUE_BEGINS
            same_cell = self.cells[place] == self.cells[row[label.first]]
            first_of_next = not places and not label.tail and self._is_next_cell(label, place)
            before = self.words.words[row[position - 1]]
            gap = (self.words.words[place].left - before.right) / self.words.height
            reached = gap <= allowed or (first_of_next and not same_cell and self.cells[place] is not None)
            if place in self.of_labels or not reached or not (same_cell or first_of_next or places):
                break
            if places and self.cells[place] != self.cells[places[-1]]:
                break
            places.append(place)
        return self._field(label, [*places, *self._continued(label, places)], base=1.0)

    def _continued(self, label: _Label, places: list[int]) -> list[int]:
        """The next line of a ruled cell, where a name or an address goes on to the cell's end."""
        row, first = self.rows[label.row], self.rows[label.row][label.first]
        cell = self.cells[first]
        if not places or cell is None or label.name not in _WRAPPED_KINDS or label.row + 1 >= len(self.rows):
            return []
        last_of_cell = [place for place in row if self.cells[place] == cell][-1]
        following = [place for place in self.rows[label.row + 1] if self.cells[place] == cell]
        if places[-1] != last_of_cell or not following or following[0] in self.of_labels:
            return []
        near = self.words.words[following[0]].top - self.words.words[first].bottom < self.words.height
        ends = [n for n, place in enumerate(following) if place in self.of_labels]
        return following[: ends[0] if ends else None] if near else []

    def _is_next_cell(self, label: _Label, place: int) -> bool:
        """Whether a word stands in the next cell of the label's own grid, which may hold its value."""
        here, there = self.cells[self.rows[label.row][label.first]], self.cells[place]
        if here is None:
            return label.has_colon
        fills_cell = self.cells.count(here) == label.last - label.first
        return there is not None and here[0] == there[0] and (label.has_colon or fills_cell)

    def _below(self, label: _Label) -> FoundField | None:
        """The value that begins under a label that nothing follows."""
        here = self.words.box(self._places(label))
        height = self.words.height
        row = self.rows[label.row]
        right = self.words.words[row[label.last]].left if label.last < len(row) else float("inf")
        for below in self.rows[label.row + 1 : label.row + 4]:
            y = self.words.middle(below[0])[1]
            if y - here[3] > _BELOW * height:
                return None
            under = [p for p in below if here[0] - height <= self.words.words[p].left < right]
            run: list[int] = []
            for place in under:
                gap = 0.0 if not run else self.words.words[place].left - self.words.words[run[-1]].right
                if gap > _VALUE_GOES_ON * height or place in self.of_labels:
                    break
                if not run and self.words.words[place].left > here[2]:
                    break
                run.append(place)
            if run:
                return self._field(label, run, base=_BELOW_LABEL)
        return None

    def _field(self, label: _Label, places: list[int], *, base: float) -> FoundField | None:
        """The pair, if what follows looks like a value of the label's field."""
        texts = [self.texts[place] for place in places]
        from_label = self._places(label)[-1:] if label.tail else ()
        if label.tail:
            texts = [label.tail, *texts]
        count = FIELDS[label.name].value(texts)
        if count == 0:
            return None
        taken = (*from_label, *places)[:count]
        text = " ".join(texts[:count]).strip(" ,;|_")
        if not any(char.isalnum() for char in text):
            return None
        engine = self.words.confidence(taken)
        kind = 1.0 if label.name in _CHECKED_KINDS else _ANY_TEXT
        sure = _SURE if label.has_colon else _WITHOUT_COLON
        confidence = round(base * kind * sure * (1.0 if engine is None else engine), 3)
        return FoundField(label.name, text, self.words.box(taken), taken, self._places(label), confidence)


def _split_at_colon(texts: list[str]) -> tuple[list[str], str]:
    """The words up to the first with a colon inside, that one cut behind it; and what was cut off."""
    for number, text in enumerate(texts):
        head, colon, tail = text.partition(":")
        if colon and head and tail.strip(":"):
            return [*texts[:number], head + colon], tail.strip(":")
    return texts, ""
