"""What tells the type of a document: words of its headings, its labels, its text, and its layout. Pure.

A sign is a short text with a letter for its sort: "h:" a heading's word, "t:" a whole heading, "k:" a label
before a colon, "w:" a word of the text, "l:" a trait of the layout. Digits never become signs, so that none
of them says whose document it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document_types.printed_page import PrintedLine, PrintedPage

SIGN_CHARACTERS = 60
_WORD = re.compile(r"[a-z]{3,}")
_LABEL = re.compile(r"^([A-Za-z][A-Za-z /.-]{1,28}?)\s*:")
_BOX = re.compile(r"^(?:\[.?\]|[□☐☑☒○O]\s)")
_PAGES = 2  # the first may be a fax's cover sheet
_OF_EVERYBODY = frozenset({"patient", "name", "dob", "mrn", "date", "page", "the", "and"})


def signs_of(pages: Sequence[PrintedPage]) -> frozenset[str]:
    """The signs of a document by its first two pages that are not blank; none where nothing was read."""
    found: set[str] = set()
    for page in [page for page in pages if page.lines][:_PAGES]:
        found |= _of_headings(page) | _of_text(page)
    first = next((page for page in pages if page.lines), None)
    return frozenset(sign[:SIGN_CHARACTERS] for sign in found | (_of_layout(first) if first else set()))


def _of_headings(page: PrintedPage) -> set[str]:
    found = set()
    for heading in page.headings:
        words = _words(heading)
        found |= {f"h:{word}" for word in words}
        if len(words) > 1:
            found.add(f"t:{' '.join(words)}")
    return found


def _of_text(page: PrintedPage) -> set[str]:
    found = set()
    for line in page.lines:
        label = _LABEL.match(line.text)
        if label:
            found.add(f"k:{' '.join(_words(label[1]))}")
        found |= {f"w:{word}" for word in _words(line.text)}
    return found - {"k:"}


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.casefold()) if word not in _OF_EVERYBODY]


def _of_layout(page: PrintedPage) -> set[str]:
    """Coarse traits only: three steps each, so that a line more or less changes nothing."""
    lines = page.lines
    letters = sum(len(line.text) for line in lines)
    digits = sum(letter.isdigit() for line in lines for letter in line.text)
    return {
        f"l:digits {_step(digits / letters, 0.08, 0.2)}",
        f"l:length {_step(letters / len(lines), 18, 45)}",
        f"l:lines {_step(len(lines), 18, 50)}",
        f"l:labels {_step(sum(':' in line.text for line in lines), 5, 10)}",
        f"l:columns {_step(_columns(lines), 3, 5)}",
        f"l:boxes {_step(sum(bool(_BOX.match(line.text)) for line in lines), 1, 4)}",
    }


def _columns(lines: Sequence[PrintedLine]) -> int:
    """How many places lines begin at, of those where at least three do."""
    places: dict[int, int] = {}
    for line in lines:
        place = round(line.left * 25)
        places[place] = places.get(place, 0) + 1
    return sum(count >= 3 for count in places.values())


def _step(measure: float, low: float, high: float) -> str:
    return "few" if measure < low else "some" if measure < high else "many"
