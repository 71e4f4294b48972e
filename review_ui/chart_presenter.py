"""What the chart page shows: the list of pages, and one page as image, boxes and words.

Touches the database and the object store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr.confidence import needs_review
from ocr.draft import draft_words
from ocr.page import ErrorEstimate, Page, Word
from review_ui.page_blocks import ShownBlock, WordLooks, shown_blocks
from review_ui.page_places import ShownPlace, places_on
from review_ui.page_text import PageText, read_page_text
from review_ui.workplace import Workplace
from storage.artifacts import find_artifact, load_json
from storage.edits import live
from storage.reviews import OTHER_PATIENT
from storage.tables import Document, DocumentDeficiency, DocumentPage, Reading
from storage.typed_places import empty_regions, typed_sources

# What is said of a page that was read all the same
_NO_LOSS = frozenset(
    {OTHER_PATIENT, "rescan_wanted", "duplicate_page", "page_count_note", "page_not_checked"}
)


@dataclass(frozen=True)
class PageInList:
    """One page of the list. `state`: read, blank, not read, or still waiting to be read."""

    number: int
    page_id: str
    state: str
    doubtful: int
    other_patient: bool
    rescan_wanted: bool = False

    @property
    def words(self) -> str:
        """What a screen reader says beside the number, and what hovering shows."""
        said = self.state
        if self.doubtful:
            said = f"{self.doubtful} doubtful {'word' if self.doubtful == 1 else 'words'}"
        if self.rescan_wanted:
            said = f"{said}, should be scanned again"
        return f"{said}, names another patient" if self.other_patient else said


@dataclass(frozen=True)
class ShownBox:
    """A word's place on the paper, in pixels of the original frame."""

    id: str
    left: int
    top: int
    width: int
    height: int
    doubtful: bool
    removed: bool


@dataclass(frozen=True)
class ShownPage:
    """One page; `turn` is the SVG transform that shows its content upright, width and height its frame."""

    number: int
    page_id: str
    width: int
    height: int
    upright_deg: int
    turn: str
    boxes: Sequence[ShownBox]
    blocks: Sequence[ShownBlock]
    state: str
    places: Sequence[ShownPlace] = ()
    still_wrong: str = ""  # how many words may be wrong when all doubts are looked at, in words

    @property
    def turned_size(self) -> tuple[int, int]:
        """Width and height as shown."""
        is_turned = self.upright_deg % 180 != 0
        return (self.height, self.width) if is_turned else (self.width, self.height)

    @property
    def doubtful(self) -> int:
        """How many words of the page nobody has corrected and the machine was not sure of."""
        return sum(block.doubtful for block in self.blocks)

    @property
    def open_places(self) -> int:
        """How many places of the page nobody has typed or found empty, and that have to be."""
        return sum(place.is_open for place in self.places)


def pages_of(session: Session, document: Document) -> list[PageInList]:
    """All pages in order."""
    rows = session.execute(
        select(DocumentPage.position, DocumentPage.page_id, Reading.word_count, Reading.doubtful_words)
        .outerjoin(
            Reading,
            (Reading.unit_id == DocumentPage.page_id) & (Reading.reading_no == document.reading_no),
        )
        .where(DocumentPage.document_id == document.id)
        .order_by(DocumentPage.position)
    ).all()
    lost, foreign, rescans = _flags(session, document)
    return [
        PageInList(
            number=position + 1,
            page_id=page_id,
            state=_state(word_count, is_lost=position + 1 in lost),
            doubtful=doubtful or 0,
            other_patient=position + 1 in foreign,
            rescan_wanted=position + 1 in rescans,
        )
        for position, page_id, word_count, doubtful in rows
    ]


def _state(word_count: int | None, *, is_lost: bool) -> str:
    if word_count:
        return "read"
    if is_lost:
        return "not read"
    return "being read" if word_count is None else "blank"


def _flags(session: Session, document: Document) -> tuple[set[int], set[int], set[int]]:
    """Numbers of the pages with a loss, of those that name another patient, and of those to scan again.

    The last two only while nobody has decided about them.
    """
    rows = session.execute(
        select(
            DocumentDeficiency.page_number, DocumentDeficiency.kind, DocumentDeficiency.acknowledged_at
        ).where(
            DocumentDeficiency.document_id == document.id,
            DocumentDeficiency.reading_no == document.reading_no,
            DocumentDeficiency.page_number.is_not(None),
        )
    ).all()
    lost = {number for number, kind, _ in rows if kind not in _NO_LOSS and number}
    foreign = {number for number, kind, seen in rows if kind == OTHER_PATIENT and number and seen is None}
    rescans = {number for number, kind, seen in rows if kind == "rescan_wanted" and number and seen is None}
    return lost, foreign, rescans


def shown_page(place: Workplace, document: Document, listed: PageInList) -> tuple[ShownPage, int]:
    """The page as it is now, and the revision of its text."""
    text = read_page_text(place, document.id, listed.page_id)
    with place.database.read() as session:
        made = find_artifact(session, listed.page_id, "page", document.reading_no)
        typed, empty = typed_sources(session, document), empty_regions(session, document)
    if made is None:
        return ShownPage(listed.number, listed.page_id, 850, 1100, 0, "", (), (), listed.state), text.revision
    page = Page.from_json(load_json(place.belt.store, made.sha256))
    places = places_on(page, document.reading_no, typed=typed, empty=empty)
    return _shown(listed, page, text, places), text.revision


def _shown(listed: PageInList, page: Page, text: PageText, places: Sequence[ShownPlace]) -> ShownPage:
    printed = [word for word, _ in draft_words(page)]
    doubtful = frozenset(word.id for word in printed if needs_review(word))
    others = {word.id: _other_readings(word) for word in printed if word.id in doubtful}
    tokens = live(text.tokens)
    standing = {word_id for token in tokens for word_id in token.sources}
    corrected = {word_id for token in tokens if token.origin == "person" for word_id in token.sources}
    upright = -page.rotation_deg % 360
    return ShownPage(
        number=listed.number,
        page_id=page.id,
        width=page.width,
        height=page.height,
        upright_deg=upright,
        turn=turn_transform(upright, page.width, page.height),
        boxes=[
            ShownBox(
                id=word.id,
                left=word.box.left,
                top=word.box.top,
                width=word.box.width,
                height=word.box.height,
                doubtful=word.id in doubtful & standing - corrected,
                removed=word.id not in standing,
            )
            for word in printed
        ],
        blocks=shown_blocks(page, tokens, WordLooks(doubtful, others, text.acts)),
        state=listed.state,
        places=places,
        still_wrong=still_wrong_words(page.expected_errors) if tokens else "",
    )


def _other_readings(word: Word) -> tuple[str, ...]:
    """What the engines read at the word's place besides the text that was taken, each once."""
    return tuple(dict.fromkeys(one.text for one in word.readings if one.text != word.text))


def still_wrong_words(estimate: ErrorEstimate | None) -> str:
    """How many words of a page may still be wrong after its doubts are looked at, as people say it."""
    if estimate is None:
        return ""
    low, expected, high = (round(one) for one in (estimate.low, estimate.expected, estimate.high))
    if high == 0:
        return "With the doubtful words right, hardly any other may be wrong"
    about = f"about {expected}" if expected else "at most a few"
    noun = "word" if expected == 1 else "words"
    return f"With the doubtful words right, {about} {noun} may still be wrong ({low} to {high})"


def turn_transform(angle_deg: int, width: int, height: int) -> str:
    """The SVG transform that turns a frame clockwise by a right angle and keeps its corner at the origin."""
    return {
        0: "",
        90: f"translate({height} 0) rotate(90)",
        180: f"translate({width} {height}) rotate(180)",
        270: f"translate(0 {width}) rotate(270)",
    }[angle_deg]
