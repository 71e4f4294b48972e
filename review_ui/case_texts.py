"""The texts of an encounter's documents as they read now, laid out to be read and searched.

Touches the database and the object store. Offsets are code points of the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any

from review_ui.evidence import follow
from review_ui.live_text import read_text
from review_ui.places import PagePlace, read_page, sources_under
from review_ui.workplace import Workplace
from storage.artifacts import find_artifact
from storage.edits import Splice, Token, live
from storage.objects.sealed_store import SealedStore
from storage.page_tokens import tokens_by_page
from storage.reviewed_text import load_text_at
from storage.tables import Document

_LAYOUTS_KEPT = 64  # of two encounters with many documents; a page takes some 3 kB
_AROUND_CHARS = 60


@dataclass(frozen=True)
class Paragraph:
    """A stretch of the text with the offset of its first character."""

    start: int
    text: str


@dataclass(frozen=True)
class ReadingPage:
    """One page of a chart, or the whole of a dictation (`page_id` '', `number` 0)."""

    page_id: str
    number: int
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Layout:
    """A document's whole text and its pages."""

    text: str
    pages: tuple[ReadingPage, ...]


@dataclass(frozen=True)
class WordsFound:
    """One place where the words that were looked for stand."""

    start: int
    end: int
    before: str
    words: str
    after: str


def layout_of(place: Workplace, document: Document, page_ids: Sequence[str]) -> Layout:
    """The document's text as it reads now; `page_ids` are its pages in order."""
    asked = _TextAsked(
        place.belt.store, document.id, document.reading_no, document.revision, tuple(page_ids), place
    )
    return _layout(asked)


@dataclass(frozen=True)
class _TextAsked:
    """What tells one text from another, and the way to read it."""

    store: SealedStore
    document_id: str
    reading_no: int
    revision: int
    page_ids: tuple[str, ...]
    place: Workplace = field(compare=False)


@lru_cache(maxsize=_LAYOUTS_KEPT)
def _layout(asked: _TextAsked) -> Layout:
    tokens = live(read_text(asked.place, asked.document_id).tokens)
    numbers = {page_id: number for number, page_id in enumerate(asked.page_ids, start=1)}
    return lay_out(tokens, numbers)


def lay_out(tokens: Sequence[Token], numbers: Mapping[str, int]) -> Layout:
    """The tokens as paragraphs by page; `numbers` are the page numbers by page id, none for a dictation."""
    pages, start = [], 0
    by_page = tokens_by_page(tokens) if numbers else {"": list(tokens)}
    for page_id, own in by_page.items():
        paragraphs = []
        for paragraph in _paragraphs(own):
            written = "".join(token.text + token.space_after for token in paragraph)
            paragraphs.append(Paragraph(start, written.rstrip()))
            start += len(written)
        if paragraphs:
            pages.append(ReadingPage(page_id, numbers.get(page_id, 0), tuple(paragraphs)))
    text = "".join(token.text + token.space_after for own in by_page.values() for token in own)
    return Layout(text, tuple(pages))


def _paragraphs(tokens: Sequence[Token]) -> list[list[Token]]:
    made: list[list[Token]] = [[]]
    for token in tokens:
        made[-1].append(token)
        if token.space_after == "\n\n":
            made.append([])
    return [one for one in made if one]


def find_words(text: str, words: str, *, limit: int) -> tuple[int, list[WordsFound]]:
    """(how often the words stand in the text, the first `limit` places); case and line ends do not matter."""
    asked = words.split()
    if not asked:
        return 0, []
    found = list(re.finditer(r"\s+".join(re.escape(one) for one in asked), text, re.IGNORECASE))
    return len(found), [
        WordsFound(
            one.start(),
            one.end(),
            _closed(text[max(0, one.start() - _AROUND_CHARS) : one.start()]),
            _closed(one.group()),
            _closed(text[one.end() : one.end() + _AROUND_CHARS]),
        )
        for one in found[:limit]
    ]


def _closed(text: str) -> str:
    return " ".join(text.split())


def whole_page(place: Workplace, document: Document, page_id: str, page_number: int) -> PagePlace | None:
    """A page without any words marked; None while it has not been read."""
    with place.database.read() as session:
        made = find_artifact(session, page_id, "page", document.reading_no)
    if made is None:
        return None
    page = read_page(place.belt.store, made.sha256)
    return PagePlace(page_id, page_number, page.width, page.height, page.rotation_deg, (), ())


def place_in_text(
    place: Workplace,
    document: Document,
    stored: Mapping[str, Any],
    *,
    revision: int,
    later: Sequence[Splice],
) -> tuple[int, int] | None:
    """Where a quoted stretch of revision `revision` stands in the text now; None when it was edited away.

    `stored` has start and end, and token_ids and anchors where they are known.
    """
    token_ids = list(stored.get("token_ids", ()))
    sources = {one for anchor in stored.get("anchors", ()) for one in anchor["word_ids"]}
    if not token_ids:
        then = load_text_at(place.database, place.belt.store, document.id, revision)
        tokens = live(then.tokens)
        token_ids = _ids_under(tokens, stored["start"], stored["end"])
        sources = set(sources_under(tokens, stored["start"], stored["end"]))
    standing = set(follow(token_ids, later, word_ids=frozenset(sources)))
    return _span_of(live(read_text(place, document.id).tokens), standing)


def _ids_under(tokens: Sequence[Token], start: int, end: int) -> list[str]:
    edges = accumulate((len(token.text + token.space_after) for token in tokens), initial=0)
    return [
        token.id
        for token, first in zip(tokens, edges, strict=False)
        if first < end and first + len(token.text) > start
    ]


def _span_of(tokens: Sequence[Token], ids: set[str]) -> tuple[int, int] | None:
    """The range of the text from the first of these tokens to the last."""
    at, start, end = 0, -1, -1
    for token in tokens:
        if token.id in ids:
            start = at if start < 0 else start
            end = at + len(token.text)
        at += len(token.text) + len(token.space_after)
    return (start, end) if start >= 0 else None
