"""The JSON of `chartscribe ocr`: a contract with scripts and tools; keys are added, never changed."""

from __future__ import annotations

from typing import Any

from ocr.confidence import needs_review
from ocr.document_starts import document_starts
from ocr.page import Block, CleanupStep, ErrorEstimate, Line, Page, Word, page_text
from ocr.page_structure import PageStructure
from ocr.read_document import DocumentReading
from storage.errors import Deficiency, EngineInfo


def page_as_json(page: Page, *, number: int, seconds: float) -> dict[str, Any]:
    """One page of the contract. `lines` name their words as [first, last + 1) of `words`, and their block."""
    words: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for block_no, block in enumerate(page.blocks):
        for line in block.lines:
            first = len(words)
            words.extend(_word_as_json(word) for word in line.words)
            lines.append(
                {
                    "text": line.text,
                    "box": line.box.as_json(),
                    "words": [first, len(words)],
                    "block": block_no,
                }
            )
    return {
        "number": number,
        "id": page.id,
        "width": page.width,
        "height": page.height,
        "dpi": page.dpi,
        "rotation_deg": page.rotation_deg,
        "skew_deg": page.skew_deg,
        "blank": page.is_blank,
        "words": words,
        "lines": lines,
        "deficiencies": [deficiency.as_json() for deficiency in page.deficiencies],
        "seconds": round(seconds, 3),
        "engine": page.engine.as_json(),
        "structure": page.structure.as_json(),
        "cleanup": [step.as_json() for step in page.cleanup],
        "expected_errors": None if page.expected_errors is None else page.expected_errors.as_json(),
    }


def document_as_json(file: str, sha256: str, reading: DocumentReading) -> dict[str, Any]:
    """One document of the contract; `text` is the pages' text in reading order."""
    return {
        "file": file,
        "sha256": sha256,
        "text": document_text(reading),
        "pages": [
            page_as_json(read.page, number=number, seconds=read.seconds)
            for number, read in enumerate(reading.pages, start=1)
        ],
        "deficiencies": [deficiency.as_json() for deficiency in reading.deficiencies],
        "document_starts": _starts_as_json(reading),
    }


def _starts_as_json(reading: DocumentReading) -> list[dict[str, Any]]:
    """Pages after the first on which another document may begin: proposals, with what speaks for each."""
    starts = document_starts([read.page for read in reading.pages])[1:]
    return [
        {"page": start.page_index + 1, "score": start.score, "signs": list(start.signs)}
        for start in starts
        if start.is_proposed
    ]


def document_text(reading: DocumentReading) -> str:
    """The text of all pages in reading order, an empty line between pages, pages without text left out."""
    texts = (page_text(read.page) for read in reading.pages)
    return "\n\n".join(text for text in texts if text)


def pages_from_json(document: dict[str, Any]) -> tuple[Page, ...]:
    """The pages in a document that `document_as_json` wrote, so that evidence can lead back to paper."""
    return tuple(_page_from_json(page) for page in document["pages"])


def _page_from_json(stored: dict[str, Any]) -> Page:
    words = [Word.from_json(word) for word in stored["words"]]
    blocks: dict[int, list[Line]] = {}
    for line in stored["lines"]:
        first, end = line["words"]
        blocks.setdefault(line["block"], []).append(Line(tuple(words[first:end])))
    return Page(
        id=stored["id"],
        width=stored["width"],
        height=stored["height"],
        dpi=stored["dpi"],
        blocks=tuple(Block(tuple(lines)) for lines in blocks.values()),
        engine=EngineInfo.from_json(stored["engine"]),
        rotation_deg=stored["rotation_deg"],
        skew_deg=stored["skew_deg"],
        is_blank=stored["blank"],
        deficiencies=tuple(Deficiency.from_json(deficiency) for deficiency in stored["deficiencies"]),
        structure=PageStructure.from_json(stored.get("structure", {})),
        cleanup=tuple(CleanupStep.from_json(step) for step in stored.get("cleanup", ())),
        expected_errors=_estimate_from_json(stored.get("expected_errors")),
    )


def _estimate_from_json(stored: dict[str, Any] | None) -> ErrorEstimate | None:
    return None if stored is None else ErrorEstimate.from_json(stored)


def _word_as_json(word: Word) -> dict[str, Any]:
    return {
        "id": word.id,
        "text": word.text,
        "box": word.box.as_json(),
        "confidence": word.confidence,
        "needs_review": needs_review(word),
        "handwritten": word.handwritten,
        "p_wrong": word.p_wrong,
        "readings": [reading.as_json() for reading in word.readings],
    }
