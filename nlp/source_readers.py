"""The JSON of the command line (`ocr`, `transcribe`) as source text with anchors."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from nlp.source_text import Anchor, AnchoredSpan, SourceText, SourceToken
from ocr.page import Box, PageAnchor
from storage.errors import Disposition, ServiceError
from transcribe.transcript import TimeAnchor

_TOKEN = re.compile(r"\S+")


class SourceJsonError(ServiceError):
    """A JSON object that neither `ocr` nor `transcribe` wrote."""

    code: ClassVar[str] = "nlp.source_json_unreadable"
    disposition: ClassVar[Disposition] = Disposition.REJECT
    remedy: ClassVar[str] = (
        "Give plain text, or a line that `chartscribe ocr --format json` or "
        "`chartscribe transcribe --format json` wrote"
    )


def source_from_json(reading: dict[str, Any]) -> SourceText:
    """The text of one object of `ocr` or of `transcribe`, told apart by `pages` and `segments`.

    Raises:
        SourceJsonError: it has neither, or a required key is missing.
    """
    if "pages" in reading:
        return source_from_ocr_json(reading)
    if "segments" in reading:
        return source_from_transcribe_json(reading)
    raise SourceJsonError("The JSON object has neither pages nor segments")


def source_from_ocr_json(reading: dict[str, Any]) -> SourceText:
    """The text of an `ocr` object with a page anchor on every word that stands in it.

    The object's own `text` is used when its words occur in it in order; otherwise the words themselves, in
    the order of the JSON, are the text, so that no range loses its way back.

    Raises:
        SourceJsonError: a required key is missing or has the wrong shape.
    """
    try:
        tokens = _page_tokens(reading)
        text = str(reading["text"])
    except (KeyError, TypeError, ValueError) as error:
        raise SourceJsonError("The OCR object lacks a key of its contract", where=str(error)[:80]) from error
    spans: list[AnchoredSpan] = []
    position = 0
    for token in tokens:
        start = text.find(token.text, position)
        if start < 0:
            return SourceText.from_tokens(tokens)
        position = start + len(token.text)
        spans.append(AnchoredSpan(start, position, token.id, token.anchors))
    return SourceText(text, tuple(spans))


def _page_tokens(reading: dict[str, Any]) -> list[SourceToken]:
    tokens: list[SourceToken] = []
    for page in reading["pages"]:
        page_id = f"{reading['sha256']}:{page['number']}"
        words = [word for word in page["words"] if word["text"]]
        for number, word in enumerate(words):
            word_id = str(word.get("id") or f"{page_id}:{number}")
            anchor = PageAnchor(page_id=page_id, word_ids=(word_id,), box=Box.from_json(word["box"]))
            following = words[number + 1] if number + 1 < len(words) else None
            tokens.append(SourceToken(word_id, word["text"], _gap(word, following), (anchor,)))
    return tokens


def _gap(word: dict[str, Any], following: dict[str, Any] | None) -> str:
    """A new line when the next word starts below this one's bottom or the page ends, else a space."""
    if following is None:
        return "\n"
    return "\n" if Box.from_json(following["box"]).top >= Box.from_json(word["box"]).bottom else " "


def source_from_transcribe_json(reading: dict[str, Any]) -> SourceText:
    """The draft report of a `transcribe` object with a time anchor on every word that was spoken.

    Spoken commands are applied in the report, so its words are aligned with the spoken ones; a changed
    stretch is anchored to all the words it replaced, and punctuation that nobody can time stays unanchored.

    Raises:
        SourceJsonError: a required key is missing or has the wrong shape.
    """
    try:
        text = str(reading["text"])
        spoken = _spoken_words(reading)
    except (KeyError, TypeError, ValueError) as error:
        raise SourceJsonError(
            "The transcript object lacks a key of its contract", where=str(error)[:80]
        ) from error
    written = list(_TOKEN.finditer(text))
    sources = _align([_letters(token.group()) for token in written], [_letters(word) for word, _ in spoken])
    spans = tuple(
        AnchoredSpan(token.start(), token.end(), f"t{number}", tuple(spoken[index][1] for index in indexes))
        for number, (token, indexes) in enumerate(zip(written, sources, strict=True))
        if indexes
    )
    return SourceText(text, spans)


def _spoken_words(reading: dict[str, Any]) -> list[tuple[str, Anchor]]:
    words: list[tuple[str, Anchor]] = []
    for segment in reading["segments"]:
        for word in segment["words"]:
            number = len(words)
            anchor = TimeAnchor(
                source_sha256=reading["sha256"],
                word_ids=(str(word.get("id") or f"{reading['sha256']}:{number}"),),
                start_s=float(word["start"]),
                end_s=float(word["end"]),
            )
            words.append((str(word["text"]), anchor))
    return words


def _letters(word: str) -> str:
    return re.sub(r"[^\w%]", "", word.casefold())


def _align(written: list[str], spoken: list[str]) -> list[range]:
    """For each written word the spoken words it stands for, as indexes."""
    from rapidfuzz.distance import Levenshtein

    sources = [range(0)] * len(written)
    changed = _Stretch()
    for step in Levenshtein.opcodes(spoken, written):
        if step.tag != "equal":
            changed.add(step.src_start, step.src_end, step.dest_start, step.dest_end)
            continue
        changed.settle(sources)
        for place in range(step.dest_start, step.dest_end):
            index = step.src_start + place - step.dest_start
            sources[place] = range(index, index + 1)
    changed.settle(sources)
    return sources


class _Stretch:
    """Neighbouring changes seen as one: "two hundred" became "200"."""

    def __init__(self) -> None:
        self._spoken: tuple[int, int] | None = None
        self._written: tuple[int, int] = (0, 0)

    def add(self, spoken_from: int, spoken_to: int, written_from: int, written_to: int) -> None:
        if self._spoken is None:
            self._spoken, self._written = (spoken_from, spoken_to), (written_from, written_to)
        else:
            self._spoken, self._written = (self._spoken[0], spoken_to), (self._written[0], written_to)

    def settle(self, sources: list[range]) -> None:
        """Gives every written word of the stretch all of its spoken words, and starts anew."""
        if self._spoken is not None:
            for place in range(*self._written):
                sources[place] = range(*self._spoken)
        self._spoken = None
