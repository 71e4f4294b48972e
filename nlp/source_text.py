"""The only text the coding stage sees, with the way back to paper and audio for every range of it.

Offsets are Unicode code points. A range leads to `PageAnchor`s (pixels of a page) and `TimeAnchor`s (seconds
of a recording); where nothing anchors it, the answer is empty, never a guess.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ocr.page import Box, PageAnchor
from transcribe.transcript import TimeAnchor

Anchor = PageAnchor | TimeAnchor


@dataclass(frozen=True)
class AnchoredSpan:
    """A token of the text and the words on paper or in audio it came from."""

    start: int
    end: int
    token_id: str
    anchors: tuple[Anchor, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError("an anchored span needs 0 <= start < end")


@dataclass(frozen=True)
class SourceToken:
    """A token of the reviewed text, as edits fold it: text, the white space behind it, its sources.

    `space_after` is the white space up to the next token; behind the last token it does not count.
    """

    id: str
    text: str
    space_after: str
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True)
class SourceText:
    """A text and its anchors: spans in order, none overlapping another."""

    text: str
    anchors: tuple[AnchoredSpan, ...] = ()

    def __post_init__(self) -> None:
        position = 0
        for span in self.anchors:
            if span.start < position or span.end > len(self.text):
                raise ValueError("anchored spans are in order, do not overlap and lie inside the text")
            position = span.end

    def spans_for(self, start: int, end: int) -> tuple[AnchoredSpan, ...]:
        """The anchored spans that share at least one character with `start` to `end`."""
        if start >= end:
            return ()
        first = bisect_left(self.anchors, start + 1, key=lambda span: span.end)
        last = bisect_left(self.anchors, end, key=lambda span: span.start)
        return self.anchors[first:last]

    def token_ids_for(self, start: int, end: int) -> tuple[str, ...]:
        """Ids of the tokens under a range, in text order."""
        return tuple(span.token_id for span in self.spans_for(start, end))

    def anchors_for(self, start: int, end: int) -> tuple[Anchor, ...]:
        """Where a range lies: one box a line and page, one stretch of time a recording.

        Box and time are unions over the words; word ids keep their order and come once.
        """
        found = [anchor for span in self.spans_for(start, end) for anchor in span.anchors]
        pages = _merge_pages(anchor for anchor in found if isinstance(anchor, PageAnchor))
        times = _merge_times(anchor for anchor in found if isinstance(anchor, TimeAnchor))
        return (*pages, *times)

    @classmethod
    def from_plain_text(cls, text: str) -> SourceText:
        """A text that has no paper and no audio behind it."""
        return cls(text)

    @classmethod
    def from_tokens(cls, tokens: Sequence[SourceToken]) -> SourceText:
        """The text that tokens spell, each token one anchored span; tokens without text are skipped."""
        parts: list[str] = []
        spans: list[AnchoredSpan] = []
        position = 0
        for token in tokens:
            end = position + len(token.text)
            if end > position:
                spans.append(AnchoredSpan(position, end, token.id, token.anchors))
            parts += (token.text, token.space_after)
            position = end + len(token.space_after)
        return cls("".join(parts[:-1]), tuple(spans))

    @classmethod
    def from_ocr_json(cls, reading: dict[str, Any]) -> SourceText:
        """The text of one `chartscribe ocr --format json` object, anchored to pages."""
        from nlp.source_readers import source_from_ocr_json

        return source_from_ocr_json(reading)

    @classmethod
    def from_transcribe_json(cls, reading: dict[str, Any]) -> SourceText:
        """The text of one `chartscribe transcribe --format json` object, anchored to seconds."""
        from nlp.source_readers import source_from_transcribe_json

        return source_from_transcribe_json(reading)


def _union_ids(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _same_line(above: Box, below: Box) -> bool:
    """Whether two boxes share more than half of the lower one's height: the usual test for one text line."""
    shared = min(above.bottom, below.bottom) - max(above.top, below.top)
    return shared * 2 > min(above.bottom - above.top, below.bottom - below.top)


def _merge_pages(anchors: Iterable[PageAnchor]) -> list[PageAnchor]:
    merged: list[PageAnchor] = []
    for anchor in anchors:
        last = merged[-1] if merged else None
        if last is not None and last.page_id == anchor.page_id and _same_line(last.box, anchor.box):
            merged[-1] = PageAnchor(
                page_id=anchor.page_id,
                word_ids=_union_ids(last.word_ids, anchor.word_ids),
                box=Box.around((last.box, anchor.box)),
            )
        else:
            merged.append(anchor)
    return merged


def _merge_times(anchors: Iterable[TimeAnchor]) -> list[TimeAnchor]:
    merged: dict[str, TimeAnchor] = {}
    for anchor in anchors:
        last = merged.get(anchor.source_sha256)
        if last is None:
            merged[anchor.source_sha256] = anchor
            continue
        merged[anchor.source_sha256] = TimeAnchor(
            source_sha256=anchor.source_sha256,
            word_ids=_union_ids(last.word_ids, anchor.word_ids),
            start_s=min(last.start_s, anchor.start_s),
            end_s=max(last.end_s, anchor.end_s),
        )
    return list(merged.values())


def anchor_as_json(anchor: Anchor) -> dict[str, Any]:
    """Plain JSON values: `{page_id, word_ids, box}` or `{source_sha256, word_ids, start_s, end_s}`."""
    if isinstance(anchor, PageAnchor):
        return anchor.as_json()
    return {
        "source_sha256": anchor.source_sha256,
        "word_ids": list(anchor.word_ids),
        "start_s": anchor.start_s,
        "end_s": anchor.end_s,
    }


def anchor_from_json(stored: dict[str, Any]) -> Anchor:
    """The anchor that `anchor_as_json` wrote."""
    if "page_id" in stored:
        return PageAnchor.from_json(stored)
    return TimeAnchor(
        source_sha256=stored["source_sha256"],
        word_ids=tuple(stored["word_ids"]),
        start_s=stored["start_s"],
        end_s=stored["end_s"],
    )
