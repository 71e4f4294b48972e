"""Where words lie: the box on a page, or the seconds of a recording. Touches the database and the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

from sqlalchemy import select

from ocr.draft import regions_by_id
from ocr.page import Box, Page
from review_ui.workplace import Workplace
from storage.artifacts import find_artifact, load_json
from storage.edits import Token, live
from storage.objects.sealed_store import SealedStore
from storage.reviewed_text import load_text_at
from storage.tables import Document, DocumentPage
from transcribe.transcript import SpokenWord, Transcript

_PAGES_KEPT = 32
_READINGS_KEPT = 4
Json = Mapping[str, Any]


@dataclass(frozen=True)
class PagePlace:
    """Boxes on one page, in pixels of its original frame; turned by -rotation_deg it stands upright."""

    page_id: str
    page_number: int
    width: int
    height: int
    rotation_deg: int
    boxes: tuple[Box, ...]
    word_ids: tuple[str, ...]


@dataclass(frozen=True)
class SoundPlace:
    """A stretch of the recording in seconds, and the words that were heard around it."""

    start_s: float
    end_s: float
    before: str
    words: str
    after: str


Place = PagePlace | SoundPlace


@lru_cache(maxsize=_PAGES_KEPT)
def read_page(store: SealedStore, sha256: str) -> Page:
    """The page of that artifact; it never changes, so it is kept for a while."""
    return Page.from_json(load_json(store, sha256))


@lru_cache(maxsize=_READINGS_KEPT)
def read_transcript(store: SealedStore, sha256: str) -> Transcript:
    """The transcript in that reading artifact."""
    return Transcript.from_json(load_json(store, sha256)["transcript"])


def place_of(place: Workplace, document: Document, anchors: Sequence[Json]) -> Place | None:
    """Where these stored anchors lie; of several pages the first. None when nothing anchors the words."""
    times = [anchor for anchor in anchors if "start_s" in anchor]
    if times:
        word_ids = [word_id for anchor in times for word_id in anchor["word_ids"]]
        start_s = min(anchor["start_s"] for anchor in times)
        return _sound(place, document, start_s, max(anchor["end_s"] for anchor in times), word_ids)
    pages = [anchor for anchor in anchors if "page_id" in anchor]
    if not pages:
        return None
    page_id = pages[0]["page_id"]
    here = [anchor for anchor in pages if anchor["page_id"] == page_id]
    boxes = [Box.from_json(anchor["box"]) for anchor in here]
    return _page(place, document, page_id, boxes, [one for anchor in here for one in anchor["word_ids"]])


def place_of_span(
    place: Workplace, document: Document, *, revision: int, start: int, end: int
) -> Place | None:
    """Where a stretch of the text at a revision lies (code points); None when no machine word is under it."""
    text = load_text_at(place.database, place.belt.store, document.id, revision)
    sources = sources_under(live(text.tokens), start, end)
    if not sources:
        return None
    if document.kind == "dictation":
        return _sound(place, document, None, None, sources)
    page_id = sources[0].split(":")[0]
    page = _page_of(place, document, page_id)
    if page is None:
        return None
    boxes = [word.box for word in page.words() if word.id in sources]
    boxes += [one.box for key, one in regions_by_id(page, document.reading_no).items() if key in sources]
    return _page(place, document, page_id, boxes, sources)


def sources_under(tokens: Sequence[Token], start: int, end: int) -> tuple[str, ...]:
    """Ids of the machine's words under a range of the tokens' text, each once, in order."""
    edges = list(accumulate((len(token.text) + len(token.space_after) for token in tokens), initial=0))
    under = [
        token
        for token, (first, _) in zip(tokens, pairwise(edges), strict=True)
        if first < end and first + len(token.text) > start
    ]
    return tuple(dict.fromkeys(source for token in under for source in token.sources))


def _page_of(place: Workplace, document: Document, page_id: str) -> Page | None:
    with place.database.read() as session:
        made = find_artifact(session, page_id, "page", document.reading_no)
    return read_page(place.belt.store, made.sha256) if made else None


def _page(
    place: Workplace, document: Document, page_id: str, boxes: Sequence[Box], word_ids: Sequence[str]
) -> PagePlace | None:
    with place.database.read() as session:
        position = session.scalar(
            select(DocumentPage.position).where(
                DocumentPage.document_id == document.id, DocumentPage.page_id == page_id
            )
        )
    page = _page_of(place, document, page_id)
    if page is None or position is None or not boxes:
        return None
    return PagePlace(
        page_id=page_id,
        page_number=position + 1,
        width=page.width,
        height=page.height,
        rotation_deg=page.rotation_deg,
        boxes=tuple(boxes),
        word_ids=tuple(word_ids),
    )


def _sound(
    place: Workplace,
    document: Document,
    start_s: float | None,
    end_s: float | None,
    word_ids: Sequence[str],
) -> SoundPlace | None:
    with place.database.read() as session:
        made = find_artifact(session, document.id, "reading", document.reading_no)
    if made is None:
        return None
    words = list(read_transcript(place.belt.store, made.sha256).words())
    at = [index for index, word in enumerate(words) if word.id in word_ids]
    if not at:
        return None
    first, last = at[0], at[-1]
    return SoundPlace(
        start_s=words[first].start_s if start_s is None else start_s,
        end_s=words[last].end_s if end_s is None else end_s,
        before=_spoken(words[max(0, first - 12) : first]),
        words=_spoken(words[first : last + 1]),
        after=_spoken(words[last + 1 : last + 13]),
    )


def _spoken(words: Sequence[SpokenWord]) -> str:
    return " ".join(word.text for word in words)
