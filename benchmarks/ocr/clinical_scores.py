"""Clinical documents as all readers read them, cleared of what the truth cannot decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.ocr.bench import PLAIN, RAPID, Bench
from benchmarks.ocr.clinical_text import (
    Excluded,
    glued_tokens,
    ticks_with_x,
    truth_without_repeats,
    without,
    without_running_lines,
)
from benchmarks.ocr.metrics import tokens
from benchmarks.ocr.page_sets import ClinicalDocument
from benchmarks.ocr.readings import ReadPage

_TICK = "x"
_PEERS = (PLAIN.name, RAPID.name, "ocrmypdf")


@dataclass(frozen=True)
class Cleared:
    """A document ready to be scored: true tokens and each reader's, and what was left out.

    `pages` are each reader's pages without running lines, `whole` as they were read; `undecided` are the
    tokens that the truth cannot judge.
    """

    document: ClinicalDocument
    text: str
    true: list[str]
    read: dict[str, list[str]]
    pages: dict[str, list[ReadPage]]
    whole: dict[str, list[ReadPage]]
    excluded: tuple[Excluded, ...]
    undecided: frozenset[str]


def read_and_clear(bench: Bench, documents: Sequence[ClinicalDocument]) -> list[Cleared]:
    """Every document, read by every reader of the run."""
    images = [image for document in documents for image in document.images]
    pages: dict[str, dict[str, ReadPage]] = {}
    for reader in bench.readers:
        read = bench.read(reader, images)
        pages[reader.name] = {str(image): page for image, page in zip(images, read, strict=True)}
    return [
        _cleared(
            document,
            {name: [by_image[str(image)] for image in document.images] for name, by_image in pages.items()},
        )
        for document in documents
    ]


def _cleared(document: ClinicalDocument, pages: dict[str, list[ReadPage]]) -> Cleared:
    running: list[str] = []
    own: dict[str, list[ReadPage]] = {}
    for name, read in pages.items():
        own[name], dropped = without_running_lines(read)
        running += dropped if name in _PEERS or len(pages) == 1 else []
    by_peers = [own[name] for name in own if name in _PEERS or len(pages) == 1]
    text, repeats = truth_without_repeats(document.text, running, by_peers)
    read_tokens = {name: [t for page in kept for t in tokens(page.text)] for name, kept in own.items()}
    true = tokens(text)
    glued = glued_tokens(true, read_tokens, peers=_PEERS)
    undecided = {part for token, parts in glued.items() for part in (token, *parts)}
    excluded = [Excluded(document.name, "repeated header or footer", len(repeats), "")] if repeats else []
    if ticks_with_x(document.text):
        excluded.append(Excluded(document.name, "tick written x", true.count(_TICK), _TICK))
        undecided.add(_TICK)
        true = [t for t in true if t != _TICK]
        read_tokens = {name: [t for t in read if t != _TICK] for name, read in read_tokens.items()}
    if glued:
        counts = Counter(token for token in true if token in glued)
        left_out = Counter(counts)
        for token, parts in glued.items():
            left_out.update(dict.fromkeys(parts, counts[token]))
        excluded.append(Excluded(document.name, "glued in the truth", counts.total(), " ".join(glued)))
        true = without(true, counts)
        read_tokens = {name: without(read, left_out) for name, read in read_tokens.items()}
    return Cleared(document, text, true, read_tokens, own, pages, tuple(excluded), frozenset(undecided))
